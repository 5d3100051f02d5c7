import Engine

/// `sample`: draws rows of the current segment.
struct SampleAction: Action {
  enum Size: Sendable {
    case exactly(Int, by: [Name])
    case atMost(Int, per: [Name])
    case all
  }

  var size: Size
  var seed: Value?
  var data: Name?

  func check(_ scope: inout Scope) throws {
    let data = try scope.data(data)
    if case .table(let table) = data, scope.tables[table]?.weight != nil {
      throw CommandError(.weighted(table, "sample"), self.data?.span)
    }
    switch size {
    case .exactly(_, let columns), .atMost(_, let columns): try scope.require(columns, in: data)
    case .all: break
    }
    _ = try seedValue(scope.settings, scope)
  }

  func run(_ run: inout Run) throws {
    let data = try run.workspace.data(data)
    var selection = run.workspace.selections[data] ?? Selection()
    if !selection.segment.filters.isEmpty {
      selection.rows = try run.workspace.frame(of: data, run.work).rows(in: selection.segment, run.work)
    } else {
      selection.rows = nil
    }
    selection.sample = nil
    run.workspace.selections[data] = selection
    let view = try run.workspace.view(of: data, run.work)
    let seed = try seedValue(run.workspace.settings, run.workspace)
    let sampler = view.sampler(seed: seed)
    let frame = try view.selected(run.work)
    let draw: Sampler.Draw
    switch size {
    case .all:
      run.table(try run.workspace.segmentTable(data, run.work))
      return
    case .exactly(let count, let columns):
      let strata = columns.isEmpty ? view.strata : columns.map(\.text)
      draw = try sampler.sample(count, from: frame, by: strata, run.work)
      selection.sample =
        "sample of \(count)" + (strata.isEmpty ? "" : " by \(strata.joined(separator: ", "))")
        + ", seed \(seed)"
    case .atMost(let count, let columns):
      let strata = columns.map(\.text)
      draw = try sampler.sample(atMost: count, from: frame, per: strata, run.work)
      selection.sample = "sample of at most \(count) per \(strata.joined(separator: ", ")), seed \(seed)"
    }
    selection.rows = view.rows.map { rows in draw.rows.map { rows[Int($0)] } } ?? draw.rows
    run.workspace.selections[data] = selection
    run.table(try run.workspace.segmentTable(data, run.work))
    run.noticeRepeatedKeys(draw.repeatedKeys, view)
  }

  private func seedValue(_ settings: Settings, _ parameters: some ParameterSource) throws -> Int64 {
    guard let seed else { return settings.seed }
    return Int64(try seed.whole("seed", 0...Int.max, parameters))
  }
}

extension Run {
  /// Says when rows could not be told apart, since the draw then follows their order in the file.
  mutating func noticeRepeatedKeys(_ repeated: Int, _ view: View) {
    if repeated > 0 {
      notice(
        "some rows share a key (\(view.key.joined(separator: ", "))); among them the order in the file decided"
      )
    }
  }
}

extension Command {
  static let sample = Command(
    "sample", "draw rows of the current segment, the same ones on every machine", role: .changes,
    usage: [
      "sample N [by COLUMN {, COLUMN}] [seed=N] [in TABLE]",
      "sample at most N per COLUMN {, COLUMN} [seed=N] [in TABLE]", "sample all [in TABLE]",
    ],
    details: [
      """
      By strata the sample keeps their proportions (largest remainders). Rows are ordered by a hash of their key and \
      the seed, so the draw depends neither on the order of the rows nor on the number of threads. A plain table has no \
      key: there the number of the row stands for it, and rows in another order give another draw. A new segment ends the \
      sample.
      """
    ],
    arguments: [
      .init(.positional, .number, "how many"), .init(.clause("by"), .column, "strata"),
      .init(.clause("at most"), .number, "a limit"),
      .init(.clause("per"), .column, "strata the limit holds for"),
      .init(.option("all"), .none, "no sample"),
      .init(.setting("seed"), .number, "another draw"), .init(.clause("in"), .data, "a table"),
    ],
    examples: [
      .init(
        "sample at most 50 per deprivation", "the 2022 cap, smaller",
        after: "load demo rows=20000 seed=7\nclean with nhs-2022"),
      .init(
        "sample 500 by deprivation", "in proportion",
        after: "load demo rows=20000 seed=7\nclean with nhs-2022"),
    ]
  ) { parser in
    var action = SampleAction(size: .all, seed: nil, data: nil)
    func number(_ parser: inout Parser) throws -> Int {
      guard parser.current.kind == .number, let count = Int(parser.current.text) else {
        throw parser.expected(["a whole number"])
      }
      try parser.take()
      return count
    }
    if try parser.take(word: "at") {
      try parser.expect(word: "most")
      let count = try number(&parser)
      try parser.expect(word: "per")
      action.size = .atMost(count, per: try parser.columns())
    } else if !(try parser.take(word: "all")) {
      let count = try number(&parser)
      let columns = try parser.take(word: "by") ? try parser.columns() : []
      action.size = .exactly(count, by: columns)
    }
    // Of all rows none are drawn.
    let isDrawn = if case .all = action.size { false } else { true }
    try parser.clauses(isDrawn ? ["seed=", "in"] : ["in"], of: "sample") { clause, parser in
      if clause == "in" {
        action.data = try parser.name(.data)
      } else {
        action.seed = try parser.valueAfterEquals(.number, "a value for seed")
      }
    }
    return action
  }
}
