import Foundation

/// What the demo data show, beside what was published.
struct DemoFigures {
  struct Figure {
    let name: String
    let published: Double
    let demo: Double
    let allowed: Double
    /// A proportion is written in percent.
    var isShare = true

    var isMet: Bool { abs(demo - published) <= allowed }
  }

  private(set) var figures: [Figure] = []
  private let courses: [DemoCohort.Course]

  init(_ cohort: DemoCohort) {
    courses = cohort.courses
    addRecovery()
    addShares()
    addOutcomes()
    addCourse()
    addScores()
    addProviders()
  }

  /// A share of some courses, allowed to be off by `points` or three standard errors.
  private mutating func share(
    _ name: String, _ published: Double, points: Double, of part: Int, in whole: Int
  ) {
    let demo = Double(part) / Double(max(1, whole))
    let error = (published * (1 - published) / Double(max(1, whole))).squareRoot()
    figures.append(
      Figure(name: name, published: published, demo: demo, allowed: max(points / 100, 3 * error)))
  }

  private mutating func number(_ name: String, _ published: Double, _ demo: Double, within allowed: Double) {
    figures.append(Figure(name: name, published: published, demo: demo, allowed: allowed, isShare: false))
  }

  private func select(_ group: DemoPublished.Group) -> [DemoCohort.Course] {
    switch group.dimension {
    case "Decile": courses.filter { String($0.decile) == group.level }
    case "Sex": courses.filter { $0.gender == group.level }
    case "Age": courses.filter { $0.age == group.level }
    case "Ethnicity": courses.filter { $0.ethnicity == group.level }
    case "Problem": courses.filter { $0.problem == group.level }
    default: courses
    }
  }

  private mutating func addRecovery() {
    for group in [DemoPublished.all] + DemoPublished.groups {
      let eligible = select(group).filter(\.isEligible)
      share(
        "Recovery, \(group.dimension.lowercased()) \(group.level)", group.recovery, points: 1.5,
        of: eligible.count(where: \.isRecovered), in: eligible.count)
    }
    let cases = courses.filter { $0.caseness == true }
    share(
      "Recovered per course at caseness", 313_919.0 / 624_193, points: 1.5,
      of: cases.count(where: \.isRecovered), in: cases.count)
  }

  private mutating func addShares() {
    for group in [DemoPublished.all] + DemoPublished.groups {
      let name = "\(group.dimension.lowercased()) \(group.level)"
      let part = select(group)
      if group.dimension != "All" {
        share(
          "Finished, \(name)", Double(group.finished) / Double(DemoPublished.all.finished), points: 0.5,
          of: part.count, in: courses.count)
      }
      share(
        "Not at caseness, \(name)", group.notCaseShare, points: 1, of: part.count { $0.notCaseness == true },
        in: part.count)
    }
    for status in DemoPublished.employment {
      share(
        "Employment (assumed), \(status.0.lowercased())", status.middle, points: 100 * status.half,
        of: courses.count { $0.employment == status.0 }, in: courses.count)
    }
  }

  private mutating func addOutcomes() {
    let eligible = courses.filter(\.isEligible)
    share(
      "Reliable recovery", 0.473, points: 1, of: eligible.count { $0.isRecovered && $0.improvement == true },
      in: eligible.count)
    let changes: [(String, Double, KeyPath<DemoCohort.Course, Bool?>)] = [
      ("Reliable improvement", 0.669, \.improvement), ("Reliable deterioration", 0.058, \.deterioration),
      ("No reliable change", 0.256, \.noChange),
    ]
    for (name, published, flag) in changes {
      share(
        name, published, points: 1, of: courses.count { $0[keyPath: flag] == true }, in: courses.count)
    }
  }

