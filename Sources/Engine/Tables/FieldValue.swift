/// What the bytes of a field say, by type. None of these trim, guess or round silently.
enum FieldValue {
  typealias Bytes = UnsafeBufferPointer<UInt8>

  /// `true`, `false`, `yes`, `no`, `y`, `n` in any case, `1`, `0`: 1 or 0.
  static func flag(_ bytes: Bytes) -> UInt8? {
    switch bytes.count {
    case 1:
      switch bytes[0] {
      case 48, 78, 110: 0
      case 49, 89, 121: 1
      default: nil
      }
    case 2: spells(bytes, "no") ? 0 : nil
    case 3: spells(bytes, "yes") ? 1 : nil
    case 4: spells(bytes, "true") ? 1 : nil
    case 5: spells(bytes, "false") ? 0 : nil
    default: nil
    }
  }

  /// `true` or `false` in any case.
  static func isTrueOrFalse(_ bytes: Bytes) -> Bool {
    bytes.count == 4 ? spells(bytes, "true") : bytes.count == 5 && spells(bytes, "false")
  }

  @inline(__always)
  private static func spells(_ bytes: Bytes, _ word: StaticString) -> Bool {
    for index in 0..<bytes.count where bytes[index] | 0x20 != word.utf8Start[index] { return false }
    return true
  }

  private static let firstYear = 1900
  /// The first days of months for two centuries, which spares working them out for every date.
  private static let monthStarts: [Int32] = (0...2400).compactMap { month in
    Day(year: firstYear + month / 12, month: month % 12 + 1, day: 1)?.number
  }

  /// `YYYY-MM-DD`, alone or followed by `T` or a blank and anything: as ``Day/init(_:)-(Collection<UInt8>)`` reads it.
  @inline(__always)
  static func date(_ bytes: Bytes) -> Day? {
    guard bytes.count >= 10, bytes[4] == 45, bytes[7] == 45 else { return nil }
    if bytes.count > 10 {
      guard bytes[10] == 84 || bytes[10] == 32, isUTF8(bytes) else { return nil }
    }
    var odd: UInt8 = 0
    func digit(_ index: Int) -> Int {
      let digit = bytes[index] &- 48
      odd |= digit > 9 ? 1 : 0
      return Int(digit)
    }
    let year = digit(0) * 1000 + digit(1) * 100 + digit(2) * 10 + digit(3)
    let month = digit(5) * 10 + digit(6)
    let day = digit(8) * 10 + digit(9)
    if odd != 0 { return nil }
    let place = (year &- firstYear) &* 12 &+ month &- 1
    if month &- 1 < 12, month > 0, place >= 0, place < monthStarts.count &- 1, day > 0 {
      let number = monthStarts[place] &+ Int32(truncatingIfNeeded: day &- 1)
      return number < monthStarts[place &+ 1] ? Day(number: number) : nil
    }
    return Day(year: year, month: month, day: day)
  }

  /// No to eight digits, of which eight bytes can be read, all at once; below 0 for anything else.
  @inline(__always)
  static func digits(_ base: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    // The last digit becomes the highest byte; below the first are zeros. In two steps, since by 64 there is no shift.
    let half = UInt64(truncatingIfNeeded: (8 &- count) &* 4) & 63
    let word = (UInt64(littleEndian: UnsafeRawPointer(base).loadUnaligned(as: UInt64.self)) &<< half) &<< half
    var digits = word ^ (0x3030_3030_3030_3030 &<< half) &<< half
    let odd = (digits &+ 0x7676_7676_7676_7676 | digits) & 0x8080_8080_8080_8080
    // Pairs of digits, then of pairs, then of those.
    digits = (digits &* 10 &+ digits &>> 8) & 0x00FF_00FF_00FF_00FF
    digits = (digits &* 100 &+ digits &>> 16) & 0x0000_FFFF_0000_FFFF
    let value = Int32(truncatingIfNeeded: (digits &* 10_000 &+ digits &>> 32) & 0xFFFF_FFFF)
    return odd == 0 && count <= 8 ? value : -1
  }

  /// What ``flag(_:)-(Bytes)`` says of bytes of which eight can be read; ``Column/missingFlag`` for anything else.
  @inline(__always)
  static func flag(_ base: UnsafePointer<UInt8>, _ count: Int) -> UInt8 {
    let word = UInt64(littleEndian: UnsafeRawPointer(base).loadUnaligned(as: UInt64.self))
    let bits = UInt64(truncatingIfNeeded: count &* 8) & 63
    let inside = (1 as UInt64) &<< bits &- 1
    let exact = word & inside
    let small = (word | 0x2020_2020_2020_2020) & inside
    // "true", "yes", "y" and "1"; "false", "no", "n" and "0"; each with its length.
    let isYes =
      (small == 0x6575_7274 && count == 4) || (small == 0x73_6579 && count == 3)
      || ((small == 0x79 || exact == 0x31) && count == 1)
    let isNo =
      (small == 0x65_736C_6166 && count == 5) || (small == 0x6F6E && count == 2)
      || ((small == 0x6E || exact == 0x30) && count == 1)
    return isYes ? 1 : isNo ? 0 : Column.missingFlag
  }

  /// Calls `body` with the first days of the months since ``firstYear``, two centuries of them.
  @inline(__always)
  static func withMonths(_ body: (UnsafeBufferPointer<Int32>) -> Void) {
    monthStarts.withUnsafeBufferPointer(body)
  }

