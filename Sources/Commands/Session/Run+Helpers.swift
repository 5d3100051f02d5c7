import Engine

extension Workspace {
  /// Drops what was made of a table's earlier state: derived columns and chosen rows.
  mutating func forget(_ table: String) {
    frames[table] = nil
    selections[.table(table)] = nil
  }
}

extension Scope {
  /// Puts a table in, dropping what was derived from its earlier state.
  mutating func forget(_ name: String, replacing table: Table) {
    tables[name] = table
    derived[name] = nil
  }
}

extension Run {
  /// Says that there are problems, and which command shows them.
  mutating func noticeProblems(of tables: [Table]) {
    for table in tables {
      let count = table.source.problems().reduce(0) { $0 + $1.count }
      if count > 0 {
        notice("\(table.name): \(count) \(count == 1 ? "problem" : "problems") in the data; see: problems")
      }
    }
  }
}

extension Parser {
  /// Settings `name=value` in any order, each at most once, of the names given.
  mutating func settings(_ names: [String], of command: String) throws -> [String: Value] {
    var result: [String: Value] = [:]
    while !isAtEnd {
      let start = current
      guard let setting = try setting() else { throw expected(names.map { "\($0)=" }) }
      guard names.contains(setting.name.text.lowercased()) else {
        throw NameError(
          .setting, setting.name.text, candidates: names, span: setting.name.span, place: command)
      }
      guard result.updateValue(setting.value, forKey: setting.name.text.lowercased()) == nil else {
        throw SyntaxError(reason: .repeated(start.text), span: start.span)
      }
    }
    return result
  }
}

extension Value {
  /// The value as a whole number in a range.
  func whole(_ name: String, _ range: ClosedRange<Int>, _ parameters: some ParameterSource) throws -> Int {
    let text = try resolved(parameters)
    guard let number = Int(text), range.contains(number) else {
      throw CommandError(
        .badValue(
          name,
          "a whole number from \(range.lowerBound)"
            + (range.upperBound == Int.max ? " up" : " to \(range.upperBound)")), span)
    }
    return number
  }
}
