import OrderedCollections
import Testing

@testable import Engine

/// Files read and random recipes followed, against the slow reader and the slow recipe, from bytes to cohort.
@Suite struct DifferentialRecipeTests {
  private typealias Files = OrderedDictionary<String, [UInt8]>

  private func files(_ made: inout RandomRecipe, _ rows: Int) -> Files {
    var files: Files = [:]
    for table in RandomRecipe.tables {
      files[table] = Array(made.file(table, rows: made.random.below(rows)).utf8)
    }
    return files
  }

  private func run(_ recipe: Recipe, _ files: Files, _ random: inout SplitMix64) throws -> Cohort {
    var tables: OrderedDictionary<String, Table> = [:]
    for (name, bytes) in files {
      tables[name] = Table(name: name, source: try CSVSource.cut(bytes, CSVDialect(), &random))
    }
    return try recipe.run(on: tables, .unattended)
  }

  private func slow(_ recipe: Recipe, _ files: Files) -> SlowRecipe {
    var tables: [String: [SlowRecipe.Row]] = [:]
    var columns: [String: [String]] = [:]
    for (name, bytes) in files {
      let file = SlowCSV(bytes)
      columns[name] = file.names
      tables[name] = file.rows.map { _ in [:] }
      for (index, column) in RandomRecipe.columns(name).enumerated() {
        let texts = SlowColumn(file, column: index, as: column.type).texts
        for (row, text) in texts.enumerated() {
          tables[name]?[row][column.name] = text.map { Plain($0, column.type) }
        }
      }
    }
    var slow = SlowRecipe(
      base: "referrals", tables, columns: columns, arguments: ["on": .date(18_200)])
    slow.follow(recipe)
    return slow
  }

