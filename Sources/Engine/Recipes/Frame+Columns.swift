extension Frame {
  /// What is known of the columns without reading them: tables' columns that are not hidden, then derived ones.
  public var schema: Schema {
    var entries: [Schema.Entry] = []
    for part in parts {
      for name in part.table.columnNames where !part.hidden.contains(name) {
        entries.append(
          Schema.Entry(name: name, table: part.table.name, type: part.table.declaredTypes[name]))
      }
    }
    for (name, column) in derived {
      entries.append(
        Schema.Entry(name: name, type: column.type, levels: declared.contains(name) ? column.levels : nil))
    }
    return Schema(entries)
  }

  /// The columns' names, with `table.` before those that several tables have.
  public var columnNames: [String] { schema.labels }

  /// The column meant by a name, a value for each row of the frame. O(rows), beside reading it once.
  /// - Throws: `NameError` when no column or several are meant; what reading throws.
  public func column(_ name: String, _ work: Work, span: Span? = nil) throws -> Column {
    let schema = schema
    return try column(schema.entries[try schema.find(name, span: span)], work, span: span)
  }

  /// The column of an entry of ``schema``.
  func column(_ entry: Schema.Entry, _ work: Work, span: Span? = nil) throws -> Column {
    guard let table = entry.table, let part = parts.first(where: { $0.table.name == table }) else {
      if let column = derived[entry.name] { return column }
      throw NameError(.column, entry.name, candidates: columnNames, span: span)
    }
    return try part.column(entry.name, work, span: span)
  }

  /// The column meant by a name to group, join and compare rows by.
  func key(_ name: String, _ work: Work, span: Span? = nil) throws -> KeyColumn {
    let schema = schema
    return try key(schema.entries[try schema.find(name, span: span)], work, span: span)
  }

  /// The same of an entry of ``schema``.
  func key(_ entry: Schema.Entry, _ work: Work, span: Span? = nil) throws -> KeyColumn {
    guard let table = entry.table, let part = parts.first(where: { $0.table.name == table }) else {
      return KeyColumn(try column(entry, work, span: span))
    }
    return try part.key(entry.name, work, span: span)
  }

  /// The given rows in the given order; a row may be given several times. O(rows) for each part and derived column.
  public func filtered(by rows: [Int32], _ work: Work) throws -> Frame {
    var result = self
    result.rowCount = rows.count
    for index in parts.indices {
      try work.check()
      if let old = parts[index].rows {
        result.parts[index].rows = try mapped(rows, work) { old[Int($0)] }
      } else {
        result.parts[index].rows = rows
      }
    }
    for name in derived.keys {
      result.derived[name] = try derived[name]?.gather(rows, work)
    }
    for name in marks.keys { result.marks[name] = try marks[name]?.gather(rows, work) }
    return result
  }

  /// The rows where a flag is yes; no and missing are dropped.
  /// - Throws: ``ExpressionError`` when the column is not a flag.
  public func keeping(where flags: Column, _ work: Work, span: Span = Span(0, 0)) throws -> Frame {
    guard case .flag(let values) = flags.storage else {
      throw ExpressionError(.wrongType(operation: "keep", expected: [.flag], found: flags.type), span)
    }
    let rows = try Parallel.rows(min(values.count, rowCount), work) { values[$0] == 1 }
    return rows.count == rowCount ? self : try filtered(by: rows, work)
  }

  /// The frame with a derived column, which must be as long as the frame; it replaces a derived one of that name.
  public func deriving(_ name: String, _ column: Column) -> Frame {
    var result = self
    result.derived[name] = column
    result.declared.remove(name)
    return result
  }

  /// The frame with the column an expression gives.
  /// - Throws: what evaluating throws.
  public func deriving(
    _ name: String, _ expression: Expression, arguments: [String: Recipe.Value], _ work: Work
  ) throws -> Frame {
    let levels = try expression.check(in: schema, arguments: arguments.mapValues(\.kind)).levels
    var result = deriving(name, try expression.evaluate(in: self, arguments: arguments, work))
    if levels != nil { result.declared.insert(name) }
    return result
  }
}

extension Frame.Part {
  /// The part's column for each row of the frame, to group, join and compare by.
  func key(_ name: String, _ work: Work, span: Span? = nil) throws -> KeyColumn {
    try work.check()
    let key = try table.key(name, work, span: span)
    return try rows.map { try key.gather($0, work) } ?? key
  }

  /// The part's column for each row of the frame.
  func column(_ name: String, _ work: Work, span: Span? = nil) throws -> Column {
    try work.check()
    guard let rows else { return try table.column(name, work, span: span) }
    return try table.stored(name, work, span: span).gather(rows, work).column(work)
  }
}
