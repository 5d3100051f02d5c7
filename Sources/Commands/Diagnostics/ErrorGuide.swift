import Engine

/// The usual errors in the words users read, each with what to do about it.
enum ErrorGuide {
  /// One of them.
  struct Entry {
    /// As it is printed, with capitals for what differs.
    var message: String
    /// What to do.
    var advice: String
  }

  /// The kinds of errors, by when they are found.
  static let kinds: [(kind: String, meaning: String)] = [
    ("parse", "the text is no statement: a word is missing or too many. Nothing ran; a script is not begun."),
    (
      "resolve",
      "a name is not there, or a value does not fit. Found without reading a row: nothing ran; a script is not begun."
    ),
    ("run", "only the data could tell. What ran before stands; the failed statement has changed nothing."),
    ("interrupted", "you stopped the work. The session is as it was before the cell."),
  ]

  /// The entries; their messages come from where all errors get their words.
  static var all: [Entry] {
    evidence.map { Entry(message: Words.sentence($0.error).message, advice: $0.advice) }
  }

  private static var evidence: [(error: any Error, advice: String)] {
    [
      (
        SyntaxError(reason: .expected(["a column"], found: "the end of the line"), span: Span(0, 0)),
        "help COMMAND shows the command's form."
      ),
      (
        NameError(.command, "NAME", candidates: []), "help lists the commands."
      ),
      (
        NameError(.column, "NAME", candidates: []),
        "describe TABLE lists the columns; where a field has another name: map TABLE OLD -> NEW."
      ),
      (
        NameError(.level, "LEVEL", candidates: [], place: "COLUMN"),
        "describe TABLE COLUMN lists the levels; quote those with blanks, < or >."
      ),
      (NameError(.file, "FILE", candidates: []), "Paths are from the folder where iapt was started."),
      (TableError.changed(path: "FILE"), "A file must stay as it is while it is loaded: load it again."),
      (CommandError(.nothingLoaded), "load NAME from \"FILE.csv\", or load demo rows=20000 to try things."),
      (
        CommandError(.noModel),
        "fit a model first; the command then takes the one fitted last, or the one named."
      ),
      (CommandError(.noCohort), "load the three tables and clean them, or say which table: in TABLE."),
      (
        CommandError(.emptyCohort([])),
        "summary flow shows where the rows were lost, problems what could not be read; check from and to."
      ),
      (CommandError(.emptySegment("DIMENSION=LEVEL")), "segment all removes the filter."),
      (FitError(.noRows), "describe shows what is missing in each column: leave out the worst term."),
      (
        FitError(.notBinary(column: "COLUMN")),
        "Name the event, fit COLUMN=VALUE ~ ..., or make a flag: derive high = COLUMN > VALUE."
      ),
      (FitError(.eventLevelNeeded(column: "COLUMN")), "Name the event: fit COLUMN=\"LEVEL\" ~ ..."),
      (FitError(.oneClass(event: true, n: 0)), "Choose another segment or outcome: a model needs both."),
      (
        FitError(
          .separated([.init(term: "TERM", column: "TERM", upwards: true)], complete: false)),
        "Leave the term out, merge rare levels, or write firth or allow separation; help separated."
      ),
      (
        FitError(.notConverged(iterations: 25)), "Look for very large or very unequal values among the terms."
      ),
      (
        CommandError(.tooFewRows(10)),
        "So small a group is not to be seen: widen the segment. help suppressed says why."
      ),
      (
        CommandError(.expectationFailed("CLAIM", actual: [])),
        "The lines below it say what was found instead."
      ),
      (CommandError(.fileExists("FILE")), "Nothing is overwritten: give another name."),
      (CommandError(.sayWhichTable([])), "Write in TABLE behind the command, or clean first."),
    ]
  }
}
