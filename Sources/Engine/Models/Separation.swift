/// A direction in which the likelihood rises for ever: no maximum exists (Albert & Anderson 1984,
/// doi:10.1093/biomet/71.1.1). In coordinates of the standardised columns.
struct Separation {
  /// A direction d with x'd ≥ 0 where only events are, ≤ 0 where only non-events are, 0 elsewhere; as many
  /// patterns as possible strictly.
  let direction: [Double]
  /// Patterns with x'd = 0: what is left to fit. Empty under complete separation.
  let remaining: [Int]
  /// By column: whether the coefficient of the original column is undetermined in the limit.
  let guilty: [Bool]
  /// By column: whether the coefficient of the original column grows upwards along ``direction``.
  let upwards: [Bool]

  /// Values of x'd within this of zero, for rows and directions of length 1, are zero.
  private static let tolerance = 1e-8

  /// Decides whether the patterns are separated: `nil` when a maximum exists.
  ///
  /// With a = ±x for patterns of one outcome, projected on what mixed patterns leave free, a direction exists
  /// unless −Σa lies in the cone of the a (Farkas). Non-negative least squares decides this: its residual is the
  /// direction. Repeated over the patterns still at zero, it reaches all that can be separated. Every direction
  /// is checked against the patterns themselves before it is believed.
  static func find(
    _ design: StandardDesign, successes: [Double], failures: [Double], _ work: Work
  ) throws(Cancelled) -> Separation? {
    let matrix = design.matrix.block(0..<design.matrix.rows)
    let all = Array(0..<matrix.rows)
    let mixed = all.filter { successes[$0] > 0 && failures[$0] > 0 }
    let basis = try nullBasis(of: matrix, rows: mixed, work)
    guard basis.columns > 0 else { return nil }
    var candidates = Cone(matrix, all, basis, successes, failures)
    var direction = [Double](repeating: 0, count: basis.columns)
    var grown: [[Double]] = []
    var separated: Set<Int> = []
    while let next = try candidates.direction(work) {
      let growing = candidates.indices.filter { candidates.product($0, next) > tolerance * 10 }
      if growing.isEmpty { break }
      // Earlier directions are stretched so far that this one cannot turn their patterns back.
      var stretch = 1.0
      for old in grown {
        let change = zip(old, next).reduce(0) { $0 + $1.0 * $1.1 }
        let value = zip(old, direction).reduce(0) { $0 + $1.0 * $1.1 }
        if change < 0, value > 0 { stretch = max(stretch, -2 * change / value) }
      }
      direction = zip(direction, next).map { stretch * $0 + $1 }
      for index in growing {
        separated.insert(candidates.patterns[index])
        grown.append(candidates.row(index))
      }
      candidates = candidates.without(Set(growing))
    }
    guard !separated.isEmpty else { return nil }
    let remaining = all.filter { !separated.contains($0) }
    return Separation(
      design,
      direction: (0..<basis.rows).map { row in
        (0..<basis.columns).reduce(0) { $0 + basis[row, $1] * direction[$1] }
      },
      remaining: remaining, free: try nullBasis(of: matrix, rows: remaining, work))
  }

  /// `free` spans the directions in which no remaining pattern moves.
  private init(_ design: StandardDesign, direction: [Double], remaining: [Int], free: Matrix) {
    self.direction = direction
    self.remaining = remaining
    var guilty = [Bool](repeating: false, count: free.rows)
    var sum = direction
    for index in 0..<free.rows where !(design.intercept && index == 0) {
      guilty[index] = (0..<free.columns).contains { abs(free[index, $0]) > Separation.tolerance * 10 }
    }
    if design.intercept, free.rows > 0 {
      var size = 1.0
      var shifts = (0..<free.columns).map { free[0, $0] }
      for index in 1..<max(1, free.rows) {
        let ratio = design.means[index] / design.scales[index]
        size += abs(ratio)
        sum[0] -= ratio * direction[index]
        for column in 0..<free.columns { shifts[column] -= ratio * free[index, column] }
      }
      guilty[0] = shifts.contains { abs($0) > Separation.tolerance * 10 * size }
    }
    self.guilty = guilty
    upwards = sum.map { $0 > 0 }
  }

  /// An orthonormal basis of the directions in which none of the rows moves.
  private static func nullBasis(
    of matrix: Matrix, rows: [Int], _ work: Work
  ) throws(Cancelled) -> Matrix {
    let factor = try LinearAlgebra.triangularFactor(rows: rows.count, columns: matrix.columns, work) {
      index, line in
      // Rows of length 1: a far outlier must not make the others look like nothing.
      var length = 0.0
      for column in line.indices {
        line[column] = matrix[rows[index], column]
        length += line[column] * line[column]
      }
      guard length > 0 else { return false }
      for column in line.indices { line[column] /= length.squareRoot() }
      return true
    }
    return LinearAlgebra.nullBasis(of: factor, tolerance: 1e-10)
  }
}

/// The rows that a direction of separation must not turn against, in the coordinates it is free in.
private struct Cone {
  /// The pattern of each row.
  private(set) var patterns: [Int] = []
  private let size: Int
  /// Rows of length 1, one after the other.
  private var rows: [Double] = []

  var indices: Range<Int> { patterns.indices }

