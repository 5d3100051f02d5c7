/// Readers of what most columns hold. Fields that are values or empty, almost all there are, take no branch that the
/// processor would have to guess by the data.
final class FlagReader: FieldReader {
  private let values: UnsafeMutablePointer<UInt8>
  private var isApart = false

  init(_ text: FileBytes, _ markers: MissingMarkers, _ values: UnsafeMutablePointer<UInt8>) {
    self.values = values
    super.init(text, markers)
    isApart = markersAreApart { FieldValue.flag($0) != nil }
  }

  override func read(_ fields: FieldRun, from row: Int) {
    guard let run = quick(fields, spare: 8, markersAreApart: isApart) else {
      return readAny(fields, from: row)
    }
    let (values, isEmptyMissing) = (values + row, isEmptyMissing)
    run.forEach { start, end, index in
      let count = end &- start
      let value = FieldValue.flag(run.base + start, count)
      values[index] = value
      if value == Column.missingFlag, count > 0 || !isEmptyMissing {
        take(UnsafeBufferPointer(start: run.base + start, count: count), row &+ index)
      }
    }
  }

  private func take(_ bytes: UnsafeBufferPointer<UInt8>, _ row: Int) {
    if isMarker(bytes) { return }
    if let value = FieldValue.flag(bytes) { values[row] = value } else { reject(bytes, row) }
  }

  private func readAny(_ fields: FieldRun, from row: Int) {
    forEach(fields, from: row) { bytes, row in
      if let value = FieldValue.flag(bytes) { values[row] = value } else { reject(bytes, row) }
    }
  }
}

final class DateReader: FieldReader {
  private let values: UnsafeMutablePointer<Int32>
  private var isApart = false

  init(_ text: FileBytes, _ markers: MissingMarkers, _ values: UnsafeMutablePointer<Int32>) {
    self.values = values
    super.init(text, markers)
    isApart = markersAreApart { FieldValue.date($0) != nil }
  }

  override func read(_ fields: FieldRun, from row: Int) {
    guard let run = quick(fields, spare: 10, markersAreApart: isApart) else {
      return readAny(fields, from: row)
    }
    let (values, isEmptyMissing) = (values + row, isEmptyMissing)
    FieldValue.withMonths { months in
      run.forEach { start, end, index in
        let count = end &- start
        let day = count == 10 ? FieldValue.date(run.base + start, months) : Column.missingDate
        values[index] = day
        if day == Column.missingDate, count > 0 || !isEmptyMissing {
          take(UnsafeBufferPointer(start: run.base + start, count: count), row &+ index)
        }
      }
    }
  }

  private func take(_ bytes: UnsafeBufferPointer<UInt8>, _ row: Int) {
    if isMarker(bytes) { return }
    if let day = FieldValue.date(bytes) { values[row] = day.number } else { reject(bytes, row) }
  }

  private func readAny(_ fields: FieldRun, from row: Int) {
    forEach(fields, from: row) { bytes, row in
      if let day = FieldValue.date(bytes) { values[row] = day.number } else { reject(bytes, row) }
    }
  }
}

/// Reads whole numbers of 32 bits, until one is larger: the column is then read again as what it is.
final class SmallIntegerReader: FieldReader {
  private let values: UnsafeMutablePointer<Int32>
  /// A value does not fit.
  private(set) var isTooSmall = false
  private var isApart = false

  init(_ text: FileBytes, _ markers: MissingMarkers, _ values: UnsafeMutablePointer<Int32>) {
    self.values = values
    super.init(text, markers)
    isApart = markersAreApart { FieldValue.integer($0) != nil }
  }

  override func read(_ fields: FieldRun, from row: Int) {
    if isTooSmall { return }
    guard let run = quick(fields, spare: 8, markersAreApart: isApart) else {
      return readAny(fields, from: row)
    }
    let (values, isEmptyMissing) = (values + row, isEmptyMissing)
    run.forEach { start, end, index in
      let count = end &- start
      let value = FieldValue.digits(run.base + start, count)
      values[index] = count == 0 ? KeyColumn.missingSmall : value
      if value < 0 || (count == 0 && !isEmptyMissing) {
        values[index] = KeyColumn.missingSmall
        take(UnsafeBufferPointer(start: run.base + start, count: count), row &+ index)
      }
    }
  }

  private func take(_ bytes: UnsafeBufferPointer<UInt8>, _ row: Int) {
    if !isMarker(bytes) { put(bytes, row) }
  }

  @inline(never)
  private func put(_ bytes: UnsafeBufferPointer<UInt8>, _ row: Int) {
    guard let value = FieldValue.integer(bytes) else { return reject(bytes, row) }
    if let small = Int32(exactly: value), small != KeyColumn.missingSmall {
      values[row] = small
    } else {
      isTooSmall = true
    }
  }

  private func readAny(_ fields: FieldRun, from row: Int) {
    let values = values
    let (first, last) = (text.base, text.base + max(0, text.count - 8))
    forEach(fields, from: row) { bytes, row in
      if let base = bytes.baseAddress, bytes.count > 0, base >= first, base < last {
        let value = FieldValue.digits(base, bytes.count)
        if value >= 0 {
          values[row] = value
          return
        }
      }
      put(bytes, row)
    }
  }
}
