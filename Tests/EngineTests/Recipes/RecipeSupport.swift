import OrderedCollections

@testable import Engine

func recipe(_ rules: [Recipe.Rule], arguments: [Recipe.Argument] = []) -> Recipe {
  let steps = rules.enumerated().map { Recipe.Step($1, Span($0 * 10, $0 * 10 + 9)) }
  return Recipe(name: "test", summary: "", arguments: arguments, steps: steps, source: "")
}

func join(
  _ table: String, _ to: String, _ on: [String], _ keeping: Recipe.Keeping? = nil
) -> Recipe.Rule { .join(Recipe.Join(table: table, to: to, on: on, keeping: keeping)) }

func loaded(_ tables: Table...) -> OrderedDictionary<String, Table> {
  OrderedDictionary(uniqueKeysWithValues: tables.map { ($0.name, $0) })
}

/// Rows as dictionaries and joins as nested loops.
struct RecipeOracle {
  typealias Row = [String: Plain]

  static func rows(_ table: Table) throws -> [Row] {
    var result = [Row](repeating: [:], count: try table.rowCount(.unattended))
    for name in table.columnNames {
      let column = try table.column(name, .unattended)
      for row in result.indices { result[row][name] = column.plain(row) }
    }
    return result
  }

  /// Missing first, then by value; categories by the order of their levels.
  static func precedes(_ a: Plain?, _ b: Plain?, _ levels: [String]) -> Bool {
    switch (a, b) {
    case (nil, nil), (_, nil): false
    case (nil, _): true
    case (.integer(let x)?, .integer(let y)?): x < y
    case (.date(let x)?, .date(let y)?): x < y
    case (.decimal(let x)?, .decimal(let y)?): x < y
    case (.text(let x)?, .text(let y)?): (levels.firstIndex(of: x) ?? -1) < (levels.firstIndex(of: y) ?? -1)
    default: false
    }
  }

  static func latest(
    _ rows: [Row], per group: [String], by order: [String], levels: [String] = []
  ) -> [Row] {
    rows.enumerated().filter { index, row in
      guard group.allSatisfy({ row[$0] != nil }) else { return true }
      return !rows.enumerated().contains { other, rival in
        guard other != index, group.allSatisfy({ rival[$0] == row[$0] }) else { return false }
        for name in order {
          if precedes(row[name], rival[name], levels) { return true }
          if precedes(rival[name], row[name], levels) { return false }
        }
        return other > index
      }
    }.map(\.element)
  }

  static func matches(_ left: Row, _ right: [Row], _ on: [String]) -> [Row] {
    right.filter { row in on.allSatisfy { left[$0] != nil && left[$0] == row[$0] } }
  }
}
