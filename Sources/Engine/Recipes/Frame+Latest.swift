extension Frame {
  /// One row of each group: the greatest by `order`, column by column, missing values lowest; ties go to the last row.
  ///
  /// Rows with a missing part of the group stay, each on its own. The rows' order stays. O(rows).
  func latest(per group: [String], by order: [String], _ work: Work, span: Span) throws -> Frame {
    var groups: Codes?
    for name in group {
      let codes = try key(name, work, span: span).codes(work)
      groups = try groups?.combined(with: codes, work) ?? codes
    }
    guard let groups else { return self }
    let keys = try order.map { try RowOrder(key($0, work, span: span), work) }
    var best = [Int32](repeating: -1, count: groups.count)
    try forEachRow(rowCount, work) { row in
      let group = Int(groups.values[row])
      if group < 0 { return }
      let held = Int(best[group])
      if held < 0 || !Frame.isGreater(held, than: row, keys) {
        best[group] = Int32(truncatingIfNeeded: row)
      }
    }
    var rows: [Int32] = []
    rows.reserveCapacity(groups.count)
    try forEachRow(rowCount, work) { row in
      let group = Int(groups.values[row])
      let number = Int32(truncatingIfNeeded: row)
      if group < 0 || best[group] == number { rows.append(number) }
    }
    return rows.count == rowCount ? self : try filtered(by: rows, work)
  }

  private static func isGreater(_ left: Int, than right: Int, _ keys: [RowOrder]) -> Bool {
    for key in keys {
      let order = key.compare(left, right)
      if order != 0 { return order > 0 }
    }
    return false
  }
}
