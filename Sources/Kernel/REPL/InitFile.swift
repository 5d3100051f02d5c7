import Commands
import Foundation

/// The script that runs when a prompt opens.
struct InitFile {
  /// Where it is.
  let path: String

  /// The file the environment asks for: `IAPT_INIT`, else `$XDG_CONFIG_HOME/iapt/init.iapt`, else
  /// `~/.config/iapt/init.iapt`.
  static func standard() -> InitFile {
    if let path = Terminal.filled("IAPT_INIT") { return InitFile(path: path) }
    return InitFile(path: Terminal.folder("XDG_CONFIG_HOME", else: ".config") + "/iapt/init.iapt")
  }

  /// What reading it gave.
  enum Content {
    case none
    /// The cells of statements.
    case cells([Script.Cell])
    /// Why there are none.
    case unreadable(String)
  }

  /// Reads it.
  func read() -> Content {
    guard let data = FileManager.default.contents(atPath: path) else {
      if access(path, F_OK) != 0 { return .none }
      return .unreadable(String(cString: strerror(access(path, R_OK) == 0 ? EISDIR : errno)))
    }
    guard let text = String(validating: data, as: UTF8.self) else { return .unreadable("not UTF-8 text") }
    return .cells(Script(path: path, text: text).cells.filter { $0.kind == .code })
  }
}
