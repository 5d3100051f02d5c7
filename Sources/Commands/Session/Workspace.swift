import Engine
import OrderedCollections

/// The state of a session: a value. A command turns one workspace into another; a failed command leaves it as it was.
public struct Workspace: Sendable {
  /// Loaded tables by name.
  public internal(set) var tables: OrderedDictionary<String, Table> = [:]
  /// What `clean` made.
  public internal(set) var cohort: Cohort?
  /// Tables that `derive` or `keep` changed in the session, by name.
  var frames: [String: Frame] = [:]
  /// What `segment` and `sample` chose, by what they chose from.
  var selections: [DataName: Selection] = [:]
  /// Fitted models by name.
  public internal(set) var models: OrderedDictionary<String, FittedModel> = [:]
  /// By the name of a model fitted to every segment: what `segment by` was, and which segments have no model.
  var sweeps: [String: Sweep] = [:]
  /// Recipes read from files, by name.
  var recipes: OrderedDictionary<String, Recipe> = [:]
  /// Parameters by name.
  var parameters: OrderedDictionary<String, Parameter> = [:]
  /// What `set` changed.
  public internal(set) var settings = Settings()
  /// Values given outside for parameters (`--param name=value`); `param` takes them in place of its default.
  public var overrides: [String: String] = [:]
  /// Data not synthetic were loaded at some time: cohorts and models may be of them whatever the tables are now.
  var hasSeenPeople = false
  /// What was loaded so far, each file once as it was: what a number may come from.
  var loaded: [Document.Source] = []
  /// Scripts being run, outermost first: their paths, to refuse cycles.
  var running: [String] = []
  /// Statements come from a prompt: `undo` and what else is about the session itself may be said.
  public var isInteractive = false
  /// What `derive` and `keep` did to some data since they were loaded or cleaned, in order: part of the digest.
  var changes: [DataName: [String]] = [:]

  /// An empty session.
  public init() {}

  /// The disclosure policy in force: the one set, or `nhs-sde`, or `none` while all data ever loaded were synthetic.
  public var policy: DisclosurePolicy {
    if let chosen = settings.policy { return chosen }
    return hasSeenPeople ? .nhsSDE : .none
  }

  /// The empty state that `reset` goes back to: what was given from outside stays.
  public var emptied: Workspace {
    var result = Workspace()
    result.overrides = overrides
    result.isInteractive = isInteractive
    return result
  }

  /// What leaving would lose, in words; `nil` for nothing.
  public var unsavedWork: String? {
    var parts = cohort == nil ? [] : ["a cohort"]
    if !frames.isEmpty {
      parts.append(frames.count == 1 ? "a changed table" : "\(frames.count) changed tables")
    }
    if !models.isEmpty { parts.append(models.count == 1 ? "a model" : "\(models.count) models") }
    return parts.isEmpty ? nil : Words.choice(parts, "and")
  }
}

/// A named value of a script.
struct Parameter: Sendable, Hashable {
  var value: String
  var choices: [String]
}

/// What `set` can change.
public struct Settings: Sendable, Hashable {
  var policy: DisclosurePolicy?
  var seed: Int64 = 42
  var missing: [String] = ["", "NULL", "NA", "*", "-"]
  /// How results look.
  public internal(set) var display = Display()

  /// How results look; it changes no number.
  public struct Display: Sendable, Hashable {
    /// Columns to lay tables out in; `nil` for the window's.
    public internal(set) var width: Int?
    /// Significant digits of figures; `nil` for each kind's own.
    public internal(set) var digits: Int?
    /// Whether output taller than the window goes through the pager.
    public internal(set) var pager = true
    /// Whether every cell says how long it took.
    public internal(set) var timing = false
  }
}

/// What a command works on: the cohort, or a loaded table.
enum DataName: Sendable, Hashable {
  case cohort
  case table(String)

  var description: String {
    switch self {
    case .cohort: "cohort"
    case .table(let name): name
    }
  }
}

/// Rows chosen by `segment` and `sample`.
struct Selection: Sendable {
  /// The filter.
  var segment = Segment()
  /// Dimensions every combination of which is a segment of its own (`segment by`).
  var by: [String] = []
  /// What was sampled, in words; `nil` for all rows.
  var sample: String?
  /// The rows chosen, ascending; `nil` for all.
  var rows: [Int32]?
}

/// How the models of all segments came to be.
struct Sweep: Sendable, Hashable {
  /// A segment that could not be fitted.
  struct Refusal: Sendable, Hashable {
    var segment: String
    var why: String
  }

  /// The dimensions.
  var by: [String]
  /// In the order of the segments.
  var refusals: [Refusal]

  /// Fewer events, or fewer rows without the event, than this are too few for a segment's model of its own.
  static let fewestOutcomes = 10

  /// Why a segment of so many rows and events has no model, if it has none.
  static func refusal(events: Int, of rows: Int) -> String? {
    if events < fewestOutcomes { return "fewer than \(fewestOutcomes) events" }
    return rows - events < fewestOutcomes ? "fewer than \(fewestOutcomes) rows without the event" : nil
  }

  /// A line for each reason: `gender=X, gender=Y not fitted: fewer than 10 rows`.
  var notes: [String] {
    refusals.map(\.why).uniqued().map { why in
      let segments = refusals.filter { $0.why == why }.map(\.segment)
      return "\(segments.joined(separator: ", ")) not fitted: \(why)"
    }
  }
}

/// What rows are alike: a recipe's name for it or a column's, and the columns in which such rows are equal.
struct RowClusters: Sendable, Hashable {
  var name: String
  var columns: [String]
}

/// A model with where its rows came from, to be looked at, compared and refitted.
public struct FittedModel: Sendable {
  /// Its name.
  public var name: String
  /// What was fitted and how it went.
  public var model: Model
  /// What was asked.
  public var formula: Formula { model.formula }
  /// Its rows.
  var view: View
  /// Rows of the view set aside, and how they were chosen.
  var heldOut: [Bool]?
  var holdout: String?
  /// What its standard errors take as alike, if anything.
  var clusters: RowClusters?
}
