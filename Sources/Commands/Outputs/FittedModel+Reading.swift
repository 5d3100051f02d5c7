import Engine
import Foundation

extension FittedModel {
  /// What the model says in a sentence or two: its rows, and of the terms outside interactions the one with the greatest
  /// Wald chi-squared per degree of freedom, at the level farthest from the reference in standard errors.
  ///
  /// Tests of `model.termTests`; none for a separated model. That a term is associated is said where its p is below 0.05.
  func reading(_ tests: [TermTest], _ work: Work) throws -> [ModelOutput.Sentence] {
    [rowsSentence] + [try clearestSentence(tests, work), interactionSentence].compactMap { $0 }
  }

  private typealias Sentence = ModelOutput.Sentence

  /// `2,000 referrals used, 1,010 with recovery (50.5%).`
  private var rowsSentence: Sentence {
    let unit = view.data == .cohort ? "referrals" : "rows"
    return Sentence([
      .cell(.count(model.n)), .text(" \(unit) used, "), .cell(.count(model.events)),
      .text(" with \(outcomeWords) ("), .cell(.proportion(model.events, of: model.n)), .text(")."),
    ])
  }

  private func clearestSentence(_ tests: [TermTest], _ work: Work) throws -> Sentence? {
    guard model.ending != .separated else {
      return Sentence([.text("Some terms have no finite estimate (separation): they are marked below.")])
    }
    let inside = Set(formula.interactions.flatMap(\.columns))
    let terms = formula.terms.filter { term in
      if case .interaction = term { return false }
      return inside.isDisjoint(with: term.columns)
    }
    let candidates = terms.compactMap { term in tests.first { $0.term == term.description } }
    let ranked = candidates.enumerated().sorted {
      let (a, b) = (
        $0.element.wald.statistic / Double($0.element.df), $1.element.wald.statistic / Double($1.element.df)
      )
      return (-a, $0.offset) < (-b, $1.offset)
    }.map(\.element)
    guard let test = ranked.first, let term = terms.first(where: { $0.description == test.term }) else {
      return nil
    }
    let log = logP(of: test)
    guard log < Foundation.log(0.05) else {
      let least = ranked.min { logP(of: $0) < logP(of: $1) } ?? test
      // Terms of one variable may say nothing each, and much together.
      guard logP(of: least) >= Foundation.log(0.05), terms.allSatisfy({ partners(of: $0).isEmpty }) else {
        return nil
      }
      return Sentence([
        .text("No single term is clearly associated with \(outcomeWords): the least p is "),
        .cell(.pValue(log: logP(of: least))), .text(", of \(words(least.term))."),
      ])
    }
    return try isOneFigure(term) ? statement(of: term, work) : curveSentence(term, test)
  }

  /// The other terms of its variables, offsets among them.
  private func partners(of term: Formula.Term) -> [Formula.Term] {
    let columns = Set(term.columns)
    return formula.terms.filter { $0 != term && !columns.isDisjoint(with: $0.columns) }
  }

  /// Whether an odds ratio of the term is all that the model says of its variable.
  private func isOneFigure(_ term: Formula.Term) -> Bool {
    guard partners(of: term).isEmpty else { return false }
    return switch term {
    case .variable, .factor: true
    case .log: !model.options.scaled
    default: false
    }
  }

  /// `recovery goes most clearly with rcs(phq9, 5, 10, 15) (Wald chi-squared 120, df 2, p < 0.0001), …`
  private func curveSentence(_ term: Formula.Term, _ test: TermTest) -> Sentence {
    let others = partners(of: term).map(\.description)
    let why =
      others.isEmpty
      ? "which no single odds ratio says."
      : "which no single odds ratio says: \(Words.choice(term.columns.map(words), "and")) stands in "
        + "\(Words.choice(others, "and")) too."
    return Sentence([
      .text("\(outcomeWords) goes most clearly with \(term.description) (Wald chi-squared "),
      .cell(.number(test.wald.statistic)), .text(", df \(test.df), p "),
      .cell(.pValue(log: test.wald.logP)), .text("), \(why)"),
    ])
  }

