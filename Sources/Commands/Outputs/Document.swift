import Engine

/// Results on their way into a file: what a command makes of them, and the front-end writes.
public struct Document: Sendable {
  /// What a file holds, which its name tells.
  public enum Form: String, Sendable, Hashable, CaseIterable {
    case csv, json, markdown, html, latex, spreadsheet, svg, png, pdf

    /// The form that a file's name tells; `nil` for other names.
    public init?(path: String) {
      let name = path.split(separator: "/").last ?? ""
      guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return nil }
      switch name[name.index(after: dot)...].lowercased() {
      case "csv": self = .csv
      case "json": self = .json
      case "md", "markdown": self = .markdown
      case "html", "htm": self = .html
      case "tex": self = .latex
      case "xlsx": self = .spreadsheet
      case "svg": self = .svg
      case "png": self = .png
      case "pdf": self = .pdf
      default: return nil
      }
    }
  }

  /// What it is made of, in order.
  public enum Piece: Sendable {
    /// A heading of a level from 1.
    case heading(String, level: Int)
    /// Paragraphs and lists, in Markdown.
    case words(String)
    /// Results that have passed the gate.
    case output(Gated)
  }

  /// The file, as the user named it.
  public var path: String
  /// What it will hold.
  public var form: Form
  /// What a reader sees above, and in lists of outputs.
  public var title: String
  /// What it is made of.
  public var pieces: [Piece]
  /// The statement that asks for it, as typed.
  public var statement: String
  /// The policy that its outputs passed.
  public var policy: DisclosurePolicy
  /// Tables that its numbers come from.
  public var sources: [Source]
  /// Whether a file that is there may be written over.
  public var isReplacing: Bool
  /// The user has said that it may hold what is not safe to leave.
  public var allowsUnsafe: Bool

  /// A file that was loaded.
  public struct Source: Sendable, Hashable {
    /// The table's name.
    public var table: String
    /// The file, as the user named it.
    public var path: String
  }
}

/// Why a file was not written, as evidence; `Words` makes sentences of it.
public enum DocumentFailure: Error, Sendable, Hashable {
  /// A file has the name.
  case exists(String)
  /// The system's reason.
  case cannotWrite(String)
  /// What would be written cannot stand in that form; the forms it can stand in.
  case wrongForm(Document.Form, instead: [Document.Form])
  /// Another program is needed and is not there.
  case programMissing(String)
  /// It may not leave under the rules in force; why.
  case unsafe(String)
}

/// Writes files of results and the register beside them: what a front-end brings, since it knows how results look.
public protocol DocumentWriter: Sendable {
  /// Writes the file whole, or leaves everything as it was.
  func write(_ document: Document, _ work: Work) throws
}
