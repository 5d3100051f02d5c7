import Foundation

extension Oracle2022 {
  /// Counts at one threshold: rows of the event are predicted when p is above it.
  struct Confusion: Equatable {
    var truePositives = 0
    var falsePositives = 0
    var falseNegatives = 0
    var trueNegatives = 0

    var accuracy: Double? { ratio(truePositives + trueNegatives, total) }
    var precision: Double? { ratio(truePositives, truePositives + falsePositives) }
    var recall: Double? { ratio(truePositives, truePositives + falseNegatives) }
    var f1: Double? { ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives) }
    var total: Int { truePositives + falsePositives + falseNegatives + trueNegatives }

    private func ratio(_ part: Int, _ whole: Int) -> Double? {
      whole == 0 ? nil : Double(part) / Double(whole)
    }
  }

  /// How a fit does on rows it has not seen.
  struct Validation {
    var n: Int
    var events: Int
    var confusion: Confusion
    /// The chance that an event has the higher p of a pair, ties counting half; nil with one class only.
    var auc: Double?
    var brier: Double?
    var sweep: [(threshold: Double, confusion: Confusion)]
  }

  /// A fitted model with what it needs to predict.
  struct Fit {
    var model: OracleLogistic
    var predictors: [String]
    /// By predictor: the smallest and largest value over the fitted rows; nil when not scaled.
    var ranges: [(low: Double, high: Double)]?
    var validation: Validation?
  }

  /// Rule 12 on `rows` as the training rows, judged on `heldOut`. An unknown predictor name is all zero.
  static func fit(
    _ rows: [Row], predictors: [String], intercept: Bool, scaled: Bool, heldOut: [Row] = []
  ) -> Fit {
    var ranges: [(low: Double, high: Double)]?
    if scaled {
      ranges = predictors.map { name in
        let values = rows.map { $0.value(name) ?? 0 }
        return (values.min() ?? 0, values.max() ?? 0)
      }
    }
    let names = (intercept ? ["(Intercept)"] : []) + predictors
    let model = OracleLogistic(
      names: names, x: design(rows, predictors, ranges, intercept: intercept), y: rows.map(\.recovery))
    var fit = Fit(model: model, predictors: predictors, ranges: ranges)
    if !heldOut.isEmpty {
      let x = design(heldOut, predictors, ranges, intercept: intercept)
      let beta = names.map { model.coefficients[$0] ?? 0 }
      let scores = heldOut.indices.map { row in
        beta.indices.reduce(0.0) { $0 + x[row * beta.count + $1] * beta[$1] }
      }
      fit.validation = validate(scores: scores, actual: heldOut.map(\.recovery))
    }
    return fit
  }

  /// Rules 11 and 12 for one segment: models A and B on one sample and one split.
  static func models(_ segment: [Row]) -> (base: Fit, treated: Fit) {
    let (training, heldOut) = split(sample(segment))
    return (
      fit(training, predictors: modelA, intercept: false, scaled: true, heldOut: heldOut),
      fit(training, predictors: modelB, intercept: false, scaled: true, heldOut: heldOut)
    )
  }

  static func validate(scores: [Double], actual: [Bool]) -> Validation {
    let p = scores.map { 1 / (1 + exp(-$0)) }
    let thresholds = (1...19).map { Double($0) / 20 } + [0.99]
    var brier = CompensatedSum()
    for (p, event) in zip(p, actual) { brier.add((p - (event ? 1 : 0)) * (p - (event ? 1 : 0))) }
    return Validation(
      n: actual.count, events: actual.filter { $0 }.count,
      // The sign of the score, not a rounded p, says which side of one half a row is on.
      confusion: confusion(scores, actual, above: 0),
      auc: auc(scores, actual),
      brier: actual.isEmpty ? nil : brier.value / Double(actual.count),
      sweep: thresholds.map { ($0, confusion(p, actual, above: $0)) })
  }

  private static func confusion(_ scores: [Double], _ actual: [Bool], above threshold: Double) -> Confusion {
    var found = Confusion()
    for (score, event) in zip(scores, actual) {
      switch (event, score > threshold) {
      case (true, true): found.truePositives += 1
      case (false, true): found.falsePositives += 1
      case (true, false): found.falseNegatives += 1
      case (false, false): found.trueNegatives += 1
      }
    }
    return found
  }

  /// Twice the pairs won, counted in integers over the scores in ascending order.
  private static func auc(_ scores: [Double], _ actual: [Bool]) -> Double? {
    let order = scores.indices.sorted { scores[$0] < scores[$1] }
    var negatives = 0
    var positives = 0
    var wonTwice = 0
    var at = 0
    while at < order.count {
      var tiedEvents = 0
      var tiedOthers = 0
      let score = scores[order[at]]
      while at < order.count, scores[order[at]] == score {
        if actual[order[at]] { tiedEvents += 1 } else { tiedOthers += 1 }
        at += 1
      }
      wonTwice += tiedEvents * (2 * negatives + tiedOthers)
      positives += tiedEvents
      negatives += tiedOthers
    }
    guard positives > 0, negatives > 0 else { return nil }
    return Double(wonTwice) / (2 * Double(positives) * Double(negatives))
  }

  private static func design(
    _ rows: [Row], _ predictors: [String], _ ranges: [(low: Double, high: Double)]?, intercept: Bool
  ) -> [Double] {
    let width = predictors.count + (intercept ? 1 : 0)
    var x = [Double](repeating: 1, count: rows.count * width)
    for (place, name) in predictors.enumerated() {
      let column = place + (intercept ? 1 : 0)
      for row in rows.indices {
        var value = rows[row].value(name) ?? 0
        if let range = ranges?[place] {
          value = range.high > range.low ? (value - range.low) / (range.high - range.low) : 0
        }
        x[row * width + column] = value
      }
    }
    return x
  }
}
