import Commands

/// What fits at the cursor, and what Tab does with it.
struct Completions: Sendable {
  /// Where the word to replace starts, as a UTF-8 offset in the line; before it when the cell began on an earlier line.
  var start: Int
  /// What fits.
  var candidates: [Interpreter.Completion]

  /// What Tab puts into the line.
  struct Insertion: Equatable {
    /// The text in place of what was typed.
    var text: String
    /// UTF-8 bytes behind the cursor that it takes the place of too.
    var taken = 0
  }

  /// What to put in place of `typed`, with `rest` behind the cursor; `nil` when there is nothing to add and the
  /// candidates are to be shown.
  ///
  /// In the middle of a word the rest of the word is not written twice. Of a single candidate its ending
  /// follows, a blank only where nothing stands.
  func insertion(over typed: String, before rest: String) -> Insertion? {
    let isSingle = candidates.count == 1
    let found = commonStart
    guard isSingle || found.utf8.count > typed.utf8.count && found.lowercased().hasPrefix(typed.lowercased())
    else { return nil }
    var text = found
    let tail = found.lowercased().hasPrefix(typed.lowercased()) ? found.dropFirst(typed.count) : ""
    let word = Completions.wordEnd(of: typed, in: rest, as: tail)
    var taken = 0
    if tail.hasPrefix(word) {
      taken = word.utf8.count
    } else if !isSingle, word.hasPrefix(tail) {
      taken = tail.utf8.count
    }
    if isSingle, let ending = candidates.first?.ending, !ending.isEmpty {
      if ending != " ", taken == word.utf8.count {
        text += ending
        if rest.dropFirst(word.count).hasPrefix(ending) { taken += ending.utf8.count }
      }
      if taken == rest.utf8.count { text += " " }
    }
    let isSame = taken == 0 && text == typed
    return isSame ? nil : Insertion(text: text, taken: taken)
  }

  /// What stands behind the cursor of the word `typed`: to the quote that closes it, where that leaves what is missing
  /// of the word, or the backtick, else to a blank or operator.
  private static func wordEnd(of typed: String, in rest: String, as tail: Substring) -> Substring {
    if let quote = rest.firstIndex(of: "\""), tail.hasPrefix(rest[..<quote]) { return rest[..<quote] }
    if typed.hasPrefix("`"), let quote = rest.firstIndex(of: "`") { return rest[...quote] }
    return rest.prefix { !" \t,()=~+*:\"".contains($0) }
  }

  /// What all candidates begin with, by whole characters.
  private var commonStart: String {
    guard let first = candidates.first?.text else { return "" }
    return candidates.dropFirst().reduce(first) { common, candidate in
      String(zip(common, candidate.text).prefix { $0 == $1 }.map(\.0))
    }
  }

  /// The candidates for reading: with what each is where there is room, else in columns; of more than a window of
  /// `rows` holds the first, and how many are missing.
  /// A description that does not fit ends with `mark`.
  func listing(columns: Int, rows: Int?, mark: String = "…") -> String {
    let shown = candidates.map { (DisplayWidth.escaped($0.text), DisplayWidth.escaped($0.summary)) }
    // The line itself stands below, and what was typed above.
    let room = rows.map { max(1, $0 - 3) }
    let isDescribed = shown.contains { !$0.1.isEmpty } && shown.count <= room ?? Int.max
    let lines =
      isDescribed
      ? Completions.described(shown, columns: columns, mark)
      : Completions.inColumns(shown.map(\.0), columns: columns)
    guard let room, lines.count > room else { return lines.map { $0 + "\n" }.joined() }
    let kept = Completions.inColumns(Array(shown.map(\.0)), columns: columns, rows: room)
    return kept.lines.map { $0 + "\n" }.joined()
      + "(\(shown.count - kept.shown) more: Tab again shows all)\n"
  }

  private static func described(_ shown: [(String, String)], columns: Int, _ mark: String) -> [String] {
    let widest = min(shown.reduce(0) { max($0, DisplayWidth.of($1.0)) }, columns / 2)
    return shown.map { name, summary in
      let line = summary.isEmpty ? name : padded(name, to: widest + 2) + summary
      return "  " + cut(line, to: columns - 3, mark)
    }
  }

  private static func inColumns(_ names: [String], columns: Int) -> [String] {
    inColumns(names, columns: columns, rows: Int.max).lines
  }

  /// Down, then across; at most so many rows, and how many names they hold.
  private static func inColumns(_ names: [String], columns: Int, rows: Int) -> (lines: [String], shown: Int) {
    let widest = names.reduce(0) { max($0, DisplayWidth.of($1)) }
    let across = max(1, (columns - 1) / (widest + 2))
    let names = rows < (names.count + across - 1) / across ? Array(names.prefix(rows * across)) : names
    let down = (names.count + across - 1) / across
    let lines = (0..<down).map { row in
      let line = stride(from: row, to: names.count, by: down).map { padded(names[$0], to: widest + 2) }
        .joined()
      return cut(line, to: columns - 1)
    }
    return (lines, names.count)
  }

  private static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - DisplayWidth.of(text)))
  }

  /// What fits into so many columns, without blanks at its end.
  private static func cut(_ text: String, to columns: Int, _ mark: String = "") -> String {
    let limit = max(10, columns)
    let room = DisplayWidth.of(text) <= limit ? limit : limit - DisplayWidth.of(mark)
    var width = 0
    var kept = text.prefix { character in
      width += DisplayWidth.of(String(character))
      return width <= room
    }
    while kept.last == " " { kept.removeLast() }
    return String(kept) + (room < limit ? mark : "")
  }
}
