import Foundation
import Testing

@testable import Kernel

/// Sessions on a pseudo-terminal with what a user must see: `x.keys` is typed, `x.80x24.screen` and `x.120x40.screen`
/// hold the screens.
///
/// A line of keys is a word and the rest of the line:
/// * `> TEXT` types (`\r` Enter, `\t` Tab, `\e` Escape, `\^C` Ctrl-C, `\\` a backslash),
/// * `? TEXT` waits until the screen was sent the text,
/// * `screen TITLE` keeps the screen, `resize 40` or `resize 40x10` changes the window,
/// * `end` waits for the program to end; what follows starts it anew in the same home,
/// * `env NAME=VALUE` and `arguments …` say how it is started, `file PATH TEXT` writes a file (`\n` a line end).
///
/// Wait for the prompt before typing: what is typed while a cell runs is shown by the terminal itself. Keep the screen
/// before the window changes: what was typed must be there. With
/// `IAPT_RECORD=1` the screens are written anew, and the run fails so that nobody takes a recording for a test.
@Suite struct ScreenTests {
  private static let folder = Paths.root + "/Tests/KernelTests/Golden/Screens"
  static let isRecording = ProcessInfo.processInfo.environment["IAPT_RECORD"] == "1"

  static let names: [String] = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
    .filter { $0.hasSuffix(".keys") }.map { String($0.dropLast(5)) }.sorted()

  @Test(arguments: names, ["80x24", "120x40"]) func screens(_ name: String, _ size: String) throws {
    let path = "\(ScreenTests.folder)/\(name).\(size).screen"
    let recorded = try? String(contentsOfFile: path, encoding: .utf8)
    let keys = try String(contentsOfFile: "\(ScreenTests.folder)/\(name).keys", encoding: .utf8)
    let lines = keys.split(separator: "\n").filter { !$0.hasPrefix("#") }
    var typist = try Typist(size: size, expected: recorded ?? "")
    for line in lines { try typist.follow(line) }
    if ScreenTests.isRecording {
      try Data(typist.shown.utf8).write(to: URL(fileURLWithPath: path))
      Issue.record("recorded \(name).\(size).screen")
    } else {
      #expect(typist.shown == recorded, "\(name) \(size)")
    }
  }

  /// Screens without keys test nothing, nor do keys without screens.
  @Test func everyScreenHasItsKeys() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: ScreenTests.folder).sorted()
    let expected = ScreenTests.names.flatMap { ["\($0).120x40.screen", "\($0).80x24.screen", "\($0).keys"] }
    #expect(files == expected.sorted() && ScreenTests.names.count >= 12)
  }
}

/// Does what a file of keys says.
private struct Typist {
  private let home: String
  private let columns: Int
  private let rows: Int
  private var environment: [String: String] = [:]
  private var arguments: [String] = []
  private var terminal: PseudoTerminal?
  private var expected: [String: String] = [:]
  /// The screens kept so far.
  private(set) var shown = ""

  struct Failure: Error { var line: String }

  init(size: String, expected text: String) throws {
    home = try Paths.temporary()
    let numbers = size.split(separator: "x").compactMap { Int($0) }
    (columns, rows) = (numbers[0], numbers[1])
    var title = ""
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      if line.hasPrefix("--- ") {
        title = String(line)
        expected[title] = ""
      } else {
        expected[title, default: ""] += line + "\n"
      }
    }
  }

  mutating func follow(_ line: Substring) throws {
    let word = line.prefix { $0 != " " }
    let rest = String(line.dropFirst(word.count + 1))
    switch word {
    case "env":
      let parts = rest.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      environment[parts[0]] = parts[1]
    case "arguments": arguments = rest.split(separator: " ").map(String.init)
    case "file":
      let name = rest.prefix { $0 != " " }
      let place = URL(fileURLWithPath: home + "/" + name)
      try FileManager.default.createDirectory(
        at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      let text = String(rest.dropFirst(name.count + 1)).replacing("\\n", with: "\n")
      try Data((text + "\n").utf8).write(to: place)
    case ">": try started().send(unescaped(rest))
    case "?": try started().wait(for: rest, seconds: 30)
    case "resize":
      let numbers = rest.split(separator: "x").compactMap { Int($0) }
      try started().resize(columns: numbers[0], rows: numbers.count > 1 ? numbers[1] : rows)
    case "screen":
      let title = "--- " + rest
      shown += title + "\n" + (try started().settled(as: expected[title], taken: ScreenTests.isRecording))
    case "end":
      shown += "--- exit \(try started().end(seconds: 60))\n"
      terminal = nil
    default: throw Failure(line: String(line))
    }
  }

  private mutating func started() throws -> PseudoTerminal {
    if let terminal { return terminal }
    let started = try PseudoTerminal(
      arguments, home: home, columns: columns, rows: rows, environment: environment)
    terminal = started
    return started
  }

  private func unescaped(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let character = rest.popFirst() {
      guard character == "\\", let next = rest.popFirst() else {
        result.append(character)
        continue
      }
      switch next {
      case "r": result += "\r"
      case "n": result += "\n"
      case "t": result += "\t"
      case "e": result += "\u{1B}"
      case "^": result += rest.popFirst().flatMap(control) ?? ""
      default: result.append(next)
      }
    }
    return result
  }

  private func control(_ letter: Character) -> String? {
    letter == "?" ? "\u{7F}" : letter.asciiValue.map { String(Character(Unicode.Scalar($0 & 0x1F))) }
  }
}
