import CLAPACK

/// A dense matrix of doubles, row-major.
struct Matrix {
  /// Number of rows.
  let rows: Int
  /// Number of columns.
  let columns: Int
  /// The elements, row by row.
  var values: [Double]

  /// A matrix of zeros.
  init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    values = [Double](repeating: 0, count: rows * columns)
  }

  /// The element in a row and column.
  subscript(row: Int, column: Int) -> Double {
    @inline(__always) get { values[row * columns + column] }
    @inline(__always) set { values[row * columns + column] = newValue }
  }

  /// The chosen rows and columns, in the orders given.
  func select(rows chosenRows: [Int]?, columns chosen: [Int]) -> Matrix {
    var result = Matrix(rows: chosenRows?.count ?? rows, columns: chosen.count)
    for row in 0..<result.rows {
      let source = (chosenRows?[row] ?? row) * columns
      for (index, column) in chosen.enumerated() { result[row, index] = values[source + column] }
    }
    return result
  }
}

/// Dense factorizations of small matrices through LAPACK.
///
/// Sizes are bounded by ``Design/columnLimit`` and ``blockRows``, far inside LAPACK's 32-bit integers.
enum LinearAlgebra {
  /// Rows folded into the triangular factor at a time; fixed, so that the bytes of a result are.
  static let blockRows = 512

  /// The upper triangular R of a QR factorization of many rows, folded in blockwise (tall-skinny QR), chunks of rows side
  /// by side.
  ///
  /// `fill` writes row i's elements through its second argument and says whether the row takes part.
  /// O(rows × columns²).
  static func triangularFactor(
    rows: Int, columns: Int, _ work: Work, fill: (Int, UnsafeMutableBufferPointer<Double>) -> Bool
  ) throws(Cancelled) -> Matrix {
    guard columns > 0 else { return Matrix(rows: 0, columns: 0) }
    let parts = try RowSums.map(rows, work) { rows in
      var fold = TriangularFold(columns)
      for row in rows { fold.add { fill(row, $0) } }
      return fold.factor()
    }
    return joined(parts, columns: columns)
  }

  /// The same of a design's rows, each put through `adjust` first.
  static func triangularFactor(
    of matrix: DesignMatrix, _ work: Work, adjust: (Int, UnsafeMutableBufferPointer<Double>) -> Bool
  ) throws(Cancelled) -> Matrix {
    let k = matrix.columns
    guard k > 0 else { return Matrix(rows: 0, columns: 0) }
    return joined(
      try RowSums.map(matrix.rows, work) { rows in
        var fold = TriangularFold(k)
        for start in stride(from: rows.lowerBound, to: rows.upperBound, by: RowSums.block) {
          let tile = matrix.block(start..<min(start + RowSums.block, rows.upperBound))
          for row in 0..<tile.rows {
            fold.add { line in
              for column in 0..<k { line[column] = tile.values[row * k + column] }
              return adjust(start + row, line)
            }
          }
        }
        return fold.factor()
      }, columns: k)
  }

  /// The factor of all rows from those of chunks.
  private static func joined(_ parts: [Matrix], columns: Int) -> Matrix {
    guard parts.count > 1 else { return parts.first ?? Matrix(rows: columns, columns: columns) }
    var fold = TriangularFold(columns)
    for part in parts {
      for row in 0..<columns {
        fold.add { line in
          for column in 0..<columns { line[column] = part[row, column] }
          return true
        }
      }
    }
    return fold.factor()
  }

  /// The upper triangular R with R'R = A, given by its upper triangle; `nil` unless every column leaves more than a share of
  /// its squared length after projection on those before.
  static func cholesky(
    _ matrix: Matrix, leaving share: Double, of lengths: [Double]? = nil
  ) -> Matrix? {
    let k = matrix.columns
    var factor = Matrix(rows: k, columns: k)
    for i in 0..<k {
      for column in i..<k {
        var sum = matrix[i, column]
        for j in 0..<i { sum -= factor[j, i] * factor[j, column] }
        if column == i {
          guard sum > share * (lengths?[i] ?? matrix[i, i]), sum > 0, sum.isFinite else { return nil }
          factor[i, i] = sum.squareRoot()
        } else {
          factor[i, column] = sum / factor[i, i]
        }
      }
    }
    return factor
  }

  /// The solution x of R'R x = b for an upper triangular R.
  static func solve(factor: Matrix, _ right: [Double]) -> [Double] {
    guard factor.rows == right.count else { return right.map { _ in .nan } }
    var result = forward(factor, right)
    for i in result.indices.reversed() {
      for j in (i + 1)..<max(i + 1, result.count) { result[i] -= factor[i, j] * result[j] }
      result[i] /= factor[i, i]
    }
    return result
  }

