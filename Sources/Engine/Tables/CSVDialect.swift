/// What may differ between CSV files.
public struct CSVDialect: Sendable, Hashable {
  /// Texts that stand for a missing value: the whole field, case and blanks included, quoted or not alike.
  public var missing: Set<String>

  /// The usual missing markers: nothing, `NULL`, `NA`, `*` and `-`.
  public static let usualMissing: Set<String> = ["", "NULL", "NA", "*", "-"]

  /// Makes a dialect.
  public init(missing: Set<String> = CSVDialect.usualMissing) {
    self.missing = missing
  }
}

/// The missing markers, laid out for one look per field.
struct MissingMarkers: Sendable {
  /// Whether nothing is a marker.
  let isEmptyMissing: Bool
  /// By first byte: bit n is set when a marker of n bytes (63 for more) begins with it.
  private let lengths: [UInt64]
  private let markers: [[UInt8]]

  init(_ dialect: CSVDialect) {
    isEmptyMissing = dialect.missing.contains("")
    markers = dialect.missing.map { Array($0.utf8) }.filter { !$0.isEmpty }
    var lengths = [UInt64](repeating: 0, count: 256)
    for marker in markers { lengths[Int(marker[0])] |= 1 << UInt64(min(marker.count, 63)) }
    self.lengths = lengths
  }

  /// True when the field is a marker.
  @inline(__always)
  func contains(_ field: UnsafeBufferPointer<UInt8>) -> Bool {
    guard field.count > 0 else { return isEmptyMissing }
    guard lengths[Int(field[0])] >> UInt64(min(field.count, 63)) & 1 == 1 else { return false }
    return isListed(field)
  }

  /// Whether a test is true of some marker that is not empty.
  func any(_ test: (UnsafeBufferPointer<UInt8>) -> Bool) -> Bool {
    markers.contains { $0.withUnsafeBufferPointer(test) }
  }

  @inline(never)
  private func isListed(_ field: UnsafeBufferPointer<UInt8>) -> Bool {
    markers.contains { $0.count == field.count && $0.elementsEqual(field) }
  }
}