  init(_ matrix: Matrix, _ all: [Int], _ basis: Matrix, _ successes: [Double], _ failures: [Double]) {
    size = basis.columns
    var line = [Double](repeating: 0, count: size)
    for pattern in all where (successes[pattern] > 0) != (failures[pattern] > 0) {
      let sign = successes[pattern] > 0 ? 1.0 : -1.0
      var full = 0.0
      for column in 0..<matrix.columns { full += matrix[pattern, column] * matrix[pattern, column] }
      var square = 0.0
      for index in 0..<size {
        var sum = 0.0
        for column in 0..<matrix.columns { sum += matrix[pattern, column] * basis[column, index] }
        line[index] = sign * sum
        square += sum * sum
      }
      // A row that mixed patterns span cannot move.
      guard square > 1e-18 * full, square > 0 else { continue }
      patterns.append(pattern)
      for value in line { rows.append(value / square.squareRoot()) }
    }
  }

  func row(_ index: Int) -> [Double] { Array(rows[(index * size)..<((index + 1) * size)]) }

  func product(_ index: Int, _ vector: [Double]) -> Double {
    var sum = 0.0
    for component in 0..<size { sum += rows[index * size + component] * vector[component] }
    return sum
  }

  func without(_ removed: Set<Int>) -> Cone {
    var result = self
    result.patterns = indices.filter { !removed.contains($0) }.map { patterns[$0] }
    result.rows = indices.filter { !removed.contains($0) }.flatMap { row($0) }
    return result
  }

  /// A direction of length 1 that no row turns against and some row follows; `nil` when there is none.
  func direction(_ work: Work) throws(Cancelled) -> [Double]? {
    guard !patterns.isEmpty else { return nil }
    let residual = try nonNegativeResidual(work)
    let length = residual.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard length > 1e-13 else { return nil }
    let unit = residual.map { -$0 / length }
    var greatest = 0.0
    for index in indices {
      let value = product(index, unit)
      if value < -1e-8 { return nil }
      greatest = max(greatest, value)
    }
    return greatest > 1e-6 ? unit : nil
  }

  /// What non-negative multiples of the rows leave of minus their mean: Lawson & Hanson's active-set method
  /// (Solving Least Squares Problems, 1974, chapter 23).
  private func nonNegativeResidual(_ work: Work) throws(Cancelled) -> [Double] {
    var target = [Double](repeating: 0, count: size)
    for index in indices {
      for c in 0..<size { target[c] -= rows[index * size + c] / Double(patterns.count) }
    }
    var active: [Int] = []
    var shares: [Double] = []
    var refused: Set<Int> = []
    var residual = target
    // Each round lowers the residual, so no active set comes twice; the bound only guards against rounding.
    for _ in 0..<(50 * (size + 10)) {
      try work.check()
      let length = residual.reduce(0) { $0 + $1 * $1 }.squareRoot()
      var best = -1
      var slope = 1e-11 * length
      for index in indices {
        let value = product(index, residual)
        if value > slope, !refused.contains(index), !active.contains(index) { (best, slope) = (index, value) }
      }
      guard best >= 0, length > 1e-14, active.count < size else { return residual }
      active.append(best)
      shares.append(0)
      if relax(&active, &shares, target, newest: best) {
        refused = []
      } else {
        refused.insert(best)
      }
      residual = remainder(target, active)
    }
    return residual
  }

  /// What is left of the target at right angles to the active rows. Projected twice, so that it is at right angles
  /// by its own length, however small that is.
  private func remainder(_ target: [Double], _ active: [Int]) -> [Double] {
    func subtract(_ basis: [[Double]], from vector: inout [Double]) {
      for _ in 0..<2 {
        for direction in basis {
          let share = zip(direction, vector).reduce(0) { $0 + $1.0 * $1.1 }
          for component in vector.indices { vector[component] -= share * direction[component] }
        }
      }
    }
    var basis: [[Double]] = []
    for index in active {
      var vector = row(index)
      subtract(basis, from: &vector)
      let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      if length > 1e-14 { basis.append(vector.map { $0 / length }) }
    }
    var result = target
    subtract(basis, from: &result)
    return result
  }

  /// Solves on the active rows and drops those whose share would turn negative; false when the newest is dropped
  /// at once, which only rounding can cause.
  private func relax(
    _ active: inout [Int], _ shares: inout [Double], _ target: [Double], newest: Int
  ) -> Bool {
    var isFirst = true
    while !active.isEmpty {
      let solution = LinearAlgebra.leastSquares(active.map(row), target)
      if isFirst, solution[active.count - 1] <= 0 {
        active.removeLast()
        shares.removeLast()
        return false
      }
      isFirst = false
      if solution.allSatisfy({ $0 > 0 }) {
        shares = solution
        return true
      }
      var share = 1.0
      var blocking = 0
      for (index, pair) in zip(shares, solution).enumerated() where pair.1 <= 0 {
        let reach = pair.0 > 0 ? pair.0 / (pair.0 - pair.1) : 0
        if reach < share { (share, blocking) = (reach, index) }
      }
      for index in shares.indices { shares[index] += share * (solution[index] - shares[index]) }
      shares[blocking] = 0
      let keep = shares.indices.filter { shares[$0] > 0 }
      active = keep.map { active[$0] }
      shares = keep.map { shares[$0] }
    }
    return true
  }
}
