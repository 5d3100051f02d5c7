extension Oracle2022 {
  /// Rule 11: at most `cap` rows of each decile, those of lowest hash; the order of `rows` is kept.
  static func sample(_ rows: [Row], cap: Int = 50_000, seed: Int64 = 42) -> [Row] {
    let places = strata(rows, seed: seed).flatMap { $0.places.prefix(cap) }
    return places.sorted().map { rows[$0] }
  }

  /// Rule 12's split: a fifth of the rows is held out, decile by decile, lowest hashes first.
  static func split(_ rows: [Row], seed: Int64 = 42) -> (training: [Row], heldOut: [Row]) {
    let strata = strata(rows, seed: seed)
    let seats = heldOutSeats(of: strata.map(\.places.count))
    var held = [Bool](repeating: false, count: rows.count)
    for (stratum, seat) in zip(strata, seats) {
      for place in stratum.places.prefix(seat) { held[place] = true }
    }
    let training = rows.indices.filter { !held[$0] }.map { rows[$0] }
    let heldOut = rows.indices.filter { held[$0] }.map { rows[$0] }
    return (training, heldOut)
  }

  /// Hamilton's apportionment of floor(0.2·n + 0.5) seats to strata of these sizes, in decile order.
  static func heldOutSeats(of sizes: [Int]) -> [Int] {
    let n = sizes.reduce(0, +)
    guard n > 0 else { return sizes }
    let total = (2 * n + 5) / 10
    var seats = sizes.map { total * $0 / n }
    let byRemainder = sizes.indices.sorted {
      let left = total * sizes[$0] % n
      let right = total * sizes[$1] % n
      return left != right ? left > right : $0 < $1
    }
    for stratum in byRemainder.prefix(total - seats.reduce(0, +)) { seats[stratum] += 1 }
    return seats
  }

  /// The places of the rows of each decile, lowest first, in hash order; ties by the key's bytes.
  private static func strata(_ rows: [Row], seed: Int64) -> [(decile: Int, places: [Int])] {
    let ranks = rows.map { OracleHash.order(key: $0.key, seed: seed) }
    var places: [Int: [Int]] = [:]
    for place in rows.indices { places[rows[place].deprivation, default: []].append(place) }
    return places.keys.sorted().map { decile in
      let ordered = (places[decile] ?? []).sorted {
        if ranks[$0] != ranks[$1] { return ranks[$0] < ranks[$1] }
        let left = Array(rows[$0].key.utf8)
        let right = Array(rows[$1].key.utf8)
        return left == right ? $0 < $1 : left.lexicographicallyPrecedes(right)
      }
      return (decile, ordered)
    }
  }
}
