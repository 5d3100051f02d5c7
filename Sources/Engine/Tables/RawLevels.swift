/// The distinct values of a category column as they stand in the file, numbered as they come: neither in order nor made
/// into texts, which the identifiers that rows are grouped and joined by never need.
final class RawLevels: @unchecked Sendable {
  // Not changed once it is here; the table's pointers are this object's to give back.
  private let table: LevelTable
  private let text: FileBytes

  /// Takes a table, which nobody else destroys.
  init(_ table: LevelTable, in text: FileBytes) {
    self.table = table
    self.text = text
  }

  /// The levels of a column that is in order already, numbered as they are.
  convenience init(_ levels: [String]) {
    let text = FileBytes([])
    var table = LevelTable(text, room: levels.count)
    for level in levels {
      var level = level
      level.withUTF8 { _ = table.code($0) }
    }
    self.init(table, in: text)
  }

  deinit { table.destroy() }

  /// Whether all values are ASCII, so that different bytes are different texts.
  var isASCII: Bool { table.isASCII }

  /// How many numbers there are; those of bytes that are not UTF-8 stand in no row.
  var count: Int { table.count }

  /// The bytes of a value; `nil` when they are not UTF-8.
  func bytes(_ number: Int) -> UnsafeBufferPointer<UInt8>? { table.bytes(number) }

  /// The number of a value; −1 when it is none of these.
  func find(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32 { table.find(bytes) }

  /// The number here of each value of another column; −1 of those that are none of these. A text is the same in every
  /// spelling: é as one character, and as e with an accent.
  func translations(of other: RawLevels, _ work: Work) throws -> [Int32] {
    var spellings: [String: Int32] = [:]
    if !isASCII, !other.isASCII {
      for number in 0..<count {
        guard let bytes = bytes(number), bytes.contains(where: { $0 >= 0x80 }) else { continue }
        spellings[String(decoding: bytes, as: UTF8.self)] = Int32(truncatingIfNeeded: number)
      }
    }
    return try Parallel.filled(other.count, work) { [spellings] out, range in
      for number in range {
        guard let bytes = other.bytes(number) else {
          out[number] = -1
          continue
        }
        out[number] = find(bytes)
        if out[number] < 0, !spellings.isEmpty, bytes.contains(where: { $0 >= 0x80 }) {
          out[number] = spellings[String(decoding: bytes, as: UTF8.self)] ?? -1
        }
      }
    }
  }

  /// Whether one value comes before another in natural order; numbers of rows only.
  func precedes(_ left: Int32, _ right: Int32) -> Bool {
    guard let left = bytes(Int(left)), let right = bytes(Int(right)) else { return false }
    return NaturalOrder.precedes(left, right)
  }
}

/// A category column before its levels are put in order.
struct RawCategory: Sendable {
  /// For each row a number of `levels`; −1 is missing.
  var codes: [Int32]
  var levels: RawLevels

  /// The column with its levels as texts in natural order. O(rows + levels log levels).
  func ordered(pieces: Int, _ work: Work) throws -> Column {
    var labels: [UnsafeBufferPointer<UInt8>] = []
    var numbers: [Int32] = []
    for number in 0..<levels.count {
      if number & (Work.stride - 1) == 0 { try work.check() }
      guard let bytes = levels.bytes(number) else { continue }
      labels.append(bytes)
      numbers.append(Int32(truncatingIfNeeded: number))
    }
    let order = try LevelOrder.sorted(labels, pieces: pieces, work)
    var places = [Int32](repeating: Column.missingCode, count: levels.count)
    // Two spellings of one text, é as one character and as e with an accent, are one level: the first in order.
    var spellings: [String: Int32] = [:]
    var kept: [Int] = []
    for index in order {
      let number = Int(numbers[index])
      let place = Int32(truncatingIfNeeded: kept.count)
      if labels[index].contains(where: { $0 >= 0x80 }) {
        let text = String(decoding: labels[index], as: UTF8.self)
        if let known = spellings[text] {
          places[number] = known
          continue
        }
        spellings[text] = place
      }
      places[number] = place
      kept.append(index)
    }
    let final = try mapped(codes, work) { [places] in $0 < 0 ? $0 : places[Int($0)] }
    // Made in the order of the text, which memory likes better, then put in their own.
    var texts: [String] = []
    texts.reserveCapacity(labels.count)
    for (index, label) in labels.enumerated() {
      if index & (Work.stride - 1) == 0 { try work.check() }
      texts.append(String(decoding: label, as: UTF8.self))
    }
    let levels = kept.map { texts[$0] }
    return Column(.category(codes: final, levels: levels))
  }
}
