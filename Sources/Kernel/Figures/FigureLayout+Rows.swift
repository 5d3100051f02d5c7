import Commands

extension FigureLayout {
  /// A line of the figure: a heading over levels, or a value.
  private struct Line {
    var label: [String]
    var isHeading = false
    var isInner = false
    var row: Int?
    var height: Double { 8 + 15 * Double(max(1, label.count)) }
  }

  private static let plotWidth = 300.0
  private static let longestLabel = 240.0
  private static let indent = 12.0

  /// One below the other: odds ratios, shares, bars.
  mutating func rows() -> Drawing {
    let lines = self.lines
    let words = lines.map { $0.row.map { data.words($0, &marks) } ?? "" }
    let labels = lines.reduce(60) { widest, line in
      line.label.reduce(widest) { max($0, TextMeasure.width($1) + (line.isInner ? Self.indent : 0)) }
    }
    let left = min(labels, Self.longestLabel + Self.indent) + 12
    let right = words.reduce(0) { max($0, TextMeasure.width($1)) } + 12
    guard let axis = rowAxis else { return nothing() }
    var drawing = Drawing()
    drawing.width = left + Self.plotWidth + right
    let bottom = 22 + lines.reduce(0) { $0 + $1.height }
    drawing.height = bottom + 42
    // Groups beside each other have their name below the axis; here there is room above them.
    if figure.kind == .deciles {
      drawing.text(figure.horizontal, Point(0, 12), size: Drawing.noteSize, .soft)
    }
    drawing.text(heading, Point(left + Self.plotWidth + 12, 12), size: Drawing.noteSize, .soft)
    horizontalAxis(axis, &drawing, left: left, width: Self.plotWidth, top: 18, bottom: bottom)
    func x(_ value: Double) -> Double { left + Self.plotWidth * axis.within(value) }
    if figure.kind == .forest {
      drawing.line(Point(x(1), 18), Point(x(1), bottom), Stroke(ink: .ink, isDashed: true))
    }
    var y = 20.0
    for (line, words) in zip(lines, words) {
      let middle = y + line.height / 2
      for (index, text) in line.label.enumerated() {
        let place = middle + 4 + 15 * (Double(index) - Double(line.label.count - 1) / 2)
        drawing.text(text, Point(line.isInner ? Self.indent : 0, place), isBold: line.isHeading)
      }
      if let row = line.row {
        draw(row, at: middle, axis, &drawing, x)
        drawing.text(words, Point(left + Self.plotWidth + 12, middle + 4))
      }
      y += line.height
    }
    return drawing
  }

  private func draw(_ row: Int, at y: Double, _ axis: Axis, _ drawing: inout Drawing, _ x: (Double) -> Double)
  {
    if figure.kind == .missing {
      guard let share = data.number(row, "share") else { return }
      drawing.shapes.append(
        .box(Point(x(0), y - 6), width: max(0.5, x(share) - x(0)), height: 12, fill: .mark, edge: nil))
      return
    }
    if data.isReference(row) { return drawing.ring(Point(x(1), y)) }
    guard let interval = data.interval(row) else { return }
    let (low, high) = (x(interval.low), x(interval.high))
    drawing.line(Point(low, y), Point(high, y), Stroke(ink: .mark, width: 2))
    // What goes on behind the end of the axis has an arrow there.
    for (isCut, place, way) in [
      (axis.place(interval.low) < -1e-9, low, 1.0), (axis.place(interval.high) > 1 + 1e-9, high, -1.0),
    ] {
      if isCut {
        drawing.shapes.append(
          .area([Point(place, y), Point(place + 8 * way, y - 5), Point(place + 8 * way, y + 5)], .mark))
      } else {
        drawing.line(Point(place, y - 4), Point(place, y + 4), Stroke(ink: .mark, width: 1.5))
      }
    }
    drawing.disc(Point(x(interval.value), y))
  }

  /// What stands above the figures at the right.
  private var heading: String {
    switch figure.kind {
    case .forest: "odds ratio [95% CI]"
    case .missing: "missing"
    default: "share [95% CI]"
    }
  }

  private var rowAxis: Axis? {
    let rows = Array(0..<data.rowCount)
    switch figure.kind {
    case .forest:
      return Axis(
        ratios: rows.compactMap { row in
          data.interval(row).map { (low: $0.low, value: $0.value, high: $0.high) }
        })
    case .missing: return Axis(shares: rows.compactMap { data.number($0, "share") }, fromZero: true)
    default: return Axis(shares: rows.compactMap { data.interval($0) }.flatMap { [$0.low, $0.high] })
    }
  }

  /// Terms with levels get a heading, under which their levels stand.
  private var lines: [Line] {
    var lines: [Line] = []
    var previous = ""
    for row in 0..<data.rowCount {
      let names = data.names(row)
      guard names.count > 1, let first = names.first else {
        lines.append(Line(label: label(names.first ?? ""), row: row))
        continue
      }
      let inner = names.dropFirst().filter { !$0.isEmpty }.joined(separator: ", ")
      if inner.isEmpty {
        lines.append(Line(label: label(first), row: row))
      } else {
        if first != previous { lines.append(Line(label: label(first), isHeading: true)) }
        lines.append(Line(label: label(inner), isInner: true, row: row))
      }
      previous = first
    }
    return lines
  }

  private func label(_ text: String) -> [String] {
    TextMeasure.lines(text, width: Self.longestLabel, most: 3)
  }
}
