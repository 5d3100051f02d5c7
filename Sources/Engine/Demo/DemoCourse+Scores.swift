extension DemoCourse {
  /// First scores: at or above a cut-off for a case, below both otherwise. Hardship makes them higher.
  mutating func setFirst(isCase: Bool, _ patient: DemoPatient, _ stream: inout DemoStream) {
    guard isCase else {
      scores.phqFirst = stream.below(7) + stream.below(4)
      scores.gadFirst = stream.below(5) + stream.below(4)
      return
    }
    var shift = 220 * DemoModel.hardship[patient.decile - 1] / 1000
    if patient.status == .unemployed || patient.status == .longTermSick { shift += 250 }
    for _ in 0..<8 {
      // In 1/1000 of a standard deviation; the two scores have a correlation of 0.6.
      let severity = shift + stream.bell()
      scores.phqFirst = DemoCourse.clamp(13_350 + 6_300 * severity / 1000, 27)
      scores.gadFirst = DemoCourse.clamp(
        12_900 + 3_200 * severity / 1000 + 4_500 * stream.bell() / 1000, 21)
      if scores.phqFirst >= 10 || scores.gadFirst >= 8 { return }
    }
    scores.phqFirst = 10 + stream.below(6)
  }

  /// Last scores: below both cut-offs exactly when a case recovers.
  mutating func setLast(isCase: Bool, recovers: Bool, _ stream: inout DemoStream) {
    if recovers {
      setRecovered(&stream)
    } else if isCase {
      setNotRecovered(&stream)
    } else {
      scores.phqLast = DemoCourse.clamp(scores.phqFirst * 1000 - 500 + 3_300 * stream.bell() / 1000, 27)
      scores.gadLast = DemoCourse.clamp(scores.gadFirst * 1000 - 500 + 2_400 * stream.bell() / 1000, 21)
    }
  }

  private mutating func setRecovered(_ stream: inout DemoStream) {
    let phq = scores.phqFirst
    let gad = scores.gadFirst
    // Below the cut-offs without a reliable change, where that is possible.
    if phq <= 14, gad <= 10, stream.chance(265_000) {
      scores.phqLast = DemoCourse.between(max(0, phq - 5), min(9, phq + 5), &stream)
      scores.gadLast = DemoCourse.between(max(0, gad - 3), min(7, gad + 3), &stream)
      return
    }
    for _ in 0..<12 {
      scores.phqLast = min(9, stream.below(6) + stream.below(7))
      scores.gadLast = min(7, stream.below(6) + stream.below(6))
      if change == -1 { return }
    }
    scores.phqLast = min(9, max(0, phq - 6))
    scores.gadLast = min(7, max(0, gad - 4))
  }

  private mutating func setNotRecovered(_ stream: inout DemoStream) {
    let draw = stream.below(1000)
    let wanted = draw < 505 ? -1 : draw < 640 ? 1 : 0
    let shift = wanted < 0 ? -6_000 : wanted > 0 ? 6_000 : -500
    for _ in 0..<12 {
      let common = stream.bell()
      scores.phqLast = DemoCourse.clamp(
        scores.phqFirst * 1000 + shift + 2_600 * common / 1000 + 2_600 * stream.bell() / 1000, 27)
      scores.gadLast = DemoCourse.clamp(
        scores.gadFirst * 1000 + shift * 2 / 3 + 2_000 * common / 1000 + 2_000 * stream.bell() / 1000, 21)
      if change == wanted, scores.phqLast >= 10 || scores.gadLast >= 8 { return }
    }
    if scores.phqLast < 10, scores.gadLast < 8 { scores.phqLast = 10 + stream.below(3) }
  }

  /// −1 for a reliable fall, 1 for a reliable rise, 0 for neither or both.
  private var change: Int {
    let fell = scores.phqLast - scores.phqFirst <= -6 || scores.gadLast - scores.gadFirst <= -4
    let rose = scores.phqLast - scores.phqFirst >= 6 || scores.gadLast - scores.gadFirst >= 4
    return (rose ? 1 : 0) - (fell ? 1 : 0)
  }

  private static func between(_ low: Int, _ high: Int, _ stream: inout DemoStream) -> Int {
    low + stream.below(max(1, high - low + 1))
  }

  private static func clamp(_ thousandths: Int, _ most: Int) -> Int {
    min(most, max(0, (thousandths + 500) / 1000))
  }
}
