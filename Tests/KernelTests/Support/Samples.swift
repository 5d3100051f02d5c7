import Commands
import Engine

/// Outputs with every kind of cell and term in them.
enum Samples {
  static let term = ModelOutput.Term(
    term: "(Intercept)", levels: [], role: .estimated, estimate: .number(-0.253012),
    standardError: .number(0.0118),
    z: .number(-21.44), p: .pValue(log: -233.1), oddsRatio: .number(0.77645), low: .number(0.7587),
    high: .number(0.7946))

  static func without(_ term: String, _ levels: [String?], _ role: ModelOutput.Term.Role, _ reason: String)
    -> ModelOutput.Term
  {
    let none = Cell.unavailable(reason)
    return ModelOutput.Term(
      term: term, levels: levels, role: role, estimate: none, standardError: none, z: none, p: none,
      oddsRatio: none, low: none, high: none)
  }

  static let model = ModelOutput(
    name: "treated", formula: "recovery ~ deprivation + race", data: "cohort, gender=Female",
    outcome: "converged",
    sections: [
      .init(
        key: "", title: "",
        facts: [
          .init("n", "N", .count(12_346)), .init("events", "events", .count(7)),
          .init("loglik", "log-likelihood", .number(-8123.456789)),
        ]),
      .init(key: "lr", title: "Against the null model", facts: [.init("p", "p", .pValue(log: -1000))]),
    ],
    terms: [
      term, without("race", ["1"], .reference, "reference level"),
      ModelOutput.Term(
        term: "race", levels: ["2"], role: .estimated, estimate: .number(1.23456),
        standardError: .number(0.5),
        z: .number(2.469), p: .pValue(log: -4.3), oddsRatio: .number(3.4368), low: .number(1.29),
        high: .number(1234.5)),
      without("copy", [], .aliased("2 × deprivation"), "aliased"),
      without("rare:race", [nil, "2"], .separated, "grows without bound"),
    ],
    tables: [
      TableOutput(
        name: "sweep", title: "Threshold sweep", headers: [Header("threshold"), Header("TP", key: "tp")],
        rows: [[.number(0.5), .count(100)]])
    ],
    notes: ["Reference levels have no figures."], isBrief: false)

  static let table = TableOutput(
    name: "mixed", title: "Every cell",
    headers: [
      Header("Level", isText: true), Header("N"), Header("Share"), Header("Mean"), Header("p"),
      Header("First day"),
      Header("Line"),
    ],
    rows: [
      [
        .label("White"), .count(1_234_567), .proportion(50, of: 100), .number(1.5), .pValue(log: -1),
        .date(Day(number: 0)), .integer(7),
      ],
      [
        .label("a\u{1B}[31mb"), .count(3), .proportion(3, of: 100), .number(-12.25),
        .unavailable("one class"),
        .blank, .integer(12),
      ],
    ], notes: ["A note."], total: 400)

  /// A policy that hides and rounds counts, and leaves figures to the renderers.
  static var policy: DisclosurePolicy {
    var policy = DisclosurePolicy.nhsSDE
    policy.exactFigures = true
    return policy
  }

  static func gated(_ output: Output, _ policy: DisclosurePolicy = policy) -> Gated {
    Gate(policy).pass(output)
  }
}

/// A small generator for tests over many values.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
