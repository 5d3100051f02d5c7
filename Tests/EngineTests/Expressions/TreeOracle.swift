@testable import Engine

/// Expressions read row by row on optional values: slow, obvious, and sharing nothing with the evaluator.
struct TreeOracle {
  var row: [String: Plain]
  /// What arguments stand for.
  var arguments: [String: Plain] = [:]
  /// All rows, for what goes by groups of them.
  var rows: [[String: Plain]] = []
  /// The columns there are, for functions of columns that need not exist.
  var names: Set<String> = []

  func flag(_ expression: Expression) -> Bool? {
    if case .flag(let value)? = value(expression) { value } else { nil }
  }

  func value(_ expression: Expression) -> Plain? {
    switch expression.node {
    case .column(let name): return row[name]
    case .argument(let name): return arguments[name]
    case .text(let value): return .text(value)
    case .integer(let value): return .integer(value)
    case .decimal(let value): return .decimal(value)
    case .date(let day): return .date(Int(day.number))
    case .flag(let value): return .flag(value)
    case .not(let x): return flag(x).map { .flag(!$0) }
    case .and(let a, let b):
      let (a, b) = (flag(a), flag(b))
      if a == false || b == false { return .flag(false) }
      return a == nil || b == nil ? nil : .flag(true)
    case .or(let a, let b):
      let (a, b) = (flag(a), flag(b))
      if a == true || b == true { return .flag(true) }
      return a == nil || b == nil ? nil : .flag(false)
    case .compare(let operation, let a, let b):
      return compare(operation, value(a), value(b)).map(Plain.flag)
    case .arithmetic(let operation, let a, let b): return arithmetic(operation, value(a), value(b))
    case .negate(let x):
      switch value(x) {
      case .integer(let value)?: return .integer(-value)
      case .decimal(let value)?: return .decimal(-value)
      default: return nil
      }
    case .isMissing(let x, let negated): return .flag((value(x) == nil) != negated)
    case .isIn(let x, let members, let negated):
      guard let value = value(x), case .literals(let texts) = members else { return nil }
      let isIn = texts.contains { member in
        switch value {
        case .text(let text): text == member
        case .flag(let flag): (member == "yes") == flag
        case .date(let date): Day(member).map { Int($0.number) } == date
        case .integer(let number): Double(member) == Double(number)
        case .decimal(let number): Double(member) == number
        }
      }
      return .flag(isIn != negated)
    case .between(let x, let low, let high, let negated):
      let above = compare(.greaterOrEqual, value(x), value(low))
      let below = compare(.lessOrEqual, value(x), value(high))
      if above == false || below == false { return .flag(negated) }
      return above == nil || below == nil ? nil : .flag(!negated)
    case .otherwise(let a, let b): return value(a) ?? value(b)
    case .recode(let x, let arms, let otherwise):
      let found = value(x).map(text).flatMap { text in arms.first { $0.codes.contains(text) }?.label }
      return (found ?? otherwise).map(Plain.text)
    case .bands(let x, let arms, let otherwise):
      let found = number(value(x)).flatMap { x in
        arms.first { ($0.low ?? -.infinity) <= x && x <= ($0.high ?? .infinity) }?.label
      }
      return (found ?? otherwise).map(Plain.text)
    case .cases(let arms, let otherwise):
      if let arm = arms.first(where: { flag($0.condition) == true }) { return value(arm.value) }
      return otherwise.flatMap(value)
    case .call(let name, let operands):
      let known = operands.filter { names.contains($0.columns.first ?? "") }
      switch name {
      case "first_of": return known.first.flatMap(value)
      case "first_known": return known.compactMap(value).first
      case "any_yes":
        let answers = known.compactMap(value)
        if answers.contains(where: { $0 == .text("Y") || $0 == .flag(true) }) { return .flag(true) }
        return answers.contains { $0 == .text("N") || $0 == .flag(false) } ? .flag(false) : nil
      case "share_by": return share(operands[0], operands[1])
      default: return call(name, operands.map(value))
      }
    }
  }

  /// Of the rows of this row's group, the share where the condition is true.
  private func share(_ group: Expression, _ condition: Expression) -> Plain? {
    guard let mine = value(group) else { return nil }
    let others = rows.map { TreeOracle(row: $0, arguments: arguments, names: names) }
      .filter { $0.value(group) == mine }
    return .decimal(Double(others.count { $0.flag(condition) == true }) / Double(others.count))
  }

  /// The canonical text.
  func text(_ value: Plain) -> String {
    switch value {
    case .text(let text): text
    case .flag(let flag): flag ? "true" : "false"
    case .date(let date): Day(number: Int32(date)).description
    case .integer(let number): String(number)
    case .decimal(let number): number.description
    }
  }

  private func number(_ value: Plain?) -> Double? {
    switch value {
    case .integer(let number)?: Double(number)
    case .decimal(let number)?: number
    case .date(let number)?: Double(number)
    default: nil
    }
  }

  private func compare(_ operation: Expression.Comparison, _ a: Plain?, _ b: Plain?) -> Bool? {
    guard let a, let b else { return nil }
    if let x = number(a), let y = number(b) {
      switch operation {
      case .equal: return x == y
      case .notEqual: return x != y
      case .less: return x < y
      case .lessOrEqual: return x <= y
      case .greater: return x > y
      case .greaterOrEqual: return x >= y
      }
    }
    // A code written as a number.
    return (text(a) == text(b)) == (operation == .equal)
  }

  private func arithmetic(_ operation: Expression.Arithmetic, _ a: Plain?, _ b: Plain?) -> Plain? {
    guard let a, let b else { return nil }
    switch (a, b) {
    case (.date(let x), .date(let y)): return .integer(Int64(x - y))
    case (.date(let x), .integer(let y)): return .date(operation == .add ? x + Int(y) : x - Int(y))
    case (.integer(let x), .integer(let y)):
      switch operation {
      case .add: return .integer(x + y)
      case .subtract: return .integer(x - y)
      case .multiply: return .integer(x * y)
      case .divide: return y == 0 ? nil : .decimal(Double(x) / Double(y))
      }
    default:
      guard let x = number(a), let y = number(b) else { return nil }
      switch operation {
      case .add: return .decimal(x + y)
      case .subtract: return .decimal(x - y)
      case .multiply: return .decimal(x * y)
      case .divide: return y == 0 ? nil : .decimal(x / y)
      }
    }
  }

  private func call(_ name: String, _ values: [Plain?]) -> Plain? {
    if name == "coalesce" { return values.compactMap { $0 }.first }
    let known = values.compactMap { $0 }
    guard known.count == values.count else { return nil }
    switch (name, known) {
    case ("days", _):
      guard case .date(let a) = known[0], case .date(let b) = known[1] else { return nil }
      return .integer(Int64(b - a))
    case ("year", _):
      guard case .date(let a) = known[0] else { return nil }
      return .integer(Int64(Day(number: Int32(a)).description.prefix(4)) ?? 0)
    case ("abs", _):
      if case .integer(let x) = known[0] { return .integer(Swift.abs(x)) }
      return number(known[0]).map { .decimal(Swift.abs($0)) }
    default:
      let sorted = known.sorted { (number($0) ?? 0) < (number($1) ?? 0) }
      return name == "min" ? sorted.first : sorted.last
    }
  }
}
