import Commands
import Engine

/// A figure on its way to a drawing: the panel of its kind, and around it what a reader must know.
struct FigureLayout {
  typealias Point = Drawing.Point
  typealias Stroke = Drawing.Stroke

  let figure: FigureOutput
  let policy: DisclosurePolicy
  let data: FigureData
  var marks = Marks()

  // Lengths, in pixels.
  static let leastWidth = 520.0
  static let margin = 16.0

  init(_ figure: FigureOutput, _ policy: DisclosurePolicy) {
    self.figure = figure
    self.policy = policy
    data = FigureData(figure)
  }

  /// The drawing alone, for a file: with title, size of the data, notes and policy, above all of them a warning.
  static func alone(_ figure: FigureOutput, _ policy: DisclosurePolicy, warning: String? = nil) -> Drawing {
    var layout = FigureLayout(figure, policy)
    let panel = layout.panel()
    var result = Drawing()
    result.width = max(leastWidth, panel.width + 2 * margin)
    let room = result.width - 2 * margin
    var y = margin
    func write(_ text: String, size: Double, _ ink: Drawing.Ink, isBold: Bool = false) {
      for line in TextMeasure.lines(text, width: room, size: size, isBold: isBold) {
        y += (size * 1.35).rounded()
        result.text(line, Point(margin, y - size * 0.3), size: size, ink, isBold: isBold)
      }
    }
    if let warning { write(warning, size: Drawing.titleSize, .second, isBold: true) }
    write(figure.title, size: Drawing.titleSize, .ink, isBold: true)
    let basis = figure.basis.text(digits: 3)
    if !basis.isEmpty { write(basis, size: Drawing.textSize, .soft) }
    y += 10
    result.add(panel, at: Point(margin, y))
    y += panel.height + 8
    for note in layout.notes { write(note, size: Drawing.noteSize, .soft) }
    write(TextRenderer.policyWords(policy), size: Drawing.noteSize, .soft)
    result.height = y + margin
    result.title = figure.title
    result.finding = layout.says
    result.description = layout.words
    return result
  }

  /// The panel, for a page that says the rest around it; and what is to be said.
  static func embedded(_ figure: FigureOutput, _ policy: DisclosurePolicy) -> (
    drawing: Drawing, notes: [String]
  ) {
    var layout = FigureLayout(figure, policy)
    let panel = layout.panel()
    var result = Drawing()
    result.width = panel.width + 16
    result.height = panel.height + 16
    result.add(panel, at: Point(8, 8))
    result.title = figure.title
    result.finding = layout.says
    result.description = layout.words
    return (result, layout.notes)
  }

  /// What stands below: what the marks mean, and the notes of the data.
  private var notes: [String] { marks.lines(policy) + figure.data.notes }

  private mutating func panel() -> Drawing {
    guard data.rowCount > 0 else { return nothing() }
    switch figure.kind {
    case .forest, .segments, .missing: return rows()
    case .deciles: return groups() ?? rows()
    case .calibration: return calibration()
    case .roc: return roc()
    case .flow: return flow()
    }
  }

  /// Where there is nothing to draw, that is said.
  func nothing() -> Drawing {
    var drawing = Drawing()
    (drawing.width, drawing.height) = (360, 60)
    drawing.text("nothing can be drawn of this", Point(180, 34), .middle, .soft)
    return drawing
  }

  /// How the figure is read, for those who cannot see it. The figures are in the table that stands beside it.
  private var words: String {
    switch figure.kind {
    case .forest:
      "One line a term, from the lower to the upper end of its 95% interval, with a point at the odds ratio. The dashed "
        + "line marks 1: no difference."
    case .segments, .deciles: "A point at the share of each group, with a line over its 95% interval."
    case .calibration:
      "A point for each group of predicted risk: the mean prediction across, the share observed upwards, with its 95% "
        + "interval. The dashed line is where both are equal."
    case .roc:
      "A line from the lower left to the upper right: for each threshold the share of events found against the share of "
        + "others taken for events. The dashed line is chance."
    case .flow: "Boxes from above to below, one a step, with the rows left; beside them the rows dropped."
    case .missing: "A bar for each column, as long as the share of rows without a value."
    }
  }

  /// What runs across. Groups that stand below each other have their share across.
  private var horizontal: String { figure.kind == .deciles ? figure.vertical : figure.horizontal }

  /// The share or ratio under a line of ticks, and the axis' name.
  func horizontalAxis(
    _ axis: Axis, _ drawing: inout Drawing, left: Double, width: Double, top: Double, bottom: Double
  ) {
    for tick in axis.ticks {
      let x = left + width * axis.place(tick)
      drawing.line(Point(x, top), Point(x, bottom), Stroke(ink: .line))
      drawing.line(Point(x, bottom), Point(x, bottom + 4), Stroke(ink: .soft))
      drawing.text(axis.label(tick), Point(x, bottom + 17), .middle, .soft)
    }
    drawing.line(Point(left, bottom), Point(left + width, bottom), Stroke(ink: .soft))
    drawing.text(horizontal, Point(left + width / 2, bottom + 35), .middle)
  }

  /// The same at the left.
  func verticalAxis(
    _ axis: Axis, _ drawing: inout Drawing, left: Double, width: Double, top: Double, height: Double
  ) {
    for tick in axis.ticks {
      let y = top + height * (1 - axis.place(tick))
      drawing.line(Point(left, y), Point(left + width, y), Stroke(ink: .line))
      drawing.text(axis.label(tick), Point(left - 7, y + 4), .right, .soft)
    }
    drawing.text(
      figure.vertical, Point(left - 40, top + height / 2), .middle, isUpright: false)
  }
}
