import Engine

extension Cohort {
  /// Waits against the national standards, over the cohort and by each of its dimensions.
  ///
  /// Standard: 75% of people who have a course of treatment start it within six weeks of the referral, 95% within
  /// eighteen (NHS Talking Therapies waiting time standards).
  func waitTable(_ policy: DisclosurePolicy, _ work: Work) throws -> TableOutput? {
    let standards = [("within_six_weeks", "six weeks", 75), ("within_eighteen_weeks", "eighteen weeks", 95)]
    let rows = try standards.compactMap { name, title, percent -> [Cell]? in
      guard frame.schema.entry(ifThere: name) else { return nil }
      guard case .flag(let values) = try frame.column(name, work).storage else { return nil }
      let known = values.count(where: { $0 != Column.missingFlag })
      let met = values.count(where: { $0 == 1 })
      // Met or not is judged on the exact counts, and told where the share is.
      let isTold = policy.isOpen || [met, known - met, known].allSatisfy { policy.shown($0) != nil }
      let isMet = met * 100 >= percent * known
      return [
        .label("first treatment within \(title)"), .count(known), .count(met), .proportion(met, of: known),
        .label("\(percent)%"), .label(known == 0 || !isTold ? "" : isMet ? "met" : "not met"),
      ]
    }
    guard !rows.isEmpty else { return nil }
    var table = TableOutput(
      name: "waits", title: "Waits against the standards",
      headers: [
        Header("wait", isText: true), Header("known"), Header("within"), Header("share"), Header("standard"),
        Header("", key: "verdict", isText: true),
      ], rows: rows, notes: ["of rows whose wait is known"])
    table.declareColumns(total: 1, of: [2])
    return table
  }

  /// Outcomes and waits by every level of every dimension.
  func dimensionTable(_ work: Work) throws -> TableOutput {
    let waits = ["within_six_weeks", "within_eighteen_weeks"].filter { name in
      frame.schema.entry(ifThere: name) && !outcomes.contains { $0.name == name }
    }
    let measures = outcomes.map(\.name) + waits
    let flags = try waits.map { name -> [UInt8] in
      if case .flag(let values) = try frame.column(name, work).storage { return values }
      return []
    }
    var rows: [[Cell]] = []
    for dimension in dimensions {
      for group in try frame.combinations(of: [dimension], work).combinations {
        var row: [Cell] = [.label(dimension), .label(group.levels[0]), .count(group.rows.count)]
        for outcome in outcomes {
          let counts = try frame.outcome(outcome.name, over: group.rows, work)
          row.append(.proportion(counts.events, of: counts.denominator))
        }
        for values in flags {
          let known = group.rows.count(where: { values[Int($0)] != Column.missingFlag })
          let yes = group.rows.count(where: { values[Int($0)] == 1 })
          row.append(.proportion(yes, of: known))
        }
        rows.append(row)
      }
    }
    var table = TableOutput(
      name: "by_dimension", title: "Outcomes and waits by dimension",
      headers: [Header("dimension", isText: true), Header("level", isText: true), Header("rows")]
        + measures.map { Header($0.replacing("_", with: " "), key: $0) },
      rows: rows,
      notes: [
        "outcomes: share of the rows they are counted among; waits: share of those known",
        "standards: 75% within six weeks, 95% within eighteen",
      ])
    for dimension in dimensions {
      let own = rows.indices.filter { rows[$0].first == .label(dimension) }
      table.declare(whole: frame.rowCount, of: own.map { .init($0, 2) })
    }
    return table
  }
}

extension Schema {
  /// True when a column of this name exists.
  fileprivate func entry(ifThere name: String) -> Bool { self[name] != nil }
}
