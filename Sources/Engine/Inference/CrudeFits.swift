/// A model's term as the only one, over the same rows.
public struct CrudeFit: Sendable, Hashable {
  /// The term as written.
  public var term: String
  /// Its lines, reference levels included; empty where the term alone has no finite estimates.
  public var lines: [Line]

  /// One line.
  public struct Line: Sendable, Hashable {
    /// What is estimated, with errors and intervals of the model's kind.
    public var coefficient: Model.Coefficient
    /// The fewest rows of one outcome that the estimate stands on: of a level against its reference it gives the
    /// table of both by the outcome, so that a reader could count them.
    public var support: Int
  }
}

extension Model {
  /// Each term but interactions fitted alone, with the intercept and offsets, on the model's own rows.
  ///
  /// A model without intercept has none. O(terms) fits on the patterns. Throws ``InferenceError`` without a finite
  /// maximum, ``Cancelled``.
  public func crude(_ work: Work = .unattended) throws -> [CrudeFit] {
    guard let basis, ending != .separated else { throw InferenceError.noMaximum }
    guard formula.intercept else { return [] }
    let prepared = FitPreparation(
      variables: basis.design.variables, rows: n, training: basis.patterns, clusters: basis.clusters)
    let offsets = formula.terms.filter { if case .offset = $0 { true } else { false } }
    return try formula.terms.compactMap { term in
      switch term {
      case .interaction, .offset: return nil
      default: break
      }
      var alone = formula
      alone.terms = [term] + offsets
      do {
        let model = try Model.fit(
          alone, to: try prepared.counted(for: alone, work), options: options, work)
        return CrudeFit(term: term.description, lines: try model.linesWithSupport(work))
      } catch is FitError {
        return CrudeFit(term: term.description, lines: [])
      } catch is InferenceError {
        return CrudeFit(term: term.description, lines: [])
      }
    }
  }

  private func linesWithSupport(_ work: Work) throws -> [CrudeFit.Line] {
    guard let basis else { return [] }
    let matrix = try basis.matrix(work)
    let (successes, failures) = (basis.patterns.successes, basis.patterns.failures)
    /// The fewer of events and others among the patterns chosen.
    func fewest(_ isChosen: (Int) -> Bool) -> Int {
      var (events, others): (Int64, Int64) = (0, 0)
      for row in 0..<matrix.rows where isChosen(row) {
        events += successes[row]
        others += failures[row]
      }
      return Int(min(events, others))
    }
    func isIndicator(_ column: Int) -> Bool {
      (0..<matrix.rows).allSatisfy { matrix[$0, column] == 0 || matrix[$0, column] == 1 }
    }
    let all = fewest { _ in true }
    let reference = fewest { row in (1..<max(1, matrix.columns)).allSatisfy { matrix[row, $0] == 0 } }
    var place = 0
    return coefficients.filter { $0.term != Design.interceptName }.map { line in
      guard line.role == .estimated else { return CrudeFit.Line(coefficient: line, support: all) }
      place += 1
      guard place < basis.estimated.count, isIndicator(basis.estimated[place]) else {
        return CrudeFit.Line(coefficient: line, support: all)
      }
      let column = basis.estimated[place]
      return CrudeFit.Line(coefficient: line, support: min(reference, fewest { matrix[$0, column] == 1 }))
    }
  }
}

extension FitPreparation {
  /// Rows that a fit counted already.
  init(variables: [FitVariable], rows: Int, training: CovariatePatterns, clusters: ClusterCounts?) {
    self.variables = variables
    self.rows = rows
    dropped = 0
    losses = []
    self.training = training
    heldOut = nil
    self.clusters = clusters
  }
}
