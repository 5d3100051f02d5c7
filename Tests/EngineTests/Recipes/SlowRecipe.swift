@testable import Engine

/// A recipe followed row by row, every statement as nested loops over rows that are dictionaries.
///
/// Names of tables and columns are in lower case. A row holds each value under its column's name, under `table.column`, and under `#table.column`, where those stay
/// that a join hides.
struct SlowRecipe {
  typealias Row = [String: Plain]

  let tables: [String: [Row]]
  /// The columns of each table.
  let columns: [String: [String]]
  let arguments: [String: Plain]
  var rows: [Row] = []
  /// The names the rows have.
  var names: Set<String> = []
  var derived: Set<String> = []
  var others: [String: [Row]] = [:]
  var lines: [AttritionLine] = []
  var outcomes: [Outcome] = []
  var checks: [CheckResult] = []
  /// For each outcome, each row's place: outside its denominator, inside, or inside and unknown.
  private var marks = "\u{1}"
  private let base: String

  init(
    base: String, _ tables: [String: [Row]], columns: [String: [String]], arguments: [String: Plain] = [:]
  ) {
    (self.base, self.tables, self.columns, self.arguments) = (base, tables, columns, arguments)
    others = tables
    for row in tables[base] ?? [] { rows.append(entered(row, base, hiding: [])) }
    for name in columns[base] ?? [] { names.formUnion([name, "\(base).\(name)"]) }
    lines = [AttritionLine(kind: .start, label: base, before: rows.count, after: rows.count)]
  }

  /// The names of a table's columns put before its values.
  private func entered(_ row: Row, _ table: String, hiding hidden: [String]) -> Row {
    var result: Row = [:]
    for name in columns[table] ?? [] {
      result["#\(table).\(name)"] = row[name]
      if hidden.contains(name) { continue }
      result["\(table).\(name)"] = row[name]
      if !derived.contains(name) { result[name] = row[name] }
    }
    return result
  }

  private func oracle(_ row: Row) -> TreeOracle {
    TreeOracle(row: row, arguments: arguments, rows: rows, names: names)
  }

  mutating func follow(_ recipe: Recipe) {
    for step in recipe.steps where step.conditions.allSatisfy({ holds($0) == $0.wanted }) { take(step.rule) }
    for index in outcomes.indices { outcomes[index] = counted(outcomes[index].name) }
  }

  private func holds(_ condition: Recipe.Condition) -> Bool {
    switch condition.question {
    case .given(let name): arguments[name] != nil
    case .have(let tables, let wanted):
      tables.allSatisfy { table in
        wanted.allSatisfy { columns[table.lowercased()]?.contains($0.lowercased()) == true }
      }
    }
  }

  private mutating func take(_ rule: Recipe.Rule) {
    switch rule {
    case .latest(let written, let group, let order):
      let table = written.lowercased()
      let old = table == base ? rows : others[table] ?? []
      let new = SlowRecipe.latest(old, per: group, by: order)
      if table == base { rows = new } else { others[table] = new }
      let place = table == base ? "" : "in \(table): "
      lines.append(
        AttritionLine(
          kind: .latest, label: "\(place)latest per \(group.joined(separator: ", "))", before: old.count,
          after: new.count))
    case .join(let join): self.join(join)
    case .keep(let label, let condition):
      let kept = rows.filter { oracle($0).flag(condition) == true }
      lines.append(AttritionLine(kind: .keep, label: label, before: rows.count, after: kept.count))
      rows = kept
    case .check(let label, let condition):
      let answers = rows.map { oracle($0).flag(condition) }
      checks.append(
        CheckResult(
          label: label, holds: answers.count { $0 == true }, fails: answers.count { $0 == false },
          unknown: answers.count { $0 == nil }))
    case .derive(let name, let expression):
      set(name, to: rows.map { oracle($0).value(expression) })
    case .outcome(let name, let expression, let among):
      let inside = rows.map { row in among.map { oracle(row).flag($0) == true } ?? true }
      var values = rows.map { oracle($0).value(expression) }
      var unknown = values.map { $0 == nil }
      if case .otherwise(let before, _) = expression.node {
        unknown = rows.map { oracle($0).value(before) == nil }
      }
      for row in rows.indices where !inside[row] { values[row] = nil }
      set(name, to: values)
      for row in rows.indices {
        rows[row][marks + name] = inside[row] ? .text(unknown[row] ? "unknown" : "known") : nil
      }
      outcomes.append(Outcome(name: name, denominator: 0, events: 0, unknown: 0))
    default: break
    }
  }

  private mutating func set(_ name: String, to values: [Plain?]) {
    for row in rows.indices { rows[row][name] = values[row] }
    names.insert(name)
    derived.insert(name)
  }

  private func counted(_ name: String) -> Outcome {
    let inside = rows.filter { $0[marks + name] != nil }
    return Outcome(
      name: name, denominator: inside.count, events: inside.count { $0[name] == .flag(true) },
      unknown: inside.count { $0[marks + name] == .text("unknown") || $0[name] == nil })
  }

