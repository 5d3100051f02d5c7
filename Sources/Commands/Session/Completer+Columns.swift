import Engine

extension Completer {
  /// The data a statement is about: as it says before or behind the cursor, else the usual; `nil` when that is open.
  var data: DataName? {
    let written = expectations.data ?? tail.name(after: "in").map { Name(text: $0.text, span: $0.span) }
    if let written, let found = try? scope.data(written) { return found }
    return try? scope.data(nil)
  }

  /// A column that could be meant.
  struct Choice {
    var entry: Schema.Entry
    var label: String
    var data: DataName
    /// What a recipe makes of it.
    var role: String?
  }

  /// Columns of a kind, with what else can stand in their place.
  func addColumns(
    _ kind: Command.Kind, _ isFree: (String) -> Bool = { _ in true }, _ then: String = ""
  ) {
    switch kind {
    case .columnOf(let table):
      let all = choices(all: true, inTables: false)
      for choice in all where choice.entry.table?.lowercased() == table.lowercased() {
        add(choice.entry.name, summary(of: choice), .name([choice.entry.name]))
      }
      return
    case .counts where expectations.file != nil: return addHeader()
    default: break
    }
    let isTables = kind == .tableColumn
    let choices = choices(all: !cursor.text.isEmpty, inTables: isTables)
    for choice in choices where fits(choice, kind) && isFree(choice.label) {
      // Of a category the model needs a level.
      let isLevelled = kind == .outcome && type(of: choice) == .category
      add(choice, isLevelled ? "=" : then)
    }
    if kind == .exposure {
      for function in Fit.functions where function.name == "factor" { add("factor(", function.meaning) }
    } else if kind == .outcome {
      // Counts are for models only.
      if expectations.command?.name == "fit" {
        add("events(", "counts of events and of others, in two columns")
      }
    } else if kind == .term {
      add(scope.models.keys, "model: its terms")
      for function in Fit.functions { add("\(function.name)(", function.meaning) }
      if data == .cohort {
        add(".", "every predictor known at the referral")
      } else {
        add(".", "every other column")
      }
    }
    if !isTables, kind != .dimension, kind != .outcome || !cursor.text.isEmpty { addTables() }
  }

  /// The tables whose columns can be named with a dot.
  func addTables() {
    guard data == .cohort, let frame = workspace.cohort?.frame else { return }
    for part in frame.parts { add(part.table.name, "its columns", .name([part.table.name], then: ".")) }
  }

  /// A column by the shortest name that means it.
  func add(_ choice: Choice, _ then: String = "") {
    let entry = choice.entry
    let isQualified = entry.table != nil && choice.label != entry.name
    let parts = isQualified ? [entry.table ?? "", entry.name] : [entry.name]
    add(
      choice.label, summary(of: choice), .name(parts, then: then), short: isQualified ? entry.name : nil)
  }

