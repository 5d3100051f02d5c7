import Foundation
import OrderedCollections

/// What enters a fit: the formula's columns over the rows in question, and how often each row counts.
public struct ModelData: Sendable {
  /// The columns by name, of equal length.
  public var columns: [String: Column]
  /// Number of rows.
  public var rowCount: Int
  /// Frequency weights: row i stands for this many; `nil` for one each. Negative or missing weights are errors.
  public var weights: [Int64]?
  /// Rows set aside for validation (true), or `nil` when none are.
  public var heldOut: [Bool]?
  /// The group each row belongs to, for errors that allow for likeness within groups: equal numbers are one group,
  /// −1 is unknown, which drops the row. The order of the numbers must not depend on the order of the rows.
  public var clusters: [Int32]?

  /// Makes the data of a fit.
  public init(
    columns: [String: Column], rowCount: Int, weights: [Int64]? = nil, heldOut: [Bool]? = nil,
    clusters: [Int32]? = nil
  ) {
    self.columns = columns
    self.rowCount = rowCount
    self.weights = weights
    self.heldOut = heldOut
    self.clusters = clusters
  }
}

/// How a fit is made.
public struct FitOptions: Sendable, Hashable {
  /// What is maximised.
  public enum Method: String, Sendable, Hashable {
    /// The likelihood.
    case maximumLikelihood = "maximum likelihood"
    /// Firth's penalised likelihood, which has a maximum where the data are separated.
    case firth = "Firth"
  }

  /// What standard errors, and all that is made of them, rest on.
  public enum Errors: Sendable, Hashable {
    /// The information at the estimates.
    case information
    /// The scores of rows.
    case robust(RobustCovariance)
    /// The scores of clusters, which the data must have.
    case clustered(ClusterCovariance)
  }

  /// A normal random intercept per cluster.
  public struct Random: Sendable, Hashable {
    /// What the clusters are, in a word: `provider`.
    public var by: String
    /// Points of adaptive Gauss–Hermite quadrature; `nil` for as many as the likelihood needs, from 15 up.
    public var points: Int?

    /// Makes the option.
    public init(by: String, points: Int? = nil) {
      self.by = by
      self.points = points
    }
  }

  /// A random intercept for each of the data's clusters; `nil` for none.
  public var random: Random?
  /// What is maximised.
  public var method = Method.maximumLikelihood
  /// What standard errors rest on; Firth's fit takes the information whatever stands here.
  public var errors = Errors.information
  /// Intervals and tests of coefficients by the profile likelihood in place of Wald's; Firth's are so anyway.
  public var profile = false
  /// Design columns are mapped to 0–1 by their least and greatest value on the training rows.
  public var scaled = false
  /// A separated fit gives the limits of the terms that have one, instead of failing.
  public var allowsSeparation = false
  /// Newton steps at most.
  public var maximumIterations = 50
  /// Converged when a step changes the deviance by less than this share of it (plus 0.1) and the last step was small.
  public var tolerance = 1e-12

  /// The usual options.
  public init() {}
}

/// A fitted logistic regression with its record: what was asked, what was used, how it went, what came out.
///
/// Counts are of rows, or of frequency weights where there are any. Figures that do not exist are `nil`.
public struct Model: Sendable {
  /// How the fit ended.
  public enum Ending: String, Sendable, Hashable {
    /// Not fitted: what a record says until the fit has ended.
    case failure
    /// Maximum found, every term estimated.
    case converged
    /// Maximum found, with terms set aside that others determine.
    case aliased
    /// No maximum exists: some terms grow without bound. Others are given at their limit.
    case separated
    /// The iteration limit came first.
    case notConverged = "not converged"
  }

  /// Rows a variable's missing values cost.
  public struct Loss: Sendable, Hashable {
    /// The term, as written; the outcome by its own name.
    public var term: String
    /// Rows in which it is missing (a row missing in two terms counts in both).
    public var rows: Int

    /// What stands for the term where the cluster is missing.
    public static let cluster = "(cluster)"
  }

  /// One line of the coefficient table.
  public struct Coefficient: Sendable, Hashable {
    /// What the line is.
    public enum Role: Sendable, Hashable {
      /// An estimate.
      case estimated
      /// A factor's reference level: no figures.
      case reference
      /// Determined by other terms, which are named with their factors: no figures.
      case aliased(equals: [AliasPart])
      /// Grows without bound, upwards or downwards: no finite figures.
      case separated(upwards: Bool)
    }

    /// One part of what an aliased column equals.
    public struct AliasPart: Sendable, Hashable {
      /// The design column, for example `(Intercept)` or `race 2`.
      public var column: String
      /// Its factor.
      public var factor: Double
    }

