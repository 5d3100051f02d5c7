import Foundation

extension Drawing {
  /// Fonts without serifs that computers have, the measured ones first.
  private static let fonts = "Arial, Helvetica, 'Liberation Sans', 'Nimbus Sans', sans-serif"

  /// As SVG, which says what it shows to those who cannot see it: an element of a page, or a file of its own.
  func svg(isFile: Bool) -> String {
    let (width, height) = (Self.text(self.width), Self.text(self.height))
    // A page may hold several: what their names are is said by the elements themselves.
    let title = HTMLText.escaped(self.title)
    let label = HTMLText.escaped(finding.isEmpty ? self.title : "\(self.title). \(finding)")
    let body = shapes.map(element).joined(separator: "\n")
    return """
      \(isFile ? "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" : "")\
      <svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="\(label)" width="\(width)" height="\(height)" \
      viewBox="0 0 \(width) \(height)" font-family="\(Self.fonts)">
      <title>\(title)</title>
      <desc>\(HTMLText.escaped(description))</desc>
      <rect width="100%" height="100%" fill="\(Ink.paper.rawValue)"/>
      \(body)
      </svg>

      """
  }

  private func element(_ shape: Shape) -> String {
    func pairs(_ points: [Point]) -> String {
      points.map { "\(Self.text($0.x)) \(Self.text($0.y))" }.joined(separator: "L")
    }
    switch shape {
    case .path(let points, let stroke):
      return "<path d=\"M\(pairs(points))\" fill=\"none\" stroke=\"\(stroke.ink.rawValue)\" "
        + "stroke-width=\"\(Self.text(stroke.width))\"\(stroke.isDashed ? " stroke-dasharray=\"4 3\"" : "")/>"
    case .area(let points, let ink): return "<path d=\"M\(pairs(points))z\" fill=\"\(ink.rawValue)\"/>"
    case .disc(let place, let radius, let ink):
      return "<circle cx=\"\(Self.text(place.x))\" cy=\"\(Self.text(place.y))\" r=\"\(Self.text(radius))\" "
        + "fill=\"\(ink.rawValue)\"/>"
    case .box(let place, let width, let height, let fill, let edge):
      return "<rect x=\"\(Self.text(place.x))\" y=\"\(Self.text(place.y))\" width=\"\(Self.text(width))\" "
        + "height=\"\(Self.text(height))\" fill=\"\(fill.rawValue)\""
        + (edge.map { " stroke=\"\($0.rawValue)\"" } ?? "") + "/>"
    case .text(let text, let place, let anchor, let size, let ink, let isBold, let isUpright):
      let side =
        switch anchor {
        case .left: ""
        case .middle: " text-anchor=\"middle\""
        case .right: " text-anchor=\"end\""
        }
      let (x, y) = (Self.text(place.x), Self.text(place.y))
      return "<text x=\"\(x)\" y=\"\(y)\"\(side) font-size=\"\(Self.text(size))\" fill=\"\(ink.rawValue)\""
        + (isBold ? " font-weight=\"bold\"" : "") + (isUpright ? "" : " transform=\"rotate(-90 \(x) \(y))\"")
        + ">\(HTMLText.escaped(text))</text>"
    }
  }

  /// A length with a decimal where it has one.
  private static func text(_ length: Double) -> String {
    let text = String(format: "%.1f", length)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