  @Test func cohortsAreThoseOfTheSlowRecipe() throws {
    var (rows, later, kinds) = (0, 0, Set<String>())
    for seed in UInt64(0)..<600 {
      var made = RandomRecipe(seed)
      let files = files(&made, 16)
      let recipe = made.recipe()
      var random = SplitMix64(state: seed)
      let cohort = try run(recipe, files, &random)
      let slow = slow(recipe, files)
      try #require(cohort.attrition == slow.lines, "seed \(seed)")
      #expect(cohort.checks == slow.checks, "seed \(seed)")
      #expect(cohort.outcomes == slow.outcomes, "seed \(seed)")
      try #require(cohort.frame.rowCount == slow.rows.count, "seed \(seed)")
      for name in cohort.frame.columnNames {
        let column = try cohort.frame.column(name, .unattended)
        for (row, expected) in slow.rows.enumerated() {
          try #require(
            TreeOracleComparison.agree(column.plain(row), expected[name], column.type),
            "seed \(seed) \(name) row \(row)")
        }
      }
      rows += slow.rows.count
      later += cohort.plan.count(where: \.isLater)
      for line in slow.lines where line.before != line.after {
        kinds.insert("\(line.kind)\(line.before < line.after)")
      }
    }
    #expect(rows > 3000)
    // Recipes in which statements changed places are among them.
    #expect(later > 100)
    #expect(kinds == ["latestfalse", "keepfalse", "jointrue"])
  }

  /// One thread or many, pieces of any size: the same columns, levels and lines, to the last bit.
  @Test func piecesDoNotMatter() throws {
    for seed in UInt64(5000)..<5080 {
      var made = RandomRecipe(seed)
      let files = files(&made, 60)
      let recipe = made.recipe()
      var random = SplitMix64(state: seed)
      let one = try run(recipe, files, &random)
      for _ in 0..<2 { #expect(try same(one, run(recipe, files, &random)), "seed \(seed)") }
    }
  }

  private func same(_ one: Cohort, _ two: Cohort) throws -> Bool {
    guard one.attrition == two.attrition, one.outcomes == two.outcomes, one.checks == two.checks,
      one.shares == two.shares, one.frame.columnNames == two.frame.columnNames
    else { return false }
    return try one.frame.columnNames.allSatisfy { name in
      let (a, b) = (try one.frame.column(name, .unattended), try two.frame.column(name, .unattended))
      return a.bits == b.bits && a.levels?.map { Array($0.utf8) } == b.levels?.map { Array($0.utf8) }
    }
  }

  /// The rows of every file in another order: the same rows, in whatever order, the same lines and counts. Ties are
  /// decided by a column, since the last row of a file would decide them otherwise.
  @Test func theOrderOfRowsDoesNotMatter() throws {
    var rows = 0
    for seed in UInt64(9000)..<9150 {
      var made = RandomRecipe(seed)
      made.mayTie = false
      let files = files(&made, 40)
      let recipe = made.recipe()
      var random = SplitMix64(state: seed)
      let one = try run(recipe, files, &random)
      let moved = files.mapValues { bytes in
        let lines = bytes.split(separator: 10)
        return Array((lines.prefix(1) + lines.dropFirst().shuffled(using: &random)).joined(separator: [10]))
      }
      let two = try run(recipe, moved, &random)
      #expect(one.attrition == two.attrition, "seed \(seed)")
      #expect(
        one.outcomes == two.outcomes && one.checks == two.checks && one.shares == two.shares, "seed \(seed)")
      #expect(try texts(one) == texts(two), "seed \(seed)")
      rows += one.frame.rowCount
    }
    #expect(rows > 500)
  }

  /// A key in two spellings (é as one character, or as e with an accent) is one key, whatever was read before.
  @Test func keysInTwoSpellingsAreOneKey() throws {
    let text = "k,v\n\u{E9},1\ne\u{301},2\nb,3\n"
    let rule = recipe([.latest(table: "t", per: ["k"], by: ["v"])])
    for isReadBefore in [false, true] {
      let source = try CSVSource.text(text)
      if isReadBefore { _ = try source.values("k", .category) }
      let cohort = try rule.run(on: ["t": Table(name: "t", source: source)], .unattended)
      #expect(try cohort.frame.column("v", .unattended).plain == [.integer(2), .integer(3)])
    }
  }

  @Test func keysOfDifferentTypesMatchByText() throws {
    let left = table(
      "a", [("k", category(["1", "01", "2", nil, "1.5"])), ("n", integers([1, 2, 3, nil, 0]))])
    let right = table(
      "b",
      [("k", integers([1, 2, nil, 2])), ("n", decimals([1, 3, nil, 3])), ("v", integers([1, 2, 3, 4]))])
    let byText = try recipe([join("b", "a", ["k"])]).run(on: loaded(left, right), .unattended)
    #expect(
      try byText.frame.column("v", .unattended).plain == [
        .integer(1), nil, .integer(2), .integer(4), nil, nil,
      ])
    let byNumber = try recipe([join("b", "a", ["n"])]).run(on: loaded(left, right), .unattended)
    #expect(
      try byNumber.frame.column("v", .unattended).plain
        == [.integer(1), nil, .integer(2), .integer(4), nil, nil])
  }

  /// The cohort's rows as texts, in order of those.
  private func texts(_ cohort: Cohort) throws -> [String] {
    let columns = try cohort.frame.columnNames.map { try cohort.frame.column($0, .unattended) }
    return (0..<cohort.frame.rowCount).map { row in
      columns.map { $0.text(row) ?? "missing" }.joined(separator: "|")
    }.sorted()
  }
}

extension Plain {
  /// A canonical text as a value of its type.
  init(_ text: String, _ type: ColumnType) {
    self =
      switch type {
      case .category: .text(text)
      case .flag: .flag(text == "true")
      case .date: .date(Day(text).map { Int($0.number) } ?? 0)
      case .integer: .integer(Int64(text) ?? 0)
      case .decimal: .decimal(Double(text) ?? 0)
      }
  }
}

extension Column {
  /// Every value as bits.
  fileprivate var bits: [UInt64] {
    switch storage {
    case .category(let codes, _): codes.map { UInt64(bitPattern: Int64($0)) }
    case .flag(let values): values.map(UInt64.init)
    case .date(let values): values.map { UInt64(bitPattern: Int64($0)) }
    case .integer(let values): values.map { UInt64(bitPattern: $0) }
    case .decimal(let values): values.map { $0.isNaN ? UInt64.max : $0.bitPattern }
    }
  }
}
