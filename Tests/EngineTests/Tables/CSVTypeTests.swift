import Testing

@testable import Engine

@Suite struct CSVTypeTests {
  /// A column of the given values as one file of two columns (so that blank values are no blank lines).
  private func source(_ values: [String]) throws -> CSVSource {
    try CSVSource.text("v,w\n" + values.map { "\($0),\n" }.joined())
  }

  @Test(arguments: [
    (["1", "-2", "0", "9223372036854775807", ""], ColumnType.integer),
    (["1", "01"], .category), (["-0", "1"], .decimal), (["+1"], .category), (["007"], .category),
    (["9223372036854775808"], .category), (["-9223372036854775808"], .category),
    (["9007199254740993", "1.5"], .category), (["9007199254740991", "1.5"], .decimal),
    (["1", "2.50", "-3e5", "1E-3", "0.1"], .decimal), (["01.5"], .category), (["1."], .category),
    ([".5"], .category), (["inf"], .category), (["nan"], .category), (["0x10"], .category),
    (["1e"], .category),
    (["1e999"], .category), (["1", "two"], .category), (["1 "], .category),
    (["2021-01-31", "2020-02-29 10:00"], .date), (["2021-01-31T00:00:00Z"], .date),
    (["2021-02-29"], .category),
    (["2021-01-31", "1"], .category), (["2021-01"], .category),
    (["true", "FALSE", "NA"], .flag), (["true", "1"], .category), (["Y", "N"], .category),
    (["0", "1"], .integer),
    (["", "NA", "*"], .category), ([], .category),
  ])
  func inferred(_ values: [String], _ type: ColumnType) throws {
    let source = try source(values)
    let column = try source.column(at: 0, as: nil, .unattended)
    #expect(column.type == type)
    #expect(source.found.isEmpty)
    #expect(values.count == column.count)
  }

  /// Two spellings of one text are equal as texts, and must not be two levels of one name.
  @Test func spellingsOfOneTextAreOneLevel() throws {
    let source = try source(["\u{E9}", "b", "e\u{301}", "a", "e\u{301}"])
    let column = try source.column(at: 0, as: .category, .unattended)
    #expect(column.levels == ["a", "b", "\u{E9}"])
    guard case .category(let codes, _) = column.storage else { return }
    #expect(codes == [2, 1, 2, 0, 2])
  }

  @Test(arguments: [
    (
      ColumnType.integer, ["1", "01", "-5", "-0"], ["1", "1", "-5", "0"],
      ["3.0", "1e3", "", "x", "9223372036854775808"]
    ),
    (
      .decimal, ["1", "01.50", "1e2", "-0.5"], ["1.0", "1.5", "100.0", "-0.5"],
      ["1,5", "inf", ".5", "5.", "1e999"]
    ),
    (
      .date, ["2021-12-31", "1999-01-01T10:00"], ["2021-12-31", "1999-01-01"],
      ["31/12/2021", "2021-13-01", "2021-1-1"]
    ),
    (
      .flag, ["TRUE", "no", "Y", "n", "1", "0", "yes", "False"],
      ["true", "false", "true", "false", "true", "false", "true", "false"],
      ["2", "t", "maybe", "U", "\u{11}"]
    ),
  ])
  func declared(_ type: ColumnType, _ fitting: [String], _ expected: [String], _ odd: [String]) throws {
    let source = try source(fitting + odd.map { $0.contains(",") ? "\"\($0)\"" : $0 })
    let values = try source.values("v", type)
    #expect(values.prefix(fitting.count).map { $0 } == expected)
    #expect(values.dropFirst(fitting.count).allSatisfy { $0 == nil })
    let count = odd.count { !$0.isEmpty }
    #expect(source.found == ["\(fitting.count + 2) v does not fit \(count)"])
    #expect(source.problems().first?.expected == type.rawValue)
    // As another type the same column has no problem; asked again as this one, it has the same one again.
    _ = try source.values("v", .category)
    #expect(source.found.isEmpty)
    _ = try source.values("v", type)
    #expect(source.found == ["\(fitting.count + 2) v does not fit \(count)"])
  }

