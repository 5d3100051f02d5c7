/// Chooses the lowest ranks of each stratum without sorting them all: ranks are hashes, so counting them in bins
/// leaves one bin of each stratum to sort.
struct Selection {
  let strata: Codes
  let ranks: [Int64]
  let work: Work

  init(strata: Codes, ranks: [Int64], _ work: Work) {
    self.strata = strata
    self.ranks = ranks
    self.work = work
  }

  /// For each item whether it is among the lowest of its stratum: as many as the quotas made from the strata's sizes
  /// say. Equal ranks are ordered by key, equal keys by place. O(items) beside sorting one bin.
  func least(_ quotas: ([Int]) -> [Int], key: (Int) -> [UInt8]) throws -> [Bool] {
    var sizes = [Int](repeating: 0, count: strata.count)
    try forEachRow(ranks.count, work) { item in sizes[Int(strata.values[item])] += 1 }
    let quotas = quotas(sizes)
    // Many strata get few bins each, so that the table stays small.
    let bits = strata.count > 4096 ? 4 : 12
    var counts = [Int32](repeating: 0, count: strata.count << bits)
    try forEachRow(ranks.count, work) { item in counts[bin(item, bits)] += 1 }
    var limits = [Int](repeating: 0, count: strata.count)
    var wanted = quotas
    for stratum in 0..<strata.count {
      var bin = stratum << bits
      let end = bin + 1 << bits
      while bin < end, Int(counts[bin]) <= wanted[stratum] {
        wanted[stratum] -= Int(counts[bin])
        bin += 1
      }
      limits[stratum] = bin
    }
    var chosen = [Bool](repeating: false, count: ranks.count)
    var border: [Int: [Int]] = [:]
    try forEachRow(ranks.count, work) { item in
      let stratum = Int(strata.values[item])
      let bin = bin(item, bits)
      if bin < limits[stratum] { chosen[item] = true }
      if bin == limits[stratum], wanted[stratum] > 0 { border[stratum, default: []].append(item) }
    }
    for (stratum, items) in border {
      let ordered = items.sorted { left, right in
        if ranks[left] != ranks[right] { return ranks[left] < ranks[right] }
        let (a, b) = (key(left), key(right))
        return a == b ? left < right : a.lexicographicallyPrecedes(b)
      }
      for item in ordered.prefix(wanted[stratum]) { chosen[item] = true }
    }
    return chosen
  }

  /// The bin of an item: its stratum, then the leading bits of its rank in signed order.
  private func bin(_ item: Int, _ bits: Int) -> Int {
    let unsigned = UInt64(bitPattern: ranks[item]) ^ 1 << 63
    return Int(strata.values[item]) << bits + Int(unsigned >> UInt64(64 - bits))
  }
}
