import Testing

@testable import Engine

@Suite struct CSVPropertyTests {
  /// A random file: plain ones, and ones with every oddity.
  private func file(_ random: inout SplitMix64) -> [UInt8] {
    let isPlain = Int.random(in: 0..<3, using: &random) == 0
    let columns = Int.random(in: 1...5, using: &random)
    let ends = [["\n"], ["\r\n"], ["\r"], ["\n", "\r\n", "\r"]]
    let lineEnds = isPlain ? ends[Int.random(in: 0..<2, using: &random)] : ends.randomElement(using: &random)!
    let plain = [
      "a", "b7", "NA", "", "*", "-", "NULL", "01", "12", "é", "long value here", "N", "P0010", "P9",
    ]
    let odd = [
      "\"q\"", "\"a,b\"", "\"x\ny\"", "\"r\r\ns\"", "\"d\"\"d\"", "\"\"", "\"NA\"", "5\"", "\"t\"u",
      "\"\"\"\"",
    ]
    var text = (0..<columns).map { "c\($0)" }.joined(separator: ",") + lineEnds[0]
    for _ in 0..<Int.random(in: 0..<30, using: &random) {
      var count = columns
      if Int.random(in: 0..<8, using: &random) == 0 { count = Int.random(in: 1...7, using: &random) }
      if Int.random(in: 0..<10, using: &random) > 0 {
        text += (0..<count).map { _ in
          let useOdd = !isPlain && Int.random(in: 0..<4, using: &random) == 0
          return (useOdd ? odd : plain).randomElement(using: &random) ?? ""
        }.joined(separator: ",")
      }
      text += lineEnds.randomElement(using: &random) ?? "\n"
    }
    if Int.random(in: 0..<3, using: &random) == 0 { text += "last" }
    if !isPlain, Int.random(in: 0..<10, using: &random) == 0 { text += ",\"never closed" }
    var bytes = Array(text.utf8)
    if Int.random(in: 0..<4, using: &random) == 0 { bytes = [0xef, 0xbb, 0xbf] + bytes }
    if !isPlain, Int.random(in: 0..<5, using: &random) == 0 {
      let from = 40
      for _ in 0..<3 where bytes.count > from {
        bytes[Int.random(in: from..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
    }
    return bytes
  }

  @Test func cellsAreThoseOfTheSlowReader() throws {
    var oddities = 0
    for seed in 0..<400 {
      var random = SplitMix64(state: UInt64(seed))
      let bytes = file(&random)
      let slow = SlowCSV(bytes)
      let fast = try CSVSource(bytes: bytes, label: "t.csv")
      try #require(fast.columnNames == slow.names, "seed \(seed)")
      try #require(try fast.cells() == slow.rows, "seed \(seed)")
      let rows = try fast.rows(.unattended)
      #expect((0..<slow.rows.count).map { rows.line(of: $0) } == slow.lines, "seed \(seed)")
      for (kind, expected) in [(Problem.Kind.tooFewFields, slow.short), (.tooManyFields, slow.long)] {
        let problem = fast.problems().first { $0.kind == kind }
        #expect(problem?.count ?? 0 == expected.count, "seed \(seed)")
        #expect(problem?.line == expected.first.map { slow.lines[$0] }, "seed \(seed)")
        oddities += expected.count
      }
    }
    #expect(oddities > 100)
  }

  @Test func piecesDoNotMatter() throws {
    for seed in 1000..<1120 {
      var random = SplitMix64(state: UInt64(seed))
      let bytes = file(&random)
      let whole = try CSVSource(bytes: bytes, label: "t.csv")
      var tuning = CSVSource.Tuning()
      tuning.pieces = Int.random(in: 2...9, using: &random)
      tuning.chunkBytes = Int.random(in: 1...40, using: &random)
      let cut = try CSVSource(raw: FileBytes(bytes), label: "t.csv", dialect: .init(), tuning: tuning)
      for index in whole.columnNames.indices {
        for type in [nil] + ColumnType.allCases.map(Optional.some) {
          let one = try whole.column(at: index, as: type, .unattended)
          let two = try cut.column(at: index, as: type, .unattended)
          try #require(one.type == two.type && one.levels == two.levels, "seed \(seed)")
          #expect(
            (0..<one.count).map { one.text($0) } == (0..<two.count).map { two.text($0) }, "seed \(seed)")
        }
      }
      #expect(whole.problems() == cut.problems(), "seed \(seed)")
    }
  }

  @Test func noBytesCrash() throws {
    let alphabet: [UInt8] = [34, 44, 10, 13, 0, 0xff, 0xc3, 0xa9, 97, 45, 49, 46, 101]
    for seed in 0..<1500 {
      var random = SplitMix64(state: UInt64(seed))
      let bytes = (0..<Int.random(in: 0..<60, using: &random)).map { _ in
        alphabet.randomElement(using: &random) ?? 0
      }
      guard let source = try? CSVSource(bytes: bytes, label: "t") else { continue }
      #expect(Set(source.columnNames).count == source.columnNames.count)
      for type in [nil] + ColumnType.allCases.map(Optional.some) {
        let column = try source.column(at: source.columnNames.count - 1, as: type, .unattended)
        #expect(try column.count == source.rowCount(.unattended))
      }
      _ = source.problems()
    }
  }

  @Test func levelsAreInNaturalOrder() throws {
    for seed in 0..<200 {
      var random = SplitMix64(state: UInt64(seed))
      let parts = ["a", "b", "0", "00", "1", "7", "10", "09", "123456789", "-", " ", "é", "<", "P"]
      let prefix = Bool.random(using: &random) ? "PREFIX000" : ""
      let labels = Array(
        Set(
          (0..<40).map { _ in
            prefix
              + (0..<Int.random(in: 0..<8, using: &random)).map { _ in
                parts.randomElement(using: &random) ?? ""
              }
              .joined()
          })
      ).sorted()
      let blocks = labels.map { FileBytes(Array($0.utf8)) }
      let order = try LevelOrder.sorted(blocks.map { UnsafeBufferPointer(start: $0.base, count: $0.count) })
      #expect(order.map { labels[$0] } == NaturalOrder.sorted(labels), "seed \(seed)")
    }
    let long = [String(repeating: "9", count: 300), "1" + String(repeating: "0", count: 299), "5"]
    let blocks = long.map { FileBytes(Array($0.utf8)) }
    #expect(
      try LevelOrder.sorted(blocks.map { UnsafeBufferPointer(start: $0.base, count: $0.count) }) == [2, 1, 0])
  }

  @Test func manyLevelsAreSortedInPieces() throws {
    var random = SplitMix64(state: 11)
    let labels = (0..<40_000).map { "P\($0 * 7919 % 100_003)" }.shuffled(using: &random)
    let blocks = labels.map { FileBytes(Array($0.utf8)) }
    let bytes = blocks.map { UnsafeBufferPointer(start: $0.base, count: $0.count) }
    let order = try LevelOrder.sorted(bytes, pieces: 2)
    #expect(order == (try LevelOrder.sorted(bytes)))
    let numbers = order.map { Int(labels[$0].dropFirst()) ?? -1 }
    #expect(numbers == numbers.sorted())
  }
}
