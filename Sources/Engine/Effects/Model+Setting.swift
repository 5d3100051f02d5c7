extension Model {
  /// The model asked about the same rows with some variables set to one value in all of them: what is averaged
  /// afterwards is averaged over those. O(patterns × columns).
  ///
  /// - Parameter values: levels or numbers as text, by variable; each variable once.
  /// - Throws: ``PredictionError``, ``InferenceError``, ``Cancelled``.
  public func setting(_ values: [(name: String, value: String)], _ work: Work = .unattended) throws -> Model {
    var result = self
    for (name, value) in values {
      guard let names = result.basis?.design.variables.map(\.name) else { throw InferenceError.noMaximum }
      guard let index = names.firstIndex(of: name) else {
        throw PredictionError.unknownTerm(name, terms: predictors)
      }
      let (model, codes) = try result.offering([value], of: index)
      guard let basis = model.basis, let code = codes.first else { throw InferenceError.noMaximum }
      result.basis = FitBasis(
        design: basis.design, scaling: basis.scaling, patterns: basis.patterns.setting(index, to: code),
        predictors: basis.predictors, estimated: basis.estimated, heldOut: nil, clusters: nil)
    }
    let basis = try result.answerable()
    let matrix = try basis.matrix(work)
    let estimates = coefficients.compactMap(\.estimate)
    let predictors = try matrix.select(columns: basis.estimated).product(
      estimates, adding: basis.offset, work)
    result.basis = FitBasis(
      design: basis.design, scaling: basis.scaling, patterns: basis.patterns, predictors: predictors,
      estimated: basis.estimated, heldOut: nil, clusters: nil)
    return result
  }

  /// The model with codes for values of a variable: of a factor those that rows have, of a number any.
  func offering(_ values: [String], of index: Int) throws -> (model: Model, codes: [Int]) {
    let basis = try answerable()
    let variable = basis.design.variables[index]
    let isFactor = basis.design.columns.contains { column in
      column.parts.contains { if case .level(index, _) = $0 { true } else { false } }
    }
    let present = (0..<variable.cardinality).filter { basis.patterns.contains(index, $0) }
    var added: [Double] = []
    let codes = try values.map { text -> Int in
      if let code = present.first(where: { variable.label($0) == text }) { return code }
      guard !variable.values.isEmpty else {
        throw PredictionError.unknownLevel(
          term: variable.name, level: text, levels: present.map(variable.label))
      }
      guard let number = Self.number(text) else { throw PredictionError.notANumber(term: variable.name) }
      if let code = present.first(where: { $0 != variable.missingCode && variable.values[$0] == number }) {
        return code
      }
      guard !isFactor else {
        throw PredictionError.unknownLevel(
          term: variable.name, level: text, levels: present.map(variable.label))
      }
      added.append(number)
      return variable.values.count + added.count - 1
    }
    guard !added.isEmpty else { return (self, codes) }
    var result = self
    result.basis = FitBasis(
      design: basis.design.adding(added, to: index), scaling: basis.scaling, patterns: basis.patterns,
      predictors: basis.predictors, estimated: basis.estimated, heldOut: nil, clusters: nil)
    return (result, codes)
  }
}
