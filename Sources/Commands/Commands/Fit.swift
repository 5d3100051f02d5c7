import Engine
import OrderedCollections

/// `fit`: a logistic regression.
struct Fit: Action {
  /// A term as written: a formula's term, a model's name standing for its terms, or all predictors.
  struct WrittenTerm: Sendable {
    var term: Formula.Term
    /// The names in it, with their places.
    var names: [Name]
    var isRemoved: Bool
    var isEverything = false
    /// Where the reference level stands, if one is said.
    var levelSpan: Span?
  }

  struct Holdout: Sendable {
    var share: Double
    var unit: Name?
  }

  var outcome: Formula.Outcome
  var outcomeNames: [Name]
  /// Where the event's level stands, if one is said.
  var levelSpan: Span?
  var terms: [WrittenTerm]
  var data: Name?
  var model: Name?
  var intercept = true
  var options = FitOptions()
  var holdout: Holdout?
  var seed: Value?
  var cluster: Cluster?
  var points: Value?

  func check(_ scope: inout Scope) throws {
    let data = try scope.data(data)
    let formula = try formula(scope, data)
    let outcomes = Formula(outcome: formula.outcome, terms: []).columns
    if let term = formula.terms.flatMap(\.columns).first(where: outcomes.contains) {
      let written = terms.flatMap(\.names).first { $0.text.lowercased() == term.lowercased() }
      throw CommandError(.outcomePredicts(term), written?.span ?? outcomeNames.first?.span)
    }
    if case .table(let table) = data, let weight = scope.tables[table]?.weight,
      formula.terms.flatMap(\.columns).contains(weight)
    {
      let written = terms.flatMap(\.names).first { $0.text.lowercased() == weight.lowercased() }
      throw CommandError(.weightPredicts(weight), written?.span ?? outcomeNames.first?.span)
    }
    let name = try modelName(Array(scope.models.keys))
    if holdout != nil, case .table(let table) = data, scope.tables[table]?.weight != nil {
      throw CommandError(.weighted(table, "holdout"), outcomeNames.first?.span)
    }
    if let model {
      if Summary.words.contains(model.text.lowercased()) {
        throw CommandError(.nameTaken(model.text, by: "something that summary shows"), model.span)
      }
      let taken = try scope.schema(of: data).labels.contains { $0.lowercased() == model.text.lowercased() }
      if taken { throw CommandError(.nameTaken(model.text, by: "a column"), model.span) }
    }
    if let unit = holdout?.unit, unit.text.lowercased() != "row" {
      let clusters = data == .cohort ? Array(scope.cohort?.clusters.keys ?? []) : []
      guard clusters.contains(unit.text.lowercased()) else {
        throw CommandError(.noCluster(unit.text, data.description, among: ["row"] + clusters), unit.span)
      }
    }
    _ = try optionsAsked(try clusters(scope, data), scope)
    scope.models[name] = formula
  }

  func run(_ run: inout Run) throws {
    let scope = Scope(run.workspace)
    let data = try run.workspace.data(data)
    let formula = try formula(scope, data)
    let name = try modelName(Array(run.workspace.models.keys))
    let view = try run.workspace.view(of: data, run.work)
    let seed =
      try self.seed.map {
        Int64(try $0.whole("seed", 0...Int.max, run.workspace))
      } ?? run.workspace.settings.seed
    let by = run.workspace.selections[data]?.by ?? []
    guard !by.isEmpty else {
      let fitted: FittedModel
      do {
        fitted = try fit(formula, name, view, seed, &run)
      } catch let error as FitError {
        // Of a few rows it would tell their outcome that all have it.
        if case .oneClass(_, let n) = error.reason, run.workspace.policy.isFew(n) {
          throw CommandError(.tooFewRows(run.workspace.policy.enough), outcomeNames.first?.span)
        }
        if case .separated = error.reason, try isOfFew(formula, view, run) {
          throw CommandError(.tooFewRows(run.workspace.policy.enough), outcomeNames.first?.span)
        }
        throw try placed(error, formula, view, run)
      } catch let error as InferenceError {
        throw error.withoutFew(run.workspace.policy)
      }
      run.workspace.models[name] = fitted
      run.workspace.sweeps[name] = nil
      run.outputs.append(.model(try run.workspace.shown(fitted, run.work).briefOutput(run.work)))
      if let random = fitted.randomTable { run.table(random) }
      return
    }
    try fitEach(by, formula, name, view, seed, &run)
  }

