import Foundation

/// How the effect of one variable on an outcome changes as blocks of others are adjusted for, over the same rows.
public struct Confounding: Sendable {
  /// Terms adjusted for together.
  public struct Block: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Its terms.
    public var terms: [Formula.Term]

    /// Makes a block.
    public init(name: String, terms: [Formula.Term]) {
      self.name = name
      self.terms = terms
    }
  }

  /// What of the exposure is looked at.
  public struct Contrast: Sendable, Hashable {
    /// The level, or the greater of two numbers; `nil` for one unit of a number.
    public var value: String?
    /// What it is compared with.
    public var reference: String?
    /// Rows it stands on: the smaller ``ValueCount/support`` of value and reference; all for a unit.
    public var rows: Int
    /// One of two numbers far apart, whose log odds are a multiple of a unit's.
    public var isSpan: Bool
  }

  /// The effect of a contrast in one model.
  public struct Effect: Sendable, Hashable {
    /// Log odds ratio.
    public var logOdds: EffectEstimate
    /// Average marginal effect: the slope of the probability, or a standardised risk difference.
    public var marginal: EffectEstimate
    /// Log odds ratio on the scale of the full model (KHB), so that those of several steps can be compared.
    public var sameScale: EffectEstimate
  }

  /// One model of the sequence.
  public struct Step: Sendable, Hashable {
    /// The block added last; `nil` for none: the crude model.
    public var block: String?
    /// By contrast; `nil` where the exposure's column is set aside, being determined by others.
    public var effects: [Effect?]
  }

  /// What becomes of a contrast's log odds ratio from no adjustment to full, on one scale.
  public struct Decomposition: Sendable, Hashable {
    /// Without adjustment, on its own scale.
    public var crude: EffectEstimate
    /// Without adjustment, on the scale of the full model.
    public var reduced: EffectEstimate
    /// Adjusted for all blocks.
    public var full: EffectEstimate
    /// reduced − full.
    public var difference: EffectEstimate
    /// What each block takes; they sum to the difference.
    public var parts: [EffectEstimate]

    /// How many times the full effect the reduced one is.
    public var confoundingRatio: Double { reduced.value / full.value }
    /// How many times the crude coefficient the reduced one is: the change of scale alone.
    public var rescaling: Double { reduced.value / crude.value }
  }

  /// The effect when one term alone is adjusted for.
  public struct Candidate: Sendable, Hashable {
    /// The term, as written.
    public var term: String
    /// By contrast.
    public var logOdds: [EffectEstimate?]
    /// By contrast.
    public var marginal: [EffectEstimate?]
  }

  /// Rows used: complete for the full model.
  public private(set) var n = 0
  /// Events among them.
  public private(set) var events = 0
  /// Rows in question.
  public private(set) var rows = 0
  /// Rows with a missing value.
  public private(set) var dropped = 0
  /// Complete rows left out because terms of the full model predict them perfectly, and those terms.
  public private(set) var separated = 0
  /// The terms.
  public private(set) var separatedTerms: [String] = []
  /// What is looked at: a unit of a number, perhaps its ends; the levels of a factor.
  public private(set) var contrasts: [Contrast] = []
  /// The crude model, and one more block in each.
  public private(set) var steps: [Step] = []
  /// By contrast, but those that are spans.
  public private(set) var decompositions: [Decomposition?] = []
  /// Every term of the blocks by itself, in their order.
  public private(set) var candidates: [Candidate] = []

  private let exposure: Formula.Term
  private let name: String

  /// Fits the crude model, the blocks one after another, and each term alone: all on the covariate patterns of the
  /// full model, hence on the same rows.
  ///
  /// - Parameters:
  ///   - exposure: a column, as it is or as a factor.
  ///   - outcome: what is predicted.
  ///   - blocks: what is adjusted for, in order; a term that stands twice counts in its first block.
  ///   - offsets: terms with a fixed coefficient, in every model.
  ///   - data: the rows in question.
  ///   - options: how each model is fitted; of errors by cluster the data must have the clusters.
  ///   - leastRows: ends of a number are values with at least this ``ValueCount/support``.
  /// - Throws: ``FitError``, ``InferenceError``, ``NameError``, ``Cancelled``.
  public init(
    of exposure: Formula.Term, on outcome: Formula.Outcome, adjusting blocks: [Block],
    offsets: [Formula.Term] = [], in data: ModelData, leastRows: Int = 1, options: FitOptions = .init(),
    _ work: Work = .unattended
  ) throws {
    self.exposure = exposure
    name = exposure.columns.first ?? ""
    let whole = Formula(outcome: outcome, terms: [exposure] + offsets + blocks.flatMap(\.terms))
    let full = try complete(whole, data, options, work)
    let basis = try full.answerable()
    let prepared = FitPreparation(basis.design.variables, basis.patterns, basis.clusters)
    func fit(_ terms: [Formula.Term]) throws -> Model {
      let formula = Formula(outcome: outcome, terms: [exposure] + offsets + terms)
      return try Model.fit(formula, to: try prepared.counted(for: formula, work), options: options, work)
    }
    let crude = try fit([])
    contrasts = try looked(crude, leastRows)

    let khb = try KHB(full, exposure, blocks, work)
    for count in 0...blocks.count {
      try work.check()
      let model =
        count == 0 ? crude : count == blocks.count ? full : try fit(blocks[..<count].flatMap(\.terms))
      let effects = try effects(model, work)
      steps.append(
        Step(
          block: count == 0 ? nil : blocks[count - 1].name,
          effects: contrasts.indices.map { place in
            guard let effect = effects[place], let (column, factor) = column(place, full) else { return nil }
            return Effect(
              logOdds: effect.logOdds, marginal: effect.marginal,
              sameScale: khb.coefficient(of: column, adjustingFirst: count).times(factor))
          }))
    }
    decompositions = contrasts.indices.filter { !contrasts[$0].isSpan }.map { place in
      guard let (column, _) = column(place, full), let first = steps[0].effects[place] else { return nil }
      return Decomposition(
        crude: first.logOdds, reduced: khb.coefficient(of: column, adjustingFirst: 0),
        full: khb.coefficient(of: column, adjustingFirst: blocks.count),
        difference: khb.difference(of: column, by: 0..<blocks.count),
        parts: blocks.indices.map { khb.difference(of: column, by: $0..<$0 + 1) })
    }
    for term in blocks.flatMap(\.terms) {
      try work.check()
      let effects = try effects(try fit([term]), work)
      candidates.append(
        Candidate(
          term: term.description, logOdds: effects.map { $0?.logOdds }, marginal: effects.map { $0?.marginal }
        ))
    }
  }

  /// The full model over the rows that have every value, without those it predicts perfectly: they say nothing of the
  /// other terms, whose estimates are at their limit the same without them.
  private mutating func complete(
    _ formula: Formula, _ data: ModelData, _ options: FitOptions, _ work: Work
  ) throws -> Model {
    var lenient = options
    lenient.allowsSeparation = true
    lenient.errors = .information
    lenient.profile = false
    var model = try Model.fit(formula, to: data, options: lenient, work)
    (rows, dropped) = (model.rows, model.dropped)
    while model.ending == .separated {
      let basis = try model.answerable()
      let kept = basis.predictors.indices.filter { basis.predictors[$0].isFinite }
      let guilty = model.coefficients.filter { if case .separated = $0.role { true } else { false } }
      for term in guilty.map(\.term) where term != Design.interceptName && !separatedTerms.contains(term) {
        separatedTerms.append(term)
      }
      let patterns = basis.patterns.keeping(kept)
      guard kept.count < basis.patterns.count, patterns.events > 0, patterns.events < patterns.total else {
        throw FitError(
          .separated(
            guilty.compactMap { line in
              guard case .separated(let upwards) = line.role else { return nil }
              let column = ([line.term] + line.levels.compactMap(\.self)).joined(separator: " ")
              return FitError.Growth(term: line.term, column: column, upwards: upwards)
            }, complete: kept.isEmpty))
      }
      separated += model.n - Int(patterns.total)
      model = try Model.fit(
        formula, to: FitPreparation(basis.design.variables, patterns, basis.clusters?.keeping(kept)),
        options: lenient, work)
    }
    (n, events) = (model.n, model.events)
    guard options.errors != .information, let basis = model.basis else { return model }
    return try Model.fit(
      formula, to: FitPreparation(basis.design.variables, basis.patterns, basis.clusters), options: options,
      work)
  }

  /// What can be looked at of the exposure.
  private func looked(_ model: Model, _ leastRows: Int) throws -> [Contrast] {
    let counts = try model.valueCounts(of: name)
    let lines = model.coefficients.filter { $0.term == exposure.description }
    if let reference = lines.first(where: { $0.role == .reference })?.levels.first ?? nil {
      let base = counts.first { $0.value == reference }?.support ?? 0
      return lines.filter { $0.role != .reference }.compactMap { $0.levels.first ?? nil }.map { level in
        let rows = counts.first { $0.value == level }?.support ?? 0
        return Contrast(value: level, reference: reference, rows: min(rows, base), isSpan: false)
      }
    }
    guard try model.isNumeric(name) else {
      return [
        Contrast(
          value: counts.last?.value, reference: counts.first?.value, rows: counts.map(\.support).min() ?? 0,
          isSpan: false)
      ]
    }
    let unit = Contrast(value: nil, reference: nil, rows: model.n, isSpan: false)
    let common = counts.filter { $0.support >= leastRows }
    guard counts.count <= Confounding.mostValues, common.count > 1, let least = common.first,
      let greatest = common.last
    else { return [unit] }
    return [
      unit,
      Contrast(
        value: greatest.value, reference: least.value, rows: min(greatest.support, least.support),
        isSpan: true),
    ]
  }

  /// Numbers with more values than this are measurements, whose ends are single people.
  public static let mostValues = 20

  /// The log odds and marginal effect of each contrast in a model.
  private func effects(
    _ model: Model, _ work: Work
  ) throws -> [(logOdds: EffectEstimate, marginal: EffectEstimate)?] {
    let margins = try model.marginalEffects(of: [name], work)
    return try contrasts.map { contrast in
      let line = model.coefficients.first {
        $0.term == exposure.description && $0.role == .estimated
          && ($0.levels.isEmpty || $0.levels.first ?? nil == contrast.value)
      }
      guard let line, let estimate = line.estimate, let error = line.standardError else { return nil }
      let logOdds = EffectEstimate(estimate, standardError: error)
      if contrast.isSpan, let low = contrast.reference, let high = contrast.value {
        let found = try model.standardisation(of: name, at: [low, high], work)
        guard let span = found.contrasts.first else { return nil }
        return (logOdds.times(width(contrast)), span.difference)
      }
      let found = margins.first { contrast.value == nil || $0.level == contrast.value || $0.level == nil }
      return found.map { (logOdds, EffectEstimate($0.estimate, standardError: $0.standardError)) }
    }
  }

  private func width(_ contrast: Contrast) -> Double {
    guard contrast.isSpan, let high = contrast.value.flatMap(Model.number),
      let low = contrast.reference.flatMap(Model.number)
    else { return 1 }
    return high - low
  }

  /// Where a contrast's column stands among the leading ones of the decomposition, and how many of it the contrast is.
  private func column(_ place: Int, _ full: Model) -> (column: Int, factor: Double)? {
    guard let basis = full.basis else { return nil }
    let contrast = contrasts[place]
    let own = basis.estimated.map { basis.design.columns[$0] }.filter { $0.term == exposure.description }
    let found = own.firstIndex { $0.levels.isEmpty || $0.levels.first ?? nil == contrast.value }
    return found.map { ($0 + (basis.estimated.first == 0 ? 1 : 0), width(contrast)) }
  }
}

extension KHB {
  /// The decomposition for an exposure over blocks of terms.
  fileprivate init(
    _ full: Model, _ exposure: Formula.Term, _ blocks: [Confounding.Block], _ work: Work
  ) throws {
    let basis = try full.answerable()
    let terms = basis.estimated.map { basis.design.columns[$0].term }
    let leading = terms.indices.filter { [Design.interceptName, exposure.description].contains(terms[$0]) }
    var seen: Set<String> = []
    let places = blocks.map { block -> [Int] in
      let names = Set(block.terms.map(\.description)).subtracting(seen)
      seen.formUnion(names)
      return terms.indices.filter { names.contains(terms[$0]) }
    }
    try self.init(full, leading: leading, blocks: places, work)
  }
}
