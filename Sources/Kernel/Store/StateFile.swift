import Foundation

/// Where what outlives a session is kept.
enum StateFile {
  /// The file of this name: the one the variable of the environment names, else that in `$XDG_STATE_HOME/iapt`, else
  /// that in `~/.local/state/iapt`.
  static func path(_ name: String, variable: String) -> String {
    func value(_ name: String) -> String? { Terminal.variable(name).flatMap { $0.isEmpty ? nil : $0 } }
    if let path = value(variable) { return path }
    let home = value("HOME") ?? NSHomeDirectory()
    // A relative path there is to be ignored, as the XDG base directory specification says.
    let state = value("XDG_STATE_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home + "/.local/state"
    return state + "/iapt/" + name
  }
}
