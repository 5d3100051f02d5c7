extension Sampler {
  /// Parts of about equal size that the rows, or the clusters, are dealt into.
  public struct Folds: Sendable, Hashable {
    /// The fold of each row, from 0.
    public var ofRow: [Int32]
    /// Rows whose key an earlier row has, where rows are dealt; 0 where clusters are.
    public var repeatedKeys: Int
  }

  /// Deals rows, or clusters, into folds: stratum by stratum, within each in the order of their hashes, to the folds in
  /// turn. So no two folds differ by more than one in all, nor in any stratum. O(rows).
  ///
  /// Strata are the combinations of the columns' values in their order, missing values last; a cluster whose rows lie in
  /// several counts in the first of them.
  /// - Throws: `NameError`; ``RecipeError`` for fewer than two folds.
  public func folds(
    _ count: Int, of frame: Frame, by unit: Unit, strata: [String], _ work: Work
  ) throws -> Folds {
    guard count >= 2, let limit = Int32(exactly: count) else { throw RecipeError(.badSize) }
    let units = try Units(self, frame, unit, strata, work)
    var order = try KeyOrder.order(
      units.ranks.map { UInt64(bitPattern: $0) ^ 1 << 63 }, work
    ).map(Int.init)
    try units.sortTies(&order, work)
    var starts = [Int](repeating: 0, count: units.strata.count + 1)
    for stratum in units.strata.values { starts[Int(stratum) + 1] += 1 }
    for stratum in 0..<units.strata.count { starts[stratum + 1] += starts[stratum] }
    var dealt = [Int32](repeating: 0, count: order.count)
    for (place, index) in order.enumerated() {
      if place % Work.stride == 0 { try work.check() }
      let stratum = Int(units.strata.values[index])
      dealt[index] = Int32(truncatingIfNeeded: starts[stratum]) % limit
      starts[stratum] += 1
    }
    return Folds(ofRow: try units.spread(dealt, work), repeatedKeys: units.repeatedKeys)
  }
}

/// What is drawn or dealt: rows, or clusters of rows, with their strata and hashes.
struct Units {
  let strata: Codes
  let ranks: [Int64]
  let repeatedKeys: Int
  private let key: KeyText
  /// A row of each unit, and the unit of each row; `nil` where every row is its own.
  private let clusters: (first: [Int], ofRow: [Int32])?

  /// Finds them and ranks them by the hash of their keys. O(rows).
  init(
    _ sampler: Sampler, _ frame: Frame, _ unit: Sampler.Unit, _ names: [String], _ work: Work
  ) throws {
    let rowStrata = try Sampler.strata(names, frame, work)
    switch unit {
    case .row:
      key = try KeyText(sampler.key, frame, work)
      strata = rowStrata
      ranks = try key.ranks(seed: sampler.seed, work)
      repeatedKeys = try key.repeated(work)
      clusters = nil
    case .cluster(let columns):
      let key = try KeyText(columns, frame, work)
      var firstRow = [Int32](repeating: -1, count: key.ids.count)
      var least = [Int32](repeating: Int32.max, count: key.ids.count)
      try forEachRow(frame.rowCount, work) { row in
        let id = Int(key.ids.values[row])
        if firstRow[id] < 0 { firstRow[id] = Int32(truncatingIfNeeded: row) }
        least[id] = min(least[id], rowStrata.values[row])
      }
      // Clusters without rows exist where a level has none.
      let ids = firstRow.indices.filter { firstRow[$0] >= 0 }
      var place = [Int32](repeating: -1, count: key.ids.count)
      for (index, id) in ids.enumerated() { place[id] = Int32(truncatingIfNeeded: index) }
      let first = ids.map { Int(firstRow[$0]) }
      var buffer: [UInt8] = []
      ranks = try filled(ids.count, work, stage: "ranking rows") { out, range in
        for index in range {
          key.write(first[index], to: &buffer)
          out[index] = XXH64.rank(buffer, seed: sampler.seed)
        }
      }
      self.key = key
      strata = Codes(values: ids.map { least[$0] }, count: rowStrata.count)
      repeatedKeys = 0
      clusters = (first, try mapped(key.ids.values, work) { [place] in place[Int($0)] })
    }
  }

  /// The key of a unit.
  func bytes(_ unit: Int) -> [UInt8] { key.bytes(clusters?.first[unit] ?? unit) }

  /// What units have, by row.
  func spread<Value: BitwiseCopyable & Sendable>(_ values: [Value], _ work: Work) throws -> [Value] {
    guard let clusters else { return values }
    return try mapped(clusters.ofRow, work) { values[Int($0)] }
  }

  /// Puts units of equal hash in the order of their keys.
  func sortTies(_ order: inout [Int], _ work: Work) throws {
    var start = 0
    while start < order.count {
      if start % Work.stride == 0 { try work.check() }
      var end = start + 1
      while end < order.count, ranks[order[end]] == ranks[order[start]] { end += 1 }
      if end - start > 1 {
        order[start..<end].sort { left, right in
          let (a, b) = (bytes(left), bytes(right))
          return a == b ? left < right : a.lexicographicallyPrecedes(b)
        }
      }
      start = end
    }
  }
}
