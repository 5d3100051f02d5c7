@testable import Engine

/// Random small files of three tables, and random recipes that fit them.
///
/// Keys repeat, miss and lack parts, and have another type in each table; values tie, miss and do not fit their types.
struct RandomRecipe {
  var random: TreeRandom
  /// Whether ties may be decided by the order of rows, and rows be multiplied.
  var mayTie = true
  private var steps: [Recipe.Step] = []
  private var grower: Grower
  private var names = 0

  static let tables = ["referrals", "patients", "employment"]
  private static let prefix = ["referrals": "r", "patients": "p", "employment": "e"]

  init(_ seed: UInt64) {
    random = TreeRandom(seed)
    grower = Grower(random: TreeRandom(seed &+ 1_000_000), columns: [:])
  }

  /// The columns of a table with their types: keys, a number for each row, and values of every type.
  static func columns(_ table: String) -> [(name: String, type: ColumnType)] {
    let p = prefix[table] ?? ""
    let keys: [ColumnType] =
      p == "r" ? [.category, .integer] : p == "p" ? [.category, .decimal] : [.integer, .category]
    return [
      ("k1", keys[0]), ("k2", keys[1]), (p + "uid", .integer), (p + "c", .category), (p + "d", .category),
      (p + "f", .flag), (p + "t", .date), (p + "u", .date), (p + "i", .integer), (p + "x", .decimal),
    ]
  }

  /// The text of a table's file.
  mutating func file(_ table: String, rows: Int) -> String {
    let columns = RandomRecipe.columns(table)
    var text = columns.map(\.name).joined(separator: ",") + "\n"
    let codes = ["01", "1", "2", "A", "Y", "N", "Z10", "Z9"]
    for row in 0..<rows {
      text +=
        columns.map { name, type in
          if name.hasSuffix("uid") { return "\((row &* 7919 &+ 13) % 10_007)" }
          if random.below(6) == 0 { return ["", "NA", "-", "NULL"][random.below(4)] }
          // Now and then a value that is none of its type.
          if type != .category, random.below(25) == 0 { return "?" }
          if name.hasPrefix("k") { return ["1", "2", "01", "3"][random.below(4)] }
          switch type {
          case .category: return codes[random.below(codes.count)]
          case .flag: return ["Y", "n", "true", "0", "1", "No"][random.below(6)]
          case .date: return Day(number: 18_000 + Int32(random.below(60) * 7)).description
          case .integer: return "\(random.below(9) - 4)"
          case .decimal: return "\(Double(random.below(17)) / 4 - 2)"
          }
        }.joined(separator: ",") + (random.below(2) == 0 ? "\n" : "\r\n")
    }
    return text
  }

  /// A recipe from `referrals`, with the declared types of every column.
  mutating func recipe() -> Recipe {
    steps = []
    know("referrals", as: "referrals", hidesKeys: false)
    var left = ["patients", "employment"].shuffled(using: &random)
    var joined = ["referrals"]
    for _ in 0..<(3 + random.below(8)) {
      switch random.below(8) {
      case 0, 1: latest(joined, left)
      case 2, 3, 4: if random.below(3) > 0 || joined.count == 1 { join(&joined, &left) }
      case 5: keep()
      case 6: derive()
      default: outcome()
      }
    }
    if joined.count == 1 { join(&joined, &left) }
    add(.check(label: "c", condition: grown(.flag, 3)))
    declareTypes()
    let arguments: [Recipe.Argument] = [
      .init(name: "on", kind: .date, fallback: .date(Day(number: 18_200)), span: nowhere),
      .init(name: "maybe", kind: .text, fallback: nil, isOptional: true, span: nowhere),
    ]
    return Recipe(name: "random", summary: "", arguments: arguments, steps: steps, source: "")
  }

  /// Types of the columns of all tables that the recipe reads.
  private mutating func declareTypes() {
    var used: [String: String] = ["referrals": "referrals"]
    for step in steps {
      switch step.rule {
      case .latest(let table, _, _): used[table.lowercased()] = table.lowercased()
      case .join(let join): used[join.alias ?? join.table] = join.table
      default: break
      }
    }
    let declared = ColumnType.allCases.flatMap { type in
      used.sorted { $0.key < $1.key }.map { name, table in
        let columns = RandomRecipe.columns(table).filter { $0.type == type }
        return Recipe.Step(.type(columns: columns.map { "\(name).\($0.name)" }, type), nowhere)
      }
    }
    steps = declared + steps
  }

  private mutating func add(_ rule: Recipe.Rule) {
    var conditions: [Recipe.Condition] = []
    if random.below(6) == 0 {
      // True for certain, so that what follows finds its columns.
      let there = Recipe.Condition.Question.have(tables: ["patients", "Employment"], columns: ["k1", "K2"])
      let choices: [Recipe.Condition] = [
        .init(there, wanted: true), .init(.have(tables: ["patients"], columns: ["none"]), wanted: false),
        .init(.given("maybe"), wanted: false),
      ]
      conditions = [choices[random.below(3)]]
    }
    steps.append(Recipe.Step(rule, if: conditions, nowhere))
  }