    /// The term as written; `(Intercept)`.
    public var term: String
    /// The level of each part: empty for numbers and flags, one for a factor, several (`nil` for a number) for
    /// interactions. Of a spline the piece: `age`, `age'`, `age''`.
    public var levels: [String?]
    /// What the line is.
    public var role: Role
    /// Log odds ratio.
    public var estimate: Double?
    /// Its standard error, from the information at the final coefficients.
    public var standardError: Double?
    /// estimate / standardError; of Firth's fit the signed root of the penalised likelihood-ratio statistic.
    public var z: Double?
    /// Natural logarithm of the two-sided normal p-value of z.
    public var logP: Double?
    /// exp(estimate), and the ends of its 95% interval: Wald's exp(estimate ± 1.959963984540054 SE), or those of the
    /// profile likelihood where it was asked for.
    public var oddsRatio: Double?
    /// Lower end.
    public var oddsRatioLow: Double?
    /// Upper end.
    public var oddsRatioHigh: Double?
  }

  /// A likelihood-ratio test.
  public struct LikelihoodRatio: Sendable, Hashable {
    /// Twice the difference of log-likelihoods.
    public var statistic: Double
    /// Degrees of freedom.
    public var df: Int
    /// Natural logarithm of the upper χ² tail.
    public var logP: Double
  }

  /// Pseudo-R² by definition.
  public struct PseudoR2: Sendable, Hashable {
    /// 1 − ll/ll₀.
    public var mcFadden: Double
    /// 1 − exp(2(ll₀ − ll)/n).
    public var coxSnell: Double
    /// Cox–Snell over its greatest possible value.
    public var nagelkerke: Double
    /// Mean probability among events less among non-events.
    public var tjur: Double
  }

  /// Levels of a factor that no row used has: they are in neither the design nor the table.
  public struct EmptyLevels: Sendable, Hashable {
    /// The column.
    public var column: String
    /// The levels, in their order.
    public var levels: [String]
  }

  /// A term that has no column in the design, since a factor in it has a single level in the rows used.
  public struct EmptyTerm: Sendable, Hashable {
    /// The term, as written.
    public var term: String
    /// Its factors of a single level.
    public var columns: [String]
  }

  /// How well predictions sort rows into events and non-events: an event is predicted when p > threshold.
  public struct Classification: Sendable, Hashable {
    /// The threshold.
    public var threshold: Double
    /// Events predicted as events.
    public var truePositives: Int
    /// Non-events predicted as events.
    public var falsePositives: Int
    /// Events predicted as non-events.
    public var falseNegatives: Int
    /// Non-events predicted as non-events.
    public var trueNegatives: Int

    /// Rows.
    public var count: Int { truePositives + falsePositives + falseNegatives + trueNegatives }
    /// Share of rows predicted rightly.
    public var accuracy: Double? { Self.ratio(truePositives + trueNegatives, count) }
    /// Share of predicted events that are events.
    public var precision: Double? { Self.ratio(truePositives, truePositives + falsePositives) }
    /// Share of events that are predicted: sensitivity.
    public var recall: Double? { Self.ratio(truePositives, truePositives + falseNegatives) }
    /// Share of non-events that are predicted as such.
    public var specificity: Double? { Self.ratio(trueNegatives, trueNegatives + falsePositives) }
    /// Harmonic mean of precision and recall.
    public var f1: Double? {
      Self.ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives)
    }
    /// Share of rows that are events.
    public var baseRate: Double? { Self.ratio(truePositives + falseNegatives, count) }

