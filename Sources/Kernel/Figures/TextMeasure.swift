/// How wide text is in a figure, so that nothing runs into anything else, and where it is broken.
enum TextMeasure {
  /// Widths of Helvetica's printable ASCII from the blank on, in thousandths of the size; Arial and Liberation Sans have
  /// the same. Adobe, Core 14 AFM files.
  private static let widths: [Double] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
    556,
    556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500,
    667,
    556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333,
    556,
    556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500,
    722,
    500, 500, 500, 334, 260, 334, 584,
  ]

  /// The width in pixels. Fonts that stand in for the one measured are a little wider, and so is bold.
  static func width(_ text: String, size: Double = Drawing.textSize, isBold: Bool = false) -> Double {
    var sum = 0.0
    for scalar in text.unicodeScalars {
      let place = Int(scalar.value) - 32
      if widths.indices.contains(place) {
        sum += widths[place]
      } else {
        sum += Double(DisplayWidth.of(String(scalar))) * (scalar.value < 0x2E80 ? 600 : 500)
      }
    }
    return sum / 1000 * size * (isBold ? 1.1 : 1.04)
  }

  /// The text in lines of at most a width, broken at blanks, else within a word; what is left over after so many lines
  /// is cut off with dots.
  static func lines(
    _ text: String, width limit: Double, size: Double = Drawing.textSize, isBold: Bool = false,
    most: Int = .max
  ) -> [String] {
    let text = DisplayWidth.escaped(text)
    func fits(_ text: String) -> Bool { width(text, size: size, isBold: isBold) <= limit }
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ").map(String.init) {
      let longer = line.isEmpty ? word : line + " " + word
      if fits(longer) {
        line = longer
        continue
      }
      if !line.isEmpty { lines.append(line) }
      line = ""
      for character in word {
        if !line.isEmpty, !fits(line + String(character)) {
          lines.append(line)
          line = ""
        }
        line.append(character)
      }
    }
    if !line.isEmpty { lines.append(line) }
    guard lines.count > most, most > 0 else { return lines }
    var last = lines[most - 1]
    while !last.isEmpty, !fits(last + "…") { last.removeLast() }
    return lines.prefix(most - 1) + [last + "…"]
  }
}
