/// The values of some columns as one number a row: equal numbers are equal values, ``none`` where one is missing.
///
/// Each column has as many bits as its values need: whole numbers and dates count from the least, of short texts the
/// bits count in which they differ. Where that takes more than 63 bits values are numbered first.
enum RowKeys {
  /// The mark of rows without a key.
  static let none = UInt64.max

  /// One column of one side, and how its values are written.
  private enum Part {
    case codes([Int32], bits: Int)
    /// Codes that are other numbers on the side that is matched with; below 0 for those that it does not have.
    case translated([Int32], to: [Int32], bits: Int)
    case small([Int32], least: Int32, bits: Int)
    case numbers([Int64], least: Int64, bits: Int)
    case texts([UInt64], BitPicker)

    var bits: Int {
      switch self {
      case .codes(_, let bits), .translated(_, _, let bits), .small(_, _, let bits), .numbers(_, _, let bits):
        bits
      case .texts(_, let picker): picker.count
      }
    }
  }

  /// The keys of rows to be grouped.
  static func keys(_ columns: [KeyColumn], _ work: Work) throws -> [UInt64] {
    var parts: [Part] = []
    for column in columns {
      if let part = try self.parts([column], work)?.first {
        parts.append(part)
      } else {
        let codes = try column.codes(work)
        parts.append(.codes(codes.values, bits: bits(UInt64(codes.count))))
      }
    }
    if bits(parts) > 63 { parts = try numbered([parts], work)[0] }
    if bits(parts) <= 63 { return try written(parts, work) }
    var codes: Codes?
    for column in columns {
      let next = try column.codes(work)
      codes = try codes?.combined(with: next, work) ?? next
    }
    return try mapped(codes?.values ?? [], work) { $0 < 0 ? none : UInt64($0) }
  }

  /// The keys of rows to be matched: numbers of one side are those of the other.
  static func matching(
    _ left: [KeyColumn], _ right: [KeyColumn], _ work: Work
  ) throws -> (left: [UInt64], right: [UInt64]) {
    var parts: (left: [Part], right: [Part]) = ([], [])
    for (mine, theirs) in zip(left, right) {
      if let both = try self.parts([mine, theirs], work) {
        parts.left.append(both[0])
        parts.right.append(both[1])
      } else if let both = try translated(mine, theirs, work) {
        parts.left.append(both.0)
        parts.right.append(both.1)
      } else {
        let index = try MatchIndex(left: mine, right: theirs, work)
        parts.left.append(.codes(index.left, bits: bits(UInt64(index.count))))
        parts.right.append(.codes(index.right, bits: bits(UInt64(index.count))))
      }
    }
    if bits(parts.right) > 63 {
      let numbered = try numbered([parts.right, parts.left], work)
      parts = (numbered[1], numbered[0])
    }
    if bits(parts.right) <= 63 {
      return (try written(parts.left, work), try written(parts.right, work))
    }
    var index: MatchIndex?
    for (mine, theirs) in zip(left, right) {
      let next = try MatchIndex(left: mine, right: theirs, work)
      index = try index?.combined(with: next, work) ?? next
    }
    func numbers(_ codes: [Int32]?) throws -> [UInt64] {
      try mapped(codes ?? [], work) { $0 < 0 ? none : UInt64($0) }
    }
    return (try numbers(index?.left), try numbers(index?.right))
  }

  /// More different values than this are not numbered to save bits.
  private static let fewValues = 1 << 16

  private static func bits(_ parts: [Part]) -> Int { parts.reduce(0) { $0 + $1.bits } }

  /// The parts of one side or both, with texts and numbers of few values by their numbers, those first that have the
  /// fewest among some rows, until the keys are short enough or nothing is left to do.
  private static func numbered(_ sides: [[Part]], _ work: Work) throws -> [[Part]] {
    var sides = sides
    var wide: [(column: Int, some: Int)] = []
    for column in sides[0].indices where sides[0][column].bits > 16 {
      wide.append((column, Set(try written([sides[0][column]], first: sampleRows, work)).count))
    }
    for (column, _) in wide.sorted(by: { ($0.some, $0.column) < ($1.some, $1.column) }) {
      if bits(sides[0]) <= 63 { break }
      guard let codes = try numbers(sides.map { $0[column] }, work) else { continue }
      for side in sides.indices { sides[side][column] = .codes(codes[side], bits: 16) }
    }
    return sides
  }

