import Engine
import Foundation
import OrderedCollections

/// How the rules of 2022 differ from the published ones, with what each difference does to the demo data.
enum Differences {
  /// A rule that differs.
  struct Rule: Sendable {
    var title: String
    /// What the notebooks did.
    var then: String
    /// What the published definition does.
    var published: String
    /// Why it matters.
    var why: String
    /// Words of the recipe's DEFECT comment that say so; `nil` where the rule is merely another one.
    var defect: String? = nil
    /// What makes `nhs-2022` follow the published rule in this alone.
    var edits: [Edit]
    /// What else to count: the rows in which a column has a level; flags have the level `yes`.
    var counted: (column: String, level: String)? = nil
  }

  /// A change of a recipe's text: words that stand in it once, and what stands there instead.
  struct Edit: Sendable {
    var find: String
    var replace: String

    init(_ find: String, _ replace: String) {
      self.find = find
      self.replace = replace
    }
  }

  /// A model that differs, fitted to the cohort of `nhs-2022`.
  struct ModelChange: Sendable {
    var title: String
    /// The `fit` statement.
    var fit: String
    /// The term and level that say unemployed.
    var unemployed: (term: String, level: String?) = ("unemployed", nil)
  }

  /// A way to choose rows: statements before the fit, and the `fit` itself.
  struct RowChoice: Sendable {
    var title: String
    var choose: String
    var fit: String
  }

  /// A difference without figures.
  struct Note: Sendable {
    var title: String
    /// Why it has none.
    var why: String
    /// What iapt does.
    var now: String
  }

  /// An edit whose words do not stand in the recipe exactly once.
  struct Unmatched: LocalizedError {
    var title: String
    var find: String
    var count: Int
    var errorDescription: String? { "difference \"\(title)\": \"\(find)\" occurs \(count) times in nhs-2022" }
  }

  static let modelA =
    "recovery ~ deprivation + full_time + unemployed + benefits + job_seeker + self_employed + sick_pay"
  static let modelB = modelA + " + six_or_more_sessions + six_week_wait"

  /// The recipe that is changed.
  static let recipe2022 = String(decoding: PackageResources.nhs_2022_iapt, as: UTF8.self)
}

extension Differences.Rule {
  /// `nhs-2022` with this rule as published, under the name `variant`. Throws ``Differences/Unmatched`` and syntax
  /// errors.
  func recipe() throws -> Recipe {
    var text = Differences.recipe2022
    for edit in edits {
      let count = text.ranges(of: edit.find).count
      guard count == 1 else {
        throw Differences.Unmatched(title: title, find: edit.find, count: count)
      }
      text = text.replacing(edit.find, with: edit.replace)
    }
    var recipe = try Recipes.parse(text)
    recipe.name = "variant"
    return recipe
  }
}

extension Differences {
  /// Figures of a cohort and of a model fitted to it.
  struct Figures: Sendable {
    var rows = 0
    var denominator = 0
    var events = 0
    var counted: Int?
    var model: Model?
    var treated: Model?

    /// Recovered among the rows counted.
    var rate: Double? { denominator == 0 ? nil : Double(events) / Double(denominator) }
  }

  /// How a model did on rows held out: shares, and the area under the curve.
  struct Holdout: Sendable {
    /// Rows tested whose patient was fitted too.
    var known = 0.0
    var accuracy = 0.0
    var precision = 0.0
    var recall = 0.0
    var auc = 0.0
  }

  /// A session over demo data loaded once; every variant starts from the tables as loaded.
  struct Laboratory {
    private let loaded: Workspace
    let context: Interpreter.Context

    init(rows: Int, _ work: Work) throws {
      context = Interpreter.Context(work: work)
      var workspace = Workspace()
      try Self.run("load demo rows=\(rows) seed=7", &workspace, context)
      loaded = workspace
    }

    /// The session after the recipe's cohort was made.
    func cohort(_ recipe: Recipe) throws -> Workspace {
      var workspace = loaded
      workspace.recipes[recipe.name] = recipe
      try Self.run("clean with \"\(recipe.name)\"", &workspace, context)
      return workspace
    }

