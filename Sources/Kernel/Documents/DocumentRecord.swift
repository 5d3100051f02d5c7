import Commands
import Crypto
import Engine
import Foundation

/// What is put down of a file of results: in the sidecar beside it, and in the register of its folder.
struct DocumentRecord {
  let document: Document
  /// The scripts it was made in, outermost first.
  let scripts: [String]
  /// The file's name in its folder.
  var file = ""
  /// What was loaded, with the SHA-256 of files that are as they were.
  var sources: [(source: Document.Source, sum: String?)] = []
  /// When.
  let time = Date()
  private var size = 0
  private var sum = ""

  init(_ document: Document, scripts: [String]) {
    self.document = document
    self.scripts = scripts
  }

  /// Takes the file's bytes.
  mutating func measure(_ bytes: [UInt8]) {
    size = bytes.count
    sum = SHA256.text(bytes)
  }

  // MARK: Parts

  /// What it is and where it comes from.
  private var origin: [(String, JSONValue)] {
    [
      ("title", .text(document.title)), ("statement", .text(document.statement)),
      ("scripts", .array(scripts.map(JSONValue.text))),
      ("cell", document.cell.map(JSONValue.integer) ?? .null),
      ("policy", .text(document.policy.name)), ("unsafe", document.danger.map(JSONValue.text) ?? .null),
    ]
  }

  private var circumstances: [(String, JSONValue)] {
    var result: [(String, JSONValue)] = [
      (
        "sources",
        .array(
          sources.map { source, sum in
            .object([
              ("table", .text(source.table)), ("source", .text(source.label)),
              ("bytes", source.file.map { .integer($0.size) } ?? .null),
              ("sha256", sum.map(JSONValue.text) ?? .null),
            ])
          })
      ),
      (
        "recipe",
        document.recipe.map { recipe in
          .object([
            ("name", .text(recipe.name)), ("sha256", .text(SHA256.text(Array(recipe.text.utf8)))),
          ])
        } ?? .null
      ),
      ("seed", .integer(Int(document.seed))), ("program", .text("iapt \(Version.text)")),
    ]
    let changed = sources.filter { $0.source.file != nil && $0.sum == nil }.map(\.source.label)
    if !changed.isEmpty { result.append(("changed_since_loaded", .array(changed.map(JSONValue.text)))) }
    return result
  }

  /// What disclosure control did to each output, and why.
  private var decisions: JSONValue {
    .array(
      document.pieces.flatMap { piece -> [JSONValue] in
        guard case .output(let gated) = piece else { return [] }
        return gated.decisions.map { decision in
          .object([
            ("output", .text(gated.name)), ("action", .text(decision.action.rawValue)),
            ("rule", .text(decision.rule.rawValue)), ("cells", .integer(decision.count)),
            ("reason", .text(decision.reason(gated.policy))),
          ])
        }
      })
  }

  private var outputs: JSONValue {
    .array(
      document.pieces.compactMap { piece -> JSONValue? in
        switch piece {
        case .output(let gated):
          return .object([
            ("kind", .text(gated.kind)), ("name", .text(gated.name)), ("policy", .text(gated.policy.name)),
            ("notes", .array(gated.notes.map(JSONValue.text))),
          ])
        case .records(let records):
          return .object([
            ("kind", .text("records")), ("columns", .array(records.names.map(JSONValue.text))),
            ("left_out", .array(records.leftOut.map(JSONValue.text))),
          ])
        case .heading, .words, .findings, .sources: return nil
        }
      })
  }

  // MARK: Whole

  /// What stands beside the file.
  var sidecar: JSONValue {
    let policy = document.policy
    return .object(
      [
        ("file", .text(file)), ("form", .text(document.form.rawValue)), ("bytes", .integer(size)),
        ("sha256", .text(sum)),
      ] + origin + [
        ("policy_summary", .text(policy.summary)), ("numbers", .text(document.form.numbers)),
        ("outputs", outputs), ("decisions", decisions),
      ] + circumstances + [
        ("swift", .text(Machine.swift)), ("system", .text(Machine.system)),
        ("processor", .text(Machine.processor)), ("time", .text(Clock.stamp(time))),
      ])
  }

  /// The register's line of a file that is written.
  func written(sidecar: [UInt8]) -> [(String, JSONValue)] {
    [
      ("outcome", .text("written")), ("file", .text(file)), ("bytes", .integer(size)), ("sha256", .text(sum)),
      ("sidecar", .text(file + Sidecar.ending)), ("sidecar_sha256", .text(SHA256.text(sidecar))),
    ] + origin + [("decisions", decisions)] + circumstances + [("time", .text(Clock.stamp(time)))]
  }

  /// The register's line of a file that was refused.
  func refused(_ reason: String) -> [(String, JSONValue)] {
    [("outcome", .text("refused")), ("file", .text(file)), ("reason", .text(reason))] + origin + circumstances
      + [("time", .text(Clock.stamp(time)))]
  }
}

/// The file beside a file of results that says where it comes from.
enum Sidecar {
  /// What its name has behind the file's.
  static let ending = ".json"
}

extension SHA256 {
  /// The sum of bytes in hexadecimal digits.
  static func text(_ bytes: [UInt8]) -> String { hash(data: bytes).map(hexadecimal).joined() }

  private static func hexadecimal(_ byte: UInt8) -> String {
    String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
  }
}

extension Document.Form {
  /// What digits the numbers in it have.
  fileprivate var numbers: String {
    switch self {
    case .csv, .json: "all digits of a double; shares are fractions"
    case .spreadsheet: "all digits of a double; shares are shown in percent"
    case .markdown, .html, .latex, .svg, .png, .pdf: "rounded for readers"
    }
  }
}

extension Gated {
  fileprivate var kind: String {
    switch output {
    case .table: "table"
    case .model: "model"
    case .figure: "figure"
    case .text: "text"
    case .notice: "notice"
    }
  }

  fileprivate var name: String {
    switch output {
    case .table(let table): table.name
    case .model(let model): model.name
    case .figure(let figure): figure.data.name
    case .text, .notice: ""
    }
  }

  fileprivate var notes: [String] {
    switch output {
    case .table(let table): table.notes
    case .model(let model): model.notes
    case .figure(let figure): figure.data.notes
    case .text, .notice: []
    }
  }
}
