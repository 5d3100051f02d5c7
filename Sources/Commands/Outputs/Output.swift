import Engine
import OrderedCollections

/// What a command gives back: values by kind, made before anyone knows how they will be shown.
public enum Output: Sendable, Hashable, Codable {
  /// Rows and columns.
  case table(TableOutput)
  /// A fitted model.
  case model(ModelOutput)
  /// A drawing of figures.
  case figure(FigureOutput)
  /// Plain text, shown as it is (help, a recipe's source).
  case text(String)
  /// Something the user should know beside the result.
  case notice(String)
}

/// Rows and columns with a title.
public struct TableOutput: Sendable, Hashable, Codable {
  /// The key in JSON, for example `attrition`.
  public var name: String
  /// What a reader sees above.
  public var title: String
  /// The columns.
  public var headers: [Header]
  /// The rows, each as long as `headers`.
  public var rows: [[Cell]]
  /// Lines below the table.
  public var notes: [String]
  /// Rows there are when not all are shown.
  public var total: Int?
  /// The key of a column of shares that is worth drawing as bars where there is room.
  public var bars: String?
  /// How many columns in front name a row together: they stand again where further columns follow below, and what the
  /// first says is not repeated from row to row. `nil` for one.
  public var names: Int?
  /// Which counts are sums of which; the gate takes it away.
  public var sums: [CellSum]?
  /// Its rows are those of people: it is for the screen, and no session keeps it.
  public var isOfPeople: Bool?
  /// What stands in place of ``notes`` where nothing is hidden: notes that name what few rows have. The gate takes it away.
  public var exactNotes: [String]?

  /// Makes a table.
  public init(
    name: String, title: String, headers: [Header], rows: [[Cell]], notes: [String] = [], total: Int? = nil
  ) {
    self.name = name
    self.title = title
    self.headers = headers
    self.rows = rows
    self.notes = notes
    self.total = total
  }
}

/// A fitted model, laid out for a reader and for JSON.
public struct ModelOutput: Sendable, Hashable, Codable {
  /// One named figure.
  public struct Fact: Sendable, Hashable, Codable {
    /// The key in JSON.
    public var key: String
    /// What a reader sees.
    public var title: String
    /// The figure.
    public var cell: Cell

    /// Makes a fact.
    public init(_ key: String, _ title: String, _ cell: Cell) {
      self.key = key
      self.title = title
      self.cell = cell
    }
  }

  /// Facts that belong together; in JSON an object under `key`, or the model's own fields where `key` is empty.
  public struct Section: Sendable, Hashable, Codable {
    /// The key in JSON; empty for the model's own fields.
    public var key: String
    /// What a reader sees above; empty for none.
    public var title: String
    /// The figures.
    public var facts: [Fact]
    /// Keys of counts of which the first is the sum of the others; the gate takes it away.
    public var sums: [[String]]?

    /// Makes a section.
    public init(key: String, title: String, facts: [Fact]) {
      self.key = key
      self.title = title
      self.facts = facts
    }
  }

  /// One line of the coefficient table.
  public struct Term: Sendable, Hashable, Codable {
    /// What the line is.
    public enum Role: Sendable, Hashable, Codable {
      case estimated, reference, separated
      /// What it equals, in words.
      case aliased(String)
    }

    /// The term as written.
    public var term: String
    /// Levels: none for numbers and flags, one for factors, several (`nil` for a number) for interactions.
    public var levels: [String?]
    /// What the line is.
    public var role: Role
    /// Log odds ratio; each of these is `unavailable` where there is no finite figure.
    public var estimate: Cell
    /// Standard error.
    public var standardError: Cell
    /// Wald z.
    public var z: Cell
    /// Two-sided p.
    public var p: Cell
    /// Odds ratio.
    public var oddsRatio: Cell
    /// Lower end of its 95% interval.
    public var low: Cell
    /// Upper end.
    public var high: Cell
    /// The fewest events or other rows that the line stands on, of its level and the reference or of all combinations of
    /// its term; `nil` where it has no levels. The gate takes it away.
    public var least: Int?

    /// Makes a line.
    public init(
      term: String, levels: [String?], role: Role, estimate: Cell, standardError: Cell, z: Cell, p: Cell,
      oddsRatio: Cell, low: Cell, high: Cell
    ) {
      self.term = term
      self.levels = levels
      self.role = role
      self.estimate = estimate
      self.standardError = standardError
      self.z = z
      self.p = p
      self.oddsRatio = oddsRatio
      self.low = low
      self.high = high
    }
  }

  /// A sentence with figures in it: text and cells by turns, so that disclosure control sees the counts.
  public struct Sentence: Sendable, Hashable, Codable {
    /// A piece of it.
    public enum Part: Sendable, Hashable, Codable {
      /// Words.
      case text(String)
      /// A figure as any other.
      case cell(Cell)
      /// An odds ratio or an end of its interval.
      case ratio(Double)
    }

    /// The pieces, in order.
    public var parts: [Part]

    /// Makes a sentence.
    public init(_ parts: [Part]) { self.parts = parts }
  }

  /// The model's name.
  public var name: String
  /// What it says, in plain words; empty in the short form.
  public var reading: [Sentence]
  /// Its formula as written back.
  public var formula: String
  /// Where its rows came from, in words: table or cohort, segment, sample.
  public var data: String
  /// How it ended: converged, aliased, separated, not converged.
  public var outcome: String
  /// Figures; the section with an empty key comes first.
  public var sections: [Section]
  /// The coefficient table.
  public var terms: [Term]
  /// Further tables, in JSON as arrays of objects under their names.
  public var tables: [TableOutput]
  /// Lines below.
  public var notes: [String]
  /// True for the short form that `fit` prints: first section and coefficients only in text.
  public var isBrief: Bool

  /// By term with levels the fewest events or other rows of any of its levels or combinations; the gate takes it away.
  public var leastOfTerms: OrderedDictionary<String, Int>?
  /// What its figures stand on; the gate takes it away.
  public var basis: Basis?
  /// What stands in place of ``notes`` where nothing is hidden. The gate takes it away.
  public var exactNotes: [String]?

  /// Makes the output.
  public init(
    name: String, formula: String, data: String, outcome: String, sections: [Section], terms: [Term],
    tables: [TableOutput], notes: [String], isBrief: Bool, reading: [Sentence] = []
  ) {
    self.name = name
    self.reading = reading
    self.formula = formula
    self.data = data
    self.outcome = outcome
    self.sections = sections
    self.terms = terms
    self.tables = tables
    self.notes = notes
    self.isBrief = isBrief
  }
}
