import Glibc

/// How often something was found, and in which row first. Adding is commutative, so that rows may be read in pieces.
struct Tally: Sendable, Hashable {
  /// The first row; `Int.max` when there is none.
  var first = Int.max
  /// How often.
  var count = 0

  @inline(__always)
  mutating func add(_ row: Int) {
    first = min(first, row)
    count &+= 1
  }

  mutating func merge(_ other: Tally, shiftedBy rows: Int = 0) {
    guard other.count > 0 else { return }
    first = min(first, other.first + rows)
    count += other.count
  }
}

/// Where the rows of a file are, which line each is on, and what is wrong with their fields.
///
/// Rows are found by the chunk they stand in; lines are kept only where they jump (blank lines, line ends inside
/// quotes).
struct RowIndex: Sendable {
  /// Something wrong with rows or with a column's fields in them.
  struct Fault: Hashable {
    var kind: Problem.Kind
    /// Index of the column, `nil` for the row as a whole.
    var column: Int?
  }

  /// From `row` on, rows are on consecutive lines, the first on `line`.
  struct Jump: Sendable {
    var row: Int
    var line: Int
  }

  /// Consecutive bytes that hold whole rows, and between them perhaps blank lines.
  struct Chunk: Sendable {
    /// Offset of its first byte.
    var start: Int
    /// Offset after its last byte.
    var end: Int
    /// Its first row.
    var firstRow = 0
    /// How many rows it has.
    var rows = 0
    /// How its rows are written.
    var shape = Shape.odd
  }

  /// How the rows of a chunk are written.
  enum Shape: Sendable {
    /// No quotes, no blank lines, and every row has as many fields as the header and ends with LF or CRLF.
    case even
    /// The same, but for quotes around whole fields without line ends in them.
    case quoted
    /// The same, with doubled quotes inside some of those.
    case doubled
    /// Any other way.
    case odd
  }

  /// The file in pieces.
  private(set) var chunks: [Chunk] = []
  /// Number of rows.
  private(set) var count = 0
  /// What is wrong.
  private(set) var faults: [Fault: Tally] = [:]
  /// Lines passed, the header's included.
  private(set) var lines: Int
  private var jumps: [Jump] = []
  private var nextLine = Int.min

  /// Makes an empty index; the next line has `lines` before it.
  init(lines: Int = 0) { self.lines = lines }

  /// The line the row begins on; the file's first is 1. O(log jumps).
  func line(of row: Int) -> Int {
    var low = 0
    var high = jumps.count
    while low < high {
      let middle = (low + high) / 2
      if jumps[middle].row <= row { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return 1 }
    return jumps[low - 1].line + row - jumps[low - 1].row
  }

  /// Adds a row that begins on the next line and takes `height` lines.
  mutating func append(height: Int) {
    append(rows: 1)
    lines += height - 1
  }

  /// Adds rows on the lines that follow, one each.
  mutating func append(rows: Int) {
    guard rows > 0 else { return }
    if lines + 1 != nextLine { jumps.append(Jump(row: count, line: lines + 1)) }
    count += rows
    lines += rows
    nextLine = lines + 1
  }

  /// Notes a blank line.
  mutating func skipLine() { lines += 1 }

  /// Notes something wrong with the row added last.
  mutating func note(_ kind: Problem.Kind, column: Int? = nil) {
    faults[Fault(kind: kind, column: column), default: Tally()].add(count - 1)
  }

  /// Compares the last row's number of fields with the header's.
  mutating func noteCount(_ count: Int, expected: Int) {
    if count < expected { note(.tooFewFields) }
    if count > expected { note(.tooManyFields) }
  }

  /// Notes that the text breaks off after the last row.
  mutating func noteDamage() {
    faults[Fault(kind: .damagedArchive, column: nil), default: Tally()].add(count)
  }

  /// Says that all rows so far are those between two offsets.
  mutating func close(from start: Int, to end: Int, _ shape: Shape) {
    if count > 0 { chunks = [Chunk(start: start, end: end, rows: count, shape: shape)] }
  }

  /// Adds the rows of the piece of the file that follows.
  mutating func append(_ other: RowIndex) {
    for jump in other.jumps { jumps.append(Jump(row: jump.row + count, line: jump.line + lines)) }
    for (fault, tally) in other.faults { faults[fault, default: Tally()].merge(tally, shiftedBy: count) }
    for var chunk in other.chunks {
      chunk.firstRow += count
      chunks.append(chunk)
    }
    count += other.count
    lines += other.lines
    nextLine = Int.min
  }

  /// Line ends between two offsets; CRLF is one.
  static func lineEnds(_ text: FileBytes, _ start: Int, _ end: Int) -> Int {
    var count = 0
    for at in start..<max(start, end) {
      let byte = text.base[at]
      if byte == 10 || (byte == 13 && !(at + 1 < end && text.base[at + 1] == 10)) { count += 1 }
    }
    return count
  }
}