    /// How many rows a session's cohort has, and how many recovered.
    func rows(of workspace: Workspace) throws -> Figures {
      var result = Figures()
      result.rows = workspace.cohort?.frame.rowCount ?? 0
      if let outcome = workspace.cohort?.outcomes.first(where: { $0.name == "recovery" }) {
        result.denominator = outcome.denominator
        result.events = outcome.events
      }
      return result
    }

    /// The same with what models A and B say, and what a rule counts beside.
    func figures(_ workspace: Workspace, counting: (column: String, level: String)?) throws -> Figures {
      var result = try rows(of: workspace)
      result.counted = try count(counting, workspace)
      result.model = try model("fit \(modelA)", workspace)
      result.treated = try model("fit \(modelB)", workspace)
      return result
    }

    /// The rows of the cohort in which a column has a level.
    func count(_ what: (column: String, level: String)?, _ workspace: Workspace) throws -> Int? {
      guard let what, let cohort = workspace.cohort else { return nil }
      return try cohort.frame.column(what.column, context.work).rows(at: what.level)
    }

    /// The model that a statement fits; the session stays as it is.
    func model(_ fit: String, after choose: String = "", _ workspace: Workspace) throws -> Model {
      try fitted(fit, after: choose, workspace).model
    }

    private func fitted(_ fit: String, after choose: String = "", _ workspace: Workspace) throws
      -> FittedModel
    {
      var workspace = workspace
      if !choose.isEmpty { try Self.run(choose, &workspace, context) }
      try Self.run("\(fit) allow separation as measured", &workspace, context)
      guard let fitted = workspace.models["measured"] else {
        throw NameError(.model, "measured", candidates: Array(workspace.models.keys), span: nil)
      }
      return fitted
    }

    /// Model A with a fifth of the rows held out by row or patient: means over seeds 1 to 20.
    func holdout(by unit: String, _ workspace: Workspace) throws -> Holdout {
      var result = Holdout()
      let seeds = 1...20
      for seed in seeds {
        let fitted = try fitted("fit \(Differences.modelA) holdout 20% by \(unit) seed=\(seed)", workspace)
        guard let validation = fitted.model.validation else { continue }
        let part = 1 / Double(seeds.count)
        result.known += part * (try known(fitted))
        result.accuracy += part * (validation.confusion.accuracy ?? 0)
        result.precision += part * (validation.confusion.precision ?? 0)
        result.recall += part * (validation.confusion.recall ?? 0)
        result.auc += part * (validation.auc ?? 0)
      }
      return result
    }

    /// The share of rows held out whose patient has rows among those fitted.
    private func known(_ fitted: FittedModel) throws -> Double {
      guard let held = fitted.heldOut else { return 0 }
      let columns = try (fitted.view.clusters["patient"] ?? []).map {
        try fitted.view.column($0, context.work)
      }
      let patients = held.indices.map { row in columns.map { $0.text(row) } }
      let seen = Set(held.indices.filter { !held[$0] }.map { patients[$0] })
      let tested = held.indices.filter { held[$0] }
      return Double(tested.count { seen.contains(patients[$0]) }) / Double(max(1, tested.count))
    }

    private static func run(
      _ text: String, _ workspace: inout Workspace, _ context: Interpreter.Context
    ) throws {
      for statement in try Interpreter.statements(of: text) {
        _ = try Interpreter.run(statement, in: &workspace, context)
      }
    }
  }
}

extension Column {
  /// How many rows have a level; a flag's are `yes` and `no`.
  fileprivate func rows(at level: String) -> Int {
    switch storage {
    case .flag(let values): return values.count { $0 == (level == "yes" ? 1 : 0) }
    case .category(let codes, let levels):
      guard let code = levels.firstIndex(of: level) else { return 0 }
      return codes.count { Int($0) == code }
    default: return (0..<count).count { text($0) == level }
    }
  }
}
