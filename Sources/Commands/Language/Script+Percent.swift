extension Script {
  /// The lines that mark cells in the percent format and in Databricks source.
  enum Mark {
    static let source = "# Databricks notebook source"
    static let command = "# COMMAND ----------"
    static let title = "# DBTITLE "

    /// What stands behind `# %%`, or `nil` for another line.
    static func percent(_ line: String) -> String? {
      (line.after("# %%") ?? line.after("#%%"))?.trimmedScalars
    }

    /// What stands behind `# MAGIC`, or `nil` for another line.
    static func magic(_ line: String) -> String? { line == "# MAGIC" ? "" : line.after("# MAGIC ") }

    /// What stands behind `%md`, or `nil` for another text.
    static func markdown(_ text: String) -> String? {
      for word in ["%md-sandbox", "%md"] {
        if text == word { return "" }
        if let rest = text.after(word + " ") { return rest }
      }
      return nil
    }

    /// Whether a line opens a cell, or changes what it holds.
    static func isMark(_ line: String) -> Bool {
      percent(line) != nil || magic(line) != nil || line.after(command) != nil
    }
  }

  /// The script in the percent format.
  ///
  /// In a text cell a line that would read as a mark gets a backslash before it, which reading takes away. In code such
  /// a line, a comment to `iapt`, is set in by one blank; it can only come from another format.
  func percentText() -> String {
    cells.map { cell in
      let mark = cell.kind == .code ? "# %%" : "# %% [markdown]"
      let lines = cell.kind == .code ? cell.lines.map(Script.setIn) : cell.lines.map(Script.commented)
      return ([cell.title.isEmpty ? mark : "\(mark) \(cell.title)"] + lines).joined(separator: "\n") + "\n"
    }.joined(separator: "\n")
  }

  /// A line of code that no reader takes for a mark.
  static func setIn(_ line: String) -> String { Mark.isMark(line) ? " " + line : line }

  /// A line of a text cell as a comment.
  static func commented(_ line: String) -> String {
    line.isEmpty ? "#" : isMarkBehindBackslashes(line) ? "# \\" + line : "# " + line
  }

  /// The line of a text cell that a comment holds.
  static func uncommented(_ line: String) -> String {
    if line == "#" { return "" }
    guard let text = line.after("# ") else { return line }
    guard let rest = text.after("\\"), isMarkBehindBackslashes(rest) else { return text }
    return rest
  }

  private static func isMarkBehindBackslashes(_ text: String) -> Bool {
    Mark.isMark("# " + String(decoding: text.utf8.drop { $0 == UInt8(ascii: "\\") }, as: UTF8.self))
  }
}