  /// One model for every combination of levels; those that cannot be fitted are named with the reason.
  private func fitEach(
    _ by: [String], _ formula: Formula, _ name: String, _ view: View, _ seed: Int64, _ run: inout Run
  ) throws {
    var refused: [Sweep.Refusal] = []
    var fitted: [FittedModel] = []
    let combinations = try run.work.timed("segments") {
      try view.selected(run.work).combinations(of: by, run.work).combinations
    }
    let work = run.context.work
    defer { run.context.work = work }
    run.context.work = work.unreported
    let isShown = combinations.map { !run.workspace.policy.isFew($0.rows.count) }
    let counted = try work.timed("fit segments") {
      try fitTogether(combinations, isShown, formula, view, run.workspace, work)
    }
    for (index, combination) in combinations.enumerated() {
      try work.step("fitting segments", done: index, of: combinations.count)
      var part = view
      part.rows = view.rows.map { rows in combination.rows.map { rows[Int($0)] } } ?? combination.rows
      let label = zip(by, combination.levels).map { "\($0)=\($1)" }.joined(separator: " ")
      part.restriction = label
      guard isShown[index] else {
        // The names of levels that few rows have may be a postcode or a surname, unless the recipe made them.
        let isDeclared = try view.declares(combination.levels, of: by)
        let label = isDeclared ? label : "(segments that few rows have)"
        if !isDeclared, refused.contains(where: { $0.segment == label }) { continue }
        refused.append(.init(segment: label, why: "fewer than \(run.workspace.policy.enough) rows"))
        continue
      }
      do {
        let own = "\(name)[\(combination.levels.joined(separator: ", "))]"
        let model =
          try counted.map { FittedModel(name: own, model: try $0[index].get(), view: part) }
          ?? fit(formula, own, part, seed, &run)
        if let why = Sweep.refusal(events: model.model.events, of: model.model.n) {
          refused.append(.init(segment: label, why: why))
        } else {
          fitted.append(model)
        }
      } catch let error as FitError {
        refused.append(
          .init(
            segment: label,
            why: try refusal(error, formula, part, run.work)
              ?? Words.sentence(error.withoutFew(run.workspace.policy)).message))
      } catch let error as MixedError {
        refused.append(.init(segment: label, why: Words.sentence(error).message))
      } catch let error as InferenceError {
        let error = error.withoutFew(run.workspace.policy)
        refused.append(.init(segment: label, why: Words.sentence(error).message))
      }
    }
    guard !fitted.isEmpty else {
      throw CommandError(.noSegmentFitted(refused.map { "\($0.segment): \($0.why)" }))
    }
    run.workspace.models[name] = nil
    for old in run.workspace.models.keys where old.hasPrefix("\(name)[") { run.workspace.models[old] = nil }
    for model in fitted { run.workspace.models[model.name] = model }
    let sweep = Sweep(by: by, refusals: refused)
    run.workspace.sweeps[name] = sweep
    let shown = try fitted.map { try run.workspace.shown($0, work.unreported) }
    let segments = FittedSegments(shown, sweep, name)
    for table in try segments.allTables(limit: FittedSegments.limits.quick, work.unreported) {
      run.table(table)
    }
  }

  /// The models of all segments from one count of the rows; `nil` where a segment needs its rows for more than that.
  private func fitTogether(
    _ combinations: [Combination], _ isShown: [Bool], _ formula: Formula, _ view: View,
    _ workspace: Workspace,
    _ work: Work
  ) throws -> [Result<Model, any Error>]? {
    guard holdout == nil, cluster == nil, options.random == nil else { return nil }
    var segments = [Int32](repeating: -1, count: view.rowCount)
    for (place, combination) in combinations.enumerated() where isShown[place] {
      for row in combination.rows { segments[Int(row)] = Int32(truncatingIfNeeded: place) }
    }
    return try Model.fit(
      formula, segments: segments, count: combinations.count,
      of: try view.modelData(for: formula, heldOut: nil, work), options: try optionsAsked(nil, workspace),
      work)
  }

  /// Whether the rows that would be used are too few to say anything of.
  private func isOfFew(_ formula: Formula, _ view: View, _ run: Run) throws -> Bool {
    guard !run.workspace.policy.isOpen else { return false }
    let data = try view.modelData(for: formula, heldOut: nil, run.work)
    return run.workspace.policy.isFew(try Model.outcomeCounts(formula, data, run.work).rows)
  }

