extension Script {
  /// The script as a Databricks notebook's source: text as `# MAGIC %md`, titles as `# DBTITLE 1,…`.
  ///
  /// Code whose first line starts with `%`, a magic command, is marked `# MAGIC` as Databricks does it.
  func databricksText() -> String {
    let parts = cells.map { cell in
      let first = cell.lines.first ?? ""
      var lines: [String] = []
      // Code that itself starts with such a line keeps it behind an empty title.
      if !cell.title.isEmpty || cell.kind == .code && first.after(Mark.title) != nil {
        lines.append("\(Mark.title)1,\(cell.title)")
      }
      if cell.kind == .markdown {
        lines.append("# MAGIC %md")
        lines += cell.lines.map(Script.magic)
      } else if first.after("%") != nil, Mark.markdown(first) == nil {
        lines += cell.lines.map(Script.magic)
      } else {
        lines += cell.lines.map(Script.setIn)
      }
      return lines.joined(separator: "\n")
    }
    return "\(Mark.source)\n" + parts.joined(separator: "\n\n\(Mark.command)\n\n") + "\n"
  }

  private static func magic(_ line: String) -> String { line.isEmpty ? "# MAGIC" : "# MAGIC " + line }
}
