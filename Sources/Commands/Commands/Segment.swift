import Engine
import OrderedCollections

/// `segment`: chooses the rows that later commands work on.
struct SegmentAction: Action {
  var filters: [Setting]
  var by: [Name]
  var data: Name?

  func check(_ scope: inout Scope) throws {
    let data = try scope.data(data)
    for name in filters.map(\.name) + by { _ = try dimension(name, data, scope) }
    for filter in filters {
      let name = try dimension(filter.name, data, scope)
      guard let level = try level(filter, scope), let levels = try scope.schema(of: data).entry(name).levels
      else { continue }
      try requireLevel(level, among: levels, of: name, filter.value.span)
    }
  }

  func run(_ run: inout Run) throws {
    let scope = Scope(run.workspace)
    let data = try run.workspace.data(data)
    let frame = try run.workspace.frame(of: data, run.work)
    var selection = Selection()
    for filter in filters {
      let name = try dimension(filter.name, data, scope)
      guard let level = try level(filter, scope) else { continue }
      let levels = try frame.levels(of: name, run.work, span: filter.name.span).levels
      guard case .found(let index) = Names.find(level, in: levels) else {
        let column = try frame.column(name, run.work)
        throw NameError(
          .level, level, candidates: try run.workspace.showableLevels(of: column, run.work),
          span: filter.value.span,
          place: name)
      }
      selection.segment.filters[name] = [levels[index]]
    }
    selection.by = try by.map { try dimension($0, data, scope) }
    if !selection.segment.filters.isEmpty {
      selection.rows = try frame.rows(in: selection.segment, run.work)
    }
    let dropped = run.workspace.selections[data]?.sample
    run.workspace.selections[data] = selection
    run.table(try run.workspace.segmentTable(data, run.work))
    if dropped != nil { run.notice("the earlier sample no longer holds; sample again if one is wanted") }
    if selection.rows?.isEmpty == true { throw CommandError(.emptySegment(selection.description)) }
  }

  /// The level asked for; `nil` for All, which removes the filter.
  private func level(_ filter: Setting, _ parameters: some ParameterSource) throws -> String? {
    let level = try filter.value.resolved(parameters)
    return level.lowercased() == "all" ? nil : level
  }

  /// The column a name means: of a cohort one of its dimensions, of a table any column.
  private func dimension(_ name: Name, _ data: DataName, _ scope: Scope) throws -> String {
    guard data == .cohort, let dimensions = scope.cohort?.dimensions else {
      return try scope.schema(of: data).entry(name.text, span: name.span).name
    }
    if case .found(let index) = Names.find(name.text, in: dimensions) { return dimensions[index] }
    throw NameError(.dimension, name.text, candidates: dimensions, span: name.span)
  }

  private func requireLevel(
    _ level: String, among levels: [String], of dimension: String, _ span: Span
  ) throws {
    if case .found = Names.find(level, in: levels) { return }
    throw NameError(.level, level, candidates: levels, span: span, place: dimension)
  }
}

extension Workspace {
  /// The levels an error may name: those common enough for the policy, none of a column that is no category.
  func showableLevels(of column: Column, _ work: Work) throws -> [String] {
    guard try column.distinctCount(work) <= Segment.mostLevels else { return [] }
    return try column.levelCounts(work).filter { !policy.isFew($0.rows) }.map(\.level)
  }
}

extension Parser {
  /// `DIMENSION=LEVEL`, of a dimension not used yet; `nil` when that is not what stands here.
  fileprivate mutating func filter(_ segment: SegmentAction) throws -> Setting? {
    let used = segment.filters.map(\.name.text)
    let found = try setting(.dimension, besides: used + segment.by.map(\.text)) { .level(of: $0) }
    if let found, used.contains(found.name.text) {
      throw SyntaxError(reason: .repeated(found.name.text), span: found.name.span)
    }
    return found
  }

  /// Dimensions, each once.
  fileprivate mutating func dimensions() throws -> [Name] {
    var names: [Name] = []
    repeat { names.append(try name(.dimension, besides: names.map(\.text))) } while try take(",")
    return names
  }
}

extension Command {
  static let segment = Command(
    "segment", "choose the part of the population that later commands work on", role: .changes,
    usage: [
      "segment DIMENSION=LEVEL {DIMENSION=LEVEL} [in TABLE]", "segment by DIMENSION {, DIMENSION} [in TABLE]",
      "segment all [in TABLE]",
    ],
    details: [
      """
      The recipe's dimensions say what can be segmented; All for a level removes that filter. A segment replaces the \
      one before, it does not narrow it. segment by makes every combination of levels a segment of its own: fit then \
      fits the model in each. In a table without a recipe any category can be a dimension.
      """
    ],
    arguments: [
      .init(.positional, .dimension, "levels to choose, such as gender=Female"),
      .init(.clause("by"), .dimension, "every combination of their levels"),
      .init(.option("all"), .none, "no filter"), .init(.clause("in"), .data, "a table instead of the cohort"),
    ],
    examples: [
      .init(
        "segment gender=Female age=18-30", "women over 18 to 30",
        after: "load demo rows=20000 seed=7\nclean with nhs-2022"),
      .init(
        "segment by gender", "every gender by itself",
        after: "load demo rows=20000 seed=7\nclean with nhs-2022"),
    ]
  ) { parser in
    var action = SegmentAction(filters: [], by: [], data: nil)
    var said = false
    var saidAll = false
    while !parser.isAtEnd {
      if !saidAll, let setting = try parser.filter(action) {
        action.filters.append(setting)
        _ = try parser.take(",")
      } else if action.data == nil, try parser.take(word: "in") {
        action.data = try parser.name(.data)
        continue
      } else if action.by.isEmpty, !saidAll, try parser.take(word: "by") {
        action.by = try parser.dimensions()
      } else if !said, try parser.take(word: "all") {
        saidAll = true
      } else {
        throw parser.expected(said ? ["the end of the line"] : ["DIMENSION=LEVEL", "by", "all", "in"])
      }
      said = true
    }
    guard said else { throw parser.expected(["DIMENSION=LEVEL", "by", "all"]) }
    return action
  }
}
