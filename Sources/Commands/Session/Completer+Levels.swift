import Engine

extension Completer {
  /// The column of an entry when it is in memory, or a matter of a moment: over the whole table it comes from.
  func column(of entry: Schema.Entry, in data: DataName) -> Column? {
    guard let name = entry.table else {
      switch data {
      case .cohort: return workspace.cohort?.frame.derived[entry.name]
      case .table(let table): return workspace.frames[table]?.derived[entry.name]
      }
    }
    if let known = glimpses[name] { return known[entry.name] }
    let part = data == .cohort ? workspace.cohort?.frame.parts.first { $0.table.name == name }?.table : nil
    let found = (part ?? scope.tables[name])?.glimpses() ?? [:]
    glimpses[name] = found
    return found[entry.name]
  }

  /// The levels of a column that may be shown: those a recipe declares, or those common enough for the disclosure
  /// policy; none of a column that identifies rows.
  func levels(ofColumn name: String) -> [String] {
    guard let data, let entry = try? scope.schema(of: data).entry(name) else { return [] }
    if entry.type == .flag { return ["no", "yes"] }
    if let declared = entry.levels { return declared }
    if data == .cohort, let cohort = scope.cohort {
      let keys = (cohort.key + cohort.clusters.values.flatMap(\.self)).compactMap {
        try? cohort.columns.entry($0)
      }
      if keys.contains(entry), !cohort.dimensions.contains(entry.name) { return [] }
    }
    guard let column = column(of: entry, in: data) else { return [] }
    let frame: Frame? =
      switch data {
      case .cohort: workspace.cohort?.frame
      case .table(let table): workspace.frames[table]
      }
    let rows = entry.table.flatMap { table in frame?.parts.first { $0.table.name == table }?.rows }
    guard let counts = column.levelCounts(in: rows), counts.count <= Segment.mostLevels else { return [] }
    let known = counts.reduce(0) { $0 + $1.rows }
    // As many values as rows, or half as many: names rather than levels.
    if column.type != .flag, counts.count > 2, counts.count * 2 > known { return [] }
    return counts.filter { !workspace.policy.isFew($0.rows) }.map(\.level)
  }

  /// The levels an expression can have.
  func levels(of expression: Expression) -> [String] {
    if case .column(let name) = expression.node { return levels(ofColumn: name) }
    return checked(expression)?.levels ?? []
  }

  /// What is known of an expression in the statement's data.
  func checked(_ expression: Expression) -> Expression.Typed? {
    guard let data, let schema = try? scope.schema(of: data) else { return nil }
    if case .column(let name) = expression.node, let entry = try? schema.entry(name) {
      return Expression.Typed(entry.type ?? column(of: entry, in: data)?.type, levels: entry.levels)
    }
    return try? expression.check(in: schema, arguments: scope.parameters.argumentKinds)
  }
}