  private mutating func join(_ join: Recipe.Join) {
    let table = join.alias ?? join.table
    let right = join.alias == nil ? others[table] ?? [] : tables[join.table] ?? []
    let before = rows.count
    var result: [Row] = []
    var (unmatched, multiple) = (0, 0)
    for row in rows {
      var found = right.filter { match in
        join.on.allSatisfy { SlowRecipe.isSameKey(row["#\(join.to).\($0)"], match[$0]) }
      }
      if let keeping = join.keeping { found = eligible(found, keeping, row) }
      if found.isEmpty { unmatched += 1 }
      if found.count > 1 { multiple += 1 }
      if let keeping = join.keeping, found.count > 1 { found = [chosen(found, keeping)] }
      for match in found.isEmpty ? [[:]] : found {
        result.append(row.merging(renamed(match, join.table, table, hiding: join.on)) { mine, _ in mine })
      }
    }
    for name in columns[join.table] ?? [] where !join.on.contains(name) {
      names.formUnion([name, "\(table).\(name)"])
    }
    rows = result
    var label = "join \(table) to \(join.to)"
    if let keeping = join.keeping { label += ", \(keeping.which.rawValue) record" }
    lines.append(
      AttritionLine(
        kind: .join, label: label, before: before, after: rows.count, unmatched: unmatched,
        multiplyMatched: multiple))
  }

  private func renamed(_ row: Row, _ table: String, _ alias: String, hiding hidden: [String]) -> Row {
    let entered = entered(row, table, hiding: hidden)
    if table == alias { return entered }
    var result: Row = [:]
    for (name, value) in entered {
      if name.hasPrefix("#\(table).") {
        result["#\(alias)." + name.dropFirst(table.count + 2)] = value
      } else if name.hasPrefix("\(table).") {
        result["\(alias)." + name.dropFirst(table.count + 1)] = value
      } else {
        result[name] = value
      }
    }
    return result
  }

  /// The matches whose value is known and in the window.
  private func eligible(_ found: [Row], _ keeping: Recipe.Keeping, _ row: Row) -> [Row] {
    found.filter { match in
      guard let value = match[keeping.column] else { return false }
      guard let window = keeping.window else { return true }
      guard let low = oracle(row).value(window.low), let high = oracle(row).value(window.high) else {
        return false
      }
      return !SlowRecipe.precedes(value, low) && !SlowRecipe.precedes(high, value)
    }
  }

  /// The one with the least or greatest value; of several the last.
  private func chosen(_ found: [Row], _ keeping: Recipe.Keeping) -> Row {
    var best = found[0]
    for match in found.dropFirst() {
      let (mine, other) = (best[keeping.column], match[keeping.column])
      let isWorse =
        keeping.which == .earliest ? SlowRecipe.precedes(mine, other) : SlowRecipe.precedes(other, mine)
      if !isWorse { best = match }
    }
    return best
  }

  /// One row of each group: the one that no other is greater than, the last of equals.
  static func latest(_ rows: [Row], per group: [String], by order: [String]) -> [Row] {
    rows.enumerated().filter { index, row in
      guard group.allSatisfy({ row[$0] != nil }) else { return true }
      return !rows.enumerated().contains { other, rival in
        guard other != index, group.allSatisfy({ rival[$0] == row[$0] }) else { return false }
        for name in order {
          if precedes(row[name], rival[name]) { return true }
          if precedes(rival[name], row[name]) { return false }
        }
        return other > index
      }
    }.map(\.element)
  }

  /// Numbers as numbers, values of one type as they are, others by their canonical texts; missing matches nothing.
  static func isSameKey(_ left: Plain?, _ right: Plain?) -> Bool {
    guard let left, let right else { return false }
    let oracle = TreeOracle(row: [:])
    switch (left, right) {
    case (.integer(let a), .decimal(let b)): return Double(a) == b
    case (.decimal(let a), .integer(let b)): return a == Double(b)
    case (.decimal(let a), .decimal(let b)): return a == b
    default: return oracle.text(left) == oracle.text(right)
    }
  }

  /// Missing values first, then by value; categories in natural order, no before yes.
  static func precedes(_ a: Plain?, _ b: Plain?) -> Bool {
    guard let b else { return false }
    guard let a else { return true }
    switch (a, b) {
    case (.integer(let x), .integer(let y)): return x < y
    case (.integer(let x), .decimal(let y)): return Double(x) < y
    case (.decimal(let x), .integer(let y)): return x < Double(y)
    case (.decimal(let x), .decimal(let y)): return x < y
    case (.date(let x), .date(let y)): return x < y
    case (.flag(let x), .flag(let y)): return !x && y
    case (.text(let x), .text(let y)): return x != y && NaturalOrder.precedes(x, y)
    default: return false
    }
  }
}
