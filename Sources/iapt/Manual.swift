import ArgumentParser
import Foundation
import Kernel

/// The manual page, with options as the commands of this folder declare them.
enum Manual {
  static var page: String { Files.manual(version: Version.text, programs) }

  private static var programs: [ManualProgram] {
    // What the library tells shells and generators about a command; its form is versioned by the library.
    let root = try? JSONDecoder().decode(Tool.self, from: Data(Iapt._dumpHelp().utf8)).command
    guard let root, let subcommands = root.subcommands else { return [] }
    return ([root] + subcommands).filter { $0.shouldDisplay ?? true && $0.commandName != "help" }.map {
      command in
      let arguments = (command.arguments ?? []).filter { $0.shouldDisplay ?? true && !$0.isStandard }
      return ManualProgram(
        name: command.commandName == root.commandName ? "" : command.commandName,
        abstract: command.abstract ?? "", discussion: command.discussion ?? "",
        synopsis: arguments.map(\.inSynopsis).joined(separator: " "),
        arguments: arguments.map { ($0.written, $0.meaning) })
    }
  }

  private struct Tool: Decodable {
    var command: Command
  }

  private struct Command: Decodable {
    var commandName: String
    var abstract: String?
    var discussion: String?
    var shouldDisplay: Bool?
    var subcommands: [Command]?
    var arguments: [Argument]?
  }

  private struct Argument: Decodable {
    struct Name: Decodable {
      var kind: String
      var name: String
    }

    var kind: String
    var names: [Name]?
    var valueName: String?
    var abstract: String?
    var defaultValue: String?
    var allValues: [String]?
    var isOptional: Bool
    var isRepeating: Bool
    var shouldDisplay: Bool?

    /// Every command has them.
    var isStandard: Bool { names?.contains { ["help", "version"].contains($0.name) } ?? false }

    var written: String {
      let value = "<\(valueName ?? "value")>"
      guard kind != "positional" else { return value }
      let words = (names ?? []).map { ($0.kind == "long" ? "--" : "-") + $0.name }.joined(separator: ", ")
      return kind == "option" ? "\(words) \(value)" : words
    }

    var inSynopsis: String {
      let more = isRepeating ? "\(written) ..." : written
      return isOptional || kind == "flag" ? "[\(more)]" : more
    }

    var meaning: String {
      var more: [String] = []
      if let allValues, kind == "option" { more.append("one of \(allValues.joined(separator: ", "))") }
      if let defaultValue, kind == "option" { more.append("\(defaultValue) unless given") }
      let words = abstract ?? ""
      guard !more.isEmpty else { return words }
      return "\(words.last == "." ? String(words.dropLast()) : words) (\(more.joined(separator: "; ")))."
    }
  }
}
