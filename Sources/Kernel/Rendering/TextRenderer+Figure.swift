import Commands
import Engine

extension TextRenderer {
  /// Columns of a figure where no width is known.
  static let figureWidth = 80

  /// A figure drawn in characters, with its data; plain ASCII, which every font and every terminal has.
  func lines(of figure: FigureOutput, _ policy: DisclosurePolicy) -> [String] {
    let basis = figure.basis.text(digits: digits ?? 3)
    var lines = notes([figure.title] + (basis.isEmpty ? [] : [basis]))
    var table = figure.data
    table.title = ""
    let data = FigureData(figure)
    switch figure.kind {
    case .flow: return lines + [""] + flow(data, policy)
    case .calibration, .roc: lines += [""] + square(data) + [""] + self.lines(of: table, policy)
    case .missing:
      table.bars = "share"
      lines += TextRenderer(style: style, width: width ?? Self.figureWidth, digits: digits).lines(
        of: table, policy)
    case .forest, .deciles, .segments: lines += intervals(data, table, policy)
    }
    return lines
  }

  /// The table, and in its last column the intervals.
  private func intervals(_ data: FigureData, _ table: TableOutput, _ policy: DisclosurePolicy) -> [String] {
    let isRatio = data.figure.kind == .forest
    let rows = (0..<data.rowCount).map { row -> IntervalPlot.Interval? in
      if data.isReference(row) { return IntervalPlot.Interval(low: 1, value: 1, high: 1) }
      return data.interval(row).map { IntervalPlot.Interval(low: $0.low, value: $0.value, high: $0.high) }
    }
    let legend =
      isRatio
      ? "plot: odds ratio o in its 95% interval on a log scale, | at 1"
      : "plot: share o in its 95% interval"
    var table = table
    if data.figure.kind == .deciles, data.figure.horizontal != table.headers.first?.title {
      table.notes.insert(data.figure.horizontal, at: 0)
    }
    return lines(
      of: table, policy,
      drawing: { columns in
        let scale: IntervalPlot.Scale =
          isRatio
          ? .ratios : .shares(Axis(shares: rows.compactMap(\.self).flatMap { [$0.low, $0.high] }).range)
        guard let plot = IntervalPlot(rows.compactMap(\.self), columns: columns, scale) else { return nil }
        return (plot.axis, rows.map { $0.map(plot.line) ?? "" }, legend)
      })
  }

  /// Boxes are more than characters can do: the rows left, and between them those dropped.
  private func flow(_ data: FigureData, _ policy: DisclosurePolicy) -> [String] {
    var marks = Marks(digits: digits)
    let counts = (0..<data.rowCount).map { row in
      ["after", "dropped"].map { marks.text(of: data.cell(row, $0) ?? .blank, decimals: 0) }
    }
    let widest = counts.joined().reduce(0) { max($0, $1.count) }
    func right(_ text: String) -> String { String(repeating: " ", count: widest - text.count) + text }
    var lines: [String] = []
    for (row, count) in counts.enumerated() {
      if row > 0 {
        let stem = String(repeating: " ", count: max(0, widest - 1)) + "|"
        lines += count[1].isEmpty || count[1] == "0" ? [stem] : [stem, stem + "--> \(count[1]) dropped"]
        lines.append(stem.dropLast() + "v")
      }
      let label = data.names(row).first ?? ""
      let wrapped = DisplayWidth.wrapped(
        DisplayWidth.escaped(label), to: width.map { max(20, $0 - widest - 2) })
      lines += wrapped.enumerated().map { ($0 == 0 ? right(count[0]) : right("")) + "  " + $1 }
    }
    return lines + notes(marks.lines(policy) + data.figure.data.notes)
  }

  /// Both axes from 0 to 100%, or between the ends of what is drawn.
  private func square(_ data: FigureData) -> [String] {
    let isCurve = data.figure.kind == .roc
    var points: [(x: Double, y: Double, mark: Character)] = []
    for row in 0..<data.rowCount {
      if isCurve, let recall = data.number(row, "recall"), let specificity = data.number(row, "specificity") {
        points.append((1 - specificity, recall, "o"))
      } else if !isCurve, let predicted = data.number(row, "predicted") {
        if let curve = data.number(row, "curve") { points.append((predicted, curve, "~")) }
        if let interval = data.interval(row) {
          points += [
            (predicted, interval.low, "-"), (predicted, interval.high, "-"), (predicted, interval.value, "o"),
          ]
        }
      }
    }
    let axis = Axis(shares: isCurve ? [0, 1] : points.flatMap { [$0.x, $0.y] })
    let legend =
      isCurve
      ? "o a threshold, . chance"
      : "o group of predicted risk, - its 95% interval, ~ smooth curve, . predicted = observed"
    return CharacterPlot(axis, room: width ?? Self.figureWidth).lines(
      points, across: data.figure.horizontal, up: data.figure.vertical) + notes([legend])
  }
}
