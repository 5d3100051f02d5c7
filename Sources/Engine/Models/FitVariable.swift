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
  /// Rows without a value.
  let missing: Int
  /// The code that stands for missing values, where they are a level of their own; then ``missing`` is 0.
  let missingCode: Int?
  private let missingLevel: String

  /// Codes there are, whether or not a row has them.
  var cardinality: Int { max(1, type == .category ? levels.count : values.count) }

  /// What the code is called when the column stands as a factor: `no` and `yes`, the level, the shortest text.
  func label(_ code: Int) -> String {
    if code == missingCode { return missingLevel }
    return switch type {
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
  ///
  /// - Parameter missingLevel: the level that missing values have; its code is the last.
  init?(name: String, column: Column, missingLevel: String? = nil, _ work: Work) throws(Cancelled) {
    self.name = name
    type = column.type
    var (codes, values, levels): ([Int32], [Double], [String])
    switch column.storage {
    case .category(let found, let known):
      (codes, levels, values) = (found, known, [])
    case .flag(let flags):
      codes = FitVariable.map(flags) { $0 == Column.missingFlag ? -1 : Int32($0) }
      levels = []
      values = [0, 1]
    case .integer(let integers):
      (codes, values) = try FitVariable.code(integers, work)
      levels = []
    case .decimal(let decimals):
      guard !decimals.contains(where: \.isInfinite) else { return nil }
      (codes, values) = try FitVariable.code(decimals, work)
      levels = []
    case .date: return nil
    }
    if let missingLevel {
      let code = Int32(truncatingIfNeeded: column.type == .category ? levels.count : values.count)
      codes = FitVariable.map(codes) { $0 < 0 ? code : $0 }
      if column.type == .category { levels.append(missingLevel) } else { values.append(0) }
      missingCode = Int(code)
      missing = 0
    } else {
      missingCode = nil
      missing = codes.withUnsafeBufferPointer { codes in
        var count = 0
        for code in codes { count += code < 0 ? 1 : 0 }
        return count
      }
    }
    self.missingLevel = missingLevel ?? ""
    (self.codes, self.values, self.levels) = (codes, values, levels)
  }

  /// The same codes without the rows that have them.
  private init(_ other: FitVariable, codes: [Int32]) {
    name = other.name
    type = other.type
    self.codes = codes
    values = other.values
    levels = other.levels
    missing = 0
    missingCode = other.missingCode
    missingLevel = other.missingLevel
  }

  /// The variable without its rows: what codes mean.
  var withoutRows: FitVariable { FitVariable(self, codes: []) }

  /// The codes of values, in one pass without bounds checks.
  @inline(__always)
  private static func map<T>(_ values: [T], _ code: (T) -> Int32) -> [Int32] {
    values.withUnsafeBufferPointer { values in
      [Int32](unsafeUninitializedCapacity: values.count) { buffer, count in
        for row in 0..<values.count { buffer[row] = code(values[row]) }
        count = values.count
      }
    }
  }

  /// Integers within a narrow range, which is what counts and codes are, need no hashing.
  private static func code(_ integers: [Int64], _ work: Work) throws(Cancelled) -> ([Int32], [Double]) {
    var least = Int64.max
    var greatest = Int64.min
    integers.withUnsafeBufferPointer { integers in
      for value in integers where value != Column.missingInteger {
        least = min(least, value)
        greatest = max(greatest, value)
      }
    }
    guard least <= greatest else { return ([Int32](repeating: -1, count: integers.count), []) }
    let (range, overflow) = greatest.subtractingReportingOverflow(least)
    guard !overflow, range < 1 << 20 else {
      return try code(integers.map { $0 == Column.missingInteger ? Double.nan : Double($0) }, work)
    }
    var code = [Int32](repeating: -1, count: Int(range) + 1)
    code.withUnsafeMutableBufferPointer { code in
      integers.withUnsafeBufferPointer { integers in
        for value in integers where value != Column.missingInteger { code[Int(value - least)] = 0 }
      }
    }
    var values: [Double] = []
    for index in code.indices where code[index] == 0 {
      code[index] = Int32(values.count)
      values.append(Double(least + Int64(index)))
    }
    let codes = code.withUnsafeBufferPointer { code in
      map(integers) { $0 == Column.missingInteger ? -1 : code[Int($0 - least)] }
    }
    return (codes, values)
  }

  private static func code(_ decimals: [Double], _ work: Work) throws(Cancelled) -> ([Int32], [Double]) {
    var table = try KeyTable(work)
    var codes = [Int32](repeating: -1, count: decimals.count)
    for row in decimals.indices {
      if row % Work.stride == 0 { try work.check() }
      let value = decimals[row] + 0  // −0 is 0
      if !value.isNaN { codes[row] = table.insert(Int64(bitPattern: value.bitPattern)) }
    }
    let distinct = table.orderedKeys.map { UInt64(bitPattern: $0) }
    let order = try KeyOrder.order(distinct.map(KeyOrder.rising), work)
    var rank = [Int32](repeating: 0, count: order.count)
    for (position, index) in order.enumerated() { rank[Int(index)] = Int32(truncatingIfNeeded: position) }
    for row in codes.indices where codes[row] >= 0 { codes[row] = rank[Int(codes[row])] }
    return (codes, order.map { Double(bitPattern: distinct[Int($0)]) })
  }
}
