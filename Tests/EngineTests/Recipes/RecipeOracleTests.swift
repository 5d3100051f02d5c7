import OrderedCollections
import Testing

@testable import Engine

/// Small random tables with few keys, so that matches repeat, miss and lack parts.
private struct Source {
  var random: TreeRandom
  let levels = ["X1", "X2", "01", "1"]

  mutating func maybe<T>(_ rows: Int, _ make: (Int) -> T) -> [T?] {
    (0..<rows).map { _ in random.below(7) == 0 ? nil : make(random.below(1000)) }
  }

  mutating func provider(_ rows: Int) -> Column {
    // Each table numbers its levels in its own way.
    let levels = levels
    let values = maybe(rows) { levels[$0 % 4] }
    return category(values, levels: random.below(2) == 0 ? levels : levels.reversed() + ["none"])
  }

  mutating func tables() -> OrderedDictionary<String, Table> {
    let (r, p, e) = (random.below(14), random.below(12), random.below(20))
    return loaded(
      table(
        "referrals",
        [
          ("provider", provider(r)), ("patient", integers(maybe(r) { Int64($0 % 3) })),
          ("pathway", integers(maybe(r) { Int64($0 % 6) })), ("month", integers(maybe(r) { Int64($0 % 3) })),
          ("row", decimals(maybe(r) { Double($0 % 4) - 1.5 })), ("received", dates(maybe(r) { $0 % 50 })),
          ("discharged", dates(maybe(r) { 30 + $0 % 60 })), ("done", flags(maybe(r) { $0 % 3 > 0 })),
        ]),
      table(
        "patients",
        [
          ("provider", provider(p)), ("patient", integers(maybe(p) { Int64($0 % 3) })),
          ("month", integers(maybe(p) { Int64($0 % 4) })), ("gender", integers(maybe(p) { Int64($0 % 3) })),
        ]),
      table(
        "employment",
        [
          ("provider", provider(e)), ("patient", integers(maybe(e) { Int64($0 % 3) })),
          ("recorded", dates(maybe(e) { $0 % 7 * 13 })), ("status", integers(maybe(e) { Int64($0) })),
        ]))
  }
}

@Suite struct RecipeOracleTests {
  private let window = (
    low: col("received"), high: call("coalesce", col("discharged"), tree(.argument("to")))
  )

  private func course(_ which: Recipe.Keeping.Which, windowed: Bool, group: [String]) -> Recipe {
    let keeping = Recipe.Keeping(which: which, column: "recorded", window: windowed ? window : nil)
    let isMale = same(col("gender"), whole(1))
    return recipe(
      [
        .key(["pathway"]), .latest(table: "Referrals", per: ["pathway"], by: ["month", "row"]),
        .latest(table: "patients", per: group, by: ["month"]),
        join("patients", "referrals", ["provider", "Patient"]),
        join("employment", "referrals", ["provider", "patient"], keeping),
        .outcome(name: "recovery", isMale, among: col("done")),
        .derive(
          name: "gender",
          tree(
            .recode(col("patients.gender"), arms: [.init(codes: ["1"], label: "Male")], otherwise: "Other"))),
        .keep(
          label: "done",
          condition: tree(.not(tree(.and(col("done"), tree(.isMissing(col("status"), negated: true))))))),
        .predictor(["gender", "done"]), .dimensions(["gender", "done"]),
        .cluster(name: "patient", columns: ["provider", "patient"]), .stratify(["gender"]),
      ],
      arguments: [.init(name: "to", kind: .date, fallback: .date(Day(number: 70)), span: nowhere)])
  }

  @Test func runsAsNestedLoopsDo() throws {
    var joinedRows = 0
    for seed in UInt64(0)..<400 {
      var source = Source(random: TreeRandom(seed))
      let tables = source.tables()
      let which: Recipe.Keeping.Which = seed % 2 == 0 ? .earliest : .latest
      let windowed = seed % 3 > 0
      // With the third column a patient may stay in several rows.
      let group = Array(["provider", "patient", "gender"].prefix(seed % 4 < 2 ? 2 : 3))
      let cohort = try course(which, windowed: windowed, group: group).run(on: tables, .unattended)
      let (rows, lines, outcome) = try expected(
        tables, which, windowed: windowed, group: group)
      #expect(cohort.attrition == lines, "seed \(seed)")
      #expect(cohort.outcomes == [outcome], "seed \(seed)")
      #expect(cohort.frame.rowCount == rows.count)
      for name in ["pathway", "provider", "received", "status", "patients.month", "recovery", "gender"] {
        let column = try cohort.frame.column(name, .unattended)
        #expect(column.plain == rows.map { $0[name] }, "seed \(seed) \(name)")
      }
      joinedRows += rows.count
    }
    #expect(joinedRows > 1000)
  }

