/// Rows of text in aligned columns: text left, figures right with their decimal marks below each other.
struct Grid {
  /// A line of the grid.
  enum Row {
    /// A text for each column.
    case cells([String])
    /// Texts for the first columns, then one that runs over the rest.
    case spanning([String], String)
  }

  /// Heads of the columns.
  var heads: [String]
  /// Whether a column stands left.
  var isText: [Bool]
  /// The rows.
  var rows: [Row] = []

  /// The lines, without blanks at their ends. Where a width is given and the grid is wider, columns that do not
  /// fit follow below, with the first column again before them: nothing is cut.
  func lines(width: Int? = nil) -> [String] {
    guard !heads.isEmpty else { return [] }
    let columns = heads.indices.map(column)
    let widths = columns.map { $0.reduce(0) { max($0, DisplayWidth.of($1)) } }
    var lines: [String] = []
    for block in blocks(widths, width) {
      let isFurther = !lines.isEmpty
      if isFurther { lines.append("") }
      for line in 0...rows.count {
        // Further down a row with nothing but its name says nothing.
        if isFurther, line > 0, block.dropFirst().allSatisfy({ columns[$0][line].isEmpty }) { continue }
        lines.append(text(line, block, columns, widths))
      }
    }
    return lines
  }

  /// Which columns stand beside each other.
  private func blocks(_ widths: [Int], _ limit: Int?) -> [[Int]] {
    let all = Array(heads.indices)
    let total = widths.reduce(0, +) + 2 * (widths.count - 1)
    // A text over several columns cannot be broken.
    let isPlain = rows.allSatisfy { if case .cells = $0 { true } else { false } }
    guard let limit, total > limit, isPlain, heads.count > 2 else { return [all] }
    let repeated = isText[0] ? [0] : []
    var blocks: [[Int]] = []
    var block = repeated
    var used = repeated.isEmpty ? 0 : widths[0]
    for index in all.dropFirst(repeated.count) {
      if used + 2 + widths[index] > limit, block.count > repeated.count {
        blocks.append(block)
        block = repeated
        used = repeated.isEmpty ? 0 : widths[0]
      }
      block.append(index)
      used += 2 + widths[index]
    }
    return blocks + [block]
  }

  private func text(_ line: Int, _ block: [Int], _ columns: [[String]], _ widths: [Int]) -> String {
    var result = ""
    for (position, index) in block.enumerated() {
      if position > 0 { result += "  " }
      if line > 0, case .spanning(let cells, let text) = rows[line - 1], index >= cells.count {
        result += text
        break
      }
      let cell = columns[index][line]
      let space = String(repeating: " ", count: max(0, widths[index] - DisplayWidth.of(cell)))
      result += isText[index] ? cell + space : space + cell
    }
    while result.hasSuffix(" ") { result.removeLast() }
    return result
  }

  /// The head and cells of a column, figures padded so that their decimal marks stand below each other.
  private func column(_ index: Int) -> [String] {
    let cells = rows.map { row -> String in
      switch row {
      case .cells(let cells): index < cells.count ? cells[index] : ""
      case .spanning(let cells, _): index < cells.count ? cells[index] : ""
      }
    }
    guard !isText[index] else { return [heads[index]] + cells }
    let tails = cells.map(Grid.tail)
    let longest = tails.compactMap { $0 }.max() ?? 0
    return [heads[index]]
      + zip(cells, tails).map { cell, tail in
        // What is no figure (a mark for a hidden one) stands as far right as there is room.
        tail.map { cell + String(repeating: " ", count: longest - $0) } ?? cell
      }
  }

  /// Characters from the decimal mark on, or `nil` for what is no figure.
  private static func tail(_ cell: String) -> Int? {
    guard let first = cell.utf8.first(where: { $0 != UInt8(ascii: "-") }), first &- 48 < 10 else {
      return nil
    }
    guard !cell.contains(":"), !cell.dropFirst().contains("-") || cell.contains("e") else { return 0 }
    guard let mark = cell.firstIndex(of: ".") else { return cell.hasSuffix("%") ? 1 : 0 }
    return cell.distance(from: mark, to: cell.endIndex)
  }
}
