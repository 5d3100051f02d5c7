import Commands

extension FigureLayout {
  private static let boxWidth = 330.0
  private static let sideWidth = 170.0
  private static let gap = 30.0
  private static let shortGap = 16.0

  /// A box a step, with the rows left; between two steps the rows dropped, beside.
  mutating func flow() -> Drawing {
    var drawing = Drawing()
    drawing.width = Self.boxWidth + 40 + Self.sideWidth
    let middle = Self.boxWidth / 2
    var y = 1.0
    for row in 0..<data.rowCount {
      if row > 0 {
        let dropped = marks.text(of: data.cell(row, "dropped") ?? .blank, decimals: 0)
        let isPlain = dropped.isEmpty || dropped == "0"
        let gap = isPlain ? Self.shortGap : Self.gap
        arrow(from: Point(middle, y), to: Point(middle, y + gap), &drawing)
        if !isPlain {
          let corner = Point(Self.boxWidth + 40, y + Self.gap / 2 - 11)
          arrow(from: Point(middle, y + Self.gap / 2), to: Point(corner.x, y + Self.gap / 2), &drawing)
          drawing.shapes.append(.box(corner, width: Self.sideWidth, height: 22, fill: .paper, edge: .soft))
          drawing.text("dropped: \(dropped)", Point(corner.x + 10, corner.y + 15))
        }
        y += gap
      }
      let step = data.names(row).first ?? ""
      let lines = TextMeasure.lines(step, width: Self.boxWidth - 20, most: 3)
      let height = 14 + 15 * Double(lines.count + 1)
      drawing.shapes.append(
        .box(Point(1, y), width: Self.boxWidth - 2, height: height, fill: .pale, edge: .mark))
      for (index, line) in lines.enumerated() {
        drawing.text(line, Point(middle, y + 18 + 15 * Double(index)), .middle)
      }
      let count = marks.text(of: data.cell(row, "after") ?? .blank, decimals: 0)
      drawing.text(
        "\(count) rows", Point(middle, y + 18 + 15 * Double(lines.count)), .middle, isBold: true)
      y += height
    }
    drawing.height = y + 2
    return drawing
  }

  private func arrow(from start: Point, to end: Point, _ drawing: inout Drawing) {
    drawing.line(start, end, Stroke(ink: .soft))
    let isDown = start.x == end.x
    drawing.shapes.append(
      .area(
        isDown
          ? [end, Point(end.x - 4, end.y - 7), Point(end.x + 4, end.y - 7)]
          : [end, Point(end.x - 7, end.y - 4), Point(end.x - 7, end.y + 4)], .soft))
  }
}
