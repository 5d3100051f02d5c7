/// A design brought to one scale: with an intercept every column is centred, and every column has mean square 1,
/// all weighted by the patterns' counts. The coordinates in which fitting and every rank decision is made.
struct StandardDesign {
  /// The columns that are estimated, as indices into the original design.
  let kept: [Int]
  /// The columns set aside, with what they equal as factors of original columns.
  let aliases: [Int: [(column: Int, factor: Double)]]
  /// The kept columns, standardised.
  let matrix: DesignMatrix
  /// Whether the first column is the intercept.
  let intercept: Bool
  /// What was taken off each kept column.
  let means: [Double]
  /// What each kept column was divided by.
  let scales: [Double]

  /// A column that leaves less than this share of its length after projection is a combination of earlier ones.
  static let tolerance = 1e-9

  /// Standardises and finds the columns that earlier ones determine. O(patterns × columns²).
  init(_ raw: DesignMatrix, counts: [Double], intercept: Bool, _ work: Work) throws(Cancelled) {
    self.intercept = intercept
    let (means, scales) = try StandardDesign.moments(raw, counts, intercept, work)
    let standard = raw.mapping { ($1 - means[$0]) / scales[$0] }
    let (kept, combinations) =
      try StandardDesign.isPlainlyIndependent(standard, work)
      ? (Array(0..<raw.columns), [])
      : StandardDesign.pivot(try LinearAlgebra.triangularFactor(of: standard, work) { _, _ in true })
    var aliases: [Int: [(column: Int, factor: Double)]] = [:]
    for (column, combination) in combinations {
      aliases[column] = StandardDesign.readable(combination, of: column, kept, means, scales, intercept)
    }
    self.kept = kept
    self.aliases = aliases
    matrix = kept.count == raw.columns ? standard : standard.select(columns: kept)
    self.means = kept.map { means[$0] }
    self.scales = kept.map { scales[$0] }
  }

  /// Some rows of a design in the same coordinates.
  init(_ whole: StandardDesign, rows: [Int]) {
    intercept = whole.intercept
    kept = whole.kept
    aliases = whole.aliases
    matrix = whole.matrix.select(rows: rows)
    means = whole.means
    scales = whole.scales
  }

  /// Some columns of a design as they stand in it: a design of fewer terms in the same coordinates.
  init(_ whole: StandardDesign, places: [Int]) {
    intercept = whole.intercept && places.first == 0
    kept = places.map { whole.kept[$0] }
    aliases = [:]
    matrix = whole.matrix.select(columns: places)
    means = places.map { whole.means[$0] }
    scales = places.map { whole.scales[$0] }
  }

  /// Whether the columns are so far from dependent that a Cholesky factorization of their products shows it: each leaves
  /// more than a thousandth of its length after projection on those before. Of many rows a part shows it as well: what is
  /// left of a column can but grow with more of them.
  private static func isPlainlyIndependent(_ matrix: DesignMatrix, _ work: Work) throws(Cancelled) -> Bool {
    let ones = [Double](repeating: 1, count: matrix.rows)
    if matrix.rows > some * RowSums.chunk {
      let part = matrix.select(rows: Array(stride(from: 0, to: matrix.rows, by: some)))
      let products = try part.products([Double](repeating: 1, count: part.rows), work)
      let lengths = try matrix.squares(ones, work)
      if LinearAlgebra.cholesky(products, leaving: 1e-6, of: lengths) != nil { return true }
    }
    return LinearAlgebra.cholesky(try matrix.products(ones, work), leaving: 1e-6) != nil
  }

  /// Every which row makes a part of many rows; a prime, so that no round of levels falls in step with it.
  static let some = 17

  /// What has to be taken off each column, and divided by; a column without spread is left with scale 1.
  private static func moments(
    _ raw: DesignMatrix, _ counts: [Double], _ intercept: Bool, _ work: Work
  ) throws(Cancelled) -> ([Double], [Double]) {
    let k = raw.columns
    var means = [Double](repeating: 0, count: k)
    var scales = [Double](repeating: 1, count: k)
    let total = counts.reduce(0, +)
    var least = [Double](repeating: .infinity, count: k)
    var greatest = [Double](repeating: -.infinity, count: k)
    for column in 0..<k {
      raw.forEachValue(column) {
        least[column] = min(least[column], $0)
        greatest[column] = max(greatest[column], $0)
      }
    }
    if intercept {
      // About the least value, so that large offsets cost no digits.
      let sums = try raw.mapping { $1 - least[$0] }.sums(counts, work)
      // A constant column is centred to exact zeros.
      for column in 1..<max(1, k) {
        means[column] =
          least[column] == greatest[column] ? least[column] : least[column] + sums[column] / total
      }
    }
    let reach = (0..<k).map { max(abs(least[$0] - means[$0]), abs(greatest[$0] - means[$0])) }
    let squares = try raw.mapping { reach[$0] > 0 ? ($1 - means[$0]) / reach[$0] : 0 }.squares(counts, work)
    for column in (intercept ? 1 : 0)..<max(k, intercept ? 1 : 0)
    where reach[column] > 0 && !(intercept && least[column] == greatest[column]) {
      scales[column] = reach[column] * (squares[column] / total).squareRoot()
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

  /// Coefficients of the standardised columns, from those of the original columns that are kept.
  func standard(_ original: [Double]) -> [Double] {
    var result = zip(original, scales).map { $0 * $1 }
    if intercept, !original.isEmpty {
      result[0] = original[0]
      for index in 1..<max(1, result.count) { result[0] += original[index] * means[index] }
    }
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
