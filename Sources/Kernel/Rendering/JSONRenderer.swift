import Commands
import Engine
import Foundation

/// Outputs as JSON Lines, one object each, as `docs/json.md` describes them. It takes only what has passed the gate.
public struct JSONRenderer: Sendable {
  /// The script that outputs are of, where a run has several.
  var script: String?

  /// Makes a renderer.
  public init() {}

  /// An output of a cell, one line ending with a line end.
  public func render(_ gated: Gated, cell: Int) -> String {
    JSONValue.object(place(cell) + members(of: gated)).line + "\n"
  }

  /// What an output is, without the place it has in a run.
  func members(of gated: Gated) -> [(String, JSONValue)] {
    func head(_ kind: String) -> [(String, JSONValue)] {
      [("kind", .text(kind)), ("policy", .text(gated.policy.name))]
    }
    return switch gated.output {
    case .text(let text): head("text") + [("text", .text(text))]
    case .notice(let text): head("notice") + [("text", .text(text))]
    case .table(let table): head("table") + members(of: table)
    case .figure(let figure):
      head("figure") + [
        ("figure", .text(figure.kind.rawValue)), ("basis", .text(figure.basis.text(digits: 3))),
        ("horizontal", .text(figure.horizontal)), ("vertical", .text(figure.vertical)),
      ] + members(of: figure.data)
    case .model(let model): head("model") + members(of: model)
    }
  }

  /// An error of a cell; `source` is the text its span points into.
  public func render(_ diagnostic: Diagnostic, cell: Int, source: SourceText) -> String {
    let source = diagnostic.source ?? source
    var object = place(cell)
    object += [
      ("kind", .text("error")), ("stage", .text(diagnostic.stage.rawValue)),
      ("message", .text(diagnostic.message)), ("notes", .array(diagnostic.notes.map(JSONValue.text))),
      ("suggestion", diagnostic.suggestion.map(JSONValue.text) ?? .null),
      ("file", source.name.isEmpty ? .null : .text(source.name)),
    ]
    if let span = diagnostic.span {
      let start = Position(of: span.start, in: source)
      let end = Position(of: max(span.start, span.end), in: source)
      object.append(
        (
          "span",
          .object([
            ("start", .integer(span.start)), ("end", .integer(span.end)), ("line", .integer(start.line)),
            ("column", .integer(start.column)), ("end_line", .integer(end.line)),
            ("end_column", .integer(end.column)),
          ])
        ))
    } else {
      object.append(("span", .null))
    }
    return JSONValue.object(object).line + "\n"
  }

  private func place(_ cell: Int) -> [(String, JSONValue)] {
    (script.map { [("script", .text($0))] } ?? []) + [("cell", .integer(cell))]
  }

  private func members(of table: TableOutput) -> [(String, JSONValue)] {
    [
      ("name", .text(table.name)), ("title", .text(table.title)),
      (
        "columns",
        .array(table.headers.map { .object([("key", .text($0.key)), ("title", .text($0.title))]) })
      ),
      ("rows", rows(of: table)),
      ("total", table.total.map(JSONValue.integer) ?? .null),
      ("notes", .array(table.notes.map(JSONValue.text))),
    ]
  }

  private func rows(of table: TableOutput) -> JSONValue {
    .array(
      table.rows.map { row in
        .object(zip(table.headers, row).flatMap { members($0.key, $1) })
      })
  }

  private func members(of model: ModelOutput) -> [(String, JSONValue)] {
    var result: [(String, JSONValue)] = [
      ("name", .text(model.name)), ("formula", .text(model.formula)), ("data", .text(model.data)),
    ]
    if !model.reading.isEmpty {
      result.append(("reading", .array(model.reading.map { .text($0.text(digits: nil)) })))
    }
    for section in model.sections where section.key.isEmpty {
      result += section.facts.flatMap { members($0.key, $0.cell) }
    }
    result.append(("outcome", .text(model.outcome)))
    result.append(("terms", .array(model.terms.map { .object(members(of: $0)) })))
    for section in model.sections where !section.key.isEmpty {
      result.append((section.key, .object(section.facts.flatMap { members($0.key, $0.cell) })))
    }
    for table in model.tables { result.append((table.name, rows(of: table))) }
    result.append(("notes", .array(model.notes.map(JSONValue.text))))
    return result
  }

  func members(of term: ModelOutput.Term) -> [(String, JSONValue)] {
    let level: JSONValue =
      switch term.levels.count {
      case 0: .null
      case 1: term.levels[0].map(JSONValue.text) ?? .null
      default: .array(term.levels.map { $0.map(JSONValue.text) ?? .null })
      }
    var result: [(String, JSONValue)] = [("term", .text(term.term)), ("level", level)]
    result += members("estimate", term.estimate) + members("se", term.standardError) + members("z", term.z)
    // Where there is no p there is no log_p either, for the same reason.
    let p = members("p", term.p)
    result += p
    if !p.contains(where: { $0.0 == "log_p" }) { result += members("log_p", term.p) }
    result += members("or", term.oddsRatio) + members("or_low", term.low) + members("or_high", term.high)
    switch term.role {
    case .estimated: break
    case .reference: result.append(("reference", .bool(true)))
    case .separated: result.append(("separated", .bool(true)))
    case .aliased(let equals):
      result += [("aliased", .bool(true)), ("equals", .text(equals))]
    }
    return result
  }

  /// A cell under its key; what is null has its reason beside it, and a p-value its logarithm.
  func members(_ key: String, _ cell: Cell) -> [(String, JSONValue)] {
    func none(_ reason: String) -> [(String, JSONValue)] {
      [(key, .null), (key + "_reason", .text(reason))]
    }
    func figure(_ value: Double) -> [(String, JSONValue)] {
      value.isFinite ? [(key, .number(value))] : none(value.isNaN ? "not a number" : "infinite")
    }
    switch cell {
    case .blank: return [(key, .null)]
    case .label(let text): return [(key, .text(text))]
    case .roundedCount(let value), .integer(let value): return [(key, .integer(value))]
    case .number(let value), .rounded(let value, _), .share(let value): return figure(value)
    case .date(let day): return [(key, .text(day.description))]
    case .unavailable(let reason): return none(reason)
    case .interval(let low, let high):
      return [(key + "_low", .number(low)), (key + "_high", .number(high))]
    case .suppressed, .count, .figure, .derived, .shareFigure, .proportion, .ratio, .shareInterval:
      return none("suppressed")
    case .pValue(let log):
      guard log.isFinite else { return none(log.isNaN ? "not a number" : "infinite") }
      let p = NumberFormat.exact(exp(log))
      let value = p == 0 ? none("below the least number; see log_\(key)") : [(key, .number(p))]
      return value + [("log_" + key, .number(log))]
    }
  }
}
