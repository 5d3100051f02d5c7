import Commands

extension TextRenderer {
  /// Adds a column of bars to a table that is worth them, where a width is known and leaves room.
  ///
  /// Bars start at 0; the longest stands for the greatest share shown. They are drawn from what passed the gate.
  func drawBars(of table: TableOutput, in grid: inout Grid) {
    guard let width, let key = table.bars, let column = table.headers.firstIndex(where: { $0.key == key })
    else { return }
    let room = min(40, width - grid.naturalWidth - 2)
    let shares = table.rows.map { row -> Double? in
      if column < row.count, case .share(let share) = row[column] { share } else { nil }
    }
    guard room >= 8, let greatest = shares.compactMap({ $0 }).max(), greatest > 0 else { return }
    grid.append(
      head: "",
      shares.map { share in
        String(repeating: "#", count: share.map { Int(($0 / greatest * Double(room)).rounded()) } ?? 0)
      })
  }
}
