/// A script file: code and text cells in the percent format, or a Databricks notebook's source.
///
/// `# %% title` opens a code cell, `# %% [markdown]` a text cell whose lines start with `# `. In Databricks source
/// `# COMMAND ----------` opens a cell and `# MAGIC %md` marks its text. See Jupytext, "The percent format".
public struct Script: Sendable {
  /// One cell.
  public struct Cell: Sendable, Hashable {
    /// What it holds.
    public enum Kind: Sendable, Hashable { case code, markdown }

    /// What it holds.
    public var kind: Kind
    /// The words behind `# %%`; empty for none.
    public var title: String
    /// Its text; of a text cell without the leading `# `.
    public var text: String
    /// The number of the text's first line in the file.
    public var firstLine: Int
  }

  /// Where it came from, as given.
  public var path: String
  /// The cells that hold something, in order.
  public var cells: [Cell]

  /// Reads a script. Anything is a script: a file without cell marks is one cell of code.
  public init(path: String, text: String) {
    self.path = path
    var builder = Builder()
    let text = text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
      $0.hasSuffix("\r") ? String($0.dropLast()) : String($0)
    }
    for (index, line) in lines.enumerated() { builder.add(line, number: index + 1) }
    cells = builder.finish()
  }

  private struct Builder {
    var cells: [Cell] = []
    var kind = Cell.Kind.code
    var title = ""
    var lines: [String] = []
    var firstLine = 1

    mutating func add(_ line: String, number: Int) {
      if line == "# Databricks notebook source", number == 1 { return open(.code, "", number + 1) }
      if let rest = Self.mark(line) {
        let isText = rest.hasPrefix("[markdown]") || rest.hasPrefix("[md]")
        let title = isText ? rest.drop { $0 != "]" }.dropFirst() : rest[...]
        return open(isText ? .markdown : .code, title.trimmed, number + 1)
      }
      if line.hasPrefix("# COMMAND ----------") { return open(.code, "", number + 1) }
      if line.hasPrefix("# MAGIC") {
        var text = line.dropFirst("# MAGIC".count)
        if text.first == " " { text.removeFirst() }
        if text.hasPrefix("%md") {
          kind = .markdown
          text = text.dropFirst(3)
          if text.first == " " { text.removeFirst() }
          if text.isEmpty { return lines.append("") }
        }
        return lines.append(String(text))
      }
      lines.append(line)
    }

    /// What stands behind `# %%`, or `nil` for another line.
    private static func mark(_ line: String) -> String? {
      for prefix in ["# %%", "#%%"] where line.hasPrefix(prefix) {
        return line.dropFirst(prefix.count).trimmed
      }
      return nil
    }

    private mutating func open(_ kind: Cell.Kind, _ title: String, _ number: Int) {
      close()
      self.kind = kind
      self.title = title
      firstLine = number
    }

    private mutating func close() {
      defer { lines = [] }
      if kind == .markdown {
        lines = lines.map { $0.hasPrefix("# ") ? String($0.dropFirst(2)) : $0 == "#" ? "" : $0 }
      }
      while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
      guard lines.contains(where: { !$0.allSatisfy(\.isWhitespace) }) else { return }
      cells.append(Cell(kind: kind, title: title, text: lines.joined(separator: "\n"), firstLine: firstLine))
    }

    mutating func finish() -> [Cell] {
      close()
      return cells
    }
  }
}