  /// `YYYY-MM-DD` within those months, as ``date(_:)`` reads it; ``Column/missingDate`` for anything else.
  @inline(__always)
  static func date(_ base: UnsafePointer<UInt8>, _ months: UnsafeBufferPointer<Int32>) -> Int32 {
    let raw = UnsafeRawPointer(base)
    // Digits become their values, dashes 0.
    let word = UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self)) ^ 0x2D30_302D_3030_3030
    let tail = UInt16(littleEndian: (raw + 8).loadUnaligned(as: UInt16.self)) ^ 0x3030
    let odd =
      (word &+ 0x7676_7676_7676_7676 | word) & 0x8080_8080_8080_8080 | word & 0xFF00_00FF_0000_0000
      | UInt64((tail &+ 0x7676 | tail) & 0x8080)
    let pairs = (word &* 10 &+ word &>> 8) & 0x00FF_00FF
    let year = Int(truncatingIfNeeded: (pairs &* 100 &+ pairs &>> 16) & 0xFFFF)
    let month = Int(truncatingIfNeeded: (word &>> 40 & 15) &* 10 &+ word &>> 48 & 15)
    let day = Int32(tail & 15) &* 10 &+ Int32(tail >> 8 & 15)
    let place = (year &- firstYear) &* 12 &+ month &- 1
    guard odd == 0, month &- 1 < 12, month > 0, day > 0, place >= 0, place < months.count &- 1 else {
      return Column.missingDate
    }
    let number = months[place] &+ day &- 1
    return number < months[place &+ 1] ? number : Column.missingDate
  }

  /// Digits with or without `-` before. Not `Int64.min`, which is the mark of a missing value.
  @inline(__always)
  static func integer(_ bytes: Bytes) -> Int64? {
    let isNegative = bytes.count > 0 && bytes[0] == 45
    let first = isNegative ? 1 : 0
    guard first < bytes.count else { return nil }
    var value: Int64 = 0
    for index in first..<bytes.count {
      let digit = bytes[index] &- 48
      guard digit < 10 else { return nil }
      let (product, overflows) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflowsToo) = product.addingReportingOverflow(Int64(digit))
      if overflows || overflowsToo { return nil }
      value = sum
    }
    return isNegative ? -value : value
  }

  /// An integer in its one plain form: no leading zeros, no `-0`.
  @inline(__always)
  static func isPlainInteger(_ bytes: Bytes) -> Bool {
    let first = bytes.count > 0 && bytes[0] == 45 ? 1 : 0
    guard first < bytes.count else { return false }
    if bytes[first] == 48, bytes.count > 1 { return false }
    return integer(bytes) != nil
  }

  /// A decimal that is one without being told: no leading zeros, and no whole number from 2⁵³ on, most of which a
  /// `Double` cannot hold (long identifiers would merge).
  @inline(__always)
  static func isPlainDecimal(_ bytes: Bytes) -> Bool {
    let first = bytes.count > 0 && bytes[0] == 45 ? 1 : 0
    guard first < bytes.count else { return false }
    if bytes[first] == 48, first + 1 < bytes.count, bytes[first + 1] &- 48 < 10 { return false }
    guard let value = decimal(bytes) else { return false }
    return value.magnitude < 9_007_199_254_740_992 || bytes.contains { $0 == 46 || $0 | 0x20 == 101 }
  }

  private static let powers: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19,
    1e20, 1e21, 1e22,
  ]

  /// Digits, with or without `-` before, a fraction (`.` and digits) and an exponent (`e`, sign, digits) after;
  /// correctly rounded. Nothing beyond the range of `Double`, and nothing longer than 4,096 bytes, is a number.
  static func decimal(_ bytes: Bytes) -> Double? {
    let count = bytes.count
    var at = count > 0 && bytes[0] == 45 ? 1 : 0
    let isNegative = at == 1
    var digits: UInt64 = 0
    var significant = 0
    /// Takes digits; says whether there was one.
    func run() -> Bool {
      let start = at
      while at < count, bytes[at] &- 48 < 10 {
        if significant > 0 || bytes[at] != 48 { significant += 1 }
        digits = digits &* 10 &+ UInt64(bytes[at] &- 48)
        at += 1
      }
      return at > start
    }
    guard run() else { return nil }
    var power = 0
    if at < count, bytes[at] == 46 {
      at += 1
      let start = at
      guard run() else { return nil }
      power = start - at
    }
    var isExact = significant <= 15
    if at < count {
      guard bytes[at] | 0x20 == 101 else { return nil }
      at += 1
      let isBelow = at < count && bytes[at] == 45
      if at < count, bytes[at] == 45 || bytes[at] == 43 { at += 1 }
      guard at < count else { return nil }
      var exponent = 0
      while at < count, bytes[at] &- 48 < 10 {
        exponent = min(exponent * 10 + Int(bytes[at] &- 48), 100_000)
        at += 1
      }
      guard at == count else { return nil }
      power += isBelow ? -exponent : exponent
    }
    isExact = isExact && power >= -22 && power <= 22
    guard isExact else { return slowDecimal(bytes) }
    // Both factors are exact, so one operation rounds once: correctly (Clinger 1990).
    let magnitude = power < 0 ? Double(digits) / powers[-power] : Double(digits) * powers[power]
    return isNegative ? -magnitude : magnitude
  }

  @inline(never)
  private static func slowDecimal(_ bytes: Bytes) -> Double? {
    guard bytes.count <= 4096, let value = Double(String(decoding: bytes, as: UTF8.self)) else { return nil }
    return value.isFinite ? value : nil
  }
}
