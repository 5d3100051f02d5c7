extension Model {
  /// The model with the errors and intervals that its options ask for, in place of those of the information.
  func withErrorsAsked(_ work: Work) throws -> Model {
    guard options.method == .maximumLikelihood else { return self }
    var result = self
    switch options.errors {
    case .information: break
    case .robust(let kind): result = result.replacing(covariance: try covariance(kind, work))
    case .clustered(let kind): result = result.replacing(covariance: try covariance(kind, work))
    }
    return options.profile ? try result.withProfileIntervals(work) : result
  }

  /// The covariance of the estimates by the information, row-major, whatever the standard errors rest on.
  func informationCovariance(_ work: Work) throws -> [Double] {
    if options.errors == .information || options.method == .firth { return covariance }
    guard let basis else { throw InferenceError.noMaximum }
    let solved = try SolvedDesign(basis, work)
    return SolvedDesign.product(solved.standard.original(rows: solved.inverse))
  }
}

extension Frame {
  /// For each row the number of its combination of values in some columns, in the order of the values; −1 where one is
  /// missing. O(rows).
  ///
  /// Throws ``NameError``, ``Cancelled``.
  public func groups(by columns: [String], _ work: Work) throws -> [Int32] {
    var result: Codes?
    for name in columns {
      let column = try column(name, work)
      var codes = try Codes(inOrder: column, work)
      let missing = Int32(truncatingIfNeeded: codes.count - 1)
      codes.values = try mapped(codes.values, work) { $0 == missing ? -1 : $0 }
      result = try result?.combined(with: codes, inOrder: true, work) ?? codes
    }
    return result?.values ?? [Int32](repeating: -1, count: rowCount)
  }
}
