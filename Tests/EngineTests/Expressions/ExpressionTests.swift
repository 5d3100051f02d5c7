import Testing

@testable import Engine

@Suite struct ExpressionTests {
  private func frame() throws -> Frame {
    try Frame(
      table(
        "t",
        [
          ("status", category(["01", "1", nil, "ZZ"], levels: ["ZZ", "1", "01"])),
          ("n", integers([1, nil, -1, Int64.max])), ("x", decimals([0, 1.5, nil, 1])),
          ("f", flags([true, false, nil, true])),
          ("d", dates(["2020-02-29", "9999-12-31", nil, "0001-01-01"])), ("F", integers([5, 6, 7, 8])),
        ]), .unattended)
  }

  private func values(_ expression: Expression, _ arguments: [String: Recipe.Value] = [:]) throws -> [Plain?]
  {
    try expression.evaluate(in: frame(), arguments: arguments, .unattended).plain
  }

  private func error(_ expression: Expression, _ arguments: [String: Recipe.Value] = [:]) -> ExpressionError?
  {
    // The same error must come before the data is read and, were types unknown, from the data.
    do {
      _ = try values(expression, arguments)
      return nil
    } catch { return error as? ExpressionError }
  }

  @Test func codesCompareAsText() throws {
    #expect(try values(same(col("status"), text("01"))) == [.flag(true), .flag(false), nil, .flag(false)])
    #expect(try values(same(col("status"), whole(1))) == [.flag(false), .flag(true), nil, .flag(false)])
    #expect(
      try values(same(tree(.argument("code")), col("status")), ["code": .number(1)])
        == [.flag(false), .flag(true), nil, .flag(false)])
    #expect(
      error(same(col("n"), text("01")))?.reason
        == .wrongType(operation: "=", expected: [.category], found: .integer))
    #expect(
      error(same(col("status"), col("n")))?.reason
        == .differentTypes(operation: "=", .category, .integer))
    let ordering = tree(.compare(.less, col("status", Span(3, 9)), col("n")))
    #expect(
      error(ordering)
        == ExpressionError(
          .wrongType(operation: "<", expected: [.integer, .decimal, .date], found: .category), Span(3, 9)))
  }

  @Test func arithmeticBeyondItsRangeIsMissing() throws {
    #expect(
      try values(tree(.arithmetic(.add, col("n"), whole(1)))) == [.integer(2), nil, .integer(0), nil])
    #expect(
      try values(tree(.arithmetic(.divide, whole(1), col("x")))) == [
        nil, .decimal(1 / 1.5), nil, .decimal(1),
      ])
    #expect(
      try values(tree(.arithmetic(.add, col("d"), whole(1))))
        == [.date(18_322), nil, nil, .date(-719_161)])
    #expect(
      try values(tree(.arithmetic(.subtract, col("d"), whole(Int64.max)))) == [nil, nil, nil, nil])
    #expect(try values(tree(.negate(col("n"))))[3] == .integer(-Int64.max))
    #expect(try values(tree(.negate(whole(Int64.min)))).count == 4)
  }

  /// What is the same in every row is one value in memory, and still one for each row.
  @Test func sharesOfConstants() throws {
    let all: [Plain?] = [.decimal(0.5), .decimal(0.5), .decimal(0.5), .decimal(0.5)]
    #expect(try values(call("share_by", text("all"), col("f"))) == all)
    #expect(
      try values(call("share_by", col("status"), tree(.flag(true)))) == [
        .decimal(1), .decimal(1), nil, .decimal(1),
      ])
    #expect(
      try values(call("share_by", whole(1), tree(.flag(false)))) == Array(repeating: .decimal(0), count: 4))
  }

  @Test func argumentsStandForWhatTheyHold() throws {
    let age = tree(.compare(.greaterOrEqual, col("d"), tree(.argument("from"))))
    #expect(
      try values(age, ["from": .date(Day(number: 0))]) == [.flag(true), .flag(true), nil, .flag(false)])
    let members = tree(.isIn(col("n"), .argument("list"), negated: false))
    #expect(
      try values(members, ["list": .list(["1", "-1"])]) == [.flag(true), nil, .flag(true), .flag(false)])
    #expect(
      error(members, ["list": .number(1)])?.reason == .listExpected(argument: "list", found: false))
    #expect(
      error(same(col("n"), tree(.argument("list"))), ["list": .list([])])?.reason
        == .listExpected(argument: "list", found: true))
    #expect(
      throws: NameError(.argument, "gone", candidates: ["a", "b"], span: Span(1, 5))
    ) {
      try values(tree(.argument("gone"), Span(1, 5)), ["b": .number(1), "a": .number(2)])
    }
  }

  @Test func namesPointAtThemselves() {
    #expect(
      throws: NameError(
        .column, "nn", candidates: ["status", "n", "x", "f", "d", "F"], span: Span(7, 9), place: "t")
    ) { try values(tree(.not(col("nn", Span(7, 9))))) }
    #expect(
      throws: NameError(
        .function, "lower", candidates: ExpressionFunction.all.map(\.name),
        span: Span(nowhere.start, nowhere.start + 5))
    ) { try values(call("lower", col("n"))) }
  }

  @Test func firstOfTakesTheFirstThatExists() throws {
    let taken = call("first_of", col("SourceOfReferralMH"), col("N"), col("x"))
    #expect(try values(taken) == values(col("n")))
    #expect(taken.columns == ["SourceOfReferralMH", "N", "x"])
    #expect(error(call("first_of", col("a"), col("b")))?.reason == .noneExists(["a", "b"]))
    #expect(error(call("first_of", whole(1)))?.reason == .columnExpected(function: "first_of"))
  }

  @Test func wrongCountsAndTypesOfFunctions() {
    #expect(
      error(call("days", col("d")))?.reason == .wrongCount(function: "days", expected: "2", found: 1))
    #expect(
      error(tree(.call("coalesce", [])))?.reason
        == .wrongCount(function: "coalesce", expected: "1 or more", found: 0))
    #expect(
      error(call("year", col("n")))?.reason
        == .wrongType(operation: "year", expected: [.date], found: .integer))
    #expect(
      error(tree(.otherwise(col("n"), text("none"))))?.reason
        == .differentTypes(operation: "else", .integer, .category))
    #expect(
      error(tree(.and(col("f"), col("n"))))?.reason
        == .wrongType(operation: "and", expected: [.flag], found: .integer))
    #expect(
      error(tree(.isIn(col("n"), .literals(["A"]), negated: false)))?.reason
        == .wrongType(operation: "in", expected: [.category], found: .integer))
    #expect(
      error(tree(.arithmetic(.multiply, col("d"), whole(2))))?.reason
        == .wrongType(operation: "*", expected: [.integer, .decimal], found: .date))
  }

  @Test(arguments: [
    [Expression.BandArm(low: nil, high: 17, label: "a"), .init(low: 17, high: 20, label: "bad")],
    [.init(low: 5, high: 4, label: "bad")],
    [.init(low: 5, high: nil, label: "a"), .init(low: 0, high: nil, label: "bad")],
    [.init(low: .nan, high: 4, label: "bad")],
  ])
  func badBands(_ arms: [Expression.BandArm]) {
    #expect(error(tree(.bands(col("x"), arms: arms, otherwise: nil)))?.reason == .badBand(label: "bad"))
  }

  @Test func recodeKeepsTheOrderOfMention() throws {
    let arms = [
      Expression.RecodeArm(codes: ["2"], label: "b"), .init(codes: ["ZZ"], label: "a"),
      .init(codes: ["01", "ZZ"], label: "b"),
    ]
    let with = try tree(.recode(col("status"), arms: arms, otherwise: "rest"))
      .evaluate(in: frame(), .unattended)
    #expect(with.levels == ["b", "a", "rest"])
    #expect(with.plain == [.text("b"), .text("rest"), .text("rest"), .text("a")])
    let without = try tree(.recode(col("status"), arms: arms, otherwise: nil))
      .evaluate(in: frame(), .unattended)
    #expect(without.levels == ["b", "a"])
    #expect(without.plain == [.text("b"), nil, nil, .text("a")])
  }

  @Test func levelsOfArmsAreMergedInOrder() throws {
    let expression = tree(
      .cases(
        [
          .init(condition: col("f"), value: col("status")),
          .init(condition: tree(.flag(true)), value: text("new")),
        ],
        otherwise: nil))
    let column = try expression.evaluate(in: frame(), .unattended)
    #expect(column.levels == ["ZZ", "1", "01", "new"])
    #expect(column.plain == [.text("01"), .text("new"), .text("new"), .text("ZZ")])
  }

  @Test func constantsFillEmptyFrames() throws {
    let empty = try frame().filtered(by: [], .unattended)
    #expect(try whole(3).evaluate(in: empty, .unattended).count == 0)
    #expect(try whole(3).evaluate(in: frame(), .unattended).plain == Array(repeating: .integer(3), count: 4))
  }

  @Test func interruptsStop() throws {
    let work = Work(isCancelled: { true })
    #expect(throws: Cancelled()) { try col("n").evaluate(in: frame(), work) }
  }
}
