import CBytes
import Testing

@testable import Engine

/// The functions on bytes in every form this processor has, against loops that go byte by byte.
@Suite struct BytesTests {
  private static let forms = [iapt_portable, iapt_sse2, iapt_avx2, iapt_avx512].filter { iapt_has($0) != 0 }

  /// Bytes of fields and of what stands between them, or any.
  private func bytes(_ count: Int, _ random: inout SplitMix64) -> [UInt8] {
    let common: [UInt8] = [44, 10, 34, 13, 97, 48]
    let odd = random.below(3)
    return (0..<count).map { _ in
      odd == 0
        ? UInt8(random.below(256)) : odd == 1 ? common[random.below(6)] : common[random.below(5) % 3 + 3]
    }
  }

  /// Rows of one width, with every way of writing a field, now and then with something wrong.
  private func table(_ fields: Int, _ random: inout SplitMix64) -> [UInt8] {
    let values = ["", "a", "12", "\"\"", "\"x,y\"", "\"a\"\"b\"", "\"\"\"\"", "long value", "\"quoted\""]
    let plain = [0, 1, 2, 7]
    let isPlain = random.below(2) == 0
    let wrong = ["\"x\ny\"", "5\"", "\"t\"u", "a\rb", "\r", ",", "\"open"]
    var text = ""
    for _ in 0..<random.below(30) {
      var row = (0..<fields).map { _ in values[isPlain ? plain[random.below(4)] : random.below(values.count)]
      }
      if random.below(40) == 0 { row[random.below(fields)] = wrong[random.below(wrong.count)] }
      text += row.joined(separator: ",") + ["\n", "\r\n"][random.below(2)]
    }
    return Array(text.utf8)
  }

  @Test func marksAreWhereTheBytesAre() {
    #expect(iapt_has(iapt_best()) != 0)
    #expect(BytesTests.forms.contains(iapt_portable))
    var random = SplitMix64(state: 1)
    for _ in 0..<500 {
      let bytes = bytes(64, &random)
      func places(_ wanted: UInt8) -> UInt64 {
        bytes.indices.reduce(0) { $0 | (bytes[$1] == wanted ? 1 << UInt64($1) : 0) }
      }
      for form in BytesTests.forms {
        let marks = iapt_marks_of(form, bytes)
        #expect(marks.commas == places(44) && marks.feeds == places(10), "form \(form.rawValue)")
        #expect(marks.quotes == places(34) && marks.returns == places(13), "form \(form.rawValue)")
      }
    }
  }

  @Test func endsAreThoseOutsideQuotes() {
    var random = SplitMix64(state: 2)
    for round in 0..<1500 {
      let bytes = round % 2 == 0 ? bytes(random.below(400), &random) : table(3, &random)
      let offset = UInt32(random.below(1000))
      for isQuoted in [false, true] {
        var isInside = isQuoted && random.below(2) == 0
        let begin: UInt64 = isInside ? ~0 : 0
        var wanted: [UInt32] = []
        for (at, byte) in bytes.enumerated() {
          if byte == 34 { isInside.toggle() }
          if byte == 44 || byte == 10, !isQuoted || !isInside { wanted.append(offset + UInt32(at)) }
        }
        for form in BytesTests.forms {
          var quotes = begin
          var ends = [UInt32](repeating: 0, count: bytes.count + 64)
          let count =
            isQuoted
            ? iapt_ends_of(form, bytes, bytes.count, offset, &quotes, &ends)
            : iapt_ends_of(form, bytes, bytes.count, offset, nil, &ends)
          #expect(Array(ends.prefix(count)) == wanted, "form \(form.rawValue)")
          if isQuoted { #expect(quotes == (isInside ? ~0 : 0), "form \(form.rawValue)") }
        }
      }
    }
  }

  /// What the rows are, byte by byte; `nil` when some row is not as it should be.
  private func slow(_ bytes: [UInt8], _ fields: Int) -> (rows: Int, isQuoted: Bool, isDoubled: Bool)? {
    var (rows, isQuoted, isDoubled) = (0, false, false)
    var at = 0
    while at < bytes.count {
      let start = at
      var found = 0
      while true {
        found += 1
        if at < bytes.count, bytes[at] == 34 {
          isQuoted = true
          at += 1
          while true {
            guard at < bytes.count, bytes[at] != 10, bytes[at] != 13 else { return nil }
            if bytes[at] == 34 {
              guard at + 1 < bytes.count, bytes[at + 1] == 34 else { break }
              isDoubled = true
              at += 1
            }
            at += 1
          }
          at += 1
        } else {
          while at < bytes.count, ![44, 10, 13, 34].contains(bytes[at]) { at += 1 }
        }
        guard at < bytes.count else { return nil }
        if bytes[at] == 44 {
          at += 1
          continue
        }
        if bytes[at] == 13 { at += 1 }
        guard at < bytes.count, bytes[at] == 10 else { return nil }
        break
      }
      // Lines of one byte are left to who looks closer.
      guard found == fields, at > start + 1 else { return nil }
      rows += 1
      at += 1
    }
    return (rows, isQuoted, isDoubled)
  }

  @Test func rowsAreCountedWhenAllAreAsTheyShouldBe() {
    var random = SplitMix64(state: 3)
    var even = 0
    for round in 0..<4000 {
      let fields = 1 + random.below(5)
      let bytes = round % 5 == 0 ? bytes(random.below(200), &random) : table(fields, &random)
      let wanted = slow(bytes, fields)
      even += wanted == nil ? 0 : 1
      for form in BytesTests.forms {
        let rows = iapt_rows_of(form, bytes, bytes.count, UInt32(fields))
        #expect(
          rows.rows == Int64(wanted?.rows ?? -1),
          "form \(form.rawValue) \(String(decoding: bytes, as: UTF8.self))")
        if let wanted {
          #expect((rows.isQuoted != 0) == wanted.isQuoted && (rows.isDoubled != 0) == wanted.isDoubled)
        }
      }
    }
    #expect(even > 1000)
  }
}
