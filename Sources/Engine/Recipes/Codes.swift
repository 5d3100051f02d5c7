/// A column, or several, as one dense number per row: equal numbers are equal values.
struct Codes {
  /// For each row a number from 0 to `count` − 1, or −1 where a value is missing.
  var values: [Int32]
  /// How many numbers there are; some may have no rows.
  var count: Int

  /// The codes of a column; of a category its own.
  init(_ column: Column, _ work: Work) throws {
    if case .category(let codes, let levels) = column.storage {
      (values, count) = (codes, levels.count)
      return
    }
    let keys = try column.orderKeys(work)
    var table = try KeyTable(work)
    values = try filled(keys.count, work) { out, range in
      for row in range { out[row] = keys[row] == Int64.min ? -1 : table.insert(keys[row]) }
    }
    count = table.count
  }

  /// Codes as they are.
  init(values: [Int32], count: Int) { (self.values, self.count) = (values, count) }

  /// Codes of a column in the order of its values, with missing values as the last code.
  init(inOrder column: Column, _ work: Work) throws {
    let missing: Int32
    switch column.storage {
    case .category(let codes, let levels):
      (values, missing) = (codes, Int32(truncatingIfNeeded: levels.count))
    case .flag(let flags):
      // 0 no, 1 yes, 2 missing is in order already.
      (values, count) = (flags.map(Int32.init), 3)
      return
    default:
      let codes = try Codes(column, work)
      var first = [Int64](repeating: 0, count: codes.count)
      let keys = try column.orderKeys(work)
      try forEachRow(keys.count, work) { row in
        if codes.values[row] >= 0 { first[Int(codes.values[row])] = keys[row] }
      }
      let rank = try Codes.ranks(of: first, work)
      values = try mapped(codes.values, work) { $0 < 0 ? -1 : rank[Int($0)] }
      missing = Int32(truncatingIfNeeded: codes.count)
    }
    values = try mapped(values, work) { $0 < 0 ? missing : $0 }
    count = Int(missing) + 1
  }

  /// The codes of pairs; missing where either is. In order the first codes weigh more; otherwise the pairs are
  /// numbered by their first row, which spares sorting them.
  func combined(with other: Codes, inOrder: Bool = false, _ work: Work) throws -> Codes {
    let radix = Int64(other.count)
    let pairs: [Int64] = try filled(values.count, work) { out, range in
      for row in range {
        let (a, b) = (values[row], other.values[row])
        out[row] = a < 0 || b < 0 ? -1 : Int64(a) * radix + Int64(b)
      }
    }
    var table = try KeyTable(work)
    let dense: [Int32] = try filled(pairs.count, work) { out, range in
      for row in range { out[row] = pairs[row] < 0 ? -1 : table.insert(pairs[row]) }
    }
    guard inOrder else { return Codes(values: dense, count: table.count) }
    let rank = try Codes.ranks(of: table.orderedKeys, work)
    return Codes(values: try mapped(dense, work) { $0 < 0 ? -1 : rank[Int($0)] }, count: table.count)
  }

  /// For each of different keys its place in ascending order.
  private static func ranks(of keys: [Int64], _ work: Work) throws(Cancelled) -> [Int32] {
    var rank = [Int32](repeating: 0, count: keys.count)
    // With the sign bit flipped they are ordered as numbers without a sign.
    let order = try KeyOrder.order(keys.map { UInt64(bitPattern: $0) ^ 1 << 63 }, work)
    for (place, index) in order.enumerated() { rank[Int(index)] = Int32(truncatingIfNeeded: place) }
    return rank
  }
}

extension Column {
  /// For each row a number that is equal for equal values and ordered as they are; `Int64.min` where missing.
  ///
  /// Categories are ordered as their levels, flags no before yes.
  func orderKeys(_ work: Work) throws -> [Int64] {
    switch storage {
    case .category(let codes, _):
      try mapped(codes, work) { $0 < 0 ? Int64.min : Int64($0) }
    case .flag(let values):
      try mapped(values, work) { $0 == Column.missingFlag ? Int64.min : Int64($0) }
    case .date(let values):
      try mapped(values, work) { $0 == Column.missingDate ? Int64.min : Int64($0) }
    case .integer(let values): values
    case .decimal(let values):
      try mapped(values, work) { Column.orderKey($0) }
    }
  }

  /// A number ordered as doubles are; `Int64.min` for NaN; 0 and −0 are the same.
  static func orderKey(_ value: Double) -> Int64 {
    if value.isNaN { return Int64.min }
    let bits = Int64(bitPattern: (value + 0).bitPattern)
    return bits >= 0 ? bits : bits ^ Int64.max
  }

  /// The column as a category of its canonical texts; the levels stand in the order of their first row.
  func categorised(_ work: Work) throws -> Column {
    if case .category = storage { return self }
    let codes = try Codes(self, work)
    var levels: [String] = []
    levels.reserveCapacity(codes.count)
    try forEachRow(codes.values.count, work) { row in
      if Int(codes.values[row]) == levels.count { levels.append(text(row) ?? "") }
    }
    return Column(.category(codes: codes.values, levels: levels))
  }

  /// An integer column as decimal; others as they are.
  func asDecimal(_ work: Work) throws -> Column {
    guard case .integer(let values) = storage else { return self }
    return Column(
      .decimal(
        try mapped(values, work) { $0 == Column.missingInteger ? .nan : Double($0) }))
  }
}
