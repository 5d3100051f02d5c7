import OrderedCollections

/// One thing that following a recipe over certain tables does, in the order in which it is done.
public struct PlanStep: Sendable, Hashable {
  /// What it does.
  public enum Kind: String, Sendable, Hashable {
    case read, latest, join, keep, check, derive, outcome, count
  }

  /// What it does.
  public var kind: Kind
  /// The same in words made from the statement, or of what is read.
  public var label: String
  /// The columns of files that it reads, or the columns that it looks at, by name.
  public var columns: [String] = []
  /// Of a table that is read: how many columns the file has.
  public var fileColumns = 0
  /// Of the columns read: those that are only grouped and joined by, so that no list of their values is made.
  public var keys: [String] = []
  /// Whether an expression is worked out once for each level of a category, and not for each row.
  public var isByLevel = false
  /// Whether it comes later than it is written, after rows are dropped.
  public var isLater = false
  /// What it came to; `nil` before it ran.
  public var measured: Measured?

  /// What a step came to.
  public struct Measured: Sendable, Hashable {
    /// Rows of the table that was read, or of what the step made of the rows.
    public var rows: Int
    /// Seconds it took.
    public var seconds: Double
  }

  /// Whether it can change which rows there are, so that the attrition has a line of it.
  public var isAttrition: Bool { kind == .latest || kind == .join || kind == .keep }
}

extension Recipe {
  /// What following the recipe over tables would do, in order, as far as it is known before a row is read.
  ///
  /// - Parameters:
  ///   - tables: the schema of each loaded table by its name.
  ///   - given: the names of the arguments that are given.
  /// - Throws: what ``check(tables:given:)`` throws.
  public func steps(
    tables: OrderedDictionary<String, Schema>, given: Set<String> = []
  ) throws -> [PlanStep] {
    try plan(tables: tables, given: given).steps.map(\.step)
  }
}

extension RecipePlan {
  /// A step with what runs it.
  struct Item {
    /// What is to be done.
    enum Work {
      /// Open a table.
      case read(String)
      /// Follow the statement at a place.
      case statement(Int)
      /// Count outcomes and the dimensions' levels.
      case finish
    }

    var work: Work
    var step: PlanStep
  }

  /// Everything that is done, in order: a table is read just before the first statement that needs it.
  var steps: [Item] {
    var result = [reading(base)]
    var isRead: Set<String> = [base]
    for (place, statement) in recipe.steps.enumerated() {
      let needed: String? =
        switch statement.rule {
        case .latest(let table, _, _): named(table, statement.span)
        case .join(let join): named(join.table, statement.span)
        default: nil
        }
      if let needed, isRead.insert(needed).inserted { result.append(reading(needed)) }
      if var step = PlanStep(statement.rule, in: schema.columns) {
        step.isLater = isLater.indices.contains(place) && isLater[place]
        result.append(Item(work: .statement(place), step: step))
      }
    }
    result.append(
      Item(
        work: .finish,
        step: PlanStep(
          kind: .count, label: "count outcomes and the levels of dimensions",
          columns: schema.outcomes + schema.dimensions)))
    return result
  }

  private func named(_ table: String, _ span: Span) -> String? {
    try? Recipe.table(table, among: tables, span)
  }

  private func reading(_ name: String) -> Item {
    let columns = reads[name].map(Array.init) ?? []
    let values = values(of: name)
    var step = PlanStep(kind: .read, label: "read \(name)", columns: columns)
    step.keys = columns.filter { !values.contains($0) }
    step.fileColumns = fileColumns[name] ?? 0
    return Item(work: .read(name), step: step)
  }
}

extension PlanStep {
  /// What a statement does; `nil` for one that only declares something.
  fileprivate init?(_ rule: Recipe.Rule, in schema: Schema) {
    switch rule {
    case .type, .predictor, .block, .define, .dimensions, .cluster, .stratify, .key: return nil
    case .latest(let table, let group, let order):
      self.init(kind: .latest, label: "latest \(table)", columns: group + order)
    case .join(let join):
      let keeping = join.keeping.map { ", \($0.which.rawValue)" } ?? ""
      let ends = join.keeping?.window.map { $0.low.columns + $0.high.columns } ?? []
      self.init(
        kind: .join, label: "join \(join.table) to \(join.to)\(keeping)",
        columns: join.on + (join.keeping.map { [$0.column] } ?? []) + ends)
    case .keep(let label, let condition):
      self.init(kind: .keep, label: "keep \(label)", columns: condition.columns)
      isByLevel = condition.isByLevel(in: schema)
    case .check(let label, let condition):
      self.init(kind: .check, label: "check \(label)", columns: condition.columns)
      isByLevel = condition.isByLevel(in: schema)
    case .derive(let name, let expression):
      self.init(kind: .derive, label: "derive \(name)", columns: expression.columns)
      isByLevel = expression.isByLevel(in: schema)
    case .outcome(let name, let expression, let among):
      self.init(
        kind: .outcome, label: "outcome \(name)", columns: expression.columns + (among?.columns ?? []))
    }
    // Of the columns that need not exist those that do.
    let isExpression = kind != .latest && kind != .join
    var seen: Set<String> = []
    columns = columns.filter { (!isExpression || schema[$0] != nil) && seen.insert($0).inserted }
  }
}

extension Expression {
  /// Whether the whole expression is a `recode` or `in` of a category.
  fileprivate func isByLevel(in schema: Schema) -> Bool {
    switch node {
    case .recode(let x, _, _), .isIn(let x, _, _):
      if case .column(let name) = x.node { schema[name]?.type == .category } else { false }
    default: false
    }
  }
}

extension PlanStep {
  /// What its time counts towards among the stages of the work.
  var stage: String {
    switch kind {
    case .read: label
    case .count: "count outcomes and levels"
    default: kind.rawValue
    }
  }
}
