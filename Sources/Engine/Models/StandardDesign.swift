/// A design brought to one scale: with an intercept every column is centred, and every column has mean square 1,
/// all weighted by the patterns' counts. The coordinates in which fitting and every rank decision is made.
struct StandardDesign {
  /// The columns that are estimated, as indices into the original design.
  let kept: [Int]
  /// The columns set aside, with what they equal as factors of original columns.
  let aliases: [Int: [(column: Int, factor: Double)]]
  /// The kept columns, standardised.
  let matrix: Matrix
  /// Whether the first column is the intercept.
  let intercept: Bool
  /// What was taken off each kept column.
  let means: [Double]
  /// What each kept column was divided by.
  let scales: [Double]

  /// A column that leaves less than this share of its length after projection is a combination of earlier ones.
  static let tolerance = 1e-9

  /// Standardises and finds the columns that earlier ones determine. O(patterns × columns²).
  init(_ raw: Matrix, counts: [Double], intercept: Bool, _ work: Work) throws(Cancelled) {
    self.intercept = intercept
    let (means, scales) = StandardDesign.moments(raw, counts, intercept)
    var standard = raw
    for row in 0..<raw.rows {
      for column in 0..<raw.columns {
        standard[row, column] = (raw[row, column] - means[column]) / scales[column]
      }
    }
    let factor = try LinearAlgebra.triangularFactor(rows: raw.rows, columns: raw.columns, work) { row, line in
      for column in 0..<raw.columns { line[column] = standard[row, column] }
      return true
    }
    let (kept, combinations) = StandardDesign.pivot(factor)
    var aliases: [Int: [(column: Int, factor: Double)]] = [:]
    for (column, combination) in combinations {
      aliases[column] = StandardDesign.readable(combination, of: column, kept, means, scales, intercept)
    }
    self.kept = kept
    self.aliases = aliases
    matrix = kept.count == raw.columns ? standard : standard.select(rows: nil, columns: kept)
    self.means = kept.map { means[$0] }
    self.scales = kept.map { scales[$0] }
  }

  /// What has to be taken off each column, and divided by; a column without spread is left with scale 1.
  private static func moments(_ raw: Matrix, _ counts: [Double], _ intercept: Bool) -> ([Double], [Double]) {
    var means = [Double](repeating: 0, count: raw.columns)
    var scales = [Double](repeating: 1, count: raw.columns)
    let total = counts.reduce(0, +)
    for column in (intercept ? 1 : 0)..<raw.columns {
      var least = Double.infinity
      var greatest = -Double.infinity
      for row in 0..<raw.rows {
        least = min(least, raw[row, column])
        greatest = max(greatest, raw[row, column])
      }
      if intercept {
        // A constant column is centred to exact zeros.
        if least == greatest {
          means[column] = least
          continue
        }
        // About the least value, so that large offsets cost no digits.
        var sum = 0.0
        for row in 0..<raw.rows { sum += counts[row] * (raw[row, column] - least) }
        means[column] = least + sum / total
      }
      let reach = max(abs(least - means[column]), abs(greatest - means[column]))
      guard reach > 0 else { continue }
      var square = 0.0
      for row in 0..<raw.rows {
        let value = (raw[row, column] - means[column]) / reach
        square += counts[row] * value * value
      }
      scales[column] = reach * (square / total).squareRoot()
    }
    return (means, scales)
  }

  /// Limited pivoting on the triangular factor, as R's dqrdc2: columns in order, a dependent one is set aside.
  private static func pivot(_ factor: Matrix) -> (kept: [Int], combinations: [(Int, [Double])]) {
    let size = factor.columns
    var kept: [Int] = []
    var basis: [[Double]] = []
    var combinations: [(Int, [Double])] = []
    for column in 0..<size {
      let original = (0..<size).map { factor[$0, column] }
      let length = norm(original)
      var rest = original
      for _ in 0..<2 {
        for direction in basis {
          let share = zip(direction, rest).reduce(0) { $0 + $1.0 * $1.1 }
          for index in 0..<size { rest[index] -= share * direction[index] }
        }
      }
      let left = norm(rest)
      if length > 0, left > tolerance * length {
        kept.append(column)
        basis.append(rest.map { $0 / left })
      } else {
        let columns = kept.map { index in (0..<size).map { factor[$0, index] } }
        combinations.append((column, length > 0 ? LinearAlgebra.leastSquares(columns, original) : []))
      }
    }
    return (kept, combinations)
  }

  /// A combination in standardised columns as one in the original columns, rounded where that is plainly meant.
  private static func readable(
    _ combination: [Double], of column: Int, _ kept: [Int], _ means: [Double], _ scales: [Double],
    _ intercept: Bool
  ) -> [(column: Int, factor: Double)] {
    var constant = means[column]
    var size = max(abs(means[column]), scales[column] * (combination.isEmpty ? 0 : 1))
    var parts: [(column: Int, factor: Double)] = []
    for (index, factor) in combination.enumerated() {
      let source = kept[index]
      if intercept, source == 0 {
        constant += scales[column] * factor
        continue
      }
      if abs(factor) < tolerance { continue }
      let raw = scales[column] * factor / scales[source]
      constant -= raw * means[source]
      size = max(size, abs(raw * means[source]))
      parts.append((source, snapped(raw)))
    }
    if intercept, abs(constant) > tolerance * size { parts.insert((0, snapped(constant)), at: 0) }
    return parts
  }

  /// The nearest fraction with a denominator up to 12, when it is within 1e-9.
  private static func snapped(_ value: Double) -> Double {
    for denominator in 1...12 {
      let numerator = (value * Double(denominator)).rounded()
      let fraction = numerator / Double(denominator)
      if numerator != 0, abs(fraction - value) <= tolerance * abs(value) { return fraction }
    }
    return value
  }

  private static func norm(_ vector: [Double]) -> Double {
    let greatest = vector.reduce(0) { max($0, abs($1)) }
    guard greatest > 0 else { return 0 }
    return greatest * vector.reduce(0) { $0 + ($1 / greatest) * ($1 / greatest) }.squareRoot()
  }

  /// Coefficients of the original columns that are kept, from those of the standardised ones.
  func original(_ standard: [Double]) -> [Double] {
    var result = zip(standard, scales).map { $0 / $1 }
    if intercept { for index in 1..<max(1, result.count) { result[0] -= result[index] * means[index] } }
    return result
  }

  /// What multiplies the rows: each original coefficient as a combination of the standardised coefficients'
  /// given loadings (rows of `loadings`).
  func original(rows loadings: Matrix) -> Matrix {
    var result = loadings
    for row in 0..<loadings.rows {
      for column in 0..<loadings.columns { result[row, column] /= scales[row] }
    }
    if intercept {
      for row in 1..<max(1, loadings.rows) {
        for column in 0..<loadings.columns { result[0, column] -= means[row] * result[row, column] }
      }
    }
    return result
  }
}
