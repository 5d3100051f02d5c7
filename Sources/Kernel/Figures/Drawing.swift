/// A figure laid out: lines, marks and texts with their places, before anyone knows in which form it is drawn. What it
/// looks like is decided once, here and in the layouts; every form draws the same.
///
/// Lengths are in pixels of a screen, from the upper left corner.
struct Drawing: Sendable, Hashable {
  /// A place.
  struct Point: Sendable, Hashable {
    var x: Double
    var y: Double

    init(_ x: Double, _ y: Double) { (self.x, self.y) = (x, y) }
  }

  /// A colour by its use. Blue and vermilion are told apart with every kind of colour blindness (Okabe and Ito 2008)
  /// and as grey; text differs from its ground by 7:1 or more.
  enum Ink: String, Sendable, Hashable, CaseIterable {
    /// Text and axes.
    case ink = "#1b1b1b"
    /// Notes, and what frames.
    case soft = "#4d5257"
    /// Lines to read values by.
    case line = "#d3d8dc"
    /// The figures themselves.
    case mark = "#0072b2"
    /// The ground of boxes.
    case pale = "#eef4f9"
    /// What is fitted to the figures.
    case second = "#d55e00"
    /// The ground.
    case paper = "#ffffff"
  }

  /// Where a text stands to its place.
  enum Anchor: Sendable, Hashable {
    case left, middle, right
  }

  /// How a line is drawn.
  struct Stroke: Sendable, Hashable {
    var ink = Ink.ink
    var width = 1.0
    var isDashed = false
  }

  /// A piece of it.
  enum Shape: Sendable, Hashable {
    case path([Point], Stroke)
    case area([Point], Ink)
    case disc(Point, radius: Double, Ink)
    case box(Point, width: Double, height: Double, fill: Ink, edge: Ink?)
    case text(String, Point, Anchor, size: Double, Ink, isBold: Bool, isUpright: Bool)
  }

  /// Size.
  var width = 0.0
  var height = 0.0
  /// What it is of, what it shows, and how it is read, for those who cannot see it.
  var title = ""
  var finding = ""
  var description = ""
  /// What is drawn, the first below.
  var shapes: [Shape] = []

  mutating func line(_ from: Point, _ to: Point, _ stroke: Stroke = Stroke()) {
    shapes.append(.path([from, to], stroke))
  }

  mutating func path(_ points: [Point], _ stroke: Stroke) {
    if points.count > 1 { shapes.append(.path(points, stroke)) }
  }

  mutating func disc(_ place: Point, radius: Double = 4, _ ink: Ink = .mark) {
    shapes.append(.disc(place, radius: radius, ink))
  }

  /// A ring: what is no estimate.
  mutating func ring(_ place: Point) {
    disc(place, radius: 4, .soft)
    disc(place, radius: 2.6, .paper)
  }

  /// Text on a line, its base line at the place.
  mutating func text(
    _ text: String, _ place: Point, _ anchor: Anchor = .left, size: Double = Drawing.textSize,
    _ ink: Ink = .ink,
    isBold: Bool = false, isUpright: Bool = true
  ) {
    guard !text.isEmpty else { return }
    shapes.append(
      .text(DisplayWidth.escaped(text), place, anchor, size: size, ink, isBold: isBold, isUpright: isUpright))
  }

  /// Adds another drawing with its corner at a place.
  mutating func add(_ other: Drawing, at corner: Point) {
    func moved(_ point: Point) -> Point { Point(point.x + corner.x, point.y + corner.y) }
    shapes += other.shapes.map { shape in
      switch shape {
      case .path(let points, let stroke): .path(points.map(moved), stroke)
      case .area(let points, let ink): .area(points.map(moved), ink)
      case .disc(let place, let radius, let ink): .disc(moved(place), radius: radius, ink)
      case .box(let place, let width, let height, let fill, let edge):
        .box(moved(place), width: width, height: height, fill: fill, edge: edge)
      case .text(let text, let place, let anchor, let size, let ink, let isBold, let isUpright):
        .text(text, moved(place), anchor, size: size, ink, isBold: isBold, isUpright: isUpright)
      }
    }
  }

  /// Sizes of text: of labels, of notes, of the title.
  static let textSize = 12.0
  static let noteSize = 11.0
  static let titleSize = 15.0
}