  /// The solution y of R'y = b.
  static func forward(_ factor: Matrix, _ right: [Double]) -> [Double] {
    var result = right
    for i in result.indices {
      for j in 0..<i { result[i] -= factor[j, i] * result[j] }
      result[i] /= factor[i, i]
    }
    return result
  }

  /// The inverse of an upper triangular matrix; `nil` when a diagonal element is 0.
  static func inverse(upper matrix: Matrix) -> Matrix? {
    guard matrix.rows > 0 else { return matrix }
    var result = matrix
    let n = Int32(matrix.rows)
    let status = LAPACKE_dtrtri(
      LAPACK_ROW_MAJOR, CChar(UInt8(ascii: "U")), CChar(UInt8(ascii: "N")), n, &result.values, n)
    return status == 0 ? result : nil
  }

  /// Solves A x = b for a symmetric positive definite A given by its upper triangle; `nil` when it is not.
  static func solve(positiveDefinite matrix: Matrix, _ right: [Double]) -> [Double]? {
    guard matrix.rows > 0 else { return [] }
    var factor = matrix
    var result = right
    let n = Int32(matrix.rows)
    let status = LAPACKE_dposv(
      LAPACK_ROW_MAJOR, CChar(UInt8(ascii: "U")), n, 1, &factor.values, n, &result, 1)
    return status == 0 && result.allSatisfy(\.isFinite) ? result : nil
  }

  /// An orthonormal basis, column by column, of the vectors that an upper triangular matrix sends to 0, up to
  /// a relative tolerance.
  static func nullBasis(of matrix: Matrix, tolerance: Double) -> Matrix {
    let n = matrix.columns
    guard n > 0 else { return matrix }
    let (singular, right) = singular(matrix)
    let rank = singular.count { $0 > tolerance * singular[0] }
    var basis = Matrix(rows: n, columns: n - rank)
    for index in rank..<n {
      for row in 0..<n { basis[row, index - rank] = right[index, row] }
    }
    return basis
  }

  /// Singular values, falling, and the right singular vectors, one a row, of a square matrix.
  static func singular(_ matrix: Matrix) -> (values: [Double], right: Matrix) {
    let n = matrix.columns
    guard n > 0 else { return ([], matrix) }
    var work = matrix
    var singular = [Double](repeating: 0, count: n)
    var unused = [Double](repeating: 0, count: n)
    var right = Matrix(rows: n, columns: n)
    var scratch = [Double](repeating: 0, count: n)
    _ = LAPACKE_dgesvd(
      LAPACK_ROW_MAJOR, CChar(UInt8(ascii: "N")), CChar(UInt8(ascii: "A")), Int32(n), Int32(n), &work.values,
      Int32(n), &singular, &unused, Int32(n), &right.values, Int32(n), &scratch)
    return (singular, right)
  }

  /// The least-squares solution for few columns, given column-major with `rows` elements each.
  static func leastSquares(_ columns: [[Double]], _ right: [Double]) -> [Double] {
    let rows = right.count
    guard !columns.isEmpty, columns.count <= rows else { return [] }
    var matrix = columns.flatMap { $0 }
    var result = right
    _ = LAPACKE_dgels(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: "N")), Int32(rows), Int32(columns.count), 1, &matrix, Int32(rows),
      &result,
      Int32(rows))
    return Array(result[..<columns.count])
  }
}

/// Rows taken into a triangular factor, a block of them at a time.
private struct TriangularFold {
  private let columns: Int
  private let height: Int
  private var block: [Double]
  private var tau: [Double]
  private var line: [Double]
  private var filled: Int

  init(_ columns: Int) {
    self.columns = columns
    height = columns + LinearAlgebra.blockRows
    block = [Double](repeating: 0, count: height * columns)
    tau = [Double](repeating: 0, count: columns)
    line = tau
    filled = columns
  }

  mutating func add(_ fill: (UnsafeMutableBufferPointer<Double>) -> Bool) {
    guard line.withUnsafeMutableBufferPointer({ fill($0) }) else { return }
    for column in 0..<columns { block[column * height + filled] = line[column] }
    filled += 1
    if filled == height { fold() }
  }

  private mutating func fold() {
    _ = LAPACKE_dgeqrf(LAPACK_COL_MAJOR, Int32(filled), Int32(columns), &block, Int32(height), &tau)
    for column in 0..<columns {
      for row in (column + 1)..<max(column + 1, filled) { block[column * height + row] = 0 }
    }
    filled = columns
  }

  /// The factor of the rows so far.
  mutating func factor() -> Matrix {
    if filled > columns { fold() }
    var result = Matrix(rows: columns, columns: columns)
    for row in 0..<columns {
      for column in row..<columns { result[row, column] = block[column * height + row] }
    }
    return result
  }
}
