import Engine
import OrderedCollections

/// The names a statement may use, known without reading a row: what checking works on.
public struct Scope {
  /// Tables by name; of those not loaded yet only the header has been read.
  var tables: OrderedDictionary<String, Table>
  /// What `derive` added to tables, by their name.
  var derived: [String: Schema]
  /// What the cohort has, if something was or will be cleaned.
  var cohort: CohortSchema?
  /// Columns the recipe of the cohort made, in lower case.
  var cohortNames: Set<String>
  /// Formulas of models by name.
  var models: OrderedDictionary<String, Formula>
  var recipes: OrderedDictionary<String, Recipe>
  var parameters: OrderedDictionary<String, Parameter>
  var overrides: [String: String]
  var settings: Settings
  var running: [String]
  var isInteractive: Bool

  /// The parameters there are, in the order of their first mention.
  public var parameterNames: [String] { Array(parameters.keys) }

  /// The names of a session.
  public init(_ workspace: Workspace) {
    tables = workspace.tables
    derived = workspace.frames.mapValues(\.schema)
    cohort = workspace.cohort?.schema
    cohortNames = Set(workspace.cohort?.recipe.columnNames ?? [])
    models = workspace.models.mapValues(\.model.formula)
    // The name that the models of all segments share stands for their formula.
    for name in workspace.sweeps.keys.sorted() where models[name] == nil {
      models[name] = workspace.models.values.first { $0.name.hasPrefix("\(name)[") }?.formula
    }
    recipes = workspace.recipes
    parameters = workspace.parameters
    overrides = workspace.overrides
    settings = workspace.settings
    running = workspace.running
    isInteractive = workspace.isInteractive
  }
}

extension Scope {
  /// Whether there is or may be a model of this name: which `m[LEVEL]` a fit in every segment makes, only the data
  /// can tell.
  func mayHaveModel(_ name: String) -> Bool { formula(ofModel: name) != nil }

  /// The formula of a model that there is or may be; those of all segments share one.
  func formula(ofModel name: String) -> Formula? {
    if let formula = models[name] { return formula }
    guard let bracket = name.firstIndex(of: "["), name.hasSuffix("]") else { return nil }
    return models[String(name[..<bracket])]
  }
}

extension Scope {
  /// Fails unless the statement stands at a prompt.
  func requirePrompt(_ verb: String) throws(CommandError) {
    if !isInteractive || !running.isEmpty { throw CommandError(.session(.promptOnly(verb))) }
  }
}

extension Scope: ParameterSource {
  /// The value of `$name`.
  public func text(of name: String, _ span: Span) throws -> String {
    try parameters.parameter(name, span).value
  }
}

extension Workspace: ParameterSource {
  /// The value of `$name`.
  public func text(of name: String, _ span: Span) throws -> String {
    try parameters.parameter(name, span).value
  }
}

extension OrderedDictionary<String, Parameter> {
  func parameter(_ name: String, _ span: Span) throws(NameError) -> Parameter {
    if let found = self[name] { return found }
    throw NameError(.parameter, name, candidates: Array(keys), span: span)
  }

  /// What kind of value each parameter is, for checking.
  var argumentKinds: [String: Recipe.Argument.Kind] { asArguments.mapValues(\.kind) }

  /// Parameters as typed values, for expressions: dates and numbers by their form, everything else text.
  var asArguments: [String: Recipe.Value] {
    var result: [String: Recipe.Value] = [:]
    for (name, parameter) in self { result[name] = Recipe.Value(typing: parameter.value) }
    return result
  }
}

extension Recipe.Value {
  /// A date or number by its form, else text.
  init(typing text: String) {
    if text.utf8.count == 10, let day = Day(text) {
      self = .date(day)
    } else if !Self.isCode(text), let number = Double(text), number.isFinite {
      self = .number(number)
    } else {
      self = .text(text)
    }
  }

  /// `01` and `-01` are codes, `0` and `0.5` are numbers.
  private static func isCode(_ text: String) -> Bool {
    let digits = Array((text.hasPrefix("-") ? text.dropFirst() : text[...]).utf8.prefix(2))
    return digits.first == UInt8(ascii: "0") && digits.count == 2 && digits[1] != UInt8(ascii: ".")
  }
}

extension Scope {
  /// What columns some data have, as far as known without reading a row.
  func schema(of data: DataName) throws -> Schema {
    switch data {
    case .cohort:
      guard let cohort else { throw CommandError(.noCohort) }
      return cohort.columns
    case .table(let name):
      if let schema = derived[name] { return schema }
      guard let table = tables[name] else { throw NameError(.table, name, candidates: Array(tables.keys)) }
      return Schema(table)
    }
  }

  /// Fails unless every column exists in the data.
  func require(_ columns: [Name], in data: DataName) throws {
    let schema = try schema(of: data)
    for column in columns { _ = try schema.find(column.text, span: column.span) }
  }
}

extension Schema {
  /// What is known of a column.
  func entry(_ name: String, span: Span? = nil) throws(NameError) -> Entry {
    entries[try find(name, span: span)]
  }

  /// The column's name as the data spell it, with its table where that is needed.
  func spelling(of name: String) throws(NameError) -> String { label(of: try find(name)) }
}
