extension Evaluator {
  /// For each row the first operand's value that is not missing.
  mutating func firstKnown(_ operation: String, _ expressions: [Expression]) throws -> Operand {
    let operands = try expressions.map { try evaluate($0) }
    let parts = try unified(operation, operands, expressions.map(\.span))
    guard var result = parts.first else { return Operand(column: Column(.flag([2])), isConstant: true) }
    for part in parts.dropFirst() {
      let missing = try isMissing(result, negated: false)
      guard case .flag(let flags) = missing.column.storage else { continue }
      let choice = try zipped(
        flags, missing.isConstant, [0], true, count(result, part), work
      ) { (flag: UInt8, _: Int) in Int32(flag) }
      result = Operand(
        column: try pick(choice, from: [result, part]),
        isConstant: result.isConstant && part.isConstant)
    }
    result.literal = .none
    return result
  }

  /// For each row the value of the first arm whose condition is true.
  mutating func cases(_ arms: [Expression.CaseArm], otherwise: Expression?) throws -> Operand {
    var choice = [Int32](repeating: otherwise == nil ? -1 : Int32(arms.count), count: frame.rowCount)
    // The last arm first, so that the first true one has the last word.
    for (index, arm) in arms.enumerated().reversed() {
      let condition = try evaluate(arm.condition)
      let flags = try flags(condition, "case", arm.condition.span)
      let mine = Int32(truncatingIfNeeded: index)
      choice = try zipped(flags, condition.isConstant, choice, false, frame.rowCount, work) {
        $0 == 1 ? mine : $1
      }
    }
    let values = arms.map(\.value) + (otherwise.map { [$0] } ?? [])
    let operands = try values.map { try evaluate($0) }
    return Operand(column: try pick(choice, from: try unified("case", operands, values.map(\.span))))
  }

  /// The operands as one type: decimals where numbers mix, one list of levels for categories.
  func unified(_ operation: String, _ operands: [Operand], _ spans: [Span]) throws -> [Operand] {
    let typed = try Typing.unify(operation, Array(zip(operands.map(\.typed), spans)))
    return try operands.map { operand in
      var result = operand
      switch operand.column.storage {
      case .integer where typed.type == .decimal: result.column = try operand.column.asDecimal(work)
      case .category(let codes, let levels):
        guard let merged = typed.levels, merged != levels else { break }
        let (places, own) = Evaluator.shared(merged, levels)
        _ = places
        let remapped = try mapped(codes, work) { $0 < 0 ? $0 : own[Int($0)] }
        result.column = Column(.category(codes: remapped, levels: merged))
      default: break
      }
      return result
    }
  }

  /// For each row the value of the operand whose number is chosen, missing for −1. The operands have one type.
  private func pick(_ choice: [Int32], from operands: [Operand]) throws -> Column {
    guard let first = operands.first else {
      return Column(.flag([UInt8](repeating: Column.missingFlag, count: choice.count)))
    }
    switch first.column.storage {
    case .category(_, let levels):
      let codes = try select(choice, operands, Column.missingCode) {
        if case .category(let codes, _) = $0 { codes } else { nil }
      }
      return Column(.category(codes: codes, levels: levels))
    case .flag:
      return Column(
        .flag(
          try select(choice, operands, Column.missingFlag) { if case .flag(let v) = $0 { v } else { nil } }))
    case .date:
      return Column(
        .date(
          try select(choice, operands, Column.missingDate) { if case .date(let v) = $0 { v } else { nil } }))
    case .integer:
      return Column(
        .integer(
          try select(choice, operands, Column.missingInteger) {
            if case .integer(let v) = $0 { v } else { nil }
          }))
    case .decimal:
      return Column(
        .decimal(try select(choice, operands, .nan) { if case .decimal(let v) = $0 { v } else { nil } }))
    }
  }

  @inline(__always)
  private func select<T: BitwiseCopyable & Sendable>(
    _ choice: [Int32], _ operands: [Operand], _ missing: T, _ values: (Column.Storage) -> [T]?
  ) throws -> [T] {
    var result = [T](repeating: missing, count: choice.count)
    for (index, operand) in operands.enumerated() {
      guard let own = values(operand.column.storage) else { continue }
      let (mine, step) = (Int32(truncatingIfNeeded: index), operand.isConstant ? 0 : 1)
      let before = result
      result = try Parallel.filled(choice.count, work) { out, range in
        for row in range { out[row] = choice[row] == mine ? own[row &* step] : before[row] }
      }
    }
    return result
  }

  func recode(_ operand: Operand, _ arms: [Expression.RecodeArm], otherwise: String?) throws -> Operand {
    let levels = Typing.levels(arms.map(\.label), otherwise: otherwise)
    let place = Dictionary(uniqueKeysWithValues: zip(levels, Int32(0)...))
    let rest = otherwise.flatMap { place[$0] } ?? Column.missingCode
    let codes: [Int32]
    if case .category(let old, let oldLevels) = operand.column.storage {
      var label: [String: Int32] = [:]
      for arm in arms { for code in arm.codes where label[code] == nil { label[code] = place[arm.label] } }
      let answers = oldLevels.map { label[$0] ?? rest }
      codes = try mapped(old, work) { $0 < 0 ? rest : answers[Int($0)] }
    } else {
      var table = try KeyTable(work)
      var answers: [Int32] = []
      for arm in arms {
        for code in arm.codes {
          guard let key = Code.canonicalKey(code, as: operand.column.type) else { continue }
          if Int(table.insert(key)) == answers.count { answers.append(place[arm.label] ?? rest) }
        }
      }
      codes = try mapped(operand.column.orderKeys(work), work) { [table, answers] in
        let found = $0 == Int64.min ? -1 : table.find($0)
        return found < 0 ? rest : answers[Int(found)]
      }
    }
    return Operand(column: Column(.category(codes: codes, levels: levels)), isConstant: operand.isConstant)
  }

  func bands(
    _ operand: Operand, _ arms: [Expression.BandArm], otherwise: String?, _ columnSpan: Span, _ span: Span
  ) throws -> Operand {
    try Typing.require(operand.typed, Typing.numbers, "bands", columnSpan)
    try Typing.checkBands(arms, span)
    let levels = Typing.levels(arms.map(\.label), otherwise: otherwise)
    let place = Dictionary(uniqueKeysWithValues: zip(levels, Int32(0)...))
    let rest = otherwise.flatMap { place[$0] } ?? Column.missingCode
    let lows = arms.map { $0.low ?? -.infinity }
    let highs = arms.map { $0.high ?? .infinity }
    let codes = arms.map { place[$0.label] ?? rest }
    let values = try mapped(doubles(operand), work) { value in
      // NaN lies in no band.
      for index in lows.indices where value >= lows[index] && value <= highs[index] { return codes[index] }
      return rest
    }
    return Operand(column: Column(.category(codes: values, levels: levels)), isConstant: operand.isConstant)
  }
}
