import Commands

/// What fits at the cursor, and what Tab does with it.
struct Completions: Sendable {
  /// Where the word to replace starts, as a UTF-8 offset in the line; before it when the cell began on an earlier line.
  var start: Int
  /// What fits.
  var candidates: [Interpreter.Completion]

  /// What to put in place of `typed`; `nil` when there is nothing to add and the candidates are to be shown.
  ///
  /// A blank follows a word that is complete: not after `(`, `=`, `.`, `/`, nor before a character that ends the word
  /// already.
  func insertion(over typed: String, before next: UInt8?) -> String? {
    if candidates.count == 1 {
      let text = candidates[0].text + candidates[0].ending
      let isWhole = !["(", "=", "/", ".", ","].contains { text.hasSuffix($0) }
      let insertion = isWhole && next == nil ? text + " " : text
      return insertion == typed ? nil : insertion
    }
    let common = commonStart
    guard common.utf8.count > typed.utf8.count, common.lowercased().hasPrefix(typed.lowercased()) else {
      return nil
    }
    return common
  }

  /// What all candidates begin with, by whole characters.
  private var commonStart: String {
    guard let first = candidates.first?.text else { return "" }
    return candidates.dropFirst().reduce(first) { common, candidate in
      String(zip(common, candidate.text).prefix { $0 == $1 }.map(\.0))
    }
  }

  /// The candidates for reading: few with what each is, many in columns.
  func listing(columns: Int) -> String {
    let shown = candidates.map { (DisplayWidth.escaped($0.text), DisplayWidth.escaped($0.summary)) }
    let widest = shown.reduce(0) { max($0, DisplayWidth.of($1.0)) }
    func padded(_ text: String) -> String {
      text + String(repeating: " ", count: max(0, widest + 2 - DisplayWidth.of(text)))
    }
    if shown.count <= 24, shown.contains(where: { !$0.1.isEmpty }) {
      return shown.map { name, summary in
        let line = summary.isEmpty ? name : padded(name) + summary
        return "  " + String(line.prefix(max(10, columns - 3))) + "\n"
      }.joined()
    }
    let across = max(1, (columns - 1) / (widest + 2))
    let down = (shown.count + across - 1) / across
    return (0..<down).map { row in
      stride(from: row, to: shown.count, by: down).map { padded(shown[$0].0) }.joined() + "\n"
    }.joined()
  }
}
