@testable import Engine

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers for the same seed everywhere.
struct TreeRandom: RandomNumberGenerator {
  var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
}

/// One value, for slow oracles.
enum Plain: Hashable {
  case text(String), flag(Bool), date(Int), integer(Int64), decimal(Double)
}

let nowhere = Span(0, 0)

func tree(_ node: Expression.Node, _ span: Span = nowhere) -> Expression { Expression(node, span) }

func col(_ name: String, _ span: Span = nowhere) -> Expression { tree(.column(name), span) }

func text(_ value: String) -> Expression { tree(.text(value)) }

func whole(_ value: Int64) -> Expression { tree(.integer(value)) }

func call(_ name: String, _ arguments: Expression...) -> Expression { tree(.call(name, arguments)) }

func same(_ left: Expression, _ right: Expression) -> Expression { tree(.compare(.equal, left, right)) }

func category(_ values: [String?], levels: [String]? = nil) -> Column {
  let levels = levels ?? NaturalOrder.sorted(Set(values.compactMap { $0 }))
  return Column(
    .category(
      codes: values.map { value in Int32(levels.firstIndex { $0 == value } ?? -1) }, levels: levels))
}

func flags(_ values: [Bool?]) -> Column { Column(.flag(values.map { $0.map { $0 ? 1 : 0 } ?? 2 })) }

func dates(_ values: [Int?]) -> Column {
  Column(.date(values.map { $0.map(Int32.init) ?? Column.missingDate }))
}

func dates(_ values: [String?]) -> Column {
  Column(.date(values.map { $0.flatMap { Day($0)?.number } ?? Column.missingDate }))
}

func integers(_ values: [Int64?]) -> Column { Column(.integer(values.map { $0 ?? Column.missingInteger })) }

func decimals(_ values: [Double?]) -> Column { Column(.decimal(values.map { $0 ?? .nan })) }

func table(_ name: String, _ columns: [(String, Column)]) -> Table {
  Table(name: name, source: MemorySource(label: name, names: columns.map(\.0), columns: columns.map(\.1)))
}

extension Column {
  func plain(_ row: Int) -> Plain? {
    if isMissing(row) { return nil }
    switch storage {
    case .category(let codes, let levels): return .text(levels[Int(codes[row])])
    case .flag(let values): return .flag(values[row] == 1)
    case .date(let values): return .date(Int(values[row]))
    case .integer(let values): return .integer(values[row])
    case .decimal(let values): return .decimal(values[row])
    }
  }

  var plain: [Plain?] { (0..<count).map(plain) }
}
