import Engine

extension Workspace {
  /// Drops what was made of a table's earlier state: derived columns and chosen rows.
  mutating func forget(_ table: String) {
    frames[table] = nil
    selections[.table(table)] = nil
    changes[.table(table)] = nil
  }
}

extension Run {
  /// Notes for the digest that the statement has changed some data, with the values it was given.
  mutating func noteChange(of data: DataName) {
    let values = workspace.parameters.filter { text.contains("$\($0.key)") }
    workspace.changes[data, default: []].append(
      ([text] + values.map { "\($0.key)=\($0.value.value)" }).joined(separator: "\n"))
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
  /// Puts a table with other names or types in; what was made of its earlier state goes, and that is said.
  mutating func replace(_ table: Table) {
    let name = table.name
    let had = workspace.frames[name] != nil || workspace.selections[.table(name)] != nil
    workspace.tables[name] = table
    workspace.forget(name)
    if had { notice("\(name): what derive, keep, segment and sample did to it no longer holds") }
  }

  /// Says that there are problems, and which command shows them.
  mutating func noticeProblems(of tables: [Table]) {
    for table in tables {
      // How many there are is a count of rows, which problems shows through the gate.
      if !table.source.problems().isEmpty {
        notice("\(table.name): there are problems in the data; see: problems")
      }
    }
  }
}

extension Parser {
  /// Settings `name=value` in any order, each at most once, of the names given.
  mutating func settings(_ names: [String], of command: String) throws -> [String: Value] {
    var result: [String: Value] = [:]
    while !isAtEnd {
      for name in names where result[name] == nil { offer(.setting(name)) }
      let start = current
      let parser = self
      guard let setting = try setting(.none, { parser.kind(of: $0) }) else {
        throw expected(names.map { "\($0)=" })
      }
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

extension Run {
  /// What a split keeps on one side, and its name: patients unless said, rows where nothing tells patients apart.
  mutating func unit(_ name: Name?, _ view: View, _ what: String) -> (name: String, unit: Sampler.Unit) {
    let word = name?.text.lowercased() ?? "patient"
    if word == "row" { return (word, .row) }
    if let columns = view.clusters[word] { return (word, .cluster(columns)) }
    notice("\(what) by row: nothing says which rows of \(view.data.description) are one patient's")
    return ("row", .row)
  }
}
