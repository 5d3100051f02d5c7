@testable import Engine

/// Grows expressions that fit their types, over a small table with every type and many missing values.
struct Grower {
  var random: TreeRandom
  /// The columns of each type that leaves are taken from.
  var columns: [ColumnType: [String]] = [
    .category: ["c1", "c2"], .flag: ["f1", "f2"], .date: ["t1", "t2"], .integer: ["i1", "i2"],
    .decimal: ["d1"],
  ]

  mutating func table(rows: Int) -> Table {
    func some<T>(_ make: (inout TreeRandom) -> T, _ random: inout TreeRandom) -> [T?] {
      (0..<rows).map { _ in random.below(4) == 0 ? nil : make(&random) }
    }
    let codes = ["01", "1", "2", "A", "ZZ"]
    return Engine.Table(
      name: "t",
      source: MemorySource(
        label: "t", names: ["c1", "c2", "f1", "f2", "t1", "t2", "i1", "i2", "d1"],
        columns: [
          category(some({ codes[$0.below(5)] }, &random), levels: codes),
          category(some({ codes[$0.below(3)] }, &random), levels: ["2", "1", "01", "unused"]),
          flags(some({ $0.below(2) == 0 }, &random)), flags(some({ $0.below(2) == 0 }, &random)),
          dates(some({ 18_000 + $0.below(400) }, &random)), dates(some({ 18_000 + $0.below(400) }, &random)),
          integers(some({ Int64($0.below(9)) - 4 }, &random)),
          integers(some({ Int64($0.below(9)) - 4 }, &random)),
          decimals(some({ Double($0.below(17)) / 4 - 2 }, &random)),
        ]))
  }

  mutating func grow(_ type: ColumnType, _ depth: Int) -> Expression {
    if depth == 0 || random.below(6) == 0 { return leaf(type) }
    let next = depth - 1
    switch random.below(5) {
    case 0: return tree(.otherwise(grow(type, next), grow(type, next)))
    case 1: return tree(.call("coalesce", [grow(type, next), grow(type, next), grow(type, next)]))
    case 2:
      let arms = (0..<(1 + random.below(2))).map { _ in
        Expression.CaseArm(condition: grow(.flag, next), value: grow(type, next))
      }
      return tree(.cases(arms, otherwise: random.below(2) == 0 ? nil : grow(type, next)))
    default: return operation(type, next)
    }
  }

  private mutating func leaf(_ type: ColumnType) -> Expression {
    let names = columns[type] ?? []
    if random.below(3) > 0, !names.isEmpty { return col(names[random.below(names.count)]) }
    switch type {
    case .category: return text(["01", "2", "other"][random.below(3)])
    case .flag: return tree(.flag(random.below(2) == 0))
    case .date: return tree(.date(Day(number: 18_000 + Int32(random.below(400)))))
    case .integer: return whole(Int64(random.below(5)) - 2)
    case .decimal: return tree(.decimal(Double(random.below(9)) / 4 - 1))
    }
  }

  private mutating func number(_ depth: Int) -> Expression {
    grow(random.below(2) == 0 ? .integer : .decimal, depth)
  }

  private mutating func operation(_ type: ColumnType, _ depth: Int) -> Expression {
    switch type {
    case .category:
      if random.below(2) == 0 {
        let arms = [
          Expression.BandArm(low: nil, high: -1, label: "low"), .init(low: 0, high: 1.5, label: "mid"),
          .init(low: 2, high: nil, label: random.below(2) == 0 ? "low" : "high"),
        ]
        return tree(.bands(number(depth), arms: arms, otherwise: random.below(2) == 0 ? nil : "rest"))
      }
      let arms = [
        Expression.RecodeArm(codes: ["01", "true", "2"], label: "x"),
        .init(codes: ["1", "false", "2", "-1"], label: "y"), .init(codes: ["A", "2020-01-01"], label: "x"),
      ]
      let input = [ColumnType.category, .flag, .integer][random.below(3)]
      return tree(.recode(grow(input, depth), arms: arms, otherwise: random.below(2) == 0 ? nil : "rest"))
    case .flag: return flagOperation(depth)
    case .date:
      switch random.below(3) {
      case 0: return tree(.arithmetic(.add, grow(.date, depth), leaf(.integer)))
      case 1: return tree(.arithmetic(.subtract, grow(.date, depth), leaf(.integer)))
      default:
        return tree(.call(random.below(2) == 0 ? "min" : "max", [grow(.date, depth), grow(.date, depth)]))
      }
    case .integer:
      switch random.below(5) {
      case 0: return call("days", grow(.date, depth), grow(.date, depth))
      case 1: return call("year", grow(.date, depth))
      case 2: return call("abs", grow(.integer, depth))
      case 3: return tree(.negate(grow(.integer, depth)))
      default:
        let operations: [Expression.Arithmetic] = [.add, .subtract]
        return tree(.arithmetic(operations[random.below(2)], grow(.integer, depth), grow(.integer, depth)))
      }
    case .decimal:
      let operation = Expression.Arithmetic.allCases[random.below(4)]
      return tree(.arithmetic(operation, number(depth), grow(.decimal, depth)))
    }
  }

  private mutating func flagOperation(_ depth: Int) -> Expression {
    let negated = random.below(2) == 0
    let comparison = Expression.Comparison.allCases[random.below(6)]
    let equality: Expression.Comparison = negated ? .notEqual : .equal
    switch random.below(9) {
    case 0: return tree(.not(grow(.flag, depth)))
    case 1: return tree(.and(grow(.flag, depth), grow(.flag, depth)))
    case 2: return tree(.or(grow(.flag, depth), grow(.flag, depth)))
    case 3: return tree(.isMissing(grow(ColumnType.allCases[random.below(5)], depth), negated: negated))
    case 4: return tree(.compare(comparison, number(depth), number(depth)))
    case 5: return tree(.compare(comparison, grow(.date, depth), grow(.date, depth)))
    case 6:
      let type: ColumnType = random.below(2) == 0 ? .category : .flag
      let other = type == .category && random.below(2) == 0 ? whole(1) : grow(type, depth)
      return tree(.compare(equality, grow(type, depth), other))
    case 7: return tree(.between(number(depth), number(depth), number(depth), negated: negated))
    default:
      let choices: [(ColumnType, [String])] = [
        (.category, ["01", "A", "x"]), (.flag, ["yes"]), (.integer, ["1", "-2", "2.0"]),
        (.decimal, ["0.25", "1"]), (.date, ["2019-05-01", "2019-06-01"]),
      ]
      let (type, members) = choices[random.below(5)]
      return tree(.isIn(grow(type, depth), .literals(members), negated: negated))
    }
  }
}
