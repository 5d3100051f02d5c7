import Commands
import Engine

extension TextRenderer {
  /// What `fit` says of a model: rows, coefficients, one line of tests, and where the rest is.
  func briefLines(of model: ModelOutput, _ policy: DisclosurePolicy) -> [String] {
    let brief = BriefModel(model, digits: digits)
    var lines = notes(["  " + brief.rows])
    if !model.terms.isEmpty { lines += [""] + coefficients(model.terms, policy, isBrief: true) }
    return lines + [""] + notes(brief.tests + model.notes + [brief.more])
  }
}

/// What is said of a model around its coefficients when it has just been fitted.
struct BriefModel {
  private let model: ModelOutput
  private let digits: Int?

  init(_ model: ModelOutput, digits: Int?) {
    self.model = model
    self.digits = digits
  }

  /// Rows used, events, rows dropped, and how it ended.
  var rows: String {
    phrases([("n", "rows used"), ("events", "events"), ("dropped", "dropped for missing values")])
      .joined(separator: ", ") + "; " + DisplayWidth.escaped(model.outcome)
  }

  /// The test against the null model with the AUC, and how it did on rows held out.
  var tests: [String] {
    guard !model.terms.isEmpty else { return [] }
    let tests = [test, phrases([("auc", "AUC")]).first].compactMap { $0 }
    let heldOut = phrases(
      [("n", "rows"), ("accuracy", "accuracy"), ("auc", "AUC"), ("brier", "Brier score")], in: "validation")
    return (tests.isEmpty ? [] : [tests.joined(separator: "; ")])
      + (heldOut.isEmpty ? [] : ["held out: " + heldOut.joined(separator: ", ")])
  }

  /// Where the rest is.
  var more: String { "more: summary \(BriefModel.quoted(model.name))" }

  /// `LR chi-squared 2.2 on 2 df, p 0.33`; `nil` where there is no such test.
  private var test: String? {
    guard let statistic = figure("lr"), let df = figure("lr_df"), let p = figure("lr_p")
    else { return nil }
    return "against the null model: LR chi-squared \(statistic) on \(df) df, p \(p)"
  }

  /// Name and figure of each fact there is.
  private func phrases(
    _ facts: [(key: String, name: String)], in section: String = ""
  ) -> [String] {
    facts.compactMap { key, name in
      cell(key, in: section).map { "\(name) \(Marks.alone($0, digits: digits))" }
    }
  }

  private func figure(_ key: String) -> String? {
    switch cell(key, in: "") {
    case nil, .unavailable, .suppressed: nil
    case let cell?: Marks.alone(cell, digits: digits)
    }
  }

  private func cell(_ key: String, in section: String) -> Cell? {
    model.sections.first { $0.key == section }?.facts.first { $0.key == key }?.cell
  }

  /// A model's name as it is typed.
  private static func quoted(_ name: String) -> String {
    let isPlain = name.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "_"
    }
    return isPlain ? name : "\"\(DisplayWidth.escaped(name))\""
  }
}
