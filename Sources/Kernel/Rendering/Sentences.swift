import Commands

extension ModelOutput.Sentence {
  /// The sentence with its figures written out, from what has passed the gate.
  func text(digits: Int?) -> String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .cell(let cell): Marks.alone(cell, digits: digits)
      case .ratio(let value): NumberFormat.ratio(value, digits: digits)
      }
    }.joined()
  }
}
