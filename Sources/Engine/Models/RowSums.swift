/// Sums over the rows of a design, by chunks of rows side by side.
///
/// Chunks have a fixed number of rows, and their sums are added in their order: the bytes of a result do not depend on how
/// many processors there are.
enum RowSums {
  /// Rows of a chunk.
  static let chunk = 16_384
  /// Rows summed before they are added to the chunk's sum: less rounding than one long sum.
  private static let block = 256

  /// What `body` makes of each chunk, in their order.
  static func map<T>(
    _ rows: Int, _ work: Work, _ body: (Range<Int>) -> T
  ) throws(Cancelled) -> [T] {
    do {
      return try withoutActuallyEscaping(body) { body in
        // Chunks read what is shared and write what is theirs.
        nonisolated(unsafe) let body = body
        return try Parallel.map(max(1, (rows + chunk - 1) / chunk)) { piece in
          try work.check()
          return body(piece * chunk..<min(rows, (piece + 1) * chunk))
        }
      }
    } catch {
      throw Cancelled()
    }
  }

  /// Σ w x x', its upper triangle, and Σ r x over the rows x of a matrix. O(rows × columns²).
  static func products(
    _ matrix: Matrix, _ work: Work, _ factors: (Int) -> (weight: Double, residual: Double)
  ) throws(Cancelled) -> (products: Matrix, sums: [Double]) {
    let k = matrix.columns
    let parts = try map(matrix.rows, work) { rows in part(matrix, rows, factors) }
    var products = Matrix(rows: k, columns: k)
    var sums = [Double](repeating: 0, count: k)
    for part in parts {
      for index in products.values.indices { products.values[index] += part.products[index] }
      for index in 0..<k { sums[index] += part.sums[index] }
    }
    return (products, sums)
  }

  private static func part(
    _ matrix: Matrix, _ rows: Range<Int>, _ factors: (Int) -> (weight: Double, residual: Double)
  ) -> (products: [Double], sums: [Double]) {
    let k = matrix.columns
    var products = [Double](repeating: 0, count: k * k)
    var sums = [Double](repeating: 0, count: k)
    var inner = products
    var innerSums = sums
    matrix.values.withUnsafeBufferPointer { values in
      for start in stride(from: rows.lowerBound, to: rows.upperBound, by: block) {
        let end = min(start + block, rows.upperBound)
        inner.withUnsafeMutableBufferPointer { inner in
          innerSums.withUnsafeMutableBufferPointer { innerSums in
            inner.update(repeating: 0)
            innerSums.update(repeating: 0)
            var row = start
            while row + 4 <= end {
              add(four: row, k, values, factors, inner, innerSums)
              row += 4
            }
            while row < end {
              add(row, k, values, factors, inner, innerSums)
              row += 1
            }
          }
        }
        for index in products.indices { products[index] += inner[index] }
        for index in 0..<k { sums[index] += innerSums[index] }
      }
    }
    return (products, sums)
  }

  /// Four rows at once, so that each sum is fetched once for all of them.
  @inline(__always)
  private static func add(
    four row: Int, _ k: Int, _ values: UnsafeBufferPointer<Double>,
    _ factors: (Int) -> (weight: Double, residual: Double), _ products: UnsafeMutableBufferPointer<Double>,
    _ sums: UnsafeMutableBufferPointer<Double>
  ) {
    let (f0, f1, f2, f3) = (factors(row), factors(row + 1), factors(row + 2), factors(row + 3))
    let x0 = values.baseAddress.unsafelyUnwrapped + row * k
    let (x1, x2, x3) = (x0 + k, x0 + 2 * k, x0 + 3 * k)
    let out = products.baseAddress.unsafelyUnwrapped
    for i in 0..<k {
      sums[i] += f0.residual * x0[i] + f1.residual * x1[i] + f2.residual * x2[i] + f3.residual * x3[i]
      let (a0, a1) = (f0.weight * x0[i], f1.weight * x1[i])
      let (a2, a3) = (f2.weight * x2[i], f3.weight * x3[i])
      let line = out + i * k
      for j in i..<k { line[j] += (a0 * x0[j] + a1 * x1[j]) + (a2 * x2[j] + a3 * x3[j]) }
    }
  }

  @inline(__always)
  private static func add(
    _ row: Int, _ k: Int, _ values: UnsafeBufferPointer<Double>,
    _ factors: (Int) -> (weight: Double, residual: Double), _ products: UnsafeMutableBufferPointer<Double>,
    _ sums: UnsafeMutableBufferPointer<Double>
  ) {
    let factor = factors(row)
    for i in 0..<k {
      let value = values[row * k + i]
      sums[i] += factor.residual * value
      let weighted = factor.weight * value
      for j in i..<k { products[i * k + j] += weighted * values[row * k + j] }
    }
  }
}
