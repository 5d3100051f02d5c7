import Testing

@testable import Engine

@Suite struct RandomTreeTests {
  @Test func columnwiseEqualsRowByRow() throws {
    var checked = 0
    for seed in UInt64(0)..<1500 {
      var grower = Grower(random: TreeRandom(seed))
      let table = grower.table(rows: Int(seed % 23))
      let frame = try Frame(table, .unattended)
      let type = ColumnType.allCases[Int(seed) % 5]
      let expression = grower.grow(type, 4)
      let column = try expression.evaluate(in: frame, .unattended)
      let typed = try expression.check(in: frame.schema)
      #expect(column.count == frame.rowCount)
      if let known = typed.type { #expect(known == column.type) }
      if let levels = typed.levels { #expect(levels == column.levels) }
      for row in 0..<frame.rowCount {
        var values: [String: Plain] = [:]
        for name in table.columnNames { values[name] = try table.column(name, .unattended).plain(row) }
        let expected = TreeOracle(row: values).value(expression)
        let found = column.plain(row)
        #expect(TreeOracleComparison.agree(found, expected, column.type), "seed \(seed) row \(row)")
        checked += 1
      }
    }
    #expect(checked > 10_000)
  }

  @Test func filteredRowsGiveFilteredValues() throws {
    for seed in UInt64(1000)..<1100 {
      var grower = Grower(random: TreeRandom(seed))
      let frame = try Frame(grower.table(rows: 15), .unattended)
      let expression = grower.grow(ColumnType.allCases[Int(seed) % 5], 3)
      let rows = (0..<20).map { _ in Int32(grower.random.below(15)) }
      let whole = try expression.evaluate(in: frame, .unattended)
      let part = try expression.evaluate(in: frame.filtered(by: rows, .unattended), .unattended)
      #expect(part.plain == (try whole.gather(rows)).plain)
    }
  }
}

enum TreeOracleComparison {
  /// Whole numbers may have become decimals beside decimals.
  static func agree(_ found: Plain?, _ expected: Plain?, _ type: ColumnType) -> Bool {
    if case .integer(let value)? = expected, type == .decimal { return found == .decimal(Double(value)) }
    return found == expected
  }
}
