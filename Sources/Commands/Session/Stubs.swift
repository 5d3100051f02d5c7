// A toy in the shape of the agreed interface, so that the front-ends compile and can be tested. To be deleted.
import Engine
import Foundation

/// Toy.
public struct Scope {
  /// Names of the parameters declared so far.
  public var parameters: [String] = []
  /// Toy.
  public init(_ workspace: Workspace) {}
}

nonisolated(unsafe) private var toyOverrides: [String: String] = [:]
nonisolated(unsafe) private var toyCleaned = false

extension Workspace {
  /// Toy.
  public var digest: String { "0123456789abcdef" }
  /// Toy.
  public var overrides: [String: String] {
    get { toyOverrides }
    set { toyOverrides = newValue }
  }
  /// Toy.
  public var policy: DisclosurePolicy { .nhsSDE }
  /// What leaving would lose, in words (`a cohort and 2 models`), or `nil`.
  public var unsavedWork: String? { toyCleaned ? "a cohort" : nil }
}

extension Interpreter {
  private static let verbs = ["clean", "expect", "help", "load", "param", "quit", "segment", "summary"]

  /// Toy.
  public static func parse(_ text: String) -> Parsed {
    var statements: [Statement] = []
    let bytes = Array(text.utf8)
    var start = 0
    var depth = 0
    var i = 0
    func close(_ end: Int) {
      let piece = String(decoding: bytes[start..<end], as: UTF8.self)
      let trimmed = piece.trimmingCharacters(in: .whitespacesAndNewlines)
      guard !trimmed.isEmpty, !trimmed.hasPrefix("#") else { return }
      let lead = piece.utf8.prefix { $0 == 32 || $0 == 9 || $0 == 10 }.count
      statements.append(
        Statement(text: trimmed, span: Span(start + lead, start + lead + trimmed.utf8.count)))
    }
    while i < bytes.count {
      switch bytes[i] {
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"):
        depth -= 1
        if depth < 0 { return .invalid(Diagnostic(.parse, "nothing to close", span: Span(i, i + 1))) }
      case UInt8(ascii: "\\") where i + 1 >= bytes.count || bytes[i + 1] == 10:
        i += 1
        if i >= bytes.count { depth += 1 }
      case 10 where depth == 0:
        close(i)
        start = i + 1
      default: break
      }
      i += 1
    }
    if depth > 0 {
      return .incomplete(Diagnostic(.parse, "bracket is not closed", span: Span(bytes.count, bytes.count)))
    }
    close(bytes.count)
    return .complete(statements)
  }

  /// Toy.
  public static func check(_ statement: Statement, in scope: inout Scope) throws(Diagnostic) {
    let words = statement.text.split(separator: " ").map(String.init)
    let verb = words.first ?? ""
    let at = statement.span.start
    guard verbs.contains(verb) else {
      throw Diagnostic(
        .resolve, "no command is named \"\(verb)\"", span: Span(at, at + verb.utf8.count),
        notes: ["there are: " + verbs.joined(separator: ", ")], suggestion: "load")
    }
    if verb == "param", words.count > 1 { scope.parameters.append(words[1]) }
    if verb == "segment", words.count > 1, !words[1].hasPrefix("gender=") {
      let name = words[1].prefix { $0 != "=" }
      throw Diagnostic(
        .resolve, "no segment dimension is named \"\(name)\"", span: Span(at + 8, at + 8 + name.utf8.count),
        notes: ["there are: symptom, gender, ethnicity, age"], suggestion: "segment gender=Female")
    }
    if verb == "load", words.count > 3, words[2] == "from" {
      let path = words[3].trimmingCharacters(in: ["\""])
      guard FileManager.default.fileExists(atPath: path) else {
        throw Diagnostic(
          .resolve, "no file \(words[3])", span: Span(at, at + statement.text.utf8.count))
      }
    }
  }

  /// Toy.
  public static func run(
    _ statement: Statement, in workspace: inout Workspace, _ context: Context
  ) throws(Diagnostic) -> Effect {
    var scope = Scope(workspace)
    try check(statement, in: &scope)
    let words = statement.text.split(separator: " ").map(String.init)
    var effect = Effect()
    let gate = Gate(workspace.policy)
    switch words[0] {
    case "quit": effect.quits = true
    case "clean": toyCleaned = true
    case "help": effect.outputs = [gate.pass(.text("commands: " + verbs.joined(separator: ", ")))]
    case "expect":
      if statement.text.contains("1 > 2") {
        throw Diagnostic(
          .run, "expectation failed", span: statement.span, notes: ["left side: 1", "right side: 2"])
      }
    case "summary":
      effect.outputs = [
        gate.pass(
          .table(
            TableOutput(
              name: "groups", title: "Groups", headers: [Header("Gender", isText: true), Header("N")],
              rows: [[.label("Female"), .count(12_346)], [.label("Male"), .count(4)]])))
      ]
    case "param":
      effect.outputs = [gate.pass(.notice("param " + words.dropFirst().joined(separator: " ")))]
    case "load" where words.contains("demo"):
      let rows = words.compactMap { $0.hasPrefix("rows=") ? Int($0.dropFirst(5)) : nil }.first ?? 1
      for row in 0..<rows / 1000 {
        do { try context.work.step("making demo data", done: row * 1000, of: rows) } catch {
          throw Diagnostic(.interrupted, "interrupted")
        }
        usleep(1000)
      }
      effect.outputs = [gate.pass(.notice("loaded demo"))]
    default: break
    }
    return effect
  }

  /// Toy.
  public static func complete(
    _ text: String, cursor: Int, in workspace: Workspace
  ) -> (start: Int, candidates: [Completion]) {
    let bytes = Array(text.utf8.prefix(cursor))
    let start = (bytes.lastIndex { $0 == 32 || $0 == 10 } ?? -1) + 1
    let word = String(decoding: bytes[start...], as: UTF8.self)
    return (
      start,
      verbs.filter { $0.hasPrefix(word) }.map { Completion(text: $0, summary: "the verb \($0)") }
    )
  }
}

/// Toy.
public struct Script: Sendable {
  /// Toy.
  public struct Cell: Sendable {
    /// Toy.
    public enum Kind: Sendable { case code, markdown }
    /// Toy.
    public var kind: Kind
    /// Toy.
    public var title: String
    /// Toy.
    public var text: String
    /// Toy.
    public var firstLine: Int
  }
  /// Toy.
  public var path: String
  /// Toy.
  public var cells: [Cell] = []
  /// Toy.
  public init(path: String, text: String) {
    self.path = path
    var cell = Cell(kind: .code, title: "", text: "", firstLine: 1)
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line.hasPrefix("# %%") {
        if !cell.text.isEmpty { cells.append(cell) }
        let title = line.dropFirst(4).trimmingCharacters(in: .whitespaces)
        cell = Cell(
          kind: title.contains("[markdown]") ? .markdown : .code,
          title: title.replacing("[markdown]", with: ""),
          text: "", firstLine: index + 2)
      } else {
        cell.text += (cell.kind == .markdown ? line.dropFirst(2) : line[...]) + "\n"
      }
    }
    if !cell.text.isEmpty { cells.append(cell) }
  }
}

/// Toy.
public enum Documentation {
  /// Toy.
  public static func files() -> [(name: String, text: String)] { [("toy.md", "# Toy\n")] }
}

/// Toy.
public struct DemoData {
  /// Toy.
  public init(rows: Int, seed: UInt64) {}
  /// Toy.
  public func write(to directory: String, _ work: Work) throws {}
}

/// Toy.
public enum DemoError: Error {
  /// Toy.
  case cannotWrite(path: String, code: Int32)
}
