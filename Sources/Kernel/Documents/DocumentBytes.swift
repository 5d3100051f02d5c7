import Commands
import Engine

/// What a file of each form holds. It takes only what has passed the gate, and it holds no time: the same results are
/// the same bytes.
enum DocumentBytes {
  /// The file's bytes. O(output).
  static func of(_ document: Document, _ work: Work) throws -> [UInt8] {
    switch document.form {
    case .csv: try CSVDocument.bytes(document, work)
    case .json: Array(try json(document).lines.utf8)
    case .markdown: Array(try MarkdownDocument.text(document).utf8)
    case .html: Array(try HTMLDocument.text(document).utf8)
    case .latex: Array(try LaTeXDocument.text(document).utf8)
    case .svg, .png, .pdf: try picture(document, work)
    case .spreadsheet:
      throw DocumentFailure.wrongForm(document.form, instead: [.csv, .json, .markdown, .html, .latex])
    }
  }

  /// Of the results the one figure.
  private static func picture(_ document: Document, _ work: Work) throws -> [UInt8] {
    let figures = document.pieces.compactMap { piece -> (FigureOutput, DisclosurePolicy)? in
      guard case .output(let gated) = piece, case .figure(let figure) = gated.output else { return nil }
      return (figure, gated.policy)
    }
    guard let (figure, policy) = figures.first, figures.count == 1 else {
      throw DocumentFailure.wrongForm(document.form, instead: [.csv, .json, .markdown, .html, .latex])
    }
    return try FigureFile.bytes(figure, policy, document.form, warning: document.warning, work)
  }

  /// One object: the outputs as `docs/json.md` has them, without the cell.
  private static func json(_ document: Document) throws -> JSONValue {
    let renderer = JSONRenderer()
    let outputs = try document.pieces.map { piece -> JSONValue in
      switch piece {
      case .output(let gated): return .object(renderer.members(of: gated))
      case .heading(let text, let level):
        return .object([("kind", .text("heading")), ("text", .text(text)), ("level", .integer(level))])
      case .words(let text): return .object([("kind", .text("words")), ("text", .text(text))])
      case .findings(let findings):
        let texts = findings.sentences.map { JSONValue.text($0.text(digits: document.digits)) }
        return .object([("kind", .text("findings")), ("sentences", .array(texts))])
      case .sources: return .null
      case .records: throw DocumentFailure.wrongForm(.json, instead: [.csv])
      }
    }
    return .object([
      ("title", .text(document.title)), ("policy", .text(document.policy.name)),
      ("unsafe", document.danger.map(JSONValue.text) ?? .null), ("outputs", .array(outputs)),
    ])
  }
}

extension Document {
  /// What a reader must be told above everything else; `nil` when there is nothing to fear.
  var warning: String? {
    danger.map { "UNSAFE: not to leave the environment it was made in (\($0))" }
  }

  /// What a reader is told of the policy where an output does not say it.
  var policyWords: String { TextRenderer.policyWords(policy) }

  /// Of several results of one policy it is said above all of them, once; `nil` where each says its own.
  var sharedPolicy: String? {
    let policies = pieces.compactMap { piece -> DisclosurePolicy? in
      if case .output(let gated) = piece { gated.policy } else { nil }
    }
    guard policies.count > 1, policies.allSatisfy({ $0 == policy }) else { return nil }
    return policyWords + ": this holds for every figure below"
  }
}
