import Glibc

/// Reads the fields of one column in one piece of the rows; what it makes is put together afterwards.
class FieldReader {
  /// Values that did not fit.
  final var misfits = Tally()
  /// Values that are not UTF-8.
  final var invalid = Tally()
  final let text: FileBytes
  private let markers: MissingMarkers
  private var scratch: [UInt8] = []

  init(_ text: FileBytes, _ markers: MissingMarkers) {
    self.text = text
    self.markers = markers
  }

  /// Takes the fields of consecutive rows.
  func read(_ fields: FieldRun, from row: Int) {}

  /// True when further fields would change nothing.
  var isSettled: Bool { false }

  /// Calls `body` with every value that is there; those that are missing are skipped.
  @inline(__always)
  final func forEach(
    _ fields: FieldRun, from row: Int, _ body: (UnsafeBufferPointer<UInt8>, Int) -> Void
  ) {
    switch fields {
    case .any(let fields): forEach(fields, from: row, body)
    case .even(let run) where run.shape == .even:
      run.forEach { start, end, index in
        let bytes = UnsafeBufferPointer(start: run.base + start, count: end &- start)
        if !markers.contains(bytes) { body(bytes, row &+ index) }
      }
    case .even(let run): forEachQuoted(run, from: row, body)
    }
  }

  @inline(__always)
  private func forEachQuoted(
    _ run: EvenRun, from row: Int, _ body: (UnsafeBufferPointer<UInt8>, Int) -> Void
  ) {
    let isDoubled = run.shape == .doubled
    run.forEach { start, end, index in
      var bytes = UnsafeBufferPointer(start: run.base + start, count: end &- start)
      if end > start, run.base[start] == 34 {
        bytes = UnsafeBufferPointer(start: run.base + start + 1, count: end &- start &- 2)
        if isDoubled, memchr(run.base + start + 1, 34, bytes.count) != nil {
          unescape(bytes)
          scratch.withUnsafeBufferPointer { if !markers.contains($0) { body($0, row &+ index) } }
          return
        }
      }
      if !markers.contains(bytes) { body(bytes, row &+ index) }
    }
  }

  /// Fields that are read in a quick way: those of rows without quotes, eight bytes of which can be read, when no marker
  /// looks like a value (`looksLikeValue`). `nil` for others.
  @inline(__always)
  final func quick(_ fields: FieldRun, spare: Int, markersAreApart: Bool) -> EvenRun? {
    guard markersAreApart, case .even(let run) = fields, run.shape == .even, run.rows > 0 else { return nil }
    // Fields begin before the last one ends.
    let last = run.base + Int(run.ends[run.column + (run.rows - 1) * run.width])
    return last + spare <= text.base + text.count ? run : nil
  }

  /// Whether a field that is not a value as it stands is missing.
  @inline(never)
  final func isMarker(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool { markers.contains(bytes) }

  /// Whether no marker would be read as a value, so that values need not be compared with them.
  final func markersAreApart(_ isValue: (UnsafeBufferPointer<UInt8>) -> Bool) -> Bool {
    !markers.any(isValue)
  }

  /// Whether a field of no bytes is missing.
  final var isEmptyMissing: Bool { markers.isEmptyMissing }

  @inline(__always)
  private func forEach(
    _ fields: UnsafeBufferPointer<CSVField>, from row: Int,
    _ body: (UnsafeBufferPointer<UInt8>, Int) -> Void
  ) {
    let base = text.base
    for index in 0..<fields.count {
      let field = fields[index]
      switch field.shape {
      case .plain, .strayQuote:
        let bytes = UnsafeBufferPointer(start: base + field.start, count: field.count)
        if !markers.contains(bytes) { body(bytes, row &+ index) }
      case .escaped:
        unescape(UnsafeBufferPointer(start: base + field.start, count: field.count))
        scratch.withUnsafeBufferPointer { if !markers.contains($0) { body($0, row &+ index) } }
      case .trailing, .unclosed, .absent: break
      }
    }
  }

  /// Counts a value that is none of its type.
  @inline(never)
  final func reject(_ bytes: UnsafeBufferPointer<UInt8>, _ row: Int) {
    if isUTF8(bytes) { misfits.add(row) } else { invalid.add(row) }
  }

  @inline(never)
  private func unescape(_ bytes: UnsafeBufferPointer<UInt8>) {
    scratch.removeAll(keepingCapacity: true)
    var at = 0
    while at < bytes.count {
      scratch.append(bytes[at])
      at += bytes[at] == 34 ? 2 : 1
    }
  }
}

extension EvenRun {
  /// Calls `body` with where each row's field begins and ends.
  @inline(__always)
  func forEach(_ body: (Int, Int, Int) -> Void) {
    // The last field of a line that ends with CRLF has the CR.
    let isLast = column == width - 1
    var next = ends + column
    for index in 0..<rows {
      let start = Int((next - 1).pointee &+ 1)
      var end = Int(next.pointee)
      if isLast, end > start, base[end &- 1] == 13 { end &-= 1 }
      body(start, end, index)
      next += width
    }
  }
}

/// True when the bytes are UTF-8.
func isUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
  if bytes.allSatisfy({ $0 < 0x80 }) { return true }
  return String(validating: bytes, as: UTF8.self) != nil
}

