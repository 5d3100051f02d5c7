import Engine
import Foundation

/// The tables of `confounding`.
struct ConfoundingOutput {
  var found: Confounding
  var question: ConfoundingAction.Question
  var policy: DisclosurePolicy
  /// Which standard errors, unless the usual ones.
  var errors: String?

  /// An odds ratio that moves by less than this share is taken to stay.
  static let stays = 0.1

  func tables(_ label: String, holdout: String?) -> [TableOutput] {
    var result = [opening(label, holdout)]
    for place in found.contrasts.indices {
      var table = adjustment(place)
      if place == found.contrasts.count - 1 { table.notes += notes }
      result.append(table)
    }
    let plain = found.contrasts.indices.filter { !found.contrasts[$0].isSpan }
    for (place, parts) in zip(plain, found.decompositions) {
      if let parts { result.append(decomposition(place, parts)) }
    }
    return result + plain.compactMap(candidates) + [eValues]
  }

  private var exposure: String { question.exposureText }

  /// Rows behind a contrast's figures.
  private func rows(_ place: Int) -> Int {
    min(found.events, found.n - found.events, found.contrasts[place].rows)
  }

  private func words(_ contrast: Confounding.Contrast) -> String {
    guard let value = contrast.value, let reference = contrast.reference else { return "one unit" }
    return "\(value) against \(reference)"
  }

  /// A share of one figure in another, in percent.
  private func share(_ part: Double, _ whole: Double, _ rows: Int) -> Cell {
    whole == 0 || !(part / whole).isFinite
      ? .unavailable("nothing to compare with") : .shareFigure(part / whole, rows: rows)
  }

  private func opening(_ label: String, _ holdout: String?) -> TableOutput {
    var notes = holdout.map { ["held out of the model, and here: \($0)"] } ?? []
    if !question.offsets.isEmpty {
      notes.append("in every line: \(question.offsets.map(\.description).joined(separator: ", "))")
    }
    if !found.separatedTerms.isEmpty {
      notes.append(
        "left out: rows that levels of \(found.separatedTerms.joined(separator: ", ")) predict perfectly; "
          + "they tell nothing of the other terms")
    }
    return TableOutput(
      name: "confounding", title: "Confounding of \(exposure) on \(question.outcomeText): \(label)",
      headers: [
        Header("rows in question", key: "asked"), Header("missing a value", key: "missing"),
        Header("left out", key: "left_out"), Header("rows used", key: "n"), Header("events"),
      ],
      rows: [
        [
          .count(found.rows), .count(found.dropped), .count(found.separated), .count(found.n),
          .count(found.events),
        ]
      ],
      notes: notes)
  }

  private func adjustment(_ place: Int) -> TableOutput {
    let contrast = found.contrasts[place]
    let rows = rows(place)
    return TableOutput(
      name: "adjustment", title: "\(question.outcomeText) by \(exposure), \(words(contrast))",
      headers: [
        Header("adjusted for", isText: true), Header("OR", key: "or"), Header("95% from", key: "or_low"),
        Header("to", key: "or_high"), Header("effect", key: "ame"), Header("95% from", key: "ame_low"),
        Header("to", key: "ame_high"), Header("scaled OR", key: "or_scaled"),
      ],
      rows: found.steps.enumerated().map { index, step in
        let label = step.block.map { "+ \($0)\(isLate(index) ? ", late" : "")" } ?? "nothing"
        guard let effect = step.effects[place] else {
          return [.label(label)] + [Cell](repeating: .unavailable("determined by other terms"), count: 7)
        }
        return [.label(label)] + effect.logOdds.ratio(rows: rows) + effect.marginal.interval(rows: rows)
          + [effect.sameScale.ratio(rows: rows)[0]]
      })
  }

  private func isLate(_ step: Int) -> Bool { step > 0 && !question.after[step - 1].isEmpty }

  /// What the reader must know to read the lines.
  private var notes: [String] {
    var notes = [
      "every line is over the same rows; effect: average marginal effect on the probability",
      "scaled OR: as if each line had the residual variance of the last, so that lines compare (KHB)",
    ]
    if let errors { notes.append("SE, p and intervals: \(errors)") }
    let columns = question.after.flatMap(\.self)
    if !columns.isEmpty {
      notes.append(
        "late: \(columns.joined(separator: ", ")) \(columns.count == 1 ? "comes" : "come") after the referral, "
          + "so perhaps a result of \(exposure): adjusting for that takes away effect, not confounding")
    }
    for place in found.contrasts.indices where !policy.isFew(rows(place)) {
      if let note = nonCollapsible(place) { notes.append(note) }
    }
    return notes
  }

  /// A warning where the odds ratio moves though there is nothing to adjust for.
  private func nonCollapsible(_ place: Int) -> String? {
    guard !found.contrasts[place].isSpan, let first = found.steps.first?.effects[place],
      let last = found.steps.last?.effects[place], first.marginal.value != 0
    else { return nil }
    let odds = exp(last.logOdds.value - first.logOdds.value) - 1
    let oneScale = exp(last.sameScale.value - first.sameScale.value) - 1
    let effect = last.marginal.value / first.marginal.value - 1
    guard abs(odds) >= Self.stays, abs(oneScale) < Self.stays, abs(effect) < Self.stays else { return nil }
    func percent(_ change: Double) -> String {
      let text = String(format: "%.1f%%", 100 * change)
      return change > 0 ? "+\(text)" : text
    }
    return
      "warning: \(words(found.contrasts[place])): adjustment moves the odds ratio (\(percent(odds))), but not the "
      + "effect on the probability (\(percent(effect))) nor the scaled odds ratio (\(percent(oneScale))): that is "
      + "non-collapsibility, not confounding"
  }

