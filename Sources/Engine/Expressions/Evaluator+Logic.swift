extension Evaluator {
  /// The values of a flag.
  func flags(_ operand: Operand, _ operation: String, _ span: Span) throws -> [UInt8] {
    if case .flag(let values) = operand.column.storage { return values }
    throw ExpressionError(
      .wrongType(operation: operation, expected: [.flag], found: operand.column.type), span)
  }

  func not(_ operand: Operand, _ span: Span) throws -> Operand {
    let values = try mapped(flags(operand, "not", span), work) { $0 == 2 ? $0 : 1 - $0 }
    return Operand(column: Column(.flag(values)), isConstant: operand.isConstant)
  }

  mutating func logic(
    _ operation: String, _ a: Expression, _ b: Expression, decisive: UInt8
  ) throws -> Operand {
    let (left, right) = (try evaluate(a), try evaluate(b))
    _ = try flags(left, operation, a.span)
    _ = try flags(right, operation, b.span)
    return try kleene(left, right, decisive: decisive)
  }

  /// `and` (0 is decisive) or `or` (1 is decisive).
  func kleene(_ left: Operand, _ right: Operand, decisive: UInt8) throws -> Operand {
    guard case .flag(let a) = left.column.storage, case .flag(let b) = right.column.storage else {
      return left
    }
    let values: [UInt8] = try zipped(a, left.isConstant, b, right.isConstant, count(left, right), work) {
      $0 == decisive || $1 == decisive ? decisive : ($0 == 2 || $1 == 2 ? 2 : 1 - decisive)
    }
    return Operand(column: Column(.flag(values)), isConstant: left.isConstant && right.isConstant)
  }

  func isMissing(_ operand: Operand, negated: Bool) throws -> Operand {
    let (yes, no): (UInt8, UInt8) = negated ? (0, 1) : (1, 0)
    let values: [UInt8] =
      switch operand.column.storage {
      case .category(let codes, _): try mapped(codes, work) { $0 < 0 ? yes : no }
      case .flag(let flags): try mapped(flags, work) { $0 == Column.missingFlag ? yes : no }
      case .date(let days): try mapped(days, work) { $0 == Column.missingDate ? yes : no }
      case .integer(let numbers): try mapped(numbers, work) { $0 == Column.missingInteger ? yes : no }
      case .decimal(let numbers): try mapped(numbers, work) { $0.isNaN ? yes : no }
      }
    return Operand(column: Column(.flag(values)), isConstant: operand.isConstant)
  }

  func compare(
    _ operation: Expression.Comparison, named name: String, _ left: Operand, _ leftSpan: Span,
    _ right: Operand, _ rightSpan: Span, _ span: Span
  ) throws -> Operand {
    let isOrdered = operation != .equal && operation != .notEqual
    try Typing.comparable(name, ordered: isOrdered, (left.typed, leftSpan), (right.typed, rightSpan), span)
    let (a, b) = try (sameKind(left, as: right), sameKind(right, as: left))
    let (less, equal, greater) = operation.answers
    let count = count(a, b)
    let values: [UInt8]
    switch (a.column.storage, b.column.storage) {
    case (.category(let x, let levels), .category(let y, let others)):
      let (mine, theirs) = Evaluator.shared(levels, others)
      values = try zipped(x, a.isConstant, y, b.isConstant, count, work) {
        $0 < 0 || $1 < 0 ? 2 : mine[Int($0)] == theirs[Int($1)] ? equal : less
      }
    case (.flag(let x), .flag(let y)):
      values = try zipped(x, a.isConstant, y, b.isConstant, count, work) {
        $0 == 2 || $1 == 2 ? 2 : $0 == $1 ? equal : less
      }
    case (.date(let x), .date(let y)):
      values = try zipped(x, a.isConstant, y, b.isConstant, count, work) {
        $0 == Column.missingDate || $1 == Column.missingDate
          ? 2 : $0 < $1 ? less : $0 == $1 ? equal : greater
      }
    case (.integer(let x), .integer(let y)):
      values = try zipped(x, a.isConstant, y, b.isConstant, count, work) {
        $0 == Column.missingInteger || $1 == Column.missingInteger
          ? 2 : $0 < $1 ? less : $0 == $1 ? equal : greater
      }
    case (.decimal(let x), .decimal(let y)):
      values = try zipped(x, a.isConstant, y, b.isConstant, count, work) {
        $0 < $1 ? less : $0 == $1 ? equal : $0 > $1 ? greater : 2
      }
    default:
      throw ExpressionError(
        .differentTypes(operation: name, left.column.type, right.column.type), span)
    }
    return Operand(column: Column(.flag(values)), isConstant: a.isConstant && b.isConstant)
  }

  /// The operand as the other side needs it: whole numbers as decimals, a whole number written beside a category
  /// as the code of that text.
  private func sameKind(_ operand: Operand, as other: Operand) throws -> Operand {
    var result = operand
    switch (operand.column.type, other.column.type) {
    case (.integer, .decimal): result.column = try operand.column.asDecimal(work)
    case (.integer, .category):
      if case .integer(let value) = operand.literal {
        result.column = Column(.category(codes: [0], levels: [String(value)]))
      }
    default: break
    }
    return result
  }

  /// For the levels of two categories numbers that are equal for equal texts.
  static func shared(_ left: [String], _ right: [String]) -> ([Int32], [Int32]) {
    var numbers: [String: Int32] = [:]
    numbers.reserveCapacity(left.count)
    func number(_ level: String) -> Int32 {
      let next = Int32(truncatingIfNeeded: numbers.count)
      if let known = numbers[level] { return known }
      numbers[level] = next
      return next
    }
    return (left.map(number), right.map(number))
  }

  func isIn(
    _ operand: Operand, _ members: Expression.Members, _ columnSpan: Span, _ span: Span
  ) throws -> Operand {
    let texts: [String]
    switch members {
    case .literals(let literals): texts = literals
    case .argument(let name):
      guard case .list(let list)? = arguments[name] else {
        throw ExpressionError(.listExpected(argument: name, found: false), span)
      }
      texts = list
    }
    let values: [UInt8]
    if case .category(let codes, let levels) = operand.column.storage {
      let wanted = Set(texts)
      let answers: [UInt8] = levels.map { wanted.contains($0) ? 1 : 0 }
      values = try mapped(codes, work) { $0 < 0 ? 2 : answers[Int($0)] }
    } else {
      var table = try KeyTable(work)
      for key in try Code.keys(texts, as: operand.column.type, operation: "in", columnSpan) {
        _ = table.insert(key)
      }
      values = try mapped(operand.column.orderKeys(work), work) { [table] in
        $0 == Int64.min ? 2 : table.find($0) >= 0 ? 1 : 0
      }
    }
    return Operand(column: Column(.flag(values)), isConstant: operand.isConstant)
  }
}

extension Expression.Comparison {
  /// What it says of a lesser, an equal and a greater left side.
  fileprivate var answers: (less: UInt8, equal: UInt8, greater: UInt8) {
    switch self {
    case .equal: (0, 1, 0)
    case .notEqual: (1, 0, 1)
    case .less: (1, 0, 0)
    case .lessOrEqual: (1, 1, 0)
    case .greater: (0, 0, 1)
    case .greaterOrEqual: (0, 1, 1)
    }
  }
}