  /// Rows that are looked at to tell which column has few values.
  private static let sampleRows = 4096

  /// Each row's value by number; `nil` when there are too many values. Those that only the second side has match nothing.
  private static func numbers(_ parts: [Part], _ work: Work) throws -> [[Int32]]? {
    // The column alone, as a key.
    let keys = try parts.map { try written([$0], work) }
    // Each range's values, then those of all; which number a value gets says nothing.
    let tables = try Parallel.ranges(keys[0].count, work) { range in
      var table = try KeyTable(work)
      keys[0].withUnsafeBufferPointer { keys in
        for row in range where keys[row] != none && table.count <= fewValues {
          _ = table.insert(Int64(bitPattern: keys[row]))
        }
      }
      return table
    }
    var all = try KeyTable(work)
    for table in tables {
      if table.count > fewValues { return nil }
      for key in table.orderedKeys { _ = all.insert(key) }
      if all.count > fewValues { return nil }
    }
    let table = all
    return try keys.map { keys in
      try mapped(keys, work) { $0 == none ? -1 : table.find(Int64(bitPattern: $0)) }
    }
  }

  /// How many bits hold the numbers below `count`.
  private static func bits(_ count: UInt64) -> Int {
    count <= 1 ? 0 : 64 - (count - 1).leadingZeroBitCount
  }

  /// Columns of one meaning as parts that can be compared; `nil` when they are kept differently.
  private static func parts(_ given: [KeyColumn], _ work: Work) throws -> [Part]? {
    let columns = try given.contains(where: \.isPacked) ? given.map { try $0.packed(work) } : given
    var small: [[Int32]] = []
    var numbers: [[Int64]] = []
    var texts: [[UInt64]] = []
    for column in columns {
      switch column.storage {
      case .integers(let values): small.append(values)
      case .column(let column):
        switch column.storage {
        case .date(let days): small.append(days)
        case .category:
          guard columns.count == 1 else { return nil }
        case .integer(let values): numbers.append(values)
        case .flag, .decimal: numbers.append(try column.orderKeys(work))
        }
      case .packed(let packed):
        guard packed.longs == nil else { return nil }
        texts.append(packed.keys)
      case .raw(let raw):
        guard columns.count == 1 else { return nil }
        return [.codes(raw.codes, bits: bits(UInt64(raw.levels.count)))]
      }
    }
    // One form on both sides: dates with dates, whole numbers with whole numbers.
    guard columns.allSatisfy({ $0.type == columns.first?.type }) else { return nil }
    if small.count == columns.count {
      let ranges = try small.map { try range($0, missing: Int32.min, work) }
      let least = ranges.map(\.0).min() ?? 0
      let most = ranges.map(\.1).max() ?? 0
      let width = least > most ? 0 : bits(UInt64(Int64(most) - Int64(least)) + 1)
      return small.map { .small($0, least: least, bits: width) }
    }
    if numbers.count == columns.count {
      let ranges = try numbers.map { try range($0, missing: Int64.min, work) }
      let least = ranges.map(\.0).min() ?? 0
      let most = ranges.map(\.1).max() ?? 0
      let span = UInt64(bitPattern: most &- least)
      let width = least > most ? 0 : span == UInt64.max ? 64 : bits(span + 1)
      return numbers.map { .numbers($0, least: least, bits: width) }
    }
    if texts.count == columns.count {
      var (some, all) = (UInt64(0), ~UInt64(0))
      for keys in texts {
        let parts = try Parallel.ranges(keys.count, work) { range in
          var (some, all) = (UInt64(0), ~UInt64(0))
          keys.withUnsafeBufferPointer { keys in
            for row in range {
              let key = keys[row]
              all &= key
              some |= key == PackedTexts.missing ? 0 : key
            }
          }
          return (some, all)
        }
        for part in parts { (some, all) = (some | part.0, all & part.1) }
      }
      let picker = BitPicker(some & ~all)
      return texts.map { .texts($0, picker) }
    }
    return nil
  }

