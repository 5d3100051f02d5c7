/// What a fit leaves behind for further questions: its covariate patterns, how they become a design, and the solution.
///
/// Whatever is asked of a model afterwards (robust errors, tests, margins, calibration) is computed from this, exactly as
/// from the rows: a row enters only through its pattern and its outcome. It holds no row and no key.
struct FitBasis: Sendable {
  /// The design columns, aliased ones included.
  let design: Design
  /// Ranges, when the design is scaled.
  let scaling: [Model.Scaling]
  /// The rows fitted.
  let patterns: CovariatePatterns
  /// Linear predictor by pattern; ±∞ where the outcome is separated.
  let predictors: [Double]
  /// Design columns that are estimated, in the order of the model's covariance.
  let estimated: [Int]
  /// Rows set aside, if there are any, with their linear predictors; `nil` where a level was never fitted.
  let heldOut: HeldOut?
  /// The rows fitted by cluster and pattern, where clusters were given.
  let clusters: ClusterCounts?

  /// Rows set aside.
  struct HeldOut: Sendable {
    let patterns: CovariatePatterns
    let predictors: [Double?]
  }

  /// Events by pattern.
  var successes: [Double] { patterns.successes.map(Double.init) }
  /// Non-events by pattern.
  var failures: [Double] { patterns.failures.map(Double.init) }
  /// Rows by pattern.
  var counts: [Double] { zip(patterns.successes, patterns.failures).map { Double($0 + $1) } }

  /// What is added to the linear predictor of each pattern; `nil` for nothing.
  var offset: [Double]? { design.offset(patterns) }

  /// The design over the patterns, scaled as the fit was: all columns. O(patterns × columns).
  func matrix(_ work: Work) throws(Cancelled) -> DesignMatrix {
    Model.Scaling.apply(scaling, to: try design.matrix(patterns, work), design)
  }

  /// The estimated columns on one scale, as the fit saw them: the coordinates in which to compute.
  func standard(_ work: Work) throws(Cancelled) -> StandardDesign {
    try StandardDesign(
      try matrix(work).select(columns: estimated), counts: counts, intercept: design.intercept,
      work)
  }
}
