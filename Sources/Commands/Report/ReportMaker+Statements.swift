import Engine

extension ReportMaker {
  /// What a reader must not conclude.
  mutating func limitations() {
    heading("Limitations")
    var lines = [
      "Routine records were not made for this question: what was not asked, not recorded or recorded differently by "
        + "different services is not known here.",
      "The people observed were not allotted to anything by chance. What goes together may have a common cause that is "
        + "not among the terms.",
      "Rows with a missing value in a model's variables are left out of it. Where values are missing for reasons that "
        + "have to do with the outcome, its figures are biased.",
    ]
    if workspace.cohort != nil {
      lines.append(
        "A row is a referral, not a person: who was referred several times may stand in several rows. Intervals take "
          + "rows for independent unless a model says that its errors are by cluster.")
    }
    if workspace.models.values.contains(where: { !$0.modelNotes.isEmpty }) {
      lines.append("Some models carry reservations of their own, which stand below their coefficients.")
    }
    if !workspace.models.isEmpty, !workspace.models.values.contains(where: { $0.heldOut != nil }) {
      lines.append(
        "No model was tested on rows that it was not fitted to: how well it predicts is overstated here.")
    }
    if workspace.models.count > 1 {
      lines.append(
        "Several models were fitted; of many intervals some miss what they are of by chance alone.")
    }
    if workspace.policy.threshold > 0 || workspace.policy.rounding > 1 {
      lines.append("Counts are rounded or hidden as said below, and shares are made of the counts shown.")
    }
    if !workspace.hasSeenPeople {
      lines.append("The data are synthetic: nothing in this report is true of anyone.")
    }
    words(lines.map { "- \($0)" }.joined(separator: "\n"))
  }

  /// The policy, and what it did to each output.
  mutating func disclosure() {
    heading("Disclosure control")
    let policy = workspace.policy
    words(
      """
      Every count, and every figure that stands on counts, passed the policy \(policy.name) before it was written \
      (\(policy.summary)); figures are drawn from what passed, and from nothing else. No row of a person is in this report.
      """)
    var found: [(action: Decision.Action, reason: String, cells: Int, outputs: Int)] = []
    for gated in outputs {
      for decision in gated.decisions {
        let reason = decision.reason(gated.policy)
        if let place = found.firstIndex(where: { $0.action == decision.action && $0.reason == reason }) {
          found[place].cells += decision.count
          found[place].outputs += 1
        } else {
          found.append((decision.action, reason, decision.count, 1))
        }
      }
    }
    add(
      TableOutput(
        name: "report_decisions", title: "What it changed",
        headers: [
          Header("action", isText: true), Header("cells"), Header("tables and figures", key: "outputs"),
          Header("reason", isText: true),
        ],
        rows: found.map {
          [.label($0.action.rawValue), .integer($0.cells), .integer($0.outputs), .label($0.reason)]
        },
        notes: found.isEmpty
          ? ["nothing: every figure stands as it is"]
          : ["for each table and figure: the register beside this file"]))
  }

  /// What it takes to make it again.
  mutating func reproducibility() throws {
    heading("Reproducibility")
    words(
      """
      The same program on the same files makes this report again, byte for byte. Save the statements below as a script and \
      give it to `iapt run`, in the folder that the names of the files start from. They are those that led to the state in \
      force; the digest is of that state: tables, cohort, models and settings.
      """)
    facts(
      "report_run", "How it was made",
      [
        ("program", .label("iapt \(Version.text)")), ("seed", .label(String(workspace.settings.seed))),
        ("state digest", .label(workspace.digest)), ("disclosure", .label(workspace.policy.name)),
      ] + workspace.parameters.map { ("parameter \($0.key)", .label($0.value.value)) })
    place(.sources)
    if let saved = try? SavedSession(run.context.timeline, workspace) {
      add(.text(saved.text + (statement.map { "\n# %%\n\($0)\n" } ?? "")))
    }
  }

  /// Which items of reporting guidelines are met where.
  mutating func checklists() {
    heading("Reporting guidelines")
    words(
      """
      Where this report meets an item, its section is named; "authors" marks what a program cannot know and the authors \
      must say. The items are shortened: their full wording is in RECORD (Benchimol et al. 2015, \
      doi:10.1371/journal.pmed.1001885), which adds to STROBE, and in TRIPOD+AI (Collins et al. 2024, \
      doi:10.1136/bmj-2023-078378).
      """)
    add(
      ReportingItem.table(
        "report_record", "RECORD: studies of routinely collected health data", ReportingItem.record))
    if !workspace.models.isEmpty {
      add(ReportingItem.table("report_tripod", "TRIPOD+AI: prediction models", ReportingItem.tripod))
    }
  }
}
