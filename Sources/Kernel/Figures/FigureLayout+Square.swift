import Commands

extension FigureLayout {
  private static let side = 340.0
  private static let corner = Point(60, 8)

  /// Observed against predicted, both on the same scale.
  mutating func calibration() -> Drawing {
    let rows = Array(0..<data.rowCount)
    for row in rows { _ = marks.text(of: data.cell(row, "observed") ?? .blank, decimals: 0) }
    let intervals = rows.compactMap { row in
      data.number(row, "predicted").flatMap { predicted in data.interval(row).map { (predicted, $0) } }
    }
    let curve = rows.compactMap { row in
      data.number(row, "predicted").flatMap { predicted in data.number(row, "curve").map { (predicted, $0) } }
    }
    guard !intervals.isEmpty || !curve.isEmpty else { return nothing() }
    let axis = Axis(
      shares: intervals.flatMap { [$0.0, $0.1.low, $0.1.high] } + curve.flatMap { [$0.0, $0.1] })
    var drawing = square(axis)
    func place(_ x: Double, _ y: Double) -> Point { self.place(axis, x, y) }
    drawing.path(curve.map { place($0.0, $0.1) }, Stroke(ink: .second, width: 2))
    for (predicted, interval) in intervals {
      drawing.line(
        place(predicted, interval.low), place(predicted, interval.high), Stroke(ink: .mark, width: 1.5))
      drawing.disc(place(predicted, interval.value))
    }
    var legend = [Legend("group of predicted risk,", .disc(.mark)), Legend("with its 95% interval", nil)]
    if !curve.isEmpty { legend.append(Legend("smooth curve", .line(Stroke(ink: .second, width: 2)))) }
    legend.append(Legend("predicted = observed", .line(Stroke(ink: .soft, isDashed: true))))
    add(legend, to: &drawing)
    return drawing
  }

  /// True against false positives.
  mutating func roc() -> Drawing {
    let axis = Axis(shares: [0, 1])
    var drawing = square(axis)
    var points: [(Double, Double)] = []
    for row in 0..<data.rowCount {
      _ = marks.text(of: data.cell(row, "recall") ?? .blank, decimals: 0)
      _ = marks.text(of: data.cell(row, "specificity") ?? .blank, decimals: 0)
      if let recall = data.number(row, "recall"), let specificity = data.number(row, "specificity") {
        points.append((1 - specificity, recall))
      }
    }
    guard !points.isEmpty else { return nothing() }
    points.sort { ($0.0, $0.1) < ($1.0, $1.1) }
    let line = [(0.0, 0.0)] + points + [(1.0, 1.0)]
    drawing.path(line.map { place(axis, $0.0, $0.1) }, Stroke(ink: .mark, width: 2))
    if points.count <= 40 {
      for point in points { drawing.disc(place(axis, point.0, point.1), radius: 3) }
    }
    add(
      [
        Legend("a threshold", .disc(.mark)), Legend("chance", .line(Stroke(ink: .soft, isDashed: true))),
      ], to: &drawing)
    return drawing
  }

  private func place(_ axis: Axis, _ x: Double, _ y: Double) -> Point {
    Point(
      Self.corner.x + Self.side * axis.within(x), Self.corner.y + Self.side * (1 - axis.within(y)))
  }

  /// Both axes and the line where they are equal.
  private func square(_ axis: Axis) -> Drawing {
    let (side, corner) = (Self.side, Self.corner)
    var drawing = Drawing()
    drawing.width = corner.x + side + 170
    drawing.height = corner.y + side + 44
    horizontalAxis(
      axis, &drawing, left: corner.x, width: side, top: corner.y, bottom: corner.y + side)
    verticalAxis(axis, &drawing, left: corner.x, width: side, top: corner.y, height: side)
    drawing.line(
      Point(corner.x, corner.y), Point(corner.x, corner.y + side), Stroke(ink: .soft))
    drawing.line(
      Point(corner.x, corner.y + side), Point(corner.x + side, corner.y), Stroke(ink: .soft, isDashed: true))
    return drawing
  }

  /// A line of the legend.
  private struct Legend {
    enum Sign {
      case disc(Drawing.Ink), line(Stroke)
    }

    var text: String
    var sign: Sign?

    init(_ text: String, _ sign: Sign?) { (self.text, self.sign) = (text, sign) }
  }

  private func add(_ legend: [Legend], to drawing: inout Drawing) {
    let x = Self.corner.x + Self.side + 20
    for (index, line) in legend.enumerated() {
      let y = Self.corner.y + 14 + 18 * Double(index)
      switch line.sign {
      case .disc(let ink)?: drawing.disc(Point(x + 8, y), ink)
      case .line(let stroke)?: drawing.line(Point(x, y), Point(x + 17, y), stroke)
      case nil: break
      }
      drawing.text(line.text, Point(x + 24, y + 4), size: Drawing.noteSize)
    }
  }
}
