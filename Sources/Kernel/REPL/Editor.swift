import Foundation

/// The user's own editor, for cells of several lines.
enum Editor {
  /// Why a text could not be edited.
  struct Failure: Error {
    /// In words.
    let why: String
  }

  /// The program and its first arguments, from `VISUAL` or else `EDITOR`; `nil` where neither says one.
  static var command: [String]? {
    for name in ["VISUAL", "EDITOR"] {
      let words = (Terminal.variable(name) ?? "").split(separator: " ").map(String.init)
      if !words.isEmpty { return words }
    }
    return nil
  }

  /// The text as it comes back from the editor. The file is in a folder that only this user can look into, and goes
  /// afterwards. No shell is involved.
  static func edit(_ text: String, with command: [String]) throws(Failure) -> String {
    let folder: String
    switch PrivateFolder.make(for: "cell") {
    case .success(let path): folder = path
    case .failure(let failure): throw Failure(why: String(cString: strerror(failure.code)))
    }
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/cell.iapt"
    guard
      FileManager.default.createFile(
        atPath: path, contents: Data((text + "\n").utf8), attributes: [.posixPermissions: 0o600])
    else { throw Failure(why: "no temporary file could be written") }
    try run(command + [path])
    // A zero byte would end the text for the line editor.
    guard let data = FileManager.default.contents(atPath: path), !data.contains(0),
      let edited = String(validating: data, as: UTF8.self)
    else { throw Failure(why: "what it left is not UTF-8 text") }
    return edited.replacing("\r\n", with: "\n").trimmingCharacters(in: .newlines)
  }

  /// Runs a program on this terminal to its end.
  private static func run(_ command: [String]) throws(Failure) {
    var arguments = command.map { strdup($0) } + [nil]
    defer { arguments.forEach { free($0) } }
    let (code, status) = Foreground.run { attributes, child in
      posix_spawnp(&child, command[0], nil, &attributes, &arguments, environ)
    }
    guard code == 0 else { throw Failure(why: String(cString: strerror(code))) }
    guard status == 0 else { throw Failure(why: "it ended with an error") }
  }
}
