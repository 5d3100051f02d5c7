import Foundation

extension Drawing {
  /// What gnuplot makes.
  enum Picture: Sendable, Hashable {
    /// Two dots of the file for a pixel of the screen, so that print is sharp.
    case png
    /// As large on paper as on a screen of 96 pixels an inch.
    case pdf
  }

  /// The drawing as commands for gnuplot, which is used as a pencil: places and texts stand in blocks of data, where
  /// nothing is a command, and every line of such a block begins with a number.
  func gnuplot(_ picture: Picture) -> String {
    let font = "Liberation Sans,\(Self.number(Self.textSize))"
    let terminal =
      switch picture {
      case .png:
        "pngcairo size \(Int(2 * width)),\(Int(2 * height)) fontscale 1.5 linewidth 2 dashlength 1"
      case .pdf:
        "pdfcairo size \(Self.number(width / 96))in,\(Self.number(height / 96))in fontscale 0.5625 linewidth 1.5"
      }
    var blocks = ""
    var plots: [String] = []
    for (index, layer) in layers.enumerated() {
      blocks += "$D\(index) << END\n\(layer.lines.joined(separator: "\n"))\nEND\n"
      plots.append("$D\(index) \(layer.style) notitle")
    }
    return """
      set encoding utf8
      set terminal \(terminal) noenhanced font "\(font)" background rgb "\(Ink.paper.rawValue)"
      set datafile separator "\\t"
      set datafile commentschars ""
      set datafile missing "\\001"
      set margins 0,0,0,0
      unset border
      unset tics
      unset key
      set xrange [0:\(Self.number(width))]
      set yrange [\(Self.number(height)):0]
      \(blocks)plot \(plots.joined(separator: ", \\\n"))

      """
  }

  /// What follows each other in one style.
  private struct Layer {
    var style: String
    var lines: [String]
  }

  private var layers: [Layer] {
    var layers: [Layer] = []
    for shape in shapes {
      let layer = Self.layer(shape)
      if layers.last?.style == layer.style {
        layers[layers.count - 1].lines += layer.lines
      } else {
        layers.append(layer)
      }
    }
    return layers
  }

  private static func layer(_ shape: Shape) -> Layer {
    func row(_ values: Double...) -> String { values.map(number).joined(separator: "\t") }
    switch shape {
    case .path(let points, let stroke):
      // A blank line behind each keeps it apart from the next.
      return Layer(
        style: "using 1:2 with lines lc rgb \"\(stroke.ink.rawValue)\" lw \(number(stroke.width)) "
          + (stroke.isDashed ? "dt 2" : "dt 1"), lines: points.map { row($0.x, $0.y) } + [""])
    case .area(let points, let ink):
      return Layer(
        style: "using 1:2 with filledcurves closed fc rgb \"\(ink.rawValue)\" fs solid noborder",
        lines: (points + points.prefix(1)).map { row($0.x, $0.y) } + [""])
    case .disc(let place, let radius, let ink):
      return Layer(
        style: "using 1:2:3 with circles fc rgb \"\(ink.rawValue)\" fs solid noborder",
        lines: [row(place.x, place.y, radius)])
    case .box(let place, let width, let height, let fill, let edge):
      let border = edge.map { "border lc rgb \"\($0.rawValue)\"" } ?? "noborder"
      return Layer(
        style: "using 1:2:3:4:5:6 with boxxyerror fc rgb \"\(fill.rawValue)\" fs solid \(border)",
        lines: [
          row(
            place.x + width / 2, place.y + height / 2, place.x, place.x + width, place.y, place.y + height)
        ])
    case .text(let text, let place, let anchor, let size, let ink, let isBold, let isUpright):
      let side =
        switch anchor {
        case .left: "left"
        case .middle: "center"
        case .right: "right"
        }
      // Here the middle of a line stands at the place.
      let rise = 0.33 * size
      let (x, y) = isUpright ? (place.x, place.y - rise) : (place.x - rise, place.y)
      return Layer(
        style: "using 1:2:3 with labels \(side)\(isUpright ? "" : " rotate by 90") "
          + "font \"Liberation Sans\(isBold ? " Bold" : ""),\(number(size))\" tc rgb \"\(ink.rawValue)\" noenhanced",
        lines: [number(x) + "\t" + number(y) + "\t" + label(text)])
    }
  }

  /// A text as the last field of a line of data: control characters are visible already, and a reversed stroke must
  /// not begin anything.
  private static func label(_ text: String) -> String {
    DisplayWidth.escaped(text).replacing("\\", with: "\\\\")
  }

  private static func number(_ value: Double) -> String { String(format: "%.2f", value) }
}
