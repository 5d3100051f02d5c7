import Engine

/// A command of the language, as one value: help, completion, suggestions and the reference all read it.
public struct Command: Sendable {
  /// The verb.
  public let name: String
  /// What it does, in one line.
  public let summary: String
  /// Its forms, one a line, in the notation of the grammar.
  public let usage: [String]
  /// More about it: defaults, definitions, what it does not do. Paragraphs.
  public let details: [String]
  /// What it touches.
  public let role: Role
  /// What may follow the verb.
  public let arguments: [Argument]
  /// Statements that work, each with what it shows. They run as tests.
  public let examples: [Example]
  /// Reads what follows the verb.
  let parse: @Sendable (inout Parser) throws -> any Action

  /// What a command touches.
  public enum Role: Sendable, Hashable {
    /// It changes the workspace: `undo` takes it back.
    case changes
    /// It shows something of the workspace.
    case shows
    /// It concerns the session itself (help, history, undo …): no saved script holds it.
    case session
  }

  /// A statement that works.
  public struct Example: Sendable {
    /// Statements it needs before it, if any.
    public var setup: String
    /// The statement.
    public var text: String
    /// What it shows.
    public var note: String

    init(_ text: String, _ note: String, after setup: String = "") {
      self.text = text
      self.note = note
      self.setup = setup
    }
  }

  /// One thing that may follow the verb.
  public struct Argument: Sendable {
    /// How it is written.
    public enum Form: Sendable, Hashable {
      /// Stands by itself.
      case positional
      /// Behind a word: `from "x.csv"`.
      case clause(String)
      /// Behind a name and `=`: `seed=7`.
      case setting(String)
      /// The word alone: `scaled`.
      case option(String)
    }

    /// How it is written.
    public var form: Form
    /// What stands there, for completion.
    public var kind: Kind
    /// What it means, in a few words.
    public var summary: String

    init(_ form: Form, _ kind: Kind, _ summary: String) {
      self.form = form
      self.kind = kind
      self.summary = summary
    }
  }

  /// What a name or value is: what completion offers for it, and how help and errors call it.
  public enum Kind: Sendable, Hashable {
    /// Tables and the cohort; tables, and the cohort, of synthetic data.
    case data, synthetic
    case table, column, model, recipe, file, date, number, name, expression, dimension, type, policy,
      command
    case parameter, none
    /// What help knows, without what stands before it.
    case topic(after: String)
    /// One of these words.
    case words([String])
    /// A column of a loaded table, whatever a recipe made of it.
    case tableColumn
    /// A column of this table.
    case columnOf(String)
    /// What a model can be of: yes or no, 0 or 1, or a category one of whose levels is named.
    case outcome
    /// What a model can be made of.
    case term
    /// A column, as it is or by its levels.
    case exposure
    /// A column of whole numbers.
    case counts
    /// A column of numbers.
    case quantity
    /// A level of this column.
    case level(of: String)
    /// What keeps rows on one side of a split.
    case cluster
    /// A block of predictors that the recipe declares.
    case block
    /// What rows are alike: a cluster of the recipe, or a column.
    case group
    /// A model, a table, or a word of `summary`.
    case subject
    /// What `rows(…)` counts.
    case rows
    /// A column that this model predicts by.
    case predictor(of: String)
    /// The word that begins a family of this model's terms.
    case family(of: String)
    /// A line of this model's coefficients.
    case modelTerm(of: String)
    /// A level of a term of this model.
    case modelLevel(of: String, term: String)
    /// What a recipe is given, by name; `nil` for the usual recipe. Perhaps only one name will do.
    case argument(of: Value?, only: String? = nil)
    /// A parameter that this script declares, and a value for it.
    case scriptParameter(of: Value), scriptValue(of: Value, name: String)
    /// What is given for it.
    case argumentValue(of: Value?, name: String)
    /// A value of this parameter.
    case choice(of: String)
    /// A CSV file, or a folder.
    case dataFile, folder
    /// A script, or a file with a recipe.
    case script, recipeFile
  }

  init(
    _ name: String, _ summary: String, role: Role, usage: [String], details: [String] = [],
    arguments: [Argument], examples: [Example],
    parse: @escaping @Sendable (inout Parser) throws -> any Action
  ) {
    self.name = name
    self.summary = summary
    self.role = role
    self.usage = usage
    self.details = details
    self.arguments = arguments
    self.examples = examples
    self.parse = parse
  }

  /// Every command, in the order of the workflow.
  public static let all: [Command] = [
    load, map, type, describe, problems, recipe, clean, derive, keep, segment, sample, fit, summary, compare,
    validate, predict, margins, confounding, inequality, decompose,
    plot, show, export, report, save, expect, param, set, run, session, history, undo, redo, reset, edit,
    help,
    tutorial, quit,
  ]

  /// What stands behind one of its clause words or settings; `nil` when it has none of that name.
  func kind(of word: String) -> Kind? {
    arguments.first { $0.form == .clause(word.lowercased()) || $0.form == .setting(word.lowercased()) }?.kind
  }

  /// What one of its clause words, settings or options means; `nil` when it has none of that name.
  func summary(of word: String) -> String? {
    arguments.first { argument in
      switch argument.form {
      case .positional: false
      case .setting(let name): name == word
      case .clause(let words), .option(let words): words.split(separator: " ").contains { $0 == word }
      }
    }?.summary
  }

  /// The command of this name, ignoring case.
  public static func named(_ name: String) -> Command? { all.first { $0.name == name.lowercased() } }
}

extension Command {
  /// Whether it must be its cell's only statement: it moves between the states that cells left.
  var standsAlone: Bool { [Command.undo, .redo, .reset, .edit].contains { $0.name == name } }
}

/// A command with its arguments read: what check looks up and run does.
protocol Action: Sendable {
  /// Looks up every name that can be known without reading a row, and notes in the scope what will be made.
  func check(_ scope: inout Scope) throws
  /// Does it: changes the workspace, adds outputs. A throw leaves the caller's workspace as it was.
  func run(_ run: inout Run) throws
}

/// What a running statement works on.
struct Run {
  /// The state, to be changed.
  var workspace: Workspace
  /// What may be needed beside it.
  var context: Interpreter.Context
  /// What comes out.
  var outputs: [Output] = []
  /// The user asked to leave.
  var quits = false
  /// What the session around the workspace is asked to do.
  var request: Request?
  /// Gated outputs of nested scripts, already through the gate of their statement.
  var passed: [Gated] = []

  /// The statement's text.
  var text = ""

  var work: Work { context.work }

  mutating func table(_ table: TableOutput) { outputs.append(.table(table)) }
  mutating func notice(_ text: String) { outputs.append(.notice(text)) }
  mutating func text(_ text: String) { outputs.append(.text(text)) }
}
