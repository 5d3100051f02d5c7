import Engine
import OrderedCollections

/// The rows a command works on: a frame, the rows chosen from it, and how to say so.
struct View: Sendable {
  var data: DataName
  var frame: Frame
  /// Rows chosen, ascending; `nil` for all.
  var rows: [Int32]?
  /// The filter and sample in words, empty for none.
  var restriction: String
  /// The column of frequency weights.
  var weight: String?
  /// What rows belong together, what to stratify by, what identifies a row: from the recipe.
  var clusters: OrderedDictionary<String, [String]> = [:]
  var strata: [String] = []
  var key: [String] = []
  var afterReferral: [String] = []

  var rowCount: Int { rows?.count ?? frame.rowCount }

  /// What made the cohort: `nhs-2022, from 2021-01-01 to 2021-12-31`; empty for tables.
  var origin = ""

  /// For a reader: `cohort (nhs-2022, from 2021-01-01 to 2021-12-31), gender=Female`.
  var label: String {
    let data = origin.isEmpty ? data.description : "\(data.description) (\(origin))"
    return restriction.isEmpty ? data : "\(data), \(restriction)"
  }

  /// A column's values over the rows chosen.
  func column(_ name: String, _ work: Work, span: Span? = nil) throws -> Column {
    let column = try frame.column(name, work, span: span)
    return try rows.map { try column.gather($0, work) } ?? column
  }

  /// The frame of the rows chosen only.
  func selected(_ work: Work) throws -> Frame { try rows.map { try frame.filtered(by: $0, work) } ?? frame }
}

extension Workspace {
  /// The table as the session sees it: with what `derive` and `keep` made of it.
  func frame(of data: DataName, _ work: Work) throws -> Frame {
    switch data {
    case .cohort:
      guard let cohort else { throw CommandError(.noCohort) }
      return cohort.frame
    case .table(let name):
      if let frame = frames[name] { return frame }
      guard let table = tables[name] else {
        throw NameError(.table, name, candidates: Array(tables.keys))
      }
      return try Frame(table, work)
    }
  }

  /// The rows chosen of some data.
  func view(of data: DataName, _ work: Work) throws -> View {
    let frame = try frame(of: data, work)
    let selection = selections[data] ?? Selection()
    var view = View(
      data: data, frame: frame, rows: selection.rows, restriction: selection.description, weight: nil)
    switch data {
    case .cohort:
      view.origin = cohort?.origin ?? ""
      view.clusters = cohort?.clusters ?? [:]
      view.strata = cohort?.strata ?? []
      view.key = cohort?.key ?? []
      view.afterReferral = cohort?.afterReferral ?? []
    case .table(let name): view.weight = tables[name]?.weight
    }
    return view
  }
}

extension Selection {
  /// For a reader: `gender=Female, 50,000 sampled`.
  var description: String { description(by: by) }

  /// The same without what `segment by` named: the rows that are chosen.
  var restriction: String { description(by: []) }

  private func description(by: [String]) -> String {
    var parts = segment.filters.map { "\($0.key)=\($0.value.joined(separator: "|"))" }
    if !by.isEmpty { parts.append("by \(by.joined(separator: ", "))") }
    if let sample { parts.append(sample) }
    return parts.joined(separator: ", ")
  }
}

/// What data a statement means: the one it names, else the cohort, else the only table.
protocol DataNames {
  var tables: OrderedDictionary<String, Table> { get }
  var hasCohort: Bool { get }
}

extension Workspace: DataNames {
  var hasCohort: Bool { cohort != nil }
}

extension Scope: DataNames {
  var hasCohort: Bool { cohort != nil }
}

extension DataNames {
  /// The data meant by `in NAME`, or by its absence.
  func data(_ name: Name?) throws -> DataName {
    guard let name else {
      if hasCohort { return .cohort }
      if tables.count == 1, let only = tables.keys.first { return .table(only) }
      throw CommandError(tables.isEmpty ? .nothingLoaded : .sayWhichTable(Array(tables.keys)))
    }
    if name.text.lowercased() == "cohort", tables[name.text] == nil {
      guard hasCohort else { throw CommandError(.noCohort, name.span) }
      return .cohort
    }
    return .table(try tableName(name))
  }

  /// The loaded table meant by a name.
  func tableName(_ name: Name) throws(NameError) -> String {
    let names = Array(tables.keys)
    if case .found(let index) = Names.find(name.text, in: names) { return names[index] }
    throw NameError(.table, name.text, candidates: names, span: name.span)
  }
}

extension Workspace {
  /// Finds the rows of the segment again after rows have gone; a sample ends.
  ///
  /// - Returns: whether there was a sample.
  mutating func reselect(_ data: DataName, _ work: Work) throws -> Bool {
    guard var selection = selections[data] else { return false }
    let hadSample = selection.sample != nil
    selection.sample = nil
    selection.rows =
      selection.segment.filters.isEmpty
      ? nil : try frame(of: data, work).rows(in: selection.segment, work)
    selections[data] = selection
    return hadSample
  }
}

extension View {
  /// Whether the recipe, or a recode, made all of the levels: others are values of the data, and where few rows have one
  /// its name may be a postcode or a surname.
  func declares(_ levels: [String], of columns: [String]) throws -> Bool {
    try zip(columns, levels).allSatisfy { try frame.schema.entry($0).levels?.contains($1) ?? false }
  }
}