  /// Why a segment has no model where too few rows with one of the outcomes explain what failed.
  private func refusal(
    _ error: FitError, _ formula: Formula, _ view: View, _ work: Work
  ) throws -> String? {
    switch error.reason {
    case .oneClass(let event, let n): return Sweep.refusal(events: event ? n : 0, of: n)
    case .separated, .notConverged:
      let data = try view.modelData(for: formula, heldOut: nil, work)
      let counts = try Model.outcomeCounts(formula, data, work)
      return Sweep.refusal(events: counts.events, of: counts.rows)
    default: return nil
    }
  }

  private func fit(
    _ formula: Formula, _ name: String, _ view: View, _ seed: Int64, _ run: inout Run
  ) throws -> FittedModel {
    let split = try holdout.map { try self.split($0, view, seed, &run) }
    let clusters = try clusters(Scope(run.workspace), view.data)
    let data = try run.work.timed("columns") {
      try view.modelData(for: formula, heldOut: split?.rows, clusters: clusters, run.work)
    }
    let options = try optionsAsked(clusters, run.workspace)
    return FittedModel(
      name: name, model: try Model.fit(formula, to: data, options: options, run.work), view: view,
      heldOut: split?.rows, holdout: split?.words, clusters: clusters)
  }

  /// Which rows are set aside, and how to say so.
  private func split(
    _ holdout: Holdout, _ view: View, _ seed: Int64, _ run: inout Run
  ) throws -> (rows: [Bool], words: String) {
    let (name, unit) = run.unit(holdout.unit, view, "held out")
    let held = try view.sampler(seed: seed).holdout(
      holdout.share, of: try view.selected(run.work), by: unit, strata: view.strata, run.work)
    if view.rowCount > 0, held.isHeldOut.allSatisfy(\.self) {
      throw CommandError(
        .badValue("holdout", "a share that leaves rows to fit the model to"), outcomeNames.first?.span)
    }
    run.noticeRepeatedKeys(held.repeatedKeys, view)
    let percent = (holdout.share * 1e6).rounded() / 1e4
    let share = percent == percent.rounded() ? String(Int(percent)) : String(percent)
    let stratified = view.strata.isEmpty ? "" : ", stratified by \(view.strata.joined(separator: ", "))"
    return (held.isHeldOut, "\(share)% by \(name)\(stratified), seed \(seed)")
  }

  /// What `cluster by` names: a cluster of the recipe, else a column.
  private func clusters(_ scope: Scope, _ data: DataName) throws -> RowClusters? {
    guard let by = cluster?.by else { return nil }
    let known = data == .cohort ? scope.cohort?.clusters ?? [:] : [:]
    let name = by.text.lowercased()
    if let columns = known[name] { return RowClusters(name: name, columns: columns) }
    let schema = try scope.schema(of: data)
    do {
      let spelled = schema.label(of: try schema.find(by.text, span: by.span))
      return RowClusters(name: spelled, columns: [spelled])
    } catch {
      var widened = error
      if !widened.isAmbiguous { widened.candidates = known.keys + widened.candidates }
      throw widened
    }
  }

  private func modelName(_ names: [String]) throws -> String {
    if let model { return model.text }
    var number = 1
    while names.contains("model\(number)") { number += 1 }
    return "model\(number)"
  }
}

extension View {
  /// The values a model needs, over the rows chosen.
  func modelData(
    for formula: Formula, heldOut: [Bool]?, clusters: RowClusters? = nil, _ work: Work
  ) throws -> ModelData {
    var columns: [String: Column] = [:]
    for name in formula.columns { columns[name] = try column(name, work) }
    return ModelData(
      columns: columns, rowCount: rowCount, weights: try weights(work), heldOut: heldOut,
      clusters: try clusters.map { try selected(work).groups(by: $0.columns, work) })
  }

  /// How often each chosen row counts; `nil` for once.
  private func weights(_ work: Work) throws -> [Int64]? {
    guard weight != nil, let part = frame.parts.first, let all = try part.table.weights(work) else {
      return nil
    }
    let ofFrame = part.rows.map { rows in rows.map { all[Int($0)] } } ?? all
    return rows.map { rows in rows.map { ofFrame[Int($0)] } } ?? ofFrame
  }

  /// What draws rows: by the recipe's key, or by the row's number where there is none.
  func sampler(seed: Int64) -> Sampler { Sampler(key: key, seed: seed) }
}
