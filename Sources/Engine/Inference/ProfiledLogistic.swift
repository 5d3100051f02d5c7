import Foundation

/// The likelihood of a logistic regression, plain or penalised after Firth (1993), maximised freely or with one linear
/// combination of the coefficients held at a value: what Firth's fit, profile intervals and their tests need.
///
/// Firth's penalty is ½ log |A|, A being the information; its score is that of the likelihood with s + h/2 events and
/// f + h/2 non-events in a pattern whose leverages sum to h (Heinze & Schemper 2002).
struct ProfiledLogistic {
  /// The columns on one scale.
  let matrix: DesignMatrix
  let successes: [Double]
  let failures: [Double]
  /// What is added to the linear predictor of each pattern; `nil` for nothing.
  let offset: [Double]?
  let isPenalised: Bool

  /// A point and what the likelihood is there.
  struct Point {
    var coefficients: [Double]
    var value = -Double.infinity
    var gradient: [Double] = []
    /// Cholesky factor of the information, upper triangle.
    var factor = Matrix(rows: 0, columns: 0)
    var iterations = 0
    /// Greatest change of a linear predictor in the last step.
    var lastStep = 0.0
  }

  /// A combination c'b that is held at a value.
  struct Constraint {
    var combination: [Double]
    var value: Double
  }

  static let maximumIterations = 500

  /// The maximum, from a start that obeys the constraint or not. O(patterns × columns²) a step.
  func maximum(
    from start: [Double], holding constraints: [Constraint] = [], _ work: Work
  ) throws -> Point {
    var point = try evaluate(try feasible(start, constraints), work)
    var calm = 0
    for iteration in 1...ProfiledLogistic.maximumIterations {
      try work.check()
      let step = try direction(point, constraints)
      let length = try matrix.product(step, work).reduce(0) { max($0, abs($1)) }
      var share = 1.0
      var next = point
      repeat {
        next = try evaluate(zip(point.coefficients, step).map { $0 + share * $1 }, work)
        if next.value >= point.value - 1e-13 * (abs(point.value) + 0.1) { break }
        share /= 2
      } while share > 1e-12
      // The information is not the penalised likelihood's curvature: with few rows a step is up to twice too long and
      // lands as far on the other side, time and again. Where the slope has turned, the secant says how far to go.
      let (before, after) = (
        ProfiledLogistic.dot(point.gradient, step), ProfiledLogistic.dot(next.gradient, step)
      )
      if before > 0, after < -0.05 * before {
        let shorter = share * before / (before - after)
        let better = try evaluate(zip(point.coefficients, step).map { $0 + shorter * $1 }, work)
        if better.value >= next.value { (next, share) = (better, shorter) }
      }
      next.iterations = iteration
      next.lastStep = share * length
      calm = length < 1e-9 ? calm + 1 : 0
      // Of the plain likelihood the information is the curvature, so that each step doubles the digits.
      let isEnd = length < (isPenalised ? 1e-13 : 1e-8) || calm >= 4
      point = next
      if isEnd { return point }
      guard share > 1e-12, point.coefficients.allSatisfy(\.isFinite) else { break }
    }
    if point.lastStep < 1e-7 { return point }
    throw InferenceError.notConverged
  }

  /// The nearest point that obeys the constraints.
  private func feasible(_ start: [Double], _ constraints: [Constraint]) throws -> [Double] {
    guard !constraints.isEmpty else { return start }
    let gaps = constraints.map { $0.value - ProfiledLogistic.dot($0.combination, start) }
    let shares = try ProfiledLogistic.weights(
      constraints.map(\.combination), constraints.map(\.combination), gaps)
    return start.indices.map { index in
      zip(constraints, shares).reduce(start[index]) { $0 + $1.1 * $1.0.combination[index] }
    }
  }

  /// Newton's step with the information for the curvature, along the constraints.
  private func direction(_ point: Point, _ constraints: [Constraint]) throws -> [Double] {
    let free = LinearAlgebra.solve(factor: point.factor, point.gradient)
    guard !constraints.isEmpty else { return free }
    let across = constraints.map { LinearAlgebra.solve(factor: point.factor, $0.combination) }
    let shares = try ProfiledLogistic.weights(
      constraints.map(\.combination), across,
      constraints.map { ProfiledLogistic.dot($0.combination, free) })
    return free.indices.map { index in
      zip(across, shares).reduce(free[index]) { $0 - $1.1 * $1.0[index] }
    }
  }

