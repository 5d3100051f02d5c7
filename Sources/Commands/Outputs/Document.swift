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

    /// How its files' names end.
    public var ending: String {
      switch self {
      case .csv, .json, .html, .svg, .png, .pdf: ".\(rawValue)"
      case .markdown: ".md"
      case .latex: ".tex"
      case .spreadsheet: ".xlsx"
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
    /// Sentences of results, a point each.
    case findings(Findings)
    /// What was loaded, with the sums of the files, which only the writer knows: it puts a table here.
    case sources
    /// Rows of a cohort, a person's each.
    case records(Records)
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
  /// The cell it stands in; `nil` outside a session.
  public var cell: Int?
  /// The scripts that `run` was in, outermost first, as paths; the one a front-end runs is the front-end's to add.
  public var scripts: [String]
  /// The policy that its outputs passed; of several the least strict.
  public var policy: DisclosurePolicy
  /// The files that its numbers may come from: all that were loaded so far.
  public var sources: [Source]
  /// What made the cohort, if anything: the recipe's name and text.
  public var recipe: RecipeText?
  /// The session's seed.
  public var seed: Int64
  /// Significant digits of figures for readers; `nil` for each kind's own.
  public var digits: Int?
  /// Whether a file that is there may be written over.
  public var isReplacing: Bool
  /// Why it is not safe to leave; `nil` when it is.
  public var danger: String?
  /// The user has said that it may hold what is not safe to leave.
  public var allowsUnsafe: Bool

  /// What was loaded.
  public struct Source: Sendable, Hashable {
    /// The table's name.
    public var table: String
    /// The file as the user named it, or what stands for it.
    public var label: String
    /// The file as it was when it was loaded; `nil` for data made in memory.
    public var file: FileFacts?
  }

  /// A recipe as it was run.
  public struct RecipeText: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Its text.
    public var text: String
  }
}

/// Why a file was not written, as evidence; `Words` makes sentences of it.
public enum DocumentFailure: Error, Sendable, Hashable {
  /// A file has the name.
  case exists(String)
  /// The file, and the system's reason.
  case cannotWrite(String, why: String)
  /// The name tells no form that is known; the forms there are.
  case unknownForm(String, instead: [Document.Form])
  /// What would be written cannot stand in that form; the forms it can stand in.
  case wrongForm(Document.Form, instead: [Document.Form])
  /// The form holds one table and these are there.
  case severalTables(Document.Form, [String])
  /// There is nothing that such a file could hold.
  case noTable(Document.Form)
  /// Another program is needed and is not there.
  case programMissing(String)
  /// It is there and does not do it.
  case programFailed(String, why: String)
  /// It may not leave under the rules in force; why.
  case unsafe(String)
}

/// Writes files of results and the register beside them: what a front-end brings, since it knows how results look.
public protocol DocumentWriter: Sendable {
  /// Writes the file whole, with what belongs beside it, or leaves everything as it was. What may not leave is refused,
  /// and the refusal is put down.
  ///
  /// - Returns: what was written beside the file, as a reader is told.
  /// - Throws: ``DocumentFailure``, and `Cancelled`.
  @discardableResult func write(_ document: Document, _ work: Work) throws -> [String]
}
