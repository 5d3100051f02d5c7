import Commands

extension FigureLayout {
  private static let plotSize = (width: 624.0, height: 260.0)

  /// Beside each other, in their order; `nil` where the names of the groups need more room than that leaves.
  mutating func groups() -> Drawing? {
    let rows = Array(0..<data.rowCount)
    let slot = min(90, Self.plotSize.width / Double(max(1, rows.count)))
    let names = rows.map { data.names($0).joined(separator: " ") }
    let labels = names.map { TextMeasure.lines($0, width: slot - 4, most: 3) }
    // A name that is broken within a word is one that has no room.
    let isNarrow = names.contains { name in
      name.split(separator: " ").contains { TextMeasure.width(String($0)) > slot - 4 }
    }
    guard slot >= 22, !isNarrow, labels.allSatisfy({ $0.count <= 2 }) else { return nil }
    let axis = Axis(shares: rows.compactMap { data.interval($0) }.flatMap { [$0.low, $0.high] })
    let (left, top) = (56.0, 18.0)
    let width = slot * Double(rows.count)
    let bottom = top + Self.plotSize.height
    let room = slot >= 40
    var drawing = Drawing()
    drawing.width = left + max(width, 240) + 8
    let lines = Double(labels.reduce(1) { max($0, $1.count) })
    drawing.height = bottom + 15 * lines + (room ? 17 : 0) + 30
    verticalAxis(axis, &drawing, left: left, width: width, top: top, height: Self.plotSize.height)
    drawing.line(Point(left, bottom), Point(left + width, bottom), Stroke(ink: .soft))
    func y(_ value: Double) -> Double { top + Self.plotSize.height * (1 - axis.within(value)) }
    for row in rows {
      let x = left + slot * (Double(row) + 0.5)
      for (index, line) in labels[row].enumerated() {
        drawing.text(line, Point(x, bottom + 16 + 15 * Double(index)), .middle)
      }
      if room {
        let count = marks.text(of: data.cell(row, "rows") ?? .blank, decimals: 0)
        drawing.text(count, Point(x, bottom + 16 + 15 * lines), .middle, size: Drawing.noteSize - 1, .soft)
      }
      guard let interval = data.interval(row) else {
        let mark = marks.text(of: data.cell(row, "rate") ?? .blank, decimals: 0)
        drawing.text(mark, Point(x, bottom - 8), .middle, size: Drawing.titleSize, .soft)
        continue
      }
      let (low, high) = (y(interval.low), y(interval.high))
      drawing.line(Point(x, low), Point(x, high), Stroke(ink: .mark, width: 2))
      for end in [low, high] {
        drawing.line(Point(x - 5, end), Point(x + 5, end), Stroke(ink: .mark, width: 1.5))
      }
      drawing.disc(Point(x, y(interval.value)))
      if room {
        let share = NumberFormat.percent(interval.value)
        drawing.text(share, Point(x, high - 5), .middle, size: Drawing.noteSize - 1)
      }
    }
    if room {
      drawing.text(
        "rows", Point(left - 7, bottom + 16 + 15 * lines), .right, size: Drawing.noteSize - 1, .soft)
    }
    drawing.text(figure.horizontal, Point(left + width / 2, drawing.height - 6), .middle)
    return drawing
  }
}
