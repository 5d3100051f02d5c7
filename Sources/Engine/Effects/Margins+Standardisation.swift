import Foundation

/// The average probability when a variable has one value in all rows, beside what was seen in the rows that have it.
public struct StandardisedRisk: Sendable, Hashable {
  /// The level or number.
  public var value: String
  /// Rows fitted that have it, and events among them; `nil` for a number that none has.
  public var count: ValueCount?
  /// The average over all rows fitted of the probability with the variable set to the value.
  public var risk: EffectEstimate
}

/// Two standardised risks compared.
public struct RiskContrast: Sendable, Hashable {
  /// The level or number.
  public var value: String
  /// The one it is compared with.
  public var reference: String
  /// risk(value) − risk(reference).
  public var difference: EffectEstimate
  /// log(risk(value) / risk(reference)).
  public var logRatio: EffectEstimate
}

/// Risks of every value of a variable over the same rows, and each against the reference.
public struct Standardisation: Sendable, Hashable {
  /// The variable.
  public var variable: String
  /// By value, in their order.
  public var risks: [StandardisedRisk]
  /// Every value but the reference: a factor's reference level, or the first number.
  public var contrasts: [RiskContrast]
}

/// How many rows have a value.
public struct ValueCount: Sendable, Hashable {
  /// The level or number.
  public var value: String
  /// As a number; `nil` for a category's level.
  public var number: Double?
  /// Rows fitted.
  public var rows: Int
  /// Events among them.
  public var events: Int

  /// The fewest people that figures about the value tell of: rows, events or non-events, whichever are fewest but
  /// not 0.
  public var support: Int { [rows, events, rows - events].filter { $0 > 0 }.min() ?? 0 }
}

extension Model {
  /// The values that rows fitted have of a variable, in their order, with how many have each. O(patterns).
  ///
  /// Throws ``InferenceError/noSuchTerm(_:terms:)``.
  public func valueCounts(of name: String) throws -> [ValueCount] {
    let basis = try answerable()
    let variables = basis.design.variables
    guard let index = variables.firstIndex(where: { $0.name == name }) else {
      throw InferenceError.noSuchTerm(name, terms: variables.map(\.name))
    }
    let variable = variables[index]
    var rows = [Int](repeating: 0, count: variable.cardinality)
    var events = rows
    for pattern in 0..<basis.patterns.count {
      let code = basis.patterns.code(pattern, index)
      rows[code] += Int(basis.patterns.successes[pattern] + basis.patterns.failures[pattern])
      events[code] += Int(basis.patterns.successes[pattern])
    }
    return rows.indices.filter { rows[$0] > 0 }.map { code in
      ValueCount(
        value: variable.label(code),
        number: variable.values.isEmpty || code == variable.missingCode ? nil : variable.values[code],
        rows: rows[code], events: events[code])
    }
  }

  /// Whether a variable enters by numbers that vary, so that its effect is a slope.
  public func isNumeric(_ name: String) throws -> Bool {
    let margins = try Margins(self, .unattended)
    return margins.levels(try margins.index(name)) == nil
  }

  /// Average marginal effects of some variables, as ``marginalEffects(_:)`` has them.
  public func marginalEffects(of names: [String], _ work: Work = .unattended) throws -> [MarginalEffect] {
    let margins = try Margins(self, work)
    return try names.flatMap { try margins.effects(of: $0, work) }
  }

  /// The g-formula over the rows fitted: every row's probability with the variable set to a value, averaged; and the
  /// differences and ratios of these averages. Standard errors by the delta method, the rows taken as given.
  ///
  /// - Parameters:
  ///   - name: the variable.
  ///   - values: levels or numbers as text, numbers perhaps such that no row has; `nil` for all that rows have.
  /// - Throws: ``InferenceError``, ``PredictionError`` for a value that is none of the variable's, ``Cancelled``.
  public func standardisation(
    of name: String, at values: [String]? = nil, _ work: Work = .unattended
  ) throws -> Standardisation {
    let seen = try valueCounts(of: name)
    let chosen = values ?? seen.map(\.value)
    let plain = try Margins(self, work)
    let index = try plain.index(name)
    guard !plain.isDetermined(index) else { throw InferenceError.aliased(name) }
    let (model, codes) = try offering(chosen, of: index)
    let margins = try Margins(model, work)
    var averages: [Margins.Average] = []
    var risks: [StandardisedRisk] = []
    for (value, code) in zip(chosen, codes) {
      let average = try margins.average(setting: index, to: code, work)
      let count = seen.first { $0.value == value || $0.number != nil && $0.number == Self.number(value) }
      averages.append(average)
      risks.append(
        StandardisedRisk(
          value: count?.value ?? value, count: count,
          risk: EffectEstimate(average.value, standardError: margins.error(average.gradient))))
    }
    let first = plain.levels(index)?.first
    let reference = codes.firstIndex { $0 == first } ?? 0
    let contrasts = risks.indices.filter { $0 != reference }.map { place in
      margins.contrast((risks[place], averages[place]), (risks[reference], averages[reference]))
    }
    return Standardisation(variable: name, risks: risks, contrasts: contrasts)
  }
}

extension Margins {
  fileprivate func contrast(
    _ one: (risk: StandardisedRisk, average: Average), _ other: (risk: StandardisedRisk, average: Average)
  ) -> RiskContrast {
    let gradients = zip(one.average.gradient, other.average.gradient)
    let (p, q) = (one.average.value, other.average.value)
    return RiskContrast(
      value: one.risk.value, reference: other.risk.value,
      difference: EffectEstimate(p - q, standardError: error(gradients.map { $0 - $1 })),
      logRatio: EffectEstimate(log(p / q), standardError: error(gradients.map { $0 / p - $1 / q })))
  }
}
