extension DesignMatrix {
  /// The columns' combinations by row, beside what is given. O(rows × groups).
  func product(_ vector: [Double], adding offset: [Double]? = nil, _ work: Work) throws(Cancelled) -> [Double]
  {
    let tables = groups.indices.map { group in
      var table = [Double](repeating: 0, count: groups[group].isPresent.count)
      for (entry, factor) in zip(entries, vector) where entry.group == group {
        for code in table.indices { table[code] += entry.values[code] * factor }
      }
      return table
    }
    let single = entries.indices.filter { entries[$0].group == nil }
    return try RowSums.filled(rows, work) { out, rows in
      for row in rows { out[row] = offset?[row] ?? 0 }
      for (group, table) in zip(groups, tables) {
        group.codes.withUnsafeBufferPointer { codes in
          table.withUnsafeBufferPointer { table in
            for row in rows { out[row] += table[Int(codes[row])] }
          }
        }
      }
      for column in single {
        let factor = vector[column]
        entries[column].values.withUnsafeBufferPointer { values in
          for row in rows { out[row] += values[row] * factor }
        }
      }
    }
  }

  /// Σ r x over the rows x. O(rows × groups).
  func sums(_ factors: [Double], _ work: Work) throws(Cancelled) -> [Double] {
    let single = entries.indices.filter { entries[$0].group == nil }
    let parts = try RowSums.tasks(groups.count + single.count, rows: rows, work) { task throws(Cancelled) in
      task < groups.count
        ? try marginal(groups[task], factors, work)
        : [factors.indices.reduce(0) { $0 + factors[$1] * entries[single[task - groups.count]].values[$1] }]
    }
    return entries.indices.map { column in
      if let group = entries[column].group {
        return zip(entries[column].values, parts[group]).reduce(0) { $0 + $1.0 * $1.1 }
      }
      return parts[groups.count + (single.firstIndex(of: column) ?? 0)][0]
    }
  }

  /// Σ w x² of each column. O(rows × groups).
  func squares(_ weights: [Double], _ work: Work) throws(Cancelled) -> [Double] {
    try mapping { $1 * $1 }.sums(weights, work)
  }

  /// A number of each row summed by code, block by block, and four rows apart: sums of neighbours, which often have one
  /// code, do not wait for each other.
  private func marginal(_ group: Group, _ factors: [Double], _ work: Work) throws(Cancelled) -> [Double] {
    let size = group.isPresent.count
    var total = [Double](repeating: 0, count: size)
    var parts = [Double](repeating: 0, count: 4 * size)
    let block = max(RowSums.block, 32 * size)
    for start in stride(from: 0, to: group.codes.count, by: block) {
      try work.check()
      let rows = start..<min(start + block, group.codes.count)
      parts.withUnsafeMutableBufferPointer { parts in
        group.codes.withUnsafeBufferPointer { codes in
          factors.withUnsafeBufferPointer { factors in
            var row = rows.lowerBound
            while row &+ 4 <= rows.upperBound {
              parts[4 &* Int(codes[row])] += factors[row]
              parts[4 &* Int(codes[row &+ 1]) &+ 1] += factors[row &+ 1]
              parts[4 &* Int(codes[row &+ 2]) &+ 2] += factors[row &+ 2]
              parts[4 &* Int(codes[row &+ 3]) &+ 3] += factors[row &+ 3]
              row &+= 4
            }
            while row < rows.upperBound {
              parts[4 &* Int(codes[row])] += factors[row]
              row &+= 1
            }
          }
        }
        for code in 0..<size {
          let own = 4 * code
          total[code] += (parts[own] + parts[own + 1]) + (parts[own + 2] + parts[own + 3])
          for lane in own..<own + 4 { parts[lane] = 0 }
        }
      }
    }
    return total
  }

  /// A number of each row summed by the codes of each group.
  func marginals(_ factors: [Double], _ work: Work) throws(Cancelled) -> [[Double]] {
    try RowSums.tasks(groups.count, rows: rows, work) { group throws(Cancelled) in
      try marginal(groups[group], factors, work)
    }
  }

