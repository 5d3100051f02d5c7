extension Script {
  /// The forms a script can have as a file.
  public enum Format: String, Sendable, CaseIterable {
    /// The percent format: what `iapt run` reads.
    case iapt
    /// A Databricks notebook's source.
    case databricks
    /// A Markdown page.
    case markdown
    /// A Jupyter notebook.
    case ipynb

    /// The form that a file's name tells; `nil` for other names.
    public init?(path: String) {
      let name = path.split(separator: "/").last ?? ""
      guard let dot = name.lastIndex(of: ".") else { return nil }
      switch name[dot...].lowercased() {
      case ".iapt": self = .iapt
      case ".py": self = .databricks
      case ".md", ".markdown": self = .markdown
      case ".ipynb": self = .ipynb
      default: return nil
      }
    }
  }

  /// Why a text is no script of the form it should have.
  public enum ReadingError: Error, Sendable, Hashable {
    /// Not JSON, or without a notebook's cells.
    case notANotebook
    /// A notebook of another nbformat than 4.
    case oldNotebook(Int)
  }

  /// What became of cells that are not all iapt's. Cells count from 1.
  public enum Note: Sendable, Hashable {
    /// The notebook is of this language.
    case language(String)
    /// Raw cells, which are comments now.
    case rawCells([Int])
    /// Cells with magic or shell commands, which are comments now.
    case magicLines([Int])
    /// Code cells that are no statements of iapt; they stay as they are.
    case notStatements([Int])

    /// In words.
    public var words: String { Words.note(self) }
  }

  /// What running a cell gave, for a notebook that keeps it.
  public struct Result: Sendable, Hashable {
    /// What was shown, through the gate and a renderer.
    public enum Output: Sendable, Hashable {
      /// A result as plain text, and as HTML where there is a renderer for it.
      case result(text: String, html: String?)
      /// A notice.
      case notice(String)
      /// The error that ended the cell: its message, and all that a terminal would show.
      case error(String, lines: [String])
    }

    /// The cell's number, as in `In [3]`.
    public var number: Int
    /// What was shown, in order.
    public var outputs: [Output]

    /// Makes a result.
    public init(number: Int, outputs: [Output] = []) {
      self.number = number
      self.outputs = outputs
    }
  }

  /// Reads a script in some form, with notes on what is not iapt's in it.
  ///
  /// Throws ``ReadingError``; only notebooks can fail.
  public static func read(
    path: String, text: String, as format: Format
  ) throws(ReadingError) -> (script: Script, notes: [Note]) {
    var result: (script: Script, notes: [Note])
    switch format {
    case .iapt, .databricks: result = (Script(path: path, text: text), [])
    case .markdown: result = (Script(path: path, markdown: text), [])
    case .ipynb: result = try reading(path: path, notebook: text)
    }
    let foreign = result.script.cells.enumerated().filter { !$0.element.isStatements }.map { $0.offset + 1 }
    if !foreign.isEmpty { result.notes.append(.notStatements(foreign)) }
    return result
  }

  /// The script as the text of a file; of the forms only `ipynb` keeps results, given by the cells' places from 0.
  public func text(as format: Format, results: [Int: Result] = [:]) throws -> String {
    switch format {
    case .iapt: percentText()
    case .databricks: databricksText()
    case .markdown: markdownText()
    case .ipynb: try notebookText(results)
    }
  }
}

extension Script.Cell {
  /// Whether it is text, or code that parses.
  fileprivate var isStatements: Bool {
    guard kind == .code else { return true }
    if case .complete = Interpreter.parse(text) { return true }
    return false
  }
}
