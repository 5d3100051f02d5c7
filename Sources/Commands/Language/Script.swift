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
  /// Whether anything in it marks where cells begin.
  public private(set) var hasMarks: Bool

  /// Reads a script. Anything is a script: a file without cell marks is one cell of code.
  public init(path: String, text: String) {
    self.path = path
    var builder = Builder()
    // By bytes: to Swift "\r\n" is one character, which a split at "\n" would miss.
    var bytes = Array(text.utf8)[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      builder.add(String(decoding: line, as: UTF8.self), number: index + 1)
    }
    cells = builder.finish()
    hasMarks = builder.hasMarks
  }

  /// Whether a line of a script says where a cell begins or what it is.
  static func isMark(_ line: some StringProtocol) -> Bool {
    ["# %%", "#%%", "# COMMAND ----------", "# MAGIC", "# DBTITLE ", "# Databricks notebook source"]
      .contains { line.hasPrefix($0) }
  }

  private struct Builder {
    var cells: [Cell] = []
    var kind = Cell.Kind.code
    var title = ""
    var lines: [String] = []
    var firstLine = 1
    /// Text marked `# MAGIC`, which has lost that mark instead of a `# `.
    var isMagic = false
    var hasMarks = false

    mutating func add(_ line: String, number: Int) {
      if line == "# Databricks notebook source", number == 1 { return open(.code, "", number + 1) }
      if let rest = Self.mark(line) {
        // Before the cell's kind stands its title, behind it what other programs note.
        let kind = ["[markdown]", "[md]"].compactMap { rest.firstRange(of: $0) }.first
        guard let kind else { return open(.code, rest, number + 1) }
        let title = kind.lowerBound == rest.startIndex ? rest[kind.upperBound...] : rest[..<kind.lowerBound]
        return open(.markdown, title.trimmed, number + 1)
      }
      if line.hasPrefix("# COMMAND ----------") { return open(.code, "", number + 1) }
      if line.hasPrefix("# DBTITLE ") {
        // `# DBTITLE 1,Load the data`
        title = line.drop { $0 != "," }.dropFirst().trimmed
        return lines.append("")
      }
      if line.hasPrefix("# MAGIC") {
        hasMarks = true
        var text = line.dropFirst("# MAGIC".count)
        if text.first == " " { text.removeFirst() }
        if text.hasPrefix("%md") {
          kind = .markdown
          isMagic = true
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
      hasMarks = true
      isMagic = false
      self.kind = kind
      self.title = title
      firstLine = number
    }

    private mutating func close() {
      defer { lines = [] }
      if kind == .markdown, !isMagic {
        lines = lines.map { $0.hasPrefix("# ") ? String($0.dropFirst(2)) : $0 == "#" ? "" : $0 }
      }
      while let first = lines.first, first.allSatisfy(\.isWhitespace) {
        lines.removeFirst()
        firstLine += 1
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