  /// Σ w x x', its upper triangle. O(rows × groups²), and O(rows × columns) for each column without a group.
  func products(_ weights: [Double], _ work: Work) throws(Cancelled) -> Matrix {
    let own = groups.indices.map { group in entries.indices.filter { entries[$0].group == group } }
    let single = entries.indices.filter { entries[$0].group == nil }
    var pairs: [(Int, Int)] = []
    for first in groups.indices {
      for second in (first + 1)..<max(first + 1, groups.count) { pairs.append((first, second)) }
    }
    var result = Matrix(rows: columns, columns: columns)
    func put(_ i: Int, _ j: Int, _ value: Double) { result[min(i, j), max(i, j)] = value }
    let tables = try RowSums.tasks(pairs.count, rows: rows, work) { task throws(Cancelled) in
      let (first, second) = pairs[task]
      return try PairTable(groups[first], groups[second], weights, work)
        .contracted(own[first].map { entries[$0].values }, own[second].map { entries[$0].values })
    }
    for ((first, second), block) in zip(pairs, tables) {
      for (a, i) in own[first].enumerated() {
        for (b, j) in own[second].enumerated() { put(i, j, block[a * own[second].count + b]) }
      }
    }
    for (columns, marginal) in zip(own, try marginals(weights, work)) {
      for (place, i) in columns.enumerated() {
        let weighted = zip(entries[i].values, marginal).map { $0 * $1 }
        for j in columns[place...] {
          put(i, j, zip(weighted, entries[j].values).reduce(0) { $0 + $1.0 * $1.1 })
        }
      }
    }
    guard !single.isEmpty else { return result }
    for (column, sums) in zip(single, try crossed(single, weights, work)) {
      for other in entries.indices { put(column, other, sums[other]) }
    }
    return result
  }

  /// Of columns without a group, Σ w x z for every column z.
  private func crossed(_ single: [Int], _ weights: [Double], _ work: Work) throws(Cancelled) -> [[Double]] {
    let k = columns
    let parts = try RowSums.map(rows, work) { rows in
      var total = [Double](repeating: 0, count: single.count * k)
      for start in stride(from: rows.lowerBound, to: rows.upperBound, by: RowSums.block) {
        let range = start..<min(start + RowSums.block, rows.upperBound)
        let tile = block(range)
        var part = [Double](repeating: 0, count: single.count * k)
        tile.values.withUnsafeBufferPointer { tile in
          part.withUnsafeMutableBufferPointer { part in
            for row in range {
              let line = (row - start) * k
              for (place, column) in single.enumerated() {
                let weighted = weights[row] * tile[line + column]
                for other in 0..<k { part[place * k + other] += weighted * tile[line + other] }
              }
            }
          }
        }
        for index in total.indices { total[index] += part[index] }
      }
      return total
    }
    return single.indices.map { place in
      (0..<k).map { column in parts.reduce(0) { $0 + $1[place * k + column] } }
    }
  }

  /// The upper triangular R with R'R = Σ w x x', w ≥ 0.
  ///
  /// Of many rows, and columns that each leave a tenth of their length after projection on those before, by Cholesky's
  /// factorization of the products, which costs no more than two digits then; else by a QR factorization, which costs none
  /// but takes many times as long.
  func factor(_ weights: [Double], _ work: Work) throws(Cancelled) -> Matrix {
    if rows > RowSums.chunk,
      let factor = LinearAlgebra.cholesky(try products(weights, work), leaving: 1e-2)
    {
      return factor
    }
    return try LinearAlgebra.triangularFactor(of: self, work) { row, line in
      guard weights[row] > 0 else { return false }
      let root = weights[row].squareRoot()
      for column in line.indices { line[column] *= root }
      return true
    }
  }
}

/// Weights of rows summed by the codes of two groups.
private struct PairTable {
  private var sums: [Double]
  private let width: Int

  init(
    _ first: DesignMatrix.Group, _ second: DesignMatrix.Group, _ weights: [Double], _ work: Work
  ) throws(Cancelled) {
    width = second.isPresent.count
    sums = [Double](repeating: 0, count: first.isPresent.count * width)
    for start in stride(from: 0, to: weights.count, by: Work.stride) {
      try work.check()
      let rows = start..<min(start + Work.stride, weights.count)
      sums.withUnsafeMutableBufferPointer { sums in
        first.codes.withUnsafeBufferPointer { one in
          second.codes.withUnsafeBufferPointer { two in
            weights.withUnsafeBufferPointer { weights in
              for row in rows { sums[Int(one[row]) &* width &+ Int(two[row])] += weights[row] }
            }
          }
        }
      }
    }
  }

  /// Σ_ab table(a, b) u(a) v(b) for columns u and v.
  func contracted(_ first: [[Double]], _ second: [[Double]]) -> [Double] {
    var result = [Double](repeating: 0, count: first.count * second.count)
    let height = width == 0 ? 0 : sums.count / width
    sums.withUnsafeBufferPointer { sums in
      for (b, right) in second.enumerated() {
        let middle = right.withUnsafeBufferPointer { right in
          (0..<height).map { line in
            var sum = 0.0
            for code in 0..<right.count { sum += sums[line * right.count + code] * right[code] }
            return sum
          }
        }
        for (a, left) in first.enumerated() {
          result[a * second.count + b] = zip(left, middle).reduce(0) { $0 + $1.0 * $1.1 }
        }
      }
    }
    return result
  }
}