final class IntegerReader: FieldReader {
  private let values: UnsafeMutablePointer<Int64>

  init(_ text: FileBytes, _ markers: MissingMarkers, _ values: UnsafeMutablePointer<Int64>) {
    self.values = values
    super.init(text, markers)
  }

  override func read(_ fields: FieldRun, from row: Int) {
    forEach(fields, from: row) { bytes, row in
      if let value = FieldValue.integer(bytes) { values[row] = value } else { reject(bytes, row) }
    }
  }
}

final class DecimalReader: FieldReader {
  private let values: UnsafeMutablePointer<Double>

  init(_ text: FileBytes, _ markers: MissingMarkers, _ values: UnsafeMutablePointer<Double>) {
    self.values = values
    super.init(text, markers)
  }

  override func read(_ fields: FieldRun, from row: Int) {
    forEach(fields, from: row) { bytes, row in
      if let value = FieldValue.decimal(bytes) { values[row] = value } else { reject(bytes, row) }
    }
  }
}

final class CategoryReader: FieldReader {
  private let codes: UnsafeMutablePointer<Int32>
  private(set) var table: LevelTable

  init(_ text: FileBytes, _ markers: MissingMarkers, _ codes: UnsafeMutablePointer<Int32>) {
    self.codes = codes
    table = LevelTable(text)
    super.init(text, markers)
  }

  deinit { table.destroy() }

  /// Gives the table away, to be destroyed by who takes it.
  func takeTable() -> LevelTable {
    let taken = table
    table = LevelTable(text)
    return taken
  }

  override func read(_ fields: FieldRun, from row: Int) {
    // A local copy (of pointers) spares the loop the exclusivity checks of a stored property.
    var local = table
    forEach(fields, from: row) { bytes, row in
      let code = local.code(bytes)
      if code >= 0 { codes[row] = code } else { invalid.add(row) }
    }
    table = local
  }
}

/// Reads texts to group and join by, each as a number that says all of it; those that are too long are numbered.
final class PackedReader: FieldReader {
  private let keys: UnsafeMutablePointer<UInt64>
  private(set) var longs: LevelTable

  init(_ text: FileBytes, _ markers: MissingMarkers, _ keys: UnsafeMutablePointer<UInt64>) {
    self.keys = keys
    longs = LevelTable(text)
    super.init(text, markers)
  }

  deinit { longs.destroy() }

  /// Gives the table of long texts away, to be destroyed by who takes it.
  func takeLongs() -> LevelTable {
    let taken = longs
    longs = LevelTable(text)
    return taken
  }

  override func read(_ fields: FieldRun, from row: Int) {
    let (first, last) = (text.base, text.base + max(0, text.count - 16))
    forEach(fields, from: row) { bytes, row in
      if let base = bytes.baseAddress, base >= first, base < last,
        let key = PackedTexts.pack(base, bytes.count)
      {
        keys[row] = key
      } else {
        readLong(bytes, row)
      }
    }
  }

  @inline(never)
  private func readLong(_ bytes: UnsafeBufferPointer<UInt8>, _ row: Int) {
    if let key = PackedTexts.pack(bytes) {
      keys[row] = key
      return
    }
    let code = longs.code(bytes)
    if code >= 0 {
      keys[row] = PackedTexts.long | UInt64(code)
    } else {
      invalid.add(row)
    }
  }
}

/// Finds the types all values allow, by striking out those that one does not.
final class TypeSniffer: FieldReader {
  private var allowed = Candidates.all
  private var hasValue = false

  private struct Candidates: OptionSet {
    var rawValue: UInt8
    static let integer = Candidates(rawValue: 1)
    static let decimal = Candidates(rawValue: 2)
    static let date = Candidates(rawValue: 4)
    static let flag = Candidates(rawValue: 8)
    static let all: Candidates = [.integer, .decimal, .date, .flag]
  }

  override var isSettled: Bool { allowed.isEmpty }

  override func read(_ fields: FieldRun, from row: Int) {
    var left = allowed
    if left.isEmpty { return }
    forEach(fields, from: row) { bytes, _ in
      if left.isEmpty { return }
      var fits = left
      if left.contains(.integer), !FieldValue.isPlainInteger(bytes) { fits.remove(.integer) }
      if left.contains(.decimal), !FieldValue.isPlainDecimal(bytes) { fits.remove(.decimal) }
      if left.contains(.date), FieldValue.date(bytes) == nil { fits.remove(.date) }
      if left.contains(.flag), !FieldValue.isTrueOrFalse(bytes) { fits.remove(.flag) }
      // Bytes that are not UTF-8 will be missing, so they say nothing about the type.
      if fits.isEmpty, !isUTF8(bytes) { return }
      left = fits
      hasValue = true
    }
    allowed = left
  }

  /// The type that the values of all pieces allow, the narrowest first; `category` when there are none.
  static func type(of sniffers: [TypeSniffer]) -> ColumnType {
    guard sniffers.contains(where: \.hasValue) else { return .category }
    let allowed = sniffers.reduce(Candidates.all) { $0.intersection($1.allowed) }
    let order: [(Candidates, ColumnType)] = [
      (.integer, .integer), (.date, .date), (.flag, .flag), (.decimal, .decimal),
    ]
    return order.first { allowed.contains($0.0) }?.1 ?? .category
  }
}
