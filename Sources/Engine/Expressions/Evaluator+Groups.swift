extension Evaluator {
  /// Yes over no over unknown, of columns that say Y and N or are flags.
  mutating func anyYes(_ arguments: [Expression], _ span: Span) throws -> Operand {
    var result = [UInt8](repeating: Column.missingFlag, count: frame.rowCount)
    for index in try Expression.existing(arguments, in: schema, "any_yes", span) {
      let column = try column(index, span).column
      try Typing.require(Expression.Typed(column.type), [.category, .flag], "any_yes", span)
      let answers: [UInt8]
      switch column.storage {
      case .category(let codes, let levels):
        let meaning: [UInt8] = levels.map { $0 == "Y" ? 1 : $0 == "N" ? 0 : Column.missingFlag }
        answers = try mapped(codes, work) { $0 < 0 ? Column.missingFlag : meaning[Int($0)] }
      case .flag(let values): answers = values
      default: continue
      }
      result = try zipped(result, false, answers, false, result.count, work) { known, answer in
        known == 1 || answer == 1 ? 1 : known == 0 || answer == 0 ? 0 : Column.missingFlag
      }
    }
    return Operand(column: Column(.flag(result)))
  }

  /// For each row the share of its group's rows where the condition is true; missing where the group is.
  mutating func shareBy(_ group: Expression, _ condition: Expression) throws -> Operand {
    let (codes, groups) = try shares(group, condition)
    let share = groups.map { $0.rows == 0 ? .nan : Double($0.yes) / Double($0.rows) }
    return Operand(column: Column(.decimal(try mapped(codes, work) { $0 < 0 ? .nan : share[Int($0)] })))
  }

  /// Each row's group, and the groups with their counts.
  mutating func shares(
    _ group: Expression, _ condition: Expression
  ) throws -> (codes: [Int32], groups: [GroupShares.Group]) {
    let column = try column(evaluate(group))
    guard case .flag(let flags) = try self.column(evaluate(condition)).storage else {
      return ([Int32](repeating: -1, count: frame.rowCount), [])
    }
    let dense = try Codes(inOrder: column, work)
    var groups = [GroupShares.Group](
      repeating: GroupShares.Group(level: "", rows: 0, yes: 0), count: dense.count)
    var codes = dense.values
    try forEachRow(codes.count, work) { row in
      if column.isMissing(row) {
        codes[row] = -1
        return
      }
      let code = Int(codes[row])
      if groups[code].rows == 0 { groups[code].level = column.text(row) ?? "" }
      groups[code].rows += 1
      if flags[row] == 1 { groups[code].yes += 1 }
    }
    return (codes, groups)
  }
}

extension Expression {
  /// The groups that each `share_by` in the expression goes by, with their counts.
  func groupShares(
    in frame: Frame, arguments: [String: Recipe.Value], _ work: Work
  ) throws -> [GroupShares] {
    var result: [GroupShares] = []
    try visit { expression in
      guard case .call(let name, let operands) = expression.node, name.lowercased() == "share_by",
        operands.count == 2
      else { return true }
      var evaluator = Evaluator(frame: frame, schema: frame.schema, arguments: arguments, work: work)
      let groups = try evaluator.shares(operands[0], operands[1]).groups.filter { $0.rows > 0 }
      result.append(GroupShares(column: operands[0].columns.joined(separator: ", "), groups: groups))
      return true
    }
    return result
  }
}