  /// The solution of Σ_j (a_i'b_j) x_j = r_i, which is symmetric and positive definite here.
  private static func weights(_ a: [[Double]], _ b: [[Double]], _ right: [Double]) throws -> [Double] {
    var matrix = Matrix(rows: a.count, columns: a.count)
    for i in a.indices { for j in a.indices { matrix[i, j] = dot(a[i], b[j]) } }
    guard let result = LinearAlgebra.solve(positiveDefinite: matrix, right) else {
      throw InferenceError.notConverged
    }
    return result
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

  private func evaluate(_ coefficients: [Double], _ work: Work) throws -> Point {
    let predictors = try matrix.product(coefficients, adding: offset, work)
    let rows = try RowLikelihood(predictors, successes: successes, failures: failures, work)
    let information = try matrix.products(rows.weights, work)
    guard let factor = LinearAlgebra.cholesky(information, leaving: 0) else {
      return Point(coefficients: coefficients)
    }
    var point = Point(coefficients: coefficients, value: rows.logLikelihood, factor: factor)
    var residuals = rows.residuals
    if isPenalised {
      for i in 0..<matrix.columns { point.value += log(factor[i, i]) }
      for start in stride(from: 0, to: matrix.rows, by: RowSums.block) {
        try work.check()
        let tile = matrix.block(start..<min(start + RowSums.block, matrix.rows))
        for row in 0..<tile.rows {
          let half = LinearAlgebra.forward(factor, (0..<tile.columns).map { tile[row, $0] })
          let (p, q) = Logistic.probabilities(predictors[start + row])
          residuals[start + row] +=
            rows.weights[start + row] * half.reduce(0) { $0 + $1 * $1 } * (q - p) / 2
        }
      }
    }
    point.gradient = try matrix.sums(residuals, work)
    return point
  }
}

extension ProfiledLogistic {
  /// Where a constraint would take a point if the likelihood were the parabola it is there.
  func moved(_ point: Point, to held: Constraint) -> [Double] {
    let across = LinearAlgebra.solve(factor: point.factor, held.combination)
    let gap = held.value - ProfiledLogistic.dot(held.combination, point.coefficients)
    let share = gap / ProfiledLogistic.dot(held.combination, across)
    guard share.isFinite else { return point.coefficients }
    return zip(point.coefficients, across).map { $0 + share * $1 }
  }

  /// Where the profile of c'b falls by half of `drop` below the maximum, below and above the estimate; ∓∞ where it
  /// never does. `drop` is a χ² quantile: 3.841 for 95%.
  func interval(
    of combination: [Double], at maximum: Point, standardError: Double, drop: Double, _ work: Work
  ) throws -> (low: Double, high: Double) {
    let estimate = zip(combination, maximum.coefficients).reduce(0) { $0 + $1.0 * $1.1 }
    func end(_ sign: Double) throws -> Double {
      var last = maximum
      // The signed root of the fall is nearly linear in the value: secant steps on it.
      func root(_ value: Double) throws -> Double {
        let held = Constraint(combination: combination, value: value)
        let point = try self.maximum(from: moved(last, to: held), holding: [held], work)
        last = point
        return max(0, 2 * (maximum.value - point.value)).squareRoot()
      }
      let wanted = drop.squareRoot()
      var (near, nearRoot) = (estimate, 0.0)
      var far = estimate + sign * wanted * standardError
      var farRoot = try root(far)
      var doublings = 0
      while farRoot < wanted {
        (near, nearRoot) = (far, farRoot)
        doublings += 1
        guard doublings < 40 else { return sign * .infinity }
        far = estimate + sign * wanted * standardError * pow(1.6, Double(doublings))
        farRoot = try root(far)
      }
      for _ in 0..<100 {
        var middle = near + (wanted - nearRoot) * (far - near) / (farRoot - nearRoot)
        if !(abs(middle - near) > 0 && abs(middle - far) > 0) { return middle }
        if abs(far - near) < 1e-13 * max(1, abs(far)) { return middle }
        var value = try root(middle)
        if abs(value - wanted) < 1e-12 { return middle }
        // Where the secant creeps along one side, the middle is taken instead.
        if min(abs(middle - near), abs(far - middle)) < 0.01 * abs(far - near) {
          if value < wanted { (near, nearRoot) = (middle, value) } else { (far, farRoot) = (middle, value) }
          middle = (near + far) / 2
          value = try root(middle)
        }
        if value < wanted { (near, nearRoot) = (middle, value) } else { (far, farRoot) = (middle, value) }
      }
      return (near + far) / 2
    }
    return (try end(-1), try end(1))
  }
}
