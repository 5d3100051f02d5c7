/// Points drawn in characters over a square with the same axis both ways and a dotted line where both are equal.
struct CharacterPlot {
  private let axis: Axis
  private let columns: Int
  private let rows: Int

  /// As large as the room allows, up to 61 columns; a character is about twice as high as wide.
  init(_ axis: Axis, room: Int) {
    self.axis = axis
    columns = min(61, max(21, room - 8))
    rows = (columns + 1) / 2 - 4
  }

  /// The lines: what the upward axis shows, the square with its ticks, what the other shows.
  func lines(_ points: [(x: Double, y: Double, mark: Character)], across: String, up: String) -> [String] {
    var canvas = Array(repeating: Array(repeating: Character(" "), count: columns), count: rows)
    for column in 0..<columns {
      let row = (rows - 1) - (column * (rows - 1) + (columns - 1) / 2) / (columns - 1)
      if column % 2 == 0 { canvas[row][column] = "." }
    }
    for point in points {
      canvas[rows - 1 - place(point.y, rows)][place(point.x, columns)] = point.mark
    }
    var labels: [Int: String] = [:]
    for tick in axis.ticks { labels[rows - 1 - place(tick, rows)] = axis.label(tick) }
    var lines = [up]
    for row in 0..<rows {
      let label = labels[row] ?? ""
      let text =
        String(repeating: " ", count: max(0, 5 - label.count)) + label + (label.isEmpty ? " |" : " +")
      lines.append(trimmed(text + String(canvas[row])))
    }
    lines.append("      +" + String(repeating: "-", count: columns))
    var ticks = Array(repeating: Character(" "), count: columns + 14)
    var free = 0
    for tick in axis.ticks {
      let label = Array(axis.label(tick))
      let start = max(0, 7 + place(tick, columns) - label.count / 2)
      guard start >= free, start + label.count <= ticks.count else { continue }
      ticks.replaceSubrange(start..<start + label.count, with: label)
      free = start + label.count + 1
    }
    return lines + [trimmed(String(ticks)), "       " + across].map(DisplayWidth.escaped)
  }

  private func place(_ value: Double, _ cells: Int) -> Int {
    min(cells - 1, Int((axis.within(value) * Double(cells - 1) + 1e-9).rounded()))
  }

  private func trimmed(_ text: String) -> String {
    String(text.reversed().drop { $0 == " " }.reversed())
  }
}
