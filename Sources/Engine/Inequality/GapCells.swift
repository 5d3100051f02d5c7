/// Two groups' rows by the cells that the terms' values make.
struct GapCells {
  /// One combination of values: rows and events by group.
  struct Cell {
    var rows = [0, 0]
    var events = [0, 0]

    var isShared: Bool { rows[0] > 0 && rows[1] > 0 }
    func rate(_ side: Int) -> Double { rows[side] == 0 ? 0 : Double(events[side]) / Double(rows[side]) }
  }

  private(set) var cells: [Cell] = []
  private let rows: [Int]

  /// Patterns are sorted and the group is their last variable, so those of one cell stand side by side.
  init(_ sample: GapSample) {
    rows = sample.rows
    let patterns = sample.patterns
    let last = patterns.variables - 1
    for pattern in 0..<patterns.count {
      let isNew =
        pattern == 0 || (0..<last).contains { patterns.code(pattern, $0) != patterns.code(pattern - 1, $0) }
      if isNew { cells.append(Cell()) }
      let side = sample.side[pattern]
      cells[cells.count - 1].rows[side] += Int(patterns.successes[pattern] + patterns.failures[pattern])
      cells[cells.count - 1].events[side] += Int(patterns.successes[pattern])
    }
  }

  /// Rows in cells that the other group does not have, by group.
  var unmatched: [Int] {
    [0, 1].map { side in cells.reduce(0) { $0 + ($1.isShared ? 0 : $1.rows[side]) } }
  }

  /// Kitagawa's two parts. A cell that one group alone has counts as composition wholly: it has no other rate to differ
  /// from.
  ///
  /// Errors by what one row moves each part by: through its cell's share and through its cell's rate.
  func kitagawa(gap: Double) -> (composition: Measured, rates: Measured) {
    var composition = 0.0
    // By part and group, by cell: the derivative by the cell's share and by its rate.
    var byShare = [[[Double]]](repeating: [[], []], count: 2)
    var byRate = byShare
    for cell in cells {
      let share = [0, 1].map { Double(cell.rows[$0]) / Double(rows[$0]) }
      let rate = [0, 1].map(cell.rate)
      if cell.isShared {
        composition += (rate[0] + rate[1]) / 2 * (share[0] - share[1])
      } else {
        composition += share[0] * rate[0] - share[1] * rate[1]
      }
      for side in [0, 1] {
        let sign = side == 0 ? 1.0 : -1.0
        if cell.isShared {
          byShare[0][side].append(sign * (rate[0] + rate[1]) / 2)
          byRate[0][side].append((share[0] - share[1]) / 2)
          byShare[1][side].append((rate[0] - rate[1]) / 2)
          byRate[1][side].append(sign * (share[0] + share[1]) / 2)
        } else {
          byShare[0][side].append(sign * rate[side])
          byRate[0][side].append(sign * share[side])
          byShare[1][side].append(0)
          byRate[1][side].append(0)
        }
      }
    }
    let variances = [0, 1].map { part in
      [0, 1].reduce(0) { $0 + variance(byShare[part][$1], byRate[part][$1], side: $1) }
    }
    return (
      Measured(composition, standardError: variances[0].squareRoot()),
      Measured(gap - composition, standardError: variances[1].squareRoot())
    )
  }

  private func variance(_ byShare: [Double], _ byRate: [Double], side: Int) -> Double {
    let total = Double(rows[side])
    var mean = 0.0
    for (index, cell) in cells.enumerated() { mean += Double(cell.rows[side]) / total * byShare[index] }
    var sum = 0.0
    for (index, cell) in cells.enumerated() where cell.rows[side] > 0 {
      let share = Double(cell.rows[side]) / total
      for (y, count) in [(1.0, cell.events[side]), (0.0, cell.rows[side] - cell.events[side])] {
        let own = byShare[index] - mean + byRate[index] * (y - cell.rate(side)) / share
        sum += Double(count) / total * own * own
      }
    }
    return sum / total
  }
}
