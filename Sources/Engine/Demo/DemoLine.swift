/// Lines as they go into a file: bytes in one buffer that is used again and again.
struct DemoLine {
  var bytes: [UInt8] = []
  let codes = DemoCodes.all
  let providers = DemoProviders.all

  /// Every field but the last ends with its comma; no value made here needs quotes.
  mutating func comma() { bytes.append(UInt8(ascii: ",")) }

  /// The mark of made-up data, and the end of the line.
  mutating func end() { text("Y\n") }

  /// Text as it is.
  mutating func text(_ value: StaticString) {
    value.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  mutating func code(_ value: [UInt8]) {
    bytes.append(contentsOf: value)
    comma()
  }

  mutating func code(_ value: StaticString) {
    text(value)
    comma()
  }

  /// A number of 0 or more; −1 is an empty field.
  mutating func number(_ value: Int) {
    if value >= 0 { digits(value, width: 1) }
    comma()
  }

  /// A letter and at least `width` digits.
  mutating func identifier(_ letter: Unicode.Scalar, _ value: Int, width: Int) {
    bytes.append(UInt8(ascii: letter))
    digits(value, width: width)
    comma()
  }

  /// A day since 2019-01-01; −1 is an empty field.
  mutating func date(_ day: Int) {
    if day >= 0 {
      let place = min(day, codes.months.count - 1) * 10
      bytes.append(contentsOf: codes.dates[place..<place + 10])
    }
    comma()
  }

  mutating func month(_ day: Int) { number(codes.months[min(max(0, day), codes.months.count - 1)]) }

  mutating func flag(_ value: DemoCourse.Flag) {
    switch value {
    case .no: code("false")
    case .yes: code("true")
    case .empty: comma()
    case .null: code("NULL")
    }
  }

  mutating func digits(_ value: Int, width: Int) {
    var divisor = 1
    var length = 1
    while value / divisor >= 10 || length < width {
      divisor *= 10
      length += 1
    }
    while divisor > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
      divisor /= 10
    }
  }
}