  /// Categories whose levels have other numbers on each side, each level of the left looked up among the right's.
  private static func translated(
    _ left: KeyColumn, _ right: KeyColumn, _ work: Work
  ) throws -> (Part, Part)? {
    guard left.type == .category, right.type == .category, let mine = try left.category(work),
      let theirs = try right.category(work)
    else { return nil }
    let width = bits(UInt64(theirs.levels.count))
    let other = Part.codes(theirs.codes, bits: width)
    if mine.levels === theirs.levels { return (.codes(mine.codes, bits: width), other) }
    let numbers = try theirs.levels.translations(of: mine.levels, work)
    return (.translated(mine.codes, to: numbers, bits: width), other)
  }

  private static func range<T: FixedWidthInteger & Sendable>(
    _ values: [T], missing: T, _ work: Work
  ) throws -> (T, T) {
    let parts = try Parallel.ranges(values.count, work) { range in
      var (least, most) = (T.max, T.min)
      values.withUnsafeBufferPointer { values in
        for row in range {
          let value = values[row]
          // The mark of a missing value is the least of all numbers.
          least = min(least, value == missing ? T.max : value)
          most = max(most, value)
        }
      }
      return (least, most)
    }
    return parts.reduce((T.max, T.min)) { (min($0.0, $1.0), max($0.1, $1.1)) }
  }

  /// The keys of all rows or the first of them.
  private static func written(_ parts: [Part], first: Int = .max, _ work: Work) throws -> [UInt64] {
    let all =
      switch parts.first {
      case .codes(let values, _), .translated(let values, _, _), .small(let values, _, _): values.count
      case .numbers(let values, _, _): values.count
      case .texts(let values, _): values.count
      case nil: 0
      }
    return try Parallel.filled(min(all, first), work) { out, range in
      for row in range { out[row] = 0 }
      var shift: UInt64 = 0
      for part in parts {
        write(part, shift, out, range)
        shift += UInt64(part.bits)
      }
    }
  }

  /// Adds a part to the keys of some rows; a key that is ``none`` stays so.
  private static func write(
    _ part: Part, _ shift: UInt64, _ out: UnsafeMutablePointer<UInt64>, _ range: Range<Int>
  ) {
    switch part {
    case .codes(let values, _):
      values.withUnsafeBufferPointer { values in
        for row in range {
          out[row] |= values[row] < 0 ? none : UInt64(UInt32(bitPattern: values[row])) << shift
        }
      }
    case .translated(let values, let numbers, _):
      values.withUnsafeBufferPointer { values in
        for row in range {
          let number = values[row] < 0 ? -1 : numbers[Int(values[row])]
          out[row] |= number < 0 ? none : UInt64(UInt32(bitPattern: number)) << shift
        }
      }
    case .small(let values, let least, _):
      values.withUnsafeBufferPointer { values in
        for row in range {
          let value = values[row]
          out[row] |= value == Int32.min ? none : UInt64(UInt32(bitPattern: value &- least)) << shift
        }
      }
    case .numbers(let values, let least, _):
      values.withUnsafeBufferPointer { values in
        for row in range {
          let value = values[row]
          out[row] |= value == Int64.min ? none : UInt64(bitPattern: value &- least) << shift
        }
      }
    case .texts(let keys, let picker):
      keys.withUnsafeBufferPointer { keys in
        for row in range {
          let key = keys[row]
          out[row] |= key == PackedTexts.missing ? none : picker.pick(key) << shift
        }
      }
    }
  }

  /// Spreads the keys; the highest bits are the best.
  @inline(__always)
  static func spread(_ key: UInt64) -> UInt64 {
    let mixed = (key ^ key >> 32) &* 0x9E37_79B9_7F4A_7C15
    return (mixed ^ mixed >> 29) &* 0xBF58_476D_1CE4_E5B9
  }
}
