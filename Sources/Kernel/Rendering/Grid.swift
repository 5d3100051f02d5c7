/// Rows of text in aligned columns: text left, figures right with their decimal marks below each other.
struct Grid {
  /// A line of the grid.
  enum Row {
    /// A text for each column.
    case cells([String])
    /// Texts for the first columns, then one that runs over the rest.
    case spanning([String], String)
    /// The rest of the names of the row before, which are too long for a line.
    case continued([String])
  }

  /// Heads of the columns.
  var heads: [String]
  /// What stands under the heads, where anything does.
  var under: [String]?
  /// Whether a column stands left.
  var isText: [Bool]
  /// The rows.
  var rows: [Row] = []
  /// Columns repeated before further ones that did not fit beside them.
  var repeated: Int
  /// The column from which on all stand beside each other if they can, should the grid be too wide.
  var seam: Int?
  /// From this column on they are drawings, which are never shortened.
  var firstDrawn = Int.max

  /// A grid without rows.
  init(heads: [String], isText: [Bool], repeated: Int = 1) {
    self.heads = heads
    self.isText = isText
    self.repeated = isText.first == true ? repeated : 0
  }

  /// Columns it takes when nothing limits it.
  var naturalWidth: Int { Grid.total(heads.indices.map { Grid.widest(column($0)) }) }

  /// Columns a drawing may take beside the others: beside all of them, else beside those behind the seam, else below.
  func room(in width: Int, atLeast least: Int) -> Int {
    let widths = heads.indices.map { Grid.widest(column($0)) }
    let most = nameLimit(widths, width)
    let leading = widths.prefix(repeated).map { min($0, most ?? $0) }
    let sets = [widths] + (seam.map { [leading + widths[$0...]] } ?? [])
    return sets.map { width - Grid.total($0) - 2 }.first { $0 >= least } ?? width - Grid.total(leading) - 2
  }

  /// Adds a column of drawings behind the others.
  mutating func append(head: String, _ cells: [String]) {
    firstDrawn = min(firstDrawn, heads.count)
    heads.append(head)
    isText.append(true)
    under?.append("")
    for (index, cell) in cells.enumerated() where index < rows.count {
      if case .cells(let before) = rows[index] { rows[index] = .cells(before + [cell]) }
    }
  }

  /// The lines, without blanks at their ends.
  ///
  /// Where a width is given and the grid is wider, long names in front go on in lines of their own, and texts of more
  /// than half of it are shortened in the middle; columns that still do not fit follow below with the first again
  /// before them. Where the grid `elides`, these are named instead, and no name is broken.
  func lines(width: Int? = nil, elides: Bool = false) -> [String] {
    guard !heads.isEmpty else { return [] }
    if let width, !elides, let broken = namesBroken(in: width) { return broken.laidOut(width, elides) }
    return laidOut(width, elides)
  }

  private func laidOut(_ width: Int?, _ elides: Bool) -> [String] {
    var columns = heads.indices.map(column)
    var widths = columns.map(Grid.widest)
    if let width, Grid.total(widths) > width {
      let share = max(4, width / (repeated + 1))
      let name = min(share, max(4, nameLimit(widths, width) ?? share))
      for index in columns.indices where isText[index] && index < firstDrawn {
        let most = index < repeated ? name : max(16, share)
        guard widths[index] > most else { continue }
        columns[index] = columns[index].map { DisplayWidth.shortened($0, to: most) }
        widths[index] = Grid.widest(columns[index])
      }
    }
    let blocks = blocks(widths, width)
    var lines: [String] = []
    for (number, block) in (elides ? blocks.prefix(1) : blocks[...]).enumerated() {
      if number > 0 { lines.append("") }
      var skipped = ""
      var isShown = true
      for line in 0..<(rows.count + headCount) {
        if isContinued(line) {
          if isShown { lines.append(text(line, block, columns, widths)) }
          continue
        }
        let name = columns[0][line]
        isShown = number == 0 || !saysNothing(line, block, columns)
        guard isShown else {
          if !name.isEmpty { skipped = name }
          continue
        }
        // The name that several rows share stood on one that is left out here.
        if name.isEmpty, repeated > 0 { columns[0][line] = skipped }
        lines.append(text(line, block, columns, widths))
        columns[0][line] = name
        skipped = ""
      }
    }
    return elides ? lines + left(blocks, width) : lines
  }

  /// The columns that are not shown, by name.
  private func left(_ blocks: [[Int]], _ width: Int?) -> [String] {
    let names = blocks.dropFirst().flatMap { $0.dropFirst(repeated) }.map { heads[$0] }
    guard !names.isEmpty else { return [] }
    let word = names.count == 1 ? "column" : "columns"
    return DisplayWidth.wrapped("… \(names.count) more \(word): \(names.joined(separator: ", "))", to: width)
  }

  private var headCount: Int { under == nil ? 1 : 2 }

  private func isContinued(_ line: Int) -> Bool {
    if line >= headCount, case .continued = rows[line - headCount] { true } else { false }
  }

  /// Further down a row with nothing but its name says nothing.
  private func saysNothing(_ line: Int, _ block: [Int], _ columns: [[String]]) -> Bool {
    guard line >= headCount else { return false }
    if case .spanning = rows[line - headCount] { return true }
    return block.dropFirst(repeated).allSatisfy { columns[$0][line].isEmpty }
  }

  /// Which columns stand beside each other.
  private func blocks(_ widths: [Int], _ limit: Int?) -> [[Int]] {
    let all = Array(heads.indices)
    guard let limit, Grid.total(widths) > limit, heads.count > repeated + 1 else { return [all] }
    let first = Array(all.prefix(repeated))
    let start = first.reduce(0) { $0 + widths[$1] + 2 }
    var blocks: [[Int]] = []
    var block = first
    var used = start
    for index in all.dropFirst(repeated) {
      let isSeam = index == seam && used + Grid.total(Array(widths[index...])) > limit
      if isSeam || used + widths[index] > limit, block.count > first.count {
        blocks.append(block)
        block = first
        used = start
      }
      block.append(index)
      used += widths[index] + 2
    }
    return blocks + [block]
  }

  private func text(_ line: Int, _ block: [Int], _ columns: [[String]], _ widths: [Int]) -> String {
    var result = ""
    for (position, index) in block.enumerated() {
      if position > 0 { result += "  " }
      if line >= headCount, case .spanning(let cells, let text) = rows[line - headCount], index >= cells.count
      {
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
  func column(_ index: Int) -> [String] {
    let cells = rows.map { row -> String in
      switch row {
      case .cells(let cells): index < cells.count ? cells[index] : ""
      case .spanning(let cells, _), .continued(let cells): index < cells.count ? cells[index] : ""
      }
    }
    let head = [heads[index]] + (under.map { [$0[index]] } ?? [])
    guard !isText[index] else { return head + cells }
    let tails = cells.map(Grid.tail)
    let longest = tails.compactMap { $0 }.max() ?? 0
    return head
      + zip(cells, tails).map { cell, tail in
        // What is no figure (a mark for a hidden one) stands as far right as there is room.
        tail.map { cell + String(repeating: " ", count: longest - $0) } ?? cell
      }
  }

  static func widest(_ texts: [String]) -> Int { texts.reduce(0) { max($0, DisplayWidth.of($1)) } }

  static func total(_ widths: [Int]) -> Int { widths.reduce(0, +) + 2 * max(0, widths.count - 1) }

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
