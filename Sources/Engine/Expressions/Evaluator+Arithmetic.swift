extension Evaluator {
  func arithmetic(
    _ operation: Expression.Arithmetic, _ left: Operand, _ leftSpan: Span, _ right: Operand,
    _ rightSpan: Span
  ) throws -> Operand {
    let type = try Typing.arithmetic(operation, (left.typed, leftSpan), (right.typed, rightSpan))
    let column: Column
    switch (type, left.column.storage, right.column.storage) {
    case (_, .date(let a), .date(let b)):
      column = try days(from: b, right.isConstant, to: a, left.isConstant, count(left, right))
    case (_, .date(let a), .integer(let b)):
      let sign: Int64 = operation == .subtract ? -1 : 1
      column = try shifted(a, left.isConstant, by: b, right.isConstant, sign, count(left, right))
    case (_, .integer(let a), .date(let b)):
      column = try shifted(b, right.isConstant, by: a, left.isConstant, 1, count(left, right))
    case (.integer, .integer(let a), .integer(let b)):
      column = Column(
        .integer(
          try zipped(a, left.isConstant, b, right.isConstant, count(left, right), work) {
            if $0 == Column.missingInteger || $1 == Column.missingInteger { return Column.missingInteger }
            let (value, overflows) =
              switch operation {
              case .add: $0.addingReportingOverflow($1)
              case .subtract: $0.subtractingReportingOverflow($1)
              case .multiply, .divide: $0.multipliedReportingOverflow(by: $1)
              }
            return overflows ? Column.missingInteger : value
          }))
    default:
      let (a, b) = (try doubles(left), try doubles(right))
      column = Column(
        .decimal(
          try zipped(a, left.isConstant, b, right.isConstant, count(left, right), work) {
            let value =
              switch operation {
              case .add: $0 + $1
              case .subtract: $0 - $1
              case .multiply: $0 * $1
              case .divide: $0 / $1
              }
            return value.isFinite ? value : .nan
          }))
    }
    return Operand(column: column, isConstant: left.isConstant && right.isConstant)
  }

  /// The values as numbers, missing ones as NaN.
  func doubles(_ operand: Operand) throws -> [Double] {
    if case .decimal(let values) = try operand.column.asDecimal(work).storage { return values }
    return [Double](repeating: .nan, count: operand.column.count)
  }

  func negate(_ operand: Operand, _ span: Span) throws -> Operand {
    try Typing.require(operand.typed, Typing.numbers, "-", span)
    var result = operand
    // `-1` as written is the code -1 too.
    if case .integer(let value) = operand.literal, value != Int64.min { result.literal = .integer(-value) }
    switch operand.column.storage {
    case .integer(let values): result.column = Column(.integer(try mapped(values, work) { 0 &- $0 }))
    case .decimal(let values): result.column = Column(.decimal(try mapped(values, work) { -$0 }))
    default: break
    }
    return result
  }

  mutating func call(_ name: String, _ arguments: [Expression], _ span: Span) throws -> Operand {
    let function = try ExpressionFunction.find(name, span: span)
    try function.checkCount(arguments.count, span)
    switch function.kind {
    case .firstOf: return try column(Expression.firstOf(arguments, in: schema, span), span)
    case .anyYes: return try anyYes(arguments, span)
    case .shareBy: return try shareBy(arguments[0], arguments[1])
    case .firstKnown:
      // Only the columns that exist are left to look at.
      let there = try arguments.filter { argument in
        guard case .column(let name) = argument.node else { return true }
        return try schema.find(ifThere: name, span: argument.span) != nil
      }
      _ = try Expression.existing(arguments, in: schema, function.name, span)
      return try firstKnown(function.name, there)
    case .coalesce: return try firstKnown(function.name, arguments)
    case .min: return try extreme(function.name, arguments, least: true)
    case .max: return try extreme(function.name, arguments, least: false)
    case .days:
      let (from, to) = (try evaluate(arguments[0]), try evaluate(arguments[1]))
      try Typing.require(from.typed, [.date], function.name, arguments[0].span)
      try Typing.require(to.typed, [.date], function.name, arguments[1].span)
      guard case .date(let a) = from.column.storage, case .date(let b) = to.column.storage else {
        return from
      }
      let column = try days(from: a, from.isConstant, to: b, to.isConstant, count(from, to))
      return Operand(column: column, isConstant: from.isConstant && to.isConstant)
    case .year:
      let operand = try evaluate(arguments[0])
      try Typing.require(operand.typed, [.date], function.name, arguments[0].span)
      guard case .date(let days) = operand.column.storage else { return operand }
      let years = try mapped(days, work) {
        $0 == Column.missingDate ? Column.missingInteger : Int64(Day(number: $0).parts.year)
      }
      return Operand(column: Column(.integer(years)), isConstant: operand.isConstant)
    case .abs:
      var operand = try evaluate(arguments[0])
      try Typing.require(operand.typed, Typing.numbers, function.name, arguments[0].span)
      operand.literal = .none
      switch operand.column.storage {
      case .integer(let values):
        operand.column = Column(.integer(try mapped(values, work) { $0 < 0 ? 0 &- $0 : $0 }))
      case .decimal(let values): operand.column = Column(.decimal(try mapped(values, work) { $0.magnitude }))
      default: break
      }
      return operand
    }
  }

  private func days(
    from: [Int32], _ fromIsConstant: Bool, to: [Int32], _ toIsConstant: Bool, _ count: Int
  ) throws -> Column {
    Column(
      .integer(
        try zipped(from, fromIsConstant, to, toIsConstant, count, work) {
          $0 == Column.missingDate || $1 == Column.missingDate
            ? Column.missingInteger : Int64($1) - Int64($0)
        }))
  }

  private func shifted(
    _ dates: [Int32], _ datesAreConstant: Bool, by days: [Int64], _ daysAreConstant: Bool, _ sign: Int64,
    _ count: Int
  ) throws -> Column {
    // Years 1 to 9999, as dates are read.
    let calendar: ClosedRange<Int64> = -719_162...2_932_896
    return Column(
      .date(
        try zipped(dates, datesAreConstant, days, daysAreConstant, count, work) {
          if $0 == Column.missingDate || $1.magnitude > 4_000_000 { return Column.missingDate }
          let day = Int64($0) + sign * $1
          return calendar.contains(day) ? Int32(truncatingIfNeeded: day) : Column.missingDate
        }))
  }

  private mutating func extreme(_ name: String, _ arguments: [Expression], least: Bool) throws -> Operand {
    let operands = try arguments.map { try evaluate($0) }
    for (operand, argument) in zip(operands, arguments) {
      try Typing.require(operand.typed, Typing.ordered, name, argument.span)
    }
    let parts = try unified(name, operands, arguments.map(\.span))
    var result = parts[0]
    result.literal = .none
    for part in parts.dropFirst() {
      let count = count(result, part)
      switch (result.column.storage, part.column.storage) {
      case (.date(let a), .date(let b)):
        result.column = Column(
          .date(
            try zipped(a, result.isConstant, b, part.isConstant, count, work) {
              $0 == Column.missingDate || $1 == Column.missingDate
                ? Column.missingDate : least ? Swift.min($0, $1) : Swift.max($0, $1)
            }))
      case (.integer(let a), .integer(let b)):
        result.column = Column(
          .integer(
            try zipped(a, result.isConstant, b, part.isConstant, count, work) {
              $0 == Column.missingInteger || $1 == Column.missingInteger
                ? Column.missingInteger : least ? Swift.min($0, $1) : Swift.max($0, $1)
            }))
      case (.decimal(let a), .decimal(let b)):
        result.column = Column(
          .decimal(
            try zipped(a, result.isConstant, b, part.isConstant, count, work) {
              $0.isNaN || $1.isNaN ? .nan : least ? Swift.min($0, $1) : Swift.max($0, $1)
            }))
      default: break
      }
      result.isConstant = result.isConstant && part.isConstant
    }
    return result
  }
}