  @Test func invalidBytesSayNothingAboutTheType() throws {
    let source = try CSVSource(bytes: Array("v,w\n1,\n".utf8) + [0xff, 44, 10, 50, 44, 10], label: "t")
    #expect(try source.values("v") == ["1", nil, "2"])
    #expect(try source.column(at: 0, as: nil, .unattended).type == .integer)
    #expect(source.found == ["3 v not UTF-8 1"])
  }

  @Test func decimalsAreRoundedCorrectly() throws {
    var random = SplitMix64(state: 5)
    for _ in 0..<5000 {
      let digits = String(Int64.random(in: 0...Int64.max, using: &random)).prefix(
        Int.random(in: 1...19, using: &random))
      var text = Bool.random(using: &random) ? "-\(digits)" : "\(digits)"
      if Bool.random(using: &random) { text += ".\(Int.random(in: 0...Int.max, using: &random))".prefix(9) }
      if Bool.random(using: &random) { text += "e\(Int.random(in: -40...40, using: &random))" }
      var copy = text
      let value = copy.withUTF8 { FieldValue.decimal($0) }
      #expect(value?.bitPattern == Double(text)?.bitPattern, "\(text)")
    }
  }

  @Test func datesAreThoseOfDay() {
    let texts = [
      "2021-02-28", "2021-02-29", "0000-01-01", "2021-12-31 x", "2021-12-31x", "2021/12/31", "2021-1-311",
    ]
    for var text in texts { #expect(text.withUTF8 { FieldValue.date($0) } == Day(text)) }
    for number in stride(from: Int32(-700_000), to: 2_000_000, by: 977) {
      var text = Day(number: number).description
      #expect(text.withUTF8 { FieldValue.date($0) } == Day(number: number))
    }
  }

  @Test func categoriesAreLookedUpByAllTheirBytes() throws {
    // Values of 0 to 20 bytes that differ in one place, and more of them than the first table holds.
    var values = ["", "\0", "\0\0"]
    for length in 1...20 {
      for place in 0..<length {
        for letter in ["b", "c", "\0"] {
          var text = [String](repeating: "a", count: length)
          text[place] = letter
          values.append(text.joined())
        }
      }
    }
    for number in 0..<3000 { values.append("id\(number * 7919)") }
    let distinct = Set(values)
    let source = try CSVSource(
      bytes: Array(("v,w\n" + (values + values.reversed()).map { "\($0),1\n" }.joined()).utf8), label: "t",
      dialect: CSVDialect(missing: ["none"]))
    let column = try source.column(at: 0, as: .category, .unattended)
    #expect(column.levels == NaturalOrder.sorted(distinct))
    #expect((0..<column.count).map { column.text($0) } == values + values.reversed())
  }

  @Test func manyColumnsAtOnce() throws {
    let source = try CSVSource.text("a,b,c\n1,x,2021-01-01\n2,y,\n")
    let columns = try source.columns(at: [2, 0, 2, 1], as: [.date, .category, nil, nil], .unattended)
    #expect(columns.map(\.type) == [.date, .category, .date, .category])
    #expect(columns.map { $0.text(0) } == ["2021-01-01", "1", "2021-01-01", "x"])
  }

  @Test func interruptedWorkLeavesNothingHalfDone() throws {
    let text = "a,b\n" + (0..<2000).map { "\($0),x\($0 % 7)\n" }.joined()
    let whole = try CSVSource.text(text).cells()
    var tuning = CSVSource.Tuning()
    tuning.chunkBytes = 500
    for limit in 0..<12 {
      let source = try CSVSource.text(text, tuning: tuning)
      let calls = Calls()
      let work = Work(isCancelled: { calls.next() > limit })
      #expect(throws: Cancelled.self) {
        for _ in 0..<3 {
          _ = try source.columns(at: [0, 1], as: [nil, .category], work)
          _ = try source.column(at: 0, as: .category, work)
          _ = try source.column(at: 1, as: .flag, work)
        }
        try work.check()
        throw Cancelled()
      }
      #expect(try source.cells() == whole)
    }
  }
}