  private func decomposition(_ place: Int, _ parts: Confounding.Decomposition) -> TableOutput {
    let rows = rows(place)
    var lines: [[Cell]] = []
    func line(_ name: String, _ estimate: EffectEstimate, _ shares: [Cell]) {
      lines.append(
        [
          .label(name), .figure(estimate.value, rows: rows), .figure(estimate.standardError, rows: rows),
          estimate.pCell(rows: rows, policy),
        ] + shares)
    }
    func shares(_ estimate: EffectEstimate) -> [Cell] {
      [
        share(estimate.value, parts.reduced.value, rows), share(estimate.value, parts.difference.value, rows),
      ]
    }
    line("crude, own scale", parts.crude, [.blank, .blank])
    line("reduced", parts.reduced, [share(1, 1, rows), .blank])
    line("full", parts.full, [share(parts.full.value, parts.reduced.value, rows), .blank])
    line("difference", parts.difference, shares(parts.difference))
    for (block, part) in zip(question.blocks, parts.parts) { line("  by \(block.name)", part, shares(part)) }
    for (name, ratio) in [
      ("reduced / full", parts.confoundingRatio), ("reduced / crude", parts.rescaling),
    ] {
      lines.append(
        [
          .label(name),
          ratio.isFinite ? .figure(ratio, rows: rows) : .unavailable("nothing to compare with"),
        ] + [Cell](repeating: .blank, count: 4))
    }
    return TableOutput(
      name: "khb",
      title: "KHB decomposition of the log odds ratio of \(exposure), \(words(found.contrasts[place]))",
      headers: [
        Header("coefficient", isText: true), Header("log odds", key: "log_odds"), Header("se"), Header("p"),
        Header("of reduced", key: "of_reduced"), Header("of difference", key: "of_difference"),
      ], rows: lines,
      notes: [
        "difference = reduced - full, the sum of the blocks' shares; reduced / crude is the change of scale alone"
      ])
  }

  private func candidates(_ place: Int) -> TableOutput? {
    guard let crude = found.steps[0].effects[place] else { return nil }
    let rows = rows(place)
    func change(_ candidate: Confounding.Candidate) -> Double {
      let change = abs((candidate.marginal[place]?.value ?? crude.marginal.value) / crude.marginal.value - 1)
      return change.isFinite ? change : 0
    }
    let ranked = found.candidates.enumerated().sorted {
      (-change($0.element), $0.offset) < (-change($1.element), $1.offset)
    }.map(\.element)
    return TableOutput(
      name: "covariates",
      title:
        "Each covariate alone, by how far it moves the effect of \(exposure), \(words(found.contrasts[place]))",
      headers: [
        Header("adjusted for", isText: true), Header("effect", key: "ame"),
        Header("change", key: "ame_change"), Header("OR", key: "or"), Header("change", key: "or_change"),
      ],
      rows: ranked.compactMap { candidate in
        guard let effect = candidate.marginal[place], let odds = candidate.logOdds[place] else { return nil }
        return [
          .label(candidate.term), .figure(effect.value, rows: rows),
          share(effect.value - crude.marginal.value, crude.marginal.value, rows), odds.ratio(rows: rows)[0],
          .shareFigure(exp(odds.value - crude.logOdds.value) - 1, rows: rows),
        ]
      }, notes: ["change: against no adjustment; judge by the effect, for odds ratios change anyway"])
  }

  private var eValues: TableOutput {
    let count = question.confounders
    let step = found.steps[count]
    let share = Double(found.events) / Double(max(1, found.n))
    let isCommon = share > EValue.commonAbove
    let names = question.blocks[..<count].map(\.name)
    return TableOutput(
      name: "e_values",
      title: "E-values of the odds ratios adjusted for "
        + (names.isEmpty ? "nothing" : Words.choice(names, "and")),
      headers: [
        Header("contrast", isText: true), Header("OR", key: "or"), Header("risk ratio", key: "e_rr"),
        Header("E-value", key: "e_value"), Header("of the limit", key: "e_limit"),
      ],
      rows: found.contrasts.indices.compactMap { place in
        guard let effect = step.effects[place] else { return nil }
        let value = EValue(logOdds: effect.logOdds, share: share)
        let rows = rows(place)
        return [
          .label(words(found.contrasts[place])), effect.logOdds.ratio(rows: rows)[0],
          .figure(value.riskRatio, rows: rows), .figure(value.estimate, rows: rows),
          .figure(value.limit, rows: rows),
        ]
      },
      notes: [
        isCommon
          ? "the outcome is common (over 15% of rows): the square root of the odds ratio stands for the risk ratio"
          : "the outcome is rare (15% of rows at most): the odds ratio stands for the risk ratio",
        "something unmeasured that is tied to exposure and outcome by less than this cannot explain the effect away",
      ])
  }
}
