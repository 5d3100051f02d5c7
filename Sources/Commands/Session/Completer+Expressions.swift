import Engine

extension Completer {
  /// What can be an operand: columns and functions of the right types, levels of what it is compared with.
  func addOperand(_ operand: Expected.Operand) {
    guard !operand.isClosed else { return }
    let like = operand.like.flatMap(checked)
    var types = operand.types
    if let type = like?.type { types = ColumnType.numbers.contains(type) ? ColumnType.numbers : [type] }
    func fits(_ type: ColumnType?) -> Bool { type.flatMap { types?.contains($0) } ?? true }
    if let left = operand.like {
      if like?.type == .flag {
        for word in ["no", "yes"] { add(word, "") }
      } else if like?.type == .category {
        for level in levels(of: left) { add(level, "level", .text) }
      }
    }
    let choices = choices(all: !cursor.text.isEmpty, inTables: false)
    for choice in choices where fits(type(of: choice)) { add(choice) }
    addTables()
    guard !operand.isName else { return }
    if types == nil, operand.like == nil { add("not", Documentation.meaning(of: "not")) }
    for function in ExpressionFunction.all where function.gives?.contains(where: fits) ?? true {
      add("\(function.name)(", function.summary)
    }
    if fits(.category) {
      add("recode", Documentation.meaning(of: "recode"))
      add("bands(", Documentation.meaning(of: "bands"))
    }
    add("case(", Documentation.meaning(of: "case"))
    let kinds = scope.parameters.argumentKinds
    for (name, parameter) in scope.parameters {
      let isFit: Bool =
        switch kinds[name] {
        case .date: fits(.date)
        case .number: types.map { !Set($0).isDisjoint(with: ColumnType.numbers) } ?? true
        default: fits(.category)
        }
      if isFit { add(name, "\"\(parameter.value)\"", .parameter) }
    }
  }

  /// What a claim is made of: functions of models and rows, and what they are given.
  func addClaim(_ operand: Expected.Operand) {
    guard !operand.isClosed else { return }
    switch operand.kind {
    case nil:
      for function in Claims.functions { add("\(function.name)(", function.signature) }
      if operand.like == nil, operand.types == nil { add("not", "") }
      addParameters { Double($0) != nil }
    case .rows:
      add(scope.tables.keys, "table")
      if scope.hasCohort { add("cohort", "what clean made") }
      if (try? scope.data(nil)) != nil { add("segment", "the rows chosen") }
    case .columnOf("cohort"):
      for name in scope.cohort.map({ ($0.outcomes + $0.predictors + $0.dimensions).uniqued() }) ?? [] {
        add(name, role(of: name) ?? "column", .name([name]))
      }
    case .columnOf(let table):
      for entry in (try? scope.schema(of: .table(table)))?.entries ?? [] {
        add(entry.name, entry.type?.rawValue ?? "column", .name([entry.name]))
      }
    case .some(let kind): add(kind, .name, besides: [])
    }
  }

  /// Whether a word that joins or changes what stands before it suits its type.
  func fits(_ word: String, after left: Expression, _ dialect: Expected.Dialect) -> Bool {
    if dialect == .claims {
      switch left.node {
      case .compare, .between, .and, .or, .not: return word == "and" || word == "or"
      case .text, .column: return false
      default: return word == "between" || word == "not"
      }
    }
    let type = checked(left)?.type
    switch word {
    // A category is an outcome with one of its levels.
    case "by": return outcome(left).map { self.type(of: $0) != .category } ?? false
    case "=": return outcome(left).map { self.type(of: $0) == .category } ?? false
    case "and", "or": return type == nil || type == .flag
    case "between": return type.map(ColumnType.ordered.contains) ?? true
    case "in": return type != .decimal
    default: return true
    }
  }
}
