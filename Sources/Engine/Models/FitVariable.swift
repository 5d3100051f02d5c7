/// One column coded for counting: equal values share a code, and codes are in the order of the values.
struct FitVariable {
  /// The column's name in the data.
  let name: String
  /// What the column holds.
  let type: ColumnType
  /// A code per row, −1 where the value is missing.
  let codes: [Int32]
  /// Number by code; empty for a category.
  let values: [Double]
  /// Level by code; empty unless the column is a category.
  let levels: [String]
  /// Whether any row is missing.
  let hasMissing: Bool

  /// Codes there are, whether or not a row has them.
  var cardinality: Int { max(1, type == .category ? levels.count : values.count) }

  /// What the code is called when the column stands as a factor: `no` and `yes`, the level, the shortest text.
  func label(_ code: Int) -> String {
    switch type {
    case .category: levels[code]
    case .flag: code == 0 ? "no" : "yes"
    default: FitVariable.text(values[code])
    }
  }

  /// The shortest text that reads back as the number: `1`, `2.5`.
  static func text(_ value: Double) -> String {
    if let whole = Int64(exactly: value), abs(value) < 1e15 { return String(whole) }
    return value.description
  }

  /// Codes a column; `nil` for dates and for numbers that are not finite. O(rows), and O(d log d) for d
  /// distinct numbers.
  init?(name: String, column: Column, _ work: Work) throws(Cancelled) {
    self.name = name
    type = column.type
    switch column.storage {
    case .category(let codes, let levels):
      self.codes = codes
      self.levels = levels
      values = []
      hasMissing = codes.contains { $0 < 0 }
    case .flag(let flags):
      codes = flags.map { $0 == Column.missingFlag ? -1 : Int32($0) }
      levels = []
      values = [0, 1]
      hasMissing = flags.contains(Column.missingFlag)
    case .integer(let integers):
      (codes, values) = try FitVariable.code(integers, work)
      levels = []
      hasMissing = integers.contains(Column.missingInteger)
    case .decimal(let decimals):
      guard !decimals.contains(where: \.isInfinite) else { return nil }
      (codes, values) = try FitVariable.code(decimals, work)
      levels = []
      hasMissing = decimals.contains { $0.isNaN }
    case .date: return nil
    }
  }

  /// Integers within a narrow range, which is what counts and codes are, need no hashing.
  private static func code(_ integers: [Int64], _ work: Work) throws(Cancelled) -> ([Int32], [Double]) {
    var least = Int64.max
    var greatest = Int64.min
    for value in integers where value != Column.missingInteger {
      least = min(least, value)
      greatest = max(greatest, value)
    }
    guard least <= greatest else { return ([Int32](repeating: -1, count: integers.count), []) }
    let (range, overflow) = greatest.subtractingReportingOverflow(least)
    guard !overflow, range < 1 << 20 else {
      return try code(integers.map { $0 == Column.missingInteger ? Double.nan : Double($0) }, work)
    }
    var code = [Int32](repeating: -1, count: Int(range) + 1)
    for value in integers where value != Column.missingInteger { code[Int(value - least)] = 0 }
    var values: [Double] = []
    for index in code.indices where code[index] == 0 {
      code[index] = Int32(values.count)
      values.append(Double(least + Int64(index)))
    }
    return (integers.map { $0 == Column.missingInteger ? -1 : code[Int($0 - least)] }, values)
  }

  private static func code(_ decimals: [Double], _ work: Work) throws(Cancelled) -> ([Int32], [Double]) {
    var table = KeyTable()
    var codes = [Int32](repeating: -1, count: decimals.count)
    for row in decimals.indices {
      if row % Work.stride == 0 { try work.check() }
      let value = decimals[row] + 0  // −0 is 0
      if !value.isNaN { codes[row] = table.insert(Int64(bitPattern: value.bitPattern)) }
    }
    let distinct = table.orderedKeys.map { Double(bitPattern: UInt64(bitPattern: $0)) }
    let order = distinct.indices.sorted { distinct[$0] < distinct[$1] }
    var rank = [Int32](repeating: 0, count: order.count)
    for (position, index) in order.enumerated() { rank[index] = Int32(truncatingIfNeeded: position) }
    for row in codes.indices where codes[row] >= 0 { codes[row] = rank[Int(codes[row])] }
    return (codes, order.map { distinct[$0] })
  }
}