  private mutating func addCourse() {
    let waits = courses.map(\.wait).filter { $0 >= 0 }
    share("First treatment within 42 days", 0.911, points: 0.5, of: waits.count { $0 <= 42 }, in: waits.count)
    share(
      "First treatment within 126 days", 0.986, points: 0.5, of: waits.count { $0 <= 126 }, in: waits.count)
    let gaps = courses.map(\.gap).filter { $0 >= 0 }
    let bands = [(0...28, 0.487), (29...56, 0.228), (57...90, 0.132), (91...Int.max, 0.153)]
    for (band, published) in bands {
      let name = band.upperBound == .max ? "over 90" : "\(band.lowerBound)-\(band.upperBound)"
      share(
        "First to second treatment, \(name) days", published, points: 0.5,
        of: gaps.count(where: band.contains), in: gaps.count)
    }
    number("Treatment sessions, mean", 7.9, moments(courses.map(\.sessions)).mean, within: 0.1)
  }

  private mutating func addScores() {
    let scores: [(String, Double, Double, KeyPath<DemoCohort.Course, Int>)] = [
      ("PHQ-9 first", 14.3, 6.1, \.phqFirst), ("PHQ-9 last", 9.3, 6.6, \.phqLast),
      ("GAD-7 first", 13.3, 5.1, \.gadFirst), ("GAD-7 last", 8.4, 5.7, \.gadLast),
    ]
    for (name, mean, deviation, path) in scores {
      let found = moments(courses.map { $0[keyPath: path] }.filter { $0 >= 0 })
      number(name + ", mean", mean, found.mean, within: 0.3)
      number(name + ", standard deviation", deviation, found.deviation, within: 0.3)
    }
  }

  private mutating func addProviders() {
    let groups = Dictionary(grouping: courses, by: \.provider)
    number("Providers", 158, Double(groups.count), within: courses.count > 100_000 ? 0 : 6)
    // Sizes as if the courses were as many as in England.
    let scale = Double(DemoPublished.all.finished) / Double(max(1, courses.count))
    let sizes = groups.values.map { Double($0.count) * scale }.sorted()
    for (name, published, level) in [
      ("5th percentile", 119.0, 0.05), ("median", 3270, 0.5), ("95th percentile", 11_890, 0.95),
    ] {
      let noise = 3 * (published / scale).squareRoot() * scale
      number(
        "Finished per provider, \(name)", published, quantile(sizes, level),
        within: max(0.1 * published, noise))
    }
    // With few courses each, the rates are mostly chance.
    if courses.count > 100_000 { addSpread(groups.values.map { $0.filter(\.isEligible) }) }
  }

  private mutating func addSpread(_ groups: [[DemoCohort.Course]]) {
    let rates = groups.filter { $0.count >= 30 }
      .map { Double($0.count(where: \.isRecovered)) / Double($0.count) }.sorted()
    for (name, published, level) in [
      ("5th percentile", 0.36, 0.05), ("median", 0.51, 0.5), ("95th percentile", 0.59, 0.95),
    ] {
      figures.append(
        Figure(
          name: "Recovery by provider, \(name)", published: published, demo: quantile(rates, level),
          allowed: 0.03))
    }
    let logits = rates.filter { $0 > 0 && $0 < 1 }.map { log($0 / (1 - $0)) }
    number(
      "Recovery by provider, standard deviation of the logit", 0.28, moments(logits).deviation, within: 0.05)
  }

  private func moments(_ values: [Int]) -> (mean: Double, deviation: Double) {
    moments(values.map(Double.init))
  }

  private func moments(_ values: [Double]) -> (mean: Double, deviation: Double) {
    let mean = values.reduce(0, +) / Double(max(1, values.count))
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, (squares / Double(max(1, values.count - 1))).squareRoot())
  }

  private func quantile(_ sorted: [Double], _ level: Double) -> Double {
    guard !sorted.isEmpty else { return .nan }
    let place = level * Double(sorted.count - 1)
    let low = Int(place)
    let high = min(low + 1, sorted.count - 1)
    return sorted[low] + (sorted[high] - sorted[low]) * (place - Double(low))
  }
}
