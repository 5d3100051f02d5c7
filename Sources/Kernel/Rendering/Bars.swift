import Commands

/// The lengths of a table's bars, for a table that is worth them.
enum Bars {
  /// From 0 to 1, the greatest share shown; `nil` in rows without a share, and for a table without bars. Of what passed
  /// the gate.
  static func lengths(_ table: TableOutput) -> [Double?]? {
    guard let key = table.bars, let column = table.headers.firstIndex(where: { $0.key == key }) else {
      return nil
    }
    let shares = table.rows.map { row -> Double? in
      if column < row.count, case .share(let share) = row[column] { share } else { nil }
    }
    guard let greatest = shares.compactMap({ $0 }).max(), greatest > 0 else { return nil }
    return shares.map { $0.map { $0 / greatest } }
  }
}

extension TextRenderer {
  /// Adds a column of bars to a table that is worth them, where a width is known and leaves room.
  ///
  /// Bars start at 0; the longest stands for the greatest share shown. They are drawn from what passed the gate.
  func drawBars(of table: TableOutput, in grid: inout Grid) {
    guard let width, let lengths = Bars.lengths(table) else { return }
    let room = min(40, width - grid.naturalWidth - 2)
    guard room >= 8 else { return }
    grid.append(
      head: "",
      lengths.map { length in
        String(repeating: "#", count: length.map { Int(($0 * Double(room)).rounded()) } ?? 0)
      })
  }
}