  private mutating func grown(_ type: ColumnType, _ depth: Int) -> Expression {
    let expression = grower.grow(type, depth)
    switch random.below(8) {
    case 0 where type == .date: return tree(.call("coalesce", [expression, tree(.argument("on"))]))
    case 0 where type == .flag:
      let columns = (grower.columns[.category] ?? []) + ["none"]
      return call("any_yes", col("none"), col(columns[random.below(columns.count)]), col(first(.flag)))
    case 0 where type == .decimal:
      return call("share_by", col(first(.category)), grower.grow(.flag, 1))
    case 0 where type == .category: return call("first_known", col("none"), col(first(.category)))
    case 1 where type == .category: return call("first_of", col("none"), col(first(.category)), col("rc"))
    default: return expression
    }
  }

  private func first(_ type: ColumnType) -> String { grower.columns[type]?.first ?? "none" }

  /// The table's columns can be named from here on.
  private mutating func know(_ table: String, as alias: String, hidesKeys: Bool) {
    for (name, type) in RandomRecipe.columns(table) where !(hidesKeys && name.hasPrefix("k")) {
      // A table that is in twice has names that only its other name tells apart.
      let full = name.hasPrefix("k") || alias != table || random.below(3) == 0
      if type == .category || !name.hasPrefix("k") {
        grower.columns[type, default: []].append(full ? "\(alias).\(name)" : name)
      }
    }
    // Bare names of a table that was in before mean neither from now on.
    if alias != table {
      let bare = Set(RandomRecipe.columns(table).map(\.name))
      grower.columns = grower.columns.mapValues { $0.map { bare.contains($0) ? "\(table).\($0)" : $0 } }
    }
  }

  private mutating func latest(_ joined: [String], _ left: [String]) {
    let table = joined.count == 1 && random.below(2) == 0 ? "referrals" : left.first
    guard let table else { return }
    let p = RandomRecipe.prefix[table] ?? ""
    let groups = [["k1"], ["k1", "k2"], ["k2", p + "c"], [p + "t"], [p + "f", "k1"], [p + "x"]]
    var order = ["t", "c", "f", "x", "i"].shuffled(using: &random).prefix(random.below(3)).map { p + $0 }
    if !mayTie { order.append(p + "uid") }
    add(
      .latest(
        table: ["Referrals", table][table == "referrals" ? 0 : 1], per: groups[random.below(6)], by: order))
  }

  private mutating func join(_ joined: inout [String], _ left: inout [String]) {
    // The second time a table comes in, it is under a name of its own.
    let isAgain = left.isEmpty || (joined.count > 1 && random.below(5) == 0)
    let table = isAgain ? joined.last.map { $0 == "referrals" ? "patients" : $0 } ?? "" : left.removeFirst()
    guard RandomRecipe.tables.contains(table), !isAgain || !joined.contains("again") else { return }
    let p = RandomRecipe.prefix[table] ?? ""
    let on = [["k1"], ["k1", "k2"], ["K2"]][random.below(3)].map { $0.lowercased() }
    var keeping: Recipe.Keeping?
    if !mayTie || random.below(2) == 0 {
      let column = mayTie ? p + ["t", "u", "i", "x"][random.below(4)] : p + "uid"
      let type = RandomRecipe.columns(table).first { $0.name == column }?.type ?? .date
      let ends = (grown(type, 1), grown(type, 1))
      keeping = Recipe.Keeping(
        which: random.below(2) == 0 ? .earliest : .latest, column: column,
        window: mayTie && random.below(3) > 0 ? (low: ends.0, high: ends.1) : nil)
    }
    let to = joined[random.below(joined.count)]
    add(.join(Recipe.Join(table: table, as: isAgain ? "again" : nil, to: to, on: on, keeping: keeping)))
    // Keys that were not joined on are columns beside the left side's, under their full names.
    know(table, as: isAgain ? "again" : table, hidesKeys: true)
    joined.append(isAgain ? "again" : table)
  }

  private mutating func keep() {
    names += 1
    add(.keep(label: "keep \(names)", condition: tree(.not(tree(.and(grown(.flag, 2), grown(.flag, 2)))))))
  }

  private mutating func derive() {
    let type = ColumnType.allCases[random.below(5)]
    let own = (grower.columns[type] ?? []).filter { $0.hasPrefix("new") }
    // A column may be derived anew, from itself too.
    if let old = own.first, random.below(3) == 0 {
      add(.derive(name: old, grown(type, 2)))
      return
    }
    names += 1
    let expression = grown(type, 3)
    add(.derive(name: "new\(names)", expression))
    grower.columns[type, default: []].append("new\(names)")
  }

  private mutating func outcome() {
    names += 1
    var value = grown(.flag, 2)
    if random.below(2) == 0 { value = tree(.otherwise(value, tree(.flag(random.below(2) == 0)))) }
    add(.outcome(name: "out\(names)", value, among: random.below(2) == 0 ? nil : grown(.flag, 2)))
    grower.columns[.flag, default: []].append("out\(names)")
  }
}