    private static func ratio(_ part: Int, _ whole: Int) -> Double? {
      whole == 0 ? nil : Double(part) / Double(whole)
    }
  }

  /// Performance on the rows set aside.
  public struct Validation: Sendable, Hashable {
    /// Rows set aside, complete, and of levels that the rows fitted have.
    public var n: Int
    /// Rows set aside and complete that cannot be predicted: they have a level that no row fitted has.
    public var unpredictable: Int
    /// Events among them.
    public var events: Int
    /// At threshold 0.5.
    public var confusion: Classification
    /// At 0.05, 0.10 … 0.95 and 0.99.
    public var sweep: [Classification]
    /// Area under the ROC curve, ties counted half; `nil` when only one class is there.
    public var auc: Double?
    /// Mean squared error of the probabilities; `nil` without rows.
    public var brier: Double?
  }

  /// The range by which a design column was scaled.
  public struct Scaling: Sendable, Hashable {
    /// The design column, for example `deprivation`.
    public var column: String
    /// Its least value on the training rows.
    public var minimum: Double
    /// Its greatest.
    public var maximum: Double
  }

  /// What was asked.
  public var formula: Formula
  /// How it was asked.
  public var options: FitOptions
  /// How it ended.
  public var ending: Ending
  /// Rows in question: used, dropped and held out.
  public var rows: Int
  /// Rows used.
  public var n: Int
  /// Events among them.
  public var events: Int
  /// Rows dropped for missing values, held-out ones included.
  public var dropped: Int
  /// Its counts are such as may be shown: ``ofShownCounts(least:_:_:)``.
  public internal(set) var isOfShownCounts = false
  /// Which terms cost them, in the formula's order, outcome first; only those that did.
  public var losses: [Loss]
  /// Levels left out because no row used has them, by column.
  public var emptyLevels: [EmptyLevels]
  /// Terms without a column, in the formula's order.
  public var emptyTerms: [EmptyTerm] = []
  /// Levels that rows used have, in their order, by column: of the columns that enter by level anywhere.
  public var levels: OrderedDictionary<String, [String]> = [:]
  /// Levels and cells of interactions with few events or few non-events among the rows used.
  public var sparseLevels: [SparseLevel] = []
  /// Distinct combinations of predictors among the rows used.
  public var patterns: Int
  /// Estimated coefficients.
  public var rank: Int
  /// The coefficient table: intercept, then terms as written, levels in their order, reference levels included.
  public var coefficients: [Coefficient]
  /// Covariance of the estimated coefficients, row-major rank × rank, in the table's order.
  public var covariance: [Double]
  /// Bernoulli log-likelihood; of Firth's fit the penalised one.
  public var logLikelihood: Double
  /// That of the null model: the base rate with an intercept, p = 0.5 without, offsets added to both. Of Firth's fit the penalised one with all
  /// slopes held at 0.
  public var nullLogLikelihood: Double
  /// Against the null model; `nil` when no term is estimated. For a separated model it is the limit, and its
  /// degrees of freedom include the terms that grow without bound.
  public var likelihoodRatio: LikelihoodRatio?
  /// By definition; `nil` when the null log-likelihood is 0.
  public var pseudoR2: PseudoR2?
  /// Area under the ROC curve on the rows used (optimistic).
  public var auc: Double?
  /// Mean squared error of the probabilities on the rows used.
  public var brier: Double?
  /// Newton steps made.
  public var iterations: Int
  /// Steps that had to be halved.
  public var halvings: Int
  /// Greatest change of a linear predictor in the last step.
  public var lastStep: Double
  /// Ranges, when scaled.
  public var scaling: [Scaling]
  /// Performance on rows set aside, when there are any.
  public var validation: Validation?
  /// The random intercept, where one was asked for: coefficients are then conditional on it.
  public var random: RandomIntercept?
  /// What further questions of the fit are answered from; `nil` until it has ended.
  var basis: FitBasis?
  /// What a model with a random intercept predicts from; its other questions are not those of ``basis``.
  var predictionBasis: FitBasis?

  /// What the coefficient table calls the intercept.
  public static let interceptName = "(Intercept)"

  /// −2 ll + 2 parameters.
  public var aic: Double { -2 * logLikelihood + 2 * Double(parameters) }
  /// −2 ll + parameters · ln n.
  public var bic: Double { -2 * logLikelihood + Double(parameters) * log(Double(n)) }
}

/// Why a model cannot be fitted.
public struct FitError: Error, Sendable, Hashable {
  /// What is wrong, as evidence.
  public enum Reason: Sendable, Hashable {
    /// No row is left that has every value.
    case noRows
    /// Every row has the event, or none has.
    case oneClass(event: Bool, n: Int)
    /// The outcome is a category whose event level is not said; its levels, when a recipe or the user declared them.
    case eventLevelNeeded(column: String)
    /// The outcome is a number other than 0 and 1, or a date.
    case notBinary(column: String)
    /// There is no such level in the column.
    case unknownLevel(column: String, level: String)
    /// Counts or weights that are negative, fractional or missing.
    case badCounts(column: String)
    /// Counts or weights that add up to more than 2⁵³.
    case tooManyCounts(column: String)
    /// A number so large or so small that its squares cannot be held.
    case outOfRange(term: String, isLarge: Bool)
    /// A date, an infinite number, or a category with more levels than rows can support stands as a
    /// predictor.
    case unusable(term: String, type: ColumnType)
    /// What grows without bound; complete separation when every row is predicted perfectly.
    case separated([Growth], complete: Bool)
    /// A logarithm of 0 or less; `nil` rows where the number is not to be told.
    case notPositive(term: String, rows: Int?)
    /// A logarithm, power, spline or offset of something that is no number.
    case notANumber(term: String, type: ColumnType)
    /// The level for missing values is one that the column has.
    case levelTaken(column: String, level: String)
    /// Missing values of a column are a level in one term and none in another.
    case mixedMissing(column: String)
    /// The iteration limit came first.
    case notConverged(iterations: Int)
    /// More design columns than the program takes.
    case tooManyColumns(count: Int, limit: Int)
  }

  /// A coefficient without a finite maximum.
  public struct Growth: Sendable, Hashable {
    /// The term, as written.
    public var term: String
    /// The design column: term and level in one; empty where it is not to be told.
    public var column: String
    /// Which way it grows; says nothing where the column is not told.
    public var upwards: Bool

    /// Makes it.
    public init(term: String, column: String, upwards: Bool) {
      self.term = term
      self.column = column
      self.upwards = upwards
    }
  }

  /// What is wrong.
  public var reason: Reason

  /// Makes the error.
  public init(_ reason: Reason) { self.reason = reason }
}