  /// As the coefficient table has it where one column is the term.
  private func logP(of test: TermTest) -> Double {
    let lines = model.coefficients.filter { $0.term == test.term && $0.role == .estimated }
    return lines.count == 1 ? lines[0].logP ?? test.wald.logP : test.wald.logP
  }

  /// `Those with deprivation 1 had lower odds of recovery than those with deprivation 10 (odds ratio 0.62, 95% CI …).`
  private func statement(of term: Formula.Term, _ work: Work) throws -> Sentence? {
    let lines = model.coefficients.filter { $0.term == term.description && $0.role == .estimated }
    guard let name = term.columns.first,
      let line = lines.max(by: { (abs($0.z ?? 0)) < (abs($1.z ?? 0)) }),
      var ratio = line.oddsRatio, var low = line.oddsRatioLow, var high = line.oddsRatioHigh,
      [ratio, low, high].allSatisfy(\.isFinite)
    else { return nil }
    let column = words(name)
    let way = ratio < 1 ? "lower" : "higher"
    let odds = "\(way) odds of \(outcomeWords)"
    let text: String
    if let level = line.levels.first.flatMap({ $0 }) {
      let reference = model.coefficients.first { $0.term == line.term && $0.role == .reference }
      let other = reference?.levels.first.flatMap { $0 }
      text =
        "Those with \(column) \(level) had \(odds) than those with "
        + (other.map { "\(column) \($0)" } ?? "the reference of \(column)")
    } else if case .log = term {
      // A unit of the natural logarithm is a factor of e, and intervals go with the estimate.
      (ratio, low, high) = (pow(ratio, M_LN2), pow(low, M_LN2), pow(high, M_LN2))
      text = "Each doubling of \(column) went with \(odds)"
    } else if isFlag(name) {
      text = "Those with \(column) had \(odds) than those without"
    } else if try isZeroOrOne(name, work) {
      text = "Those with \(column) 1 had \(odds) than those with \(column) 0"
    } else if model.options.scaled {
      text = "The greatest \(column) had \(odds) than the least"
    } else {
      text = "Each unit more of \(column) went with \(odds)"
    }
    return Sentence([
      .text("\(text) (odds ratio "), .ratio(ratio), .text(", 95% CI "), .ratio(low), .text(" to "),
      .ratio(high),
      .text(formula.terms.count > 1 ? "), the other terms being equal." : ")."),
    ])
  }

  private var interactionSentence: Sentence? {
    let terms = formula.interactions
    guard let first = terms.first else { return nil }
    let (names, what) =
      terms.count == 1
      ? (Words.choice(first.columns.map(words), "and"), " (\(first.description))")
      : (Words.choice(terms.map(\.description), "and"), "")
    return Sentence([
      .text("\(names) depend on each other\(what): no single odds ratio says what they do.")
    ])
  }

  private func isFlag(_ name: String) -> Bool {
    (try? view.frame.column(name, .unattended))?.type == .flag
  }

  /// Whether a number has no other value in the model's rows. O(rows) where it is so.
  private func isZeroOrOne(_ name: String, _ work: Work) throws -> Bool {
    let column = try view.column(name, work)
    switch column.storage {
    case .integer(let values):
      return values.allSatisfy { $0 == 0 || $0 == 1 || $0 == Column.missingInteger }
    case .decimal(let values): return values.allSatisfy { $0 == 0 || $0 == 1 || $0.isNaN }
    default: return false
    }
  }

  private func words(_ name: String) -> String { name.replacing("_", with: " ") }

  /// `recovery`; `outcome "moderate or severe"`; of counts the name of the events' column.
  private var outcomeWords: String {
    switch formula.outcome {
    case .column(let name): words(name)
    case .level(let name, let level): "\(words(name)) \"\(level)\""
    case .events(let successes, _): words(successes)
    }
  }
}

extension Formula {
  /// The terms that are products.
  fileprivate var interactions: [Term] {
    terms.filter { if case .interaction = $0 { true } else { false } }
  }
}
