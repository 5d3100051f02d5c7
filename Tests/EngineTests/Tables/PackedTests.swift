import Testing

@testable import Engine

@Suite struct PackedTests {
  /// Texts of all lengths around the limit, ASCII and not.
  private func texts(_ random: inout SplitMix64) -> [String] {
    let letters = ["A", "z", "0", "7", "-", " ", "\u{1}", "\u{7F}", "\0", "é"]
    return (0..<300).map { _ in
      (0..<Int.random(in: 0...12, using: &random)).map { _ in letters.randomElement(using: &random) ?? "" }
        .joined()
    }
  }

  @Test func numbersSayTheWholeText() throws {
    var random = SplitMix64(state: 1)
    for text in texts(&random) {
      let bytes = Array(text.utf8)
      // Whatever follows in memory.
      let block = bytes + (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }
      let fast = block.withUnsafeBufferPointer { block in
        block.baseAddress.flatMap { PackedTexts.pack($0, bytes.count) }
      }
      let slow = bytes.withUnsafeBufferPointer { PackedTexts.pack($0) }
      #expect(fast == slow, "\(bytes)")
      let fits = bytes.count <= 9 && bytes.allSatisfy { $0 > 0 && $0 < 128 }
      #expect((fast != nil) == fits, "\(bytes)")
      if let fast {
        #expect(PackedTexts(keys: [], longs: nil).withBytes(fast) { Array($0) } == bytes)
      }
    }
  }

  @Test func digitsAreReadAtOnce() throws {
    for text in [
      "", "0", "7", "42", "007", "99999999", "12345678", "123456789", "-1", "1-", "1:", "/9", "5é", "4 ",
    ] {
      let bytes = Array(text.utf8)
      let value = (bytes + [0x39, 0x2C, 0xFF, 0, 1, 2, 3, 4]).withUnsafeBufferPointer { block in
        block.baseAddress.map { FieldValue.digits($0, bytes.count) }
      }
      let isPlain = bytes.count <= 8 && bytes.allSatisfy { (48...57).contains($0) }
      #expect(value == (isPlain ? Int32(text) ?? 0 : -1), "\(text)")
    }
    for value in stride(from: 0, to: 100_000_000, by: 9_973) {
      let bytes = Array(String(value).utf8) + [UInt8](repeating: 0x37, count: 8)
      let read = bytes.withUnsafeBufferPointer { block in
        block.baseAddress.map { FieldValue.digits($0, bytes.count - 8) }
      }
      #expect(read == Int32(value))
    }
  }

  @Test func bitsAreTakenInOrder() {
    var random = SplitMix64(state: 3)
    for _ in 0..<500 {
      let mask = UInt64.random(in: 0 ... .max, using: &random) & UInt64.random(in: 0 ... .max, using: &random)
      let number = UInt64.random(in: 0 ... .max, using: &random)
      var slow: UInt64 = 0
      var next: UInt64 = 0
      for bit in 0..<64 as Range<UInt64> where mask >> bit & 1 == 1 {
        slow |= (number >> bit & 1) << next
        next += 1
      }
      let picker = BitPicker(mask)
      #expect(picker.pick(number) == slow)
      #expect(picker.count == Int(next))
    }
  }

  /// Dates of every month around the table's ends, and days that are none.
  @Test func datesAreThoseOfTheCalendar() {
    for year in [1, 1899, 1900, 1999, 2000, 2023, 2024, 2099, 2100, 2101, 9999] {
      for month in 0...13 {
        for day in [0, 1, 28, 29, 30, 31, 32] {
          func padded(_ value: Int, _ width: Int) -> String {
            String(repeating: "0", count: width - String(value).count) + String(value)
          }
          var text = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
          #expect(
            text.withUTF8 { FieldValue.date($0) } == Day(year: year, month: month, day: day), "\(text)")
        }
      }
    }
  }

  /// Whole numbers of more than 32 bits are read as they are, and so are texts too long to be packed.
  @Test func valuesThatNeedMoreRoom() throws {
    let numbers = ["1", "2147483647", "2147483648", "-2147483648", "9007199254740993", "NA", "x"]
    let long = ["W00000001", "W000000012", "W0000000123456", "\"W\"\"1\"", "W-OF-A-WARD", "NA", "W000000012"]
    let text = "n,t\n" + zip(numbers, long).map { "\($0),\($1)\n" }.joined()
    for chunk in [1, 20, 1 << 20] {
      var tuning = CSVSource.Tuning()
      tuning.chunkBytes = chunk
      let source = try CSVSource.text(text, tuning: tuning)
      let column = try source.column(at: 0, as: .integer, .unattended)
      #expect(
        column.storage.integers
          == [1, 2_147_483_647, 2_147_483_648, -2_147_483_648, 9_007_199_254_740_993, nil, nil])
      #expect(source.problems().map(\.count) == [1])
      let keys = try source.key(at: 1, as: .category, .unattended)
      #expect(keys.isPacked)
      let codes = try keys.codes(.unattended).values
      #expect(codes[5] == -1)
      #expect(codes[1] == codes[6])
      #expect(Set(codes).count == 6)
      let column2 = try keys.column(.unattended)
      #expect(
        (0..<7).map { column2.text($0) }
          == ["W00000001", "W000000012", "W0000000123456", "W\"1", "W-OF-A-WARD", nil, "W000000012"])
    }
  }
}

extension Column.Storage {
  /// Whole numbers, missing ones as `nil`.
  fileprivate var integers: [Int64?]? {
    if case .integer(let values) = self { values.map { $0 == Column.missingInteger ? nil : $0 } } else { nil }
  }
}
