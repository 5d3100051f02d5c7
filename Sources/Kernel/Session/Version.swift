import Commands

/// What the program calls itself.
public typealias Version = Commands.Version
