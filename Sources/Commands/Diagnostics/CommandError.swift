import Engine

/// What a command finds wrong with what it was asked, as evidence; `Words` makes sentences of it.
struct CommandError: Error, Sendable, Hashable {
  enum Reason: Sendable, Hashable {
    case nothingLoaded
    case noCohort
    /// A command needs a model, and none has been fitted.
    case noModel
    case sayWhichTable([String])
    case badValue(String, String)
    /// The groups of a column part the outcome, so that no logistic line goes through them.
    case noLine(along: String)
    case nameTaken(String, by: String)
    case emptyFolder(String, [String])
    case cannotRead(String)
    case cannotWrite(String)
    case fileExists(String)
    case notText(String)
    case cycle(String)
    case noRecipe([String])
    case argumentNeeded(String, recipe: String)
    case emptyCohort([AttritionLine])
    case emptySegment(String)
    case nothingKept(String)
    case outcomePredicts(String)
    /// A term is how often each row counts.
    case weightPredicts(String)
    case tooFewRows(Int)
    case tooDeep(Int)
    case weighted(String, String)
    case wrongOrder(String, String)
    case noCluster(String, String, among: [String])
    case noSegmentFitted([String])
    /// Only a model has a family of tests.
    case noFamily(String)
    /// Models of segments have a family each.
    case familyOfSegments(String)
    /// Too few quadrature points.
    case fewPoints(Int)
    /// A value stands where a command wants the model first.
    case modelFirst(String)
    /// A single model, which is not of segments.
    case nothingToCompare(String)
    /// Two options of a command of which each rules the other out.
    case doNotGoTogether(String, String, why: String)
    /// The claim, and what was found in its place, through the disclosure policy.
    case expectationFailed(String, actual: [String])
    case notAClaim
    case rowsOfPeople(String)
    case noSuchFigure(String)
    /// A figure of a claim, and the policy that hides it.
    case hiddenFigure(String, String)
    /// A number of too many values for a prediction at each.
    case sayWhichValues(String)
    /// The exposure stands in a term that is adjusted for.
    case exposureAdjusts(String)
    /// The exposure, the model, and the terms of the model that are functions of the exposure or several of it.
    case exposureInTerms(String, model: String, terms: [String])
    case sayWhichOutcome
    /// The name of a fit in every segment, where one model is meant; one of its models.
    case oneOfSegments(String, such: String)
    /// The model of that name is one, or without a name: no segments were made.
    case notOfSegments(String?)
    /// Nothing of that kind came out.
    case nothingToDraw(String)
    /// Neither a cohort nor a model.
    case nothingToReport
    /// A figure of an outcome, of data that have no usual one.
    case sayOfWhichOutcome
    /// Nothing says what to adjust for in this data.
    case nothingToAdjust(String)
    /// About the session and its cells.
    case session(SessionFault)
    /// A parameter's value that is none of its choices; given from outside, or its own default.
    case notAChoice(String, parameter: String, choices: [String], isGiven: Bool)
  }

  enum SessionFault: Sendable, Hashable {
    /// Only at a prompt, not in a script.
    case promptOnly(String)
    /// Must be its cell's only statement.
    case standsAlone(String)
    /// So many cells could be taken or brought back.
    case cannotMove(String, there: Int)
    case noSuchCell(Int, there: Int)
    /// A cell's outputs passed a weaker policy than the one in force.
    case shownUnder(Int, String, now: String)
    case nothingToSave
    /// The cell was taken back by `undo`.
    case takenBack(Int)
    /// No cell has results.
    case nothingToExport
    /// What was asked for, the tables there are, and where.
    case noSuchTable(String, among: [String])
    /// A loaded table, of which only rows could be written.
    case rowsOfTable(String)
    /// The rows of a cohort, where only synthetic data, or the two switches that say so, let them out.
    case recordsOfPeople
    /// Results that are rows of people would be written.
    case rowsShown
  }

  var reason: Reason
  var span: Span?

  init(_ reason: Reason, _ span: Span? = nil) {
    self.reason = reason
    self.span = span
  }
}

/// An error of the Engine with the place the user wrote, or the recipe its own place points into.
struct Placed: Error {
  var error: any Error
  var span: Span?
  var source: SourceText?

  /// The error, pointed at a place in the statement.
  init(_ error: any Error, _ span: Span) {
    self.error = error
    self.span = span
  }

  /// The error, whose place is in a recipe's text; what is wrong with a file has no place there.
  init(_ error: any Error, in recipe: Recipe, named name: String? = nil) {
    self.error = error
    if !(error is TableError) {
      source = SourceText(name: name ?? "recipe \(recipe.name)", text: recipe.source)
    }
  }
}
