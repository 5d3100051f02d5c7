/// A calendar date as days since 1970-01-01 in the proleptic Gregorian calendar.
public struct Day: Sendable, Hashable, Codable, Comparable, CustomStringConvertible {
  /// Days since 1970-01-01; negative before.
  public var number: Int32

  /// Makes a date from its day number.
  public init(number: Int32) { self.number = number }

  /// Makes a date from its parts, or `nil` when there is no such day. Years 0001 to 9999.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= Day.length(ofMonth: month, year: year)
    else { return nil }
    // Hinnant, "chrono-compatible low-level date algorithms": years begin in March, so that the leap day is last.
    let y = month <= 2 ? year - 1 : year
    let era = y / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    number = Int32(era * 146_097 + dayOfEra - 719_468)
  }

  /// Reads `YYYY-MM-DD`, alone or followed by a time (`T` or a blank, then anything), which is left out.
  public init?(_ bytes: some Collection<UInt8>) {
    var parts = (0, 0, 0)
    var position = 0
    for byte in bytes {
      switch position {
      case 0..<4:
        guard byte &- 48 < 10 else { return nil }
        parts.0 = parts.0 * 10 + Int(byte &- 48)
      case 4, 7: guard byte == UInt8(ascii: "-") else { return nil }
      case 5, 6:
        guard byte &- 48 < 10 else { return nil }
        parts.1 = parts.1 * 10 + Int(byte &- 48)
      case 8, 9:
        guard byte &- 48 < 10 else { return nil }
        parts.2 = parts.2 * 10 + Int(byte &- 48)
      case 10: guard byte == UInt8(ascii: "T") || byte == UInt8(ascii: " ") else { return nil }
      default: break
      }
      position += 1
      if position > 10 { break }
    }
    guard position >= 10 else { return nil }
    self.init(year: parts.0, month: parts.1, day: parts.2)
  }

  /// Reads `YYYY-MM-DD`.
  public init?(_ text: String) { self.init(text.utf8) }

  /// Year, month and day of the month.
  public var parts: (year: Int, month: Int, day: Int) {
    let z = Int(number) + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shifted + 2) / 5 + 1
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  /// `YYYY-MM-DD`.
  public var description: String {
    let (year, month, day) = parts
    func padded(_ value: Int, _ width: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }

  /// Earlier dates come first.
  public static func < (left: Day, right: Day) -> Bool { left.number < right.number }

  private static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
