extension Expression {
  /// The expression's value for each row of a frame: column by column, once per level where a category allows it.
  ///
  /// Comparisons with missing values are missing, `and` and `or` follow Kleene; whole-number overflow, division
  /// by zero and dates outside years 1 to 9999 are missing.
  /// - Throws: `NameError`, ``ExpressionError``, what reading columns throws, `Cancelled`. O(rows) per node.
  public func evaluate(
    in frame: Frame, arguments: [String: Recipe.Value] = [:], _ work: Work
  ) throws -> Column {
    _ = try check(in: frame.schema, arguments: arguments.mapValues(\.kind))
    var evaluator = Evaluator(frame: frame, schema: frame.schema, arguments: arguments, work: work)
    return try evaluator.column(evaluator.evaluate(self))
  }
}

extension Recipe.Value {
  /// What kind of argument it can be given for.
  public var kind: Recipe.Argument.Kind {
    switch self {
    case .date: .date
    case .number: .number
    case .text: .text
    case .list: .list
    }
  }
}

/// Evaluates one expression over one frame; columns it has read it keeps.
struct Evaluator {
  /// A column, or one value that stands for every row.
  struct Operand {
    var column: Column
    var isConstant = false
    var literal = Expression.Literal.none

    var typed: Expression.Typed {
      var result = Expression.Typed(column.type, levels: column.levels)
      result.literal = literal
      return result
    }
  }

  let frame: Frame
  let schema: Schema
  let arguments: [String: Recipe.Value]
  let work: Work
  private var read: [Int: Column] = [:]

  init(frame: Frame, schema: Schema, arguments: [String: Recipe.Value], work: Work) {
    self.frame = frame
    self.schema = schema
    self.arguments = arguments
    self.work = work
  }

  mutating func evaluate(_ expression: Expression) throws -> Operand {
    let span = expression.span
    switch expression.node {
    case .column(let name): return try column(schema.find(name, span: span), span)
    case .argument(let name): return try argument(name, span)
    case .text, .integer, .decimal, .date, .flag: return literal(expression.node)
    case .not(let x): return try not(evaluate(x), x.span)
    case .and(let a, let b): return try logic("and", a, b, decisive: 0)
    case .or(let a, let b): return try logic("or", a, b, decisive: 1)
    case .isMissing(let x, let negated):
      // Identifiers are often asked for this and nothing else.
      if case .column(let name) = x.node, let missing = try missing(schema.find(name, span: x.span), x.span) {
        return Operand(column: Column(.flag(try mapped(missing, work) { $0 == negated ? 0 : 1 })))
      }
      return try isMissing(evaluate(x), negated: negated)
    case .compare(let operation, let a, let b):
      return try compare(operation, named: operation.rawValue, evaluate(a), a.span, evaluate(b), b.span, span)
    case .between(let x, let low, let high, let negated):
      let value = try evaluate(x)
      let above = try compare(
        .greaterOrEqual, named: "between", value, x.span, evaluate(low), low.span, span)
      let below = try compare(
        .lessOrEqual, named: "between", value, x.span, evaluate(high), high.span, span)
      let within = try kleene(above, below, decisive: 0)
      return negated ? try not(within, span) : within
    case .isIn(let x, let members, let negated):
      let found = try isIn(evaluate(x), members, x.span, span)
      return negated ? try not(found, span) : found
    case .arithmetic(let operation, let a, let b):
      return try arithmetic(operation, evaluate(a), a.span, evaluate(b), b.span)
    case .negate(let x): return try negate(evaluate(x), x.span)
    case .otherwise(let a, let b): return try firstKnown("else", [a, b])
    case .recode(let x, let arms, let otherwise):
      return try recode(evaluate(x), arms, otherwise: otherwise)
    case .bands(let x, let arms, let otherwise):
      return try bands(evaluate(x), arms, otherwise: otherwise, x.span, span)
    case .cases(let arms, let otherwise): return try cases(arms, otherwise: otherwise)
    case .call(let name, let operands): return try call(name, operands, span)
    }
  }

  /// The operand with a value for each row.
  func column(_ operand: Operand) throws -> Column {
    guard operand.isConstant else { return operand.column }
    return try operand.column.gather([Int32](repeating: 0, count: frame.rowCount), work)
  }

  mutating func column(_ index: Int, _ span: Span) throws -> Operand {
    if let column = read[index] { return Operand(column: column) }
    let column = try frame.column(schema.entries[index], work, span: span)
    read[index] = column
    return Operand(column: column)
  }

  /// For each row whether a category whose levels are not in order yet is missing; `nil` for other columns.
  private func missing(_ index: Int, _ span: Span) throws -> [Bool]? {
    if read[index] != nil { return nil }
    return try frame.key(schema.entries[index], work, span: span).missing(work)
  }

  /// How many values the result of some operands has.
  func count(_ operands: Operand...) -> Int { operands.allSatisfy(\.isConstant) ? 1 : frame.rowCount }

  private func literal(_ node: Expression.Node) -> Operand {
    switch node {
    case .text(let text):
      return Operand(
        column: Column(.category(codes: [0], levels: [text])), isConstant: true, literal: .text)
    case .integer(let value):
      return Operand(column: Column(.integer([value])), isConstant: true, literal: .integer(value))
    case .decimal(let value): return Operand(column: Column(.decimal([value])), isConstant: true)
    case .date(let day): return Operand(column: Column(.date([day.number])), isConstant: true)
    case .flag(let value): return Operand(column: Column(.flag([value ? 1 : 0])), isConstant: true)
    default: return Operand(column: Column(.flag([Column.missingFlag])), isConstant: true)
    }
  }

  private func argument(_ name: String, _ span: Span) throws -> Operand {
    switch arguments[name] {
    case .date(let day): return literal(.date(day))
    case .number(let number):
      // A whole number is what it would be had it been written.
      if let whole = Int64(exactly: number), abs(number) < 9e15 { return literal(.integer(whole)) }
      return literal(.decimal(number))
    case .text(let text): return literal(.text(text))
    case .list: throw ExpressionError(.listExpected(argument: name, found: true), span)
    case nil: throw NameError(.argument, name, candidates: arguments.keys.sorted(), span: span)
    }
  }
}

/// A value for each of `count` rows from the values of two columns, either of which may be one value for all; ranges of
/// rows side by side.
@inline(__always)
func zipped<A: Sendable, B: Sendable, R: BitwiseCopyable>(
  _ left: [A], _ leftIsConstant: Bool, _ right: [B], _ rightIsConstant: Bool, _ count: Int, _ work: Work,
  _ transform: @Sendable (A, B) -> R
) throws -> [R] {
  let (leftStep, rightStep) = (leftIsConstant ? 0 : 1, rightIsConstant ? 0 : 1)
  return try Parallel.filled(count, work) { out, range in
    left.withUnsafeBufferPointer { left in
      right.withUnsafeBufferPointer { right in
        for row in range { out[row] = transform(left[row &* leftStep], right[row &* rightStep]) }
      }
    }
  }
}

/// A value for each value; ranges of rows side by side.
@inline(__always)
func mapped<A: Sendable, R: BitwiseCopyable>(
  _ values: [A], _ work: Work, _ transform: @Sendable (A) -> R
) throws -> [R] {
  try Parallel.filled(values.count, work) { out, range in
    values.withUnsafeBufferPointer { values in
      for row in range { out[row] = transform(values[row]) }
    }
  }
}
