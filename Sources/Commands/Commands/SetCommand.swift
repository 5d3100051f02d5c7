import Engine

/// `set`: changes a setting of the session.
struct SetAction: Action {
  var setting: Name
  var values: [Value]

  static let names = ["disclosure", "missing", "seed"]

  func check(_ scope: inout Scope) throws { try apply(to: &scope.settings, scope) }

  func run(_ run: inout Run) throws {
    try apply(to: &run.workspace.settings, run.workspace)
    if setting.text.lowercased() == "disclosure" {
      run.notice("disclosure control: \(run.workspace.policy.summary)")
    }
  }

  private func apply(to settings: inout Settings, _ parameters: some ParameterSource) throws {
    let texts = try values.map { try $0.resolved(parameters) }
    switch setting.text.lowercased() {
    case "disclosure":
      let names = DisclosurePolicy.all.map(\.name)
      guard texts.count == 1,
        let policy = DisclosurePolicy.all.first(where: { $0.name == texts[0].lowercased() })
      else {
        throw NameError(
          .setting, texts.joined(separator: ", "), candidates: names, span: values[0].span,
          place: "set disclosure")
      }
      settings.policy = policy
    case "missing": settings.missing = texts
    default:
      guard values.count == 1 else {
        throw CommandError(.badValue("seed", "one whole number"), values[1].span)
      }
      settings.seed = Int64(try values[0].whole("seed", 0...Int.max, parameters))
    }
  }
}

extension Command {
  static let set = Command(
    "set", "change a setting", role: .changes,
    usage: ["set disclosure none|nhs-sde", "set missing VALUE {, VALUE}", "set seed N"],
    details: [
      """
      disclosure: how counts are shown; nhs-sde (counts under 10 suppressed, others to the nearest 5) unless all \
      loaded tables are synthetic. missing: what means missing in files loaded from now on, at first empty, NULL, NA, \
      * and -. seed: which sample and which holdout are drawn, at first 42.
      """
    ],
    arguments: [
      .init(.clause("disclosure"), .policy, "how counts are shown"),
      .init(.clause("missing"), .none, "what means missing"), .init(.clause("seed"), .number, "which draw"),
    ],
    examples: [
      .init("set seed 7", "another draw"), .init("set missing \"\", NULL, 999", "for files loaded next"),
    ]
  ) { parser in
    let name = try parser.name(.words(SetAction.names), "a setting")
    guard SetAction.names.contains(name.text.lowercased()) else {
      throw NameError(.setting, name.text, candidates: SetAction.names, span: name.span)
    }
    _ = try parser.take("=")
    let kind = parser.kind(of: name.text)
    let values = try parser.list { try $0.value(kind, "a value") }
    return SetAction(setting: name, values: values)
  }
}
