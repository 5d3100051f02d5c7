@testable import Engine

/// A fit of exactly the terms that recovery was drawn from, beside their true values.
struct DemoTruth {
  struct Line {
    let term: String
    let level: String?
    let truth: Double
    let estimate: Double
    let error: Double

    /// How many standard errors the estimate is off.
    var z: Double { (estimate - truth) / error }
    var isCovered: Bool { abs(z) <= Distributions.normal95 }
  }

  let lines: [Line]
  let rows: Int

  /// Levels and providers with fewer courses than `least` are left out with their rows: taking rows out by
  /// what predicts leaves the truth as it is, and a level of three courses has no finite estimate.
  init(_ cohort: DemoCohort, least: Int) throws {
    var courses = cohort.courses.filter {
      $0.isEligible && $0.decile > 0 && $0.phqFirst >= 0 && $0.gadFirst >= 0 && $0.wait >= 0
    }
    let categories: [(String, KeyPath<DemoCohort.Course, String>)] = [
      ("gender", \.gender), ("age", \.age), ("ethnicity", \.ethnicity), ("problem", \.problem),
      ("employment", \.employment), ("benefits", \.benefits), ("provider", \.provider),
    ]
    var isSettled = false
    while !isSettled {
      let before = courses.count
      for (_, path) in categories {
        let counts = Dictionary(grouping: courses) { $0[keyPath: path] }.mapValues(\.count)
        courses.removeAll { counts[$0[keyPath: path], default: 0] < least }
      }
      isSettled = courses.count == before
    }
    rows = courses.count
    func numbers(_ value: (DemoCohort.Course) -> Int) -> Column {
      Column(.integer(courses.map { Int64(value($0)) }))
    }
    func flags(_ value: (DemoCohort.Course) -> Bool) -> Column {
      Column(.flag(courses.map { value($0) ? 1 : 0 }))
    }
    var columns = [
      "recovery": flags { $0.isRecovered }, "deprivation": numbers { $0.decile },
      "phq9": numbers { $0.phqFirst }, "gad7": numbers { $0.gadFirst }, "sessions": numbers { $0.sessions },
      "within_six_weeks": flags { $0.wait <= 42 },
    ]
    for (name, path) in categories {
      columns[name] = ModelFixtures.category(courses.map { $0[keyPath: path] })
    }
    // The first level of each category.
    let references = Dictionary(
      DemoModel.coefficients.map { ($0.term, $0.level) }, uniquingKeysWith: { first, _ in first })
    let provider = courses.first?.provider ?? ""
    let terms: [Formula.Term] =
      ["deprivation", "phq9", "gad7", "sessions", "within_six_weeks"].map { .variable($0) }
      + categories.map { .factor($0.0, reference: $0.0 == "provider" ? provider : references[$0.0] ?? nil) }
    let model = try Model.fit(
      Formula(outcome: .column("recovery"), terms: terms),
      to: ModelData(columns: columns, rowCount: courses.count))
    lines = DemoTruth.compare(model, provider: provider)
  }

  private struct Key: Hashable {
    let term: String
    let level: String?
  }

  private static func compare(_ model: Model, provider: String) -> [Line] {
    let all = DemoModel.coefficients + DemoModel.providers
    let truths = Dictionary(uniqueKeysWithValues: all.map { (Key(term: $0.term, level: $0.level), $0.value) })
    // Another provider's value is the difference from the reference, which the intercept takes in.
    let base = truths[Key(term: "provider", level: provider)] ?? .nan
    return model.estimated.compactMap { line in
      guard let estimate = line.estimate, let error = line.standardError else { return nil }
      let term =
        line.term.hasPrefix("factor(") ? String(line.term.dropFirst(7).prefix { $0 != "," }) : line.term
      let level = line.levels.first ?? nil
      var truth = truths[Key(term: term, level: level)] ?? .nan
      if term == "provider" { truth -= base }
      if term == "(Intercept)" { truth += base }
      return Line(term: term, level: level, truth: truth, estimate: estimate, error: error)
    }
  }
}