  /// Every column that can be named; of a cohort the tables' own only once something is typed, for they are many.
  func choices(all: Bool, inTables: Bool) -> [Choice] {
    let names: [DataName]
    if inTables {
      let written = expectations.data ?? tail.name(after: "in").map { Name(text: $0.text, span: $0.span) }
      let table = written.flatMap { try? scope.tableName($0) }
      names = (table.map { [$0] } ?? Array(scope.tables.keys)).map(DataName.table)
    } else {
      // Without a table named, any of several may still be.
      names = data.map { [$0] } ?? scope.tables.keys.map(DataName.table)
    }
    var result: [Choice] = []
    for name in names {
      let schema: Schema
      if inTables, case .table(let table) = name {
        guard let found = scope.tables[table] else { continue }
        schema = Schema(found)
      } else {
        guard let found = try? scope.schema(of: name) else { continue }
        schema = found
      }
      let labels = schema.labels
      var found = zip(schema.entries, labels).map { entry, label in
        Choice(entry: entry, label: label, data: name, role: name == .cohort ? role(of: label) : nil)
      }
      if name == .cohort {
        // What the recipe made stands first, in its order.
        let order = scope.cohort?.names ?? []
        let places = Dictionary(order.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        // Nor are a recipe's steps on the way to them worth a list.
        let steps = scope.cohortNames
        if !all {
          found = found.filter {
            places[$0.label] != nil || $0.entry.table == nil && !steps.contains($0.label.lowercased())
          }
        }
        found = found.enumerated().sorted {
          (places[$0.element.label] ?? Int.max, $0.offset) < (places[$1.element.label] ?? Int.max, $1.offset)
        }.map(\.element)
      }
      result += found
    }
    return result
  }

  /// What a column of the cohort is to the recipe, with its definition.
  func role(of name: String) -> String? {
    guard let cohort = scope.cohort else { return nil }
    var roles: [String] = []
    if cohort.outcomes.contains(name) { roles.append("outcome") }
    if cohort.predictors.contains(name) {
      roles.append(cohort.afterReferral.contains(name) ? "predictor after the referral" : "predictor")
    }
    if cohort.dimensions.contains(name) { roles.append("dimension") }
    guard !roles.isEmpty else { return nil }
    let definition = workspace.cohort?.recipe.definitions.first { $0.name == name }.map {
      Self.firstClause(of: $0.text)
    }
    return [roles.joined(separator: ", "), definition].compactMap(\.self).joined(separator: ": ")
  }

  private func summary(of choice: Choice) -> String {
    if let role = choice.role { return role }
    let type = type(of: choice)?.rawValue
    switch choice.data {
    case .table(let table) where data == nil: return [type ?? "column", "of", table].joined(separator: " ")
    default:
      let place = choice.entry.table.map { $0 == choice.data.description ? "" : " of \($0)" } ?? ", derived"
      return (type ?? "column") + place
    }
  }

  /// What its type is, as far as that is known or can be seen in a moment.
  func type(of choice: Choice) -> ColumnType? {
    choice.entry.type ?? column(of: choice.entry, in: choice.data)?.type
  }

  /// Whether a column can stand where a kind is asked for.
  private func fits(_ choice: Choice, _ kind: Command.Kind) -> Bool {
    let type = type(of: choice)
    let weight = if case .table(let table) = choice.data { scope.tables[table]?.weight } else { String?.none }
    switch kind {
    case .outcome:
      if let cohort = scope.cohort, choice.data == .cohort, cursor.text.isEmpty, !cohort.outcomes.isEmpty {
        return cohort.outcomes.contains(choice.label)
      }
      return choice.label != weight && canBeOutcome(choice)
    case .term, .exposure:
      let isTaken = expectations.taken.contains { $0.text.lowercased() == choice.label.lowercased() }
      return type != .date && !isTaken && choice.label != weight && hasLevels(choice)
        && !isOtherOutcome(choice)
    case .counts: return type == nil || type == .integer
    case .quantity:
      let isTaken = expectations.taken.contains { $0.text.lowercased() == choice.label.lowercased() }
      return !isTaken && (type == nil || type == .integer || type == .decimal)
    case .dimension: return type != .date && type != .decimal && hasLevels(choice)
    default: return true
    }
  }

  /// Whether its type and values are those of an outcome.
  func canBeOutcome(_ choice: Choice) -> Bool {
    switch type(of: choice) {
    case .date: return false
    case .integer, .decimal: return column(of: choice.entry, in: choice.data)?.isBinary ?? true
    // What a cohort's tables hold and nobody has read may be anything, such as a number of a record.
    case .category where choice.data == .cohort && choice.entry.levels == nil:
      return column(of: choice.entry, in: .cohort) != nil && hasLevels(choice)
    default: return hasLevels(choice)
    }
  }

  /// The column that an expression is, if it is one and nothing else has its name.
  func outcome(_ expression: Expression) -> Choice? {
    guard case .column(let name) = expression.node, !scope.mayHaveModel(name), scope.tables[name] == nil,
      let data, let entry = try? scope.schema(of: data).entry(name)
    else { return nil }
    let choice = Choice(entry: entry, label: entry.name, data: data)
    return canBeOutcome(choice) ? choice : nil
  }

  /// Outcomes are offered as predictors only when one is being typed.
  private func isOtherOutcome(_ choice: Choice) -> Bool {
    cursor.text.isEmpty && choice.data == .cohort && scope.cohort?.outcomes.contains(choice.label) ?? false
  }

  /// Not a category of too many levels to be told apart.
  private func hasLevels(_ choice: Choice) -> Bool {
    guard let levels = column(of: choice.entry, in: choice.data)?.levels else { return true }
    return levels.count <= Segment.mostLevels
  }

  /// The columns of the file a `load` names: its header is read.
  private func addHeader() {
    guard let file = expectations.file, let path = try? file.resolved(scope), Self.isFile(path),
      let source = try? CSVSource(path: path)
    else { return }
    let table = Table(name: "", source: source)
    let known = table.glimpses()
    for name in table.columnNames {
      if let type = known[name]?.type, type != .integer { continue }
      add(name, known[name]?.type.rawValue ?? "column", .value)
    }
  }
}

extension CohortSchema {
  /// What the recipe gives names to: outcomes, predictors, dimensions.
  fileprivate var names: [String] { (outcomes + predictors + dimensions).uniqued() }
}
