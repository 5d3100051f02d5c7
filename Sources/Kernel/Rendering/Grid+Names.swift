extension Grid {
  /// Columns a drawing needs with the blanks before it.
  private static let leastDrawing = 14
  /// Fewer columns than this are too few to read a name in.
  private static let leastName = 12

  /// The most columns a name in front may take so that the figures fit beside the names, and a drawing below them;
  /// `nil` where they do as they are.
  func nameLimit(_ widths: [Int], _ width: Int) -> Int? {
    guard repeated > 0, widths.count > repeated else { return nil }
    let names = Array(widths.prefix(repeated))
    let end = min(firstDrawn, widths.count)
    func most(beside others: Int) -> Int? {
      let room = width - others - 2 * (repeated - 1)
      guard names.reduce(0, +) > room else { return nil }
      let widest = names.max() ?? 0
      return (0...widest).last { limit in names.reduce(0) { $0 + min($1, limit) } <= room } ?? 0
    }
    let figures = widths[repeated..<end].reduce(0) { $0 + $1 + 2 }
    let drawn = firstDrawn < Int.max ? most(beside: Grid.leastDrawing) : nil
    guard let limit = [most(beside: figures), drawn].compactMap({ $0 }).min() else { return nil }
    let words = (0..<repeated).flatMap(column).flatMap { $0.split(separator: " ") }
    let share = width / (repeated + 1)
    let longest = words.reduce(0) { max($0, min(DisplayWidth.of(String($1)) + 2, share)) }
    // Where the figures do not fit even so, further ones follow below, and names have their share of the window.
    return limit >= max(Grid.leastName, longest) ? limit : min(max(Grid.leastName, share), drawn ?? .max)
  }

  /// The grid with long names continued in rows of their own; `nil` where there are none.
  func namesBroken(in width: Int) -> Grid? {
    let widths = heads.indices.map { Grid.widest(column($0)) }
    guard Grid.total(widths) > width, let limit = nameLimit(widths, width),
      widths.prefix(repeated).contains(where: { $0 > limit })
    else { return nil }
    var result = self
    result.rows = rows.flatMap { row -> [Row] in
      switch row {
      case .cells(let cells):
        let names = Grid.broken(Array(cells.prefix(repeated)), limit)
        return [.cells(names[0] + cells.dropFirst(repeated))] + names.dropFirst().map(Row.continued)
      case .spanning(let cells, let text):
        let names = Grid.broken(Array(cells.prefix(repeated)), limit)
        return [.spanning(names[0] + cells.dropFirst(repeated), text)] + names.dropFirst().map(Row.continued)
      case .continued: return [row]
      }
    }
    return result
  }

  /// Names in lines of at most so many columns, further lines set in by two; at least one line.
  private static func broken(_ names: [String], _ limit: Int) -> [[String]] {
    let pieces = names.map { name -> [String] in
      guard DisplayWidth.of(name) > limit else { return [name] }
      return DisplayWidth.wrapped(name, to: limit - 2).enumerated().map { $0 == 0 ? $1 : "  " + $1 }
    }
    let count = max(1, pieces.map(\.count).max() ?? 1)
    return (0..<count).map { line in pieces.map { line < $0.count ? $0[line] : "" } }
  }
}
