import Engine

/// `set`: changes a setting of the session.
struct SetAction: Action {
  var setting: Name
  var values: [Value]

  static let names = ["disclosure", "missing", "seed", "width", "digits", "pager", "timing"]

  func check(_ scope: inout Scope) throws { try apply(to: &scope.settings, scope) }

  func run(_ run: inout Run) throws {
    try apply(to: &run.workspace.settings, run.workspace)
    if setting.text.lowercased() == "disclosure" {
      let policy = run.workspace.policy
      run.notice("disclosure control: \(policy.summary)")
      if policy.isOpen, run.workspace.hasSeenPeople {
        run.notice(
          "these data are not synthetic: what is printed from now on is for this screen and may not leave")
      }
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
    case "width": settings.display.width = try number(20...1000, parameters)
    case "digits": settings.display.digits = try number(3...12, parameters)
    case "pager": settings.display.pager = try isOn(parameters)
    case "timing": settings.display.timing = try isOn(parameters)
    default:
      settings.seed = Int64(try only("one whole number").whole("seed", 0...Int.max, parameters))
    }
  }

  /// The one value there must be.
  private func only(_ expected: String) throws -> Value {
    guard values.count == 1 else {
      throw CommandError(.badValue(setting.text.lowercased(), expected), values[1].span)
    }
    return values[0]
  }

  /// A whole number, or `nil` for `auto`.
  private func number(_ range: ClosedRange<Int>, _ parameters: some ParameterSource) throws -> Int? {
    let expected = "auto or a whole number from \(range.lowerBound) to \(range.upperBound)"
    let value = try only(expected)
    let text = try value.resolved(parameters)
    if text.lowercased() == "auto" { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw CommandError(.badValue(setting.text.lowercased(), expected), value.span)
    }
    return number
  }

  private func isOn(_ parameters: some ParameterSource) throws -> Bool {
    let value = try only("on or off")
    switch try value.resolved(parameters).lowercased() {
    case "on": return true
    case "off": return false
    default: throw CommandError(.badValue(setting.text.lowercased(), "on or off"), value.span)
    }
  }
}

extension Command {
  static let set = Command(
    "set", "change a setting", role: .changes,
    usage: [
      "set disclosure POLICY", "set missing VALUE {, VALUE}", "set seed N", "set width N|auto",
      "set digits N|auto", "set pager on|off", "set timing on|off",
    ],
    details: [
      """
      disclosure: which rules results pass, one of those below; nhs-sde unless all data ever loaded are synthetic. \
      Under none rows of people can be shown too: what is printed then may not leave. missing: what means missing in files loaded from now on, at first empty, NULL, NA, \
      * and -. seed: which sample and which holdout are drawn, at first 42.
      """,
      """
      The others change how results are printed and no result. width: columns to lay tables out in, 20 to 1000; auto is \
      the window's, and no limit in files and pipes. digits: significant digits of figures and odds ratios, 3 to 12; auto \
      is what suits each; JSON always has all. pager: whether results taller than the window go through $IAPT_PAGER, \
      $PAGER or less. timing: whether every cell says how long it took, not only those over a second; without a prompt \
      on standard error.
      """,
    ] + DisclosurePolicy.all.map { "\($0.name): \($0.summary)." },
    arguments: [
      .init(.clause("disclosure"), .policy, "how counts are shown"),
      .init(.clause("missing"), .none, "what means missing"), .init(.clause("seed"), .number, "which draw"),
      .init(.clause("width"), .words(["auto"]), "columns to lay tables out in"),
      .init(.clause("digits"), .words(["auto"]), "significant digits of figures"),
      .init(.clause("pager"), .words(["on", "off"]), "long results page by page"),
      .init(.clause("timing"), .words(["on", "off"]), "how long each cell took, and where the time went"),
    ],
    examples: [
      .init("set seed 7", "another draw"), .init("set digits 8", "more of every figure"),
      .init("set missing \"\", NULL, 999", "for files loaded next"),
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