  private func expected(
    _ tables: OrderedDictionary<String, Table>, _ which: Recipe.Keeping.Which, windowed: Bool, group: [String]
  ) throws -> ([RecipeOracle.Row], [AttritionLine], Outcome) {
    func rows(_ name: String) throws -> [RecipeOracle.Row] { try tables[name].map(RecipeOracle.rows) ?? [] }
    let keys = ["provider", "patient"]
    let (all, patients, employment) = (try rows("referrals"), try rows("patients"), try rows("employment"))
    let referrals = RecipeOracle.latest(all, per: ["pathway"], by: ["month", "row"])
    let people = RecipeOracle.latest(patients, per: group, by: ["month"])
    var lines = [
      AttritionLine(kind: .start, label: "referrals", before: all.count, after: all.count),
      AttritionLine(
        kind: .latest, label: "latest per pathway", before: all.count,
        after: referrals.count),
      AttritionLine(
        kind: .latest, label: "in patients: latest per \(group.joined(separator: ", "))",
        before: patients.count,
        after: people.count),
    ]
    var result: [RecipeOracle.Row] = []
    var (unmatched, multiple) = (0, 0)
    for row in referrals {
      let found = RecipeOracle.matches(row, people, keys)
      if found.isEmpty { unmatched += 1 }
      if found.count > 1 { multiple += 1 }
      for match in found.isEmpty ? [[:]] : found {
        var row = row
        row["gender"] = match["gender"]
        row["patients.month"] = match["month"]
        result.append(row)
      }
    }
    lines.append(
      AttritionLine(
        kind: .join, label: "join patients to referrals", before: referrals.count,
        after: result.count, unmatched: unmatched, multiplyMatched: multiple))
    (unmatched, multiple) = (0, 0)
    for index in result.indices {
      let row = result[index]
      let found = RecipeOracle.matches(row, employment, keys).filter { match in
        guard case .date(let date)? = match["recorded"] else { return false }
        guard windowed else { return true }
        guard case .date(let low)? = row["received"] else { return false }
        guard case .date(let high)? = row["discharged"] ?? .date(70) else { return false }
        return low <= date && date <= high
      }
      if found.isEmpty { unmatched += 1 }
      if found.count > 1 { multiple += 1 }
      var best: RecipeOracle.Row?
      for match in found {
        let isWorse = best.map {
          which == .earliest
            ? RecipeOracle.precedes($0["recorded"], match["recorded"], [])
            : RecipeOracle.precedes(match["recorded"], $0["recorded"], [])
        }
        if isWorse != true { best = match }
      }
      result[index]["status"] = best?["status"]
    }
    lines.append(
      AttritionLine(
        kind: .join,
        label: "join employment to referrals, \(which.rawValue) record",
        before: result.count, after: result.count, unmatched: unmatched, multiplyMatched: multiple))
    var outcome = Outcome(name: "recovery", denominator: 0, events: 0, unknown: 0)
    var kept: [RecipeOracle.Row] = []
    for row in result {
      if row["done"] == .flag(true), row["status"] != nil { continue }
      if row["done"] == nil, row["status"] != nil { continue }
      var row = row
      if row["done"] == .flag(true) {
        row["recovery"] = row["gender"].map { .flag($0 == .integer(1)) }
        outcome.denominator += 1
        if row["gender"] == .integer(1) { outcome.events += 1 }
        if row["gender"] == nil { outcome.unknown += 1 }
      }
      row["gender"] = .text(row["gender"] == .integer(1) ? "Male" : "Other")
      kept.append(row)
    }
    lines.append(AttritionLine(kind: .keep, label: "done", before: result.count, after: kept.count))
    return (kept, lines, outcome)
  }

  @Test func keysOfDifferentTypesMatchByText() throws {
    let left = table(
      "a", [("k", category(["1", "01", "2", nil, "1.5"])), ("n", integers([1, 2, 3, nil, 0]))])
    let right = table(
      "b",
      [("k", integers([1, 2, nil, 2])), ("n", decimals([1, 3, nil, 3])), ("v", integers([1, 2, 3, 4]))])
    let byText = try recipe([join("b", "a", ["k"])]).run(on: loaded(left, right), .unattended)
    #expect(
      try byText.frame.column("v", .unattended).plain == [
        .integer(1), nil, .integer(2), .integer(4), nil, nil,
      ])
    let byNumber = try recipe([join("b", "a", ["n"])]).run(on: loaded(left, right), .unattended)
    #expect(
      try byNumber.frame.column("v", .unattended).plain
        == [.integer(1), nil, .integer(2), .integer(4), nil, nil])
  }
}
