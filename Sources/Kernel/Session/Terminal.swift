import Foundation

/// What the terminal is and can do.
enum Terminal {
  /// Whether colour may be written to a descriptor: a terminal that is not dumb, and no `NO_COLOR`.
  static func style(_ descriptor: Int32) -> Style {
    guard isatty(descriptor) == 1, !isDumb else { return Style() }
    // no-color.org: set and not empty.
    return Style(hasColour: (variable("NO_COLOR") ?? "").isEmpty)
  }

  /// Whether the terminal knows no escape sequences.
  static var isDumb: Bool { ["", "dumb"].contains(variable("TERM") ?? "") }

  /// Whether text moves into other rows when the window gets narrower or wider. All do but xterm and screen, which say
  /// who they are.
  static var rewraps: Bool { variable("XTERM_VERSION") == nil && variable("STY") == nil }

  /// Columns of the window on a descriptor, or `nil` when it is no terminal.
  static func columns(_ descriptor: Int32) -> Int? { size(descriptor).map { Int($0.ws_col) } }

  /// Rows of the window on a descriptor, or `nil` when it is no terminal.
  static func rows(_ descriptor: Int32) -> Int? { size(descriptor).map { Int($0.ws_row) } }

  private static func size(_ descriptor: Int32) -> winsize? {
    var size = winsize()
    guard isatty(descriptor) == 1, ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return nil
    }
    return size
  }

  /// Gives text input a UTF-8 locale when the environment has none; readline reads the variables itself.
  static func useUTF8() {
    _ = setlocale(LC_CTYPE, "")
    if let codeset = nl_langinfo(nl_item(CODESET)), String(cString: codeset) == "UTF-8" { return }
    setenv("LC_CTYPE", "C.UTF-8", 1)
    if !(variable("LC_ALL") ?? "").isEmpty { setenv("LC_ALL", "C.UTF-8", 1) }
    _ = setlocale(LC_CTYPE, "")
  }

  /// A variable of the environment that is set and not empty.
  static func filled(_ name: String) -> String? { variable(name).flatMap { $0.isEmpty ? nil : $0 } }

  /// The user's folder that an XDG variable names, or the usual one in the home. A relative path in the variable is
  /// to be ignored, as the XDG base directory specification says.
  static func folder(_ name: String, else usual: String) -> String {
    filled(name).flatMap { $0.hasPrefix("/") ? $0 : nil }
      ?? (filled("HOME") ?? NSHomeDirectory()) + "/" + usual
  }

  /// A variable of the environment.
  static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
