import Engine

extension Words {
  static func table(_ error: TableError) -> Sentence {
    switch error {
    case .fileNotFound(let path): return Sentence(message: "there is no file \"\(path)\"")
    case .isDirectory(let path):
      return Sentence(
        message: "\"\(path)\" is a folder", notes: ["load from \"\(path)\" loads the tables in it"])
    case .notAFile(let path): return Sentence(message: "\"\(path)\" is not a file")
    case .unreadable(let path, let reason): return Sentence(message: "\"\(path)\" cannot be read: \(reason)")
    case .changed(let path):
      return Sentence(message: "\"\(path)\" has changed since it was loaded", notes: ["load it again"])
    case .noHeader(let path):
      return Sentence(message: "\"\(path)\" has no header", notes: ["its first line must name the columns"])
    case .damagedArchive(let path): return Sentence(message: "\"\(path)\" is a damaged compressed file")
    case .tooLarge(let path, let limit):
      return Sentence(message: "\"\(path)\" inflates to more than \(limit) bytes")
    case .tooManyRows(let path, let limit):
      return Sentence(message: "\"\(path)\" has more than \(limit) rows")
    case .noRoom(let path, let rows, let columns, let needed, let free):
      let megabytes = { (bytes: Int) in "\((bytes + 999_999) / 1_000_000) MB" }
      return Sentence(
        message: "not enough memory for \(columns) column\(columns == 1 ? "" : "s") of \"\(path)\"",
        notes: [
          "\(rows) rows take \(megabytes(needed)), and \(megabytes(free)) are free",
          "use fewer columns, a file with fewer rows (a period, a region), or a machine with more memory",
        ])
    case .nameTaken(let name, let table):
      return Sentence(message: "\(table) already has a column \"\(name)\"")
    case .renamedTwice(let name, let table):
      return Sentence(message: "column \"\(name)\" of \(table) is renamed twice")
    case .emptyName(let old, let table):
      return Sentence(message: "column \"\(old)\" of \(table) cannot be left without a name")
    case .badWeights(let table, let column, .tooLarge, let row, _):
      return Sentence(
        message: "the weights in column \"\(column)\" of \(table) add up to more than \(mostCounted)",
        notes: ["so many cannot be counted exactly; row \(row) is the first beyond it"])
    case .badWeights(let table, let column, let fault, let row, let rows):
      let what = fault == .negative ? "negative" : "missing or not whole"
      let place = rows == 1 ? "a row" : "some rows"
      return Sentence(
        message: "the weights in column \"\(column)\" of \(table) are \(what) in \(place)",
        notes: ["the first is row \(row); a weight is a whole number from 0 up"])
    }
  }

  /// 2⁵³.
  private static let mostCounted = "9,007,199,254,740,992"

  static func fit(_ error: FitError) -> Sentence {
    switch error.reason {
    case .noRows:
      return Sentence(
        message: "no row has every value this model needs",
        notes: ["describe shows what is missing in each column"])
    case .oneClass(let event, _):
      return Sentence(
        message: "the outcome is the same in every row: \(event ? "all are events" : "none is an event")",
        notes: ["a model needs both"])
    case .eventLevelNeeded(let column):
      return Sentence(
        message: "\"\(column)\" is a category: say which level is the event",
        notes: ["for example: fit \(column)=\"LEVEL\" ~ …"])
    case .notBinary(let column):
      return Sentence(
        message: "\"\(column)\" is neither yes/no nor 0/1",
        notes: [
          "of few values say which is the event: fit \(column)=VALUE ~ …",
          "else derive a flag: derive high = \(column) > VALUE; counts: fit events(COLUMN, COLUMN) ~ …",
        ])
    case .unknownLevel(let column, let level):
      return Sentence(message: "\"\(level)\" is not a level of \(column)")
    case .badCounts(let column):
      return Sentence(message: "\"\(column)\" holds counts that are missing, negative or not whole")
    case .tooManyCounts(let column):
      return Sentence(
        message: "the counts in \"\(column)\" add up to more than \(mostCounted)",
        notes: ["so many cannot be counted exactly"])
    case .outOfRange(let term, let isLarge):
      let what = isLarge ? "large: 1e150 or more" : "small: none is as large as 1e-150"
      return Sentence(
        message: "the numbers of \"\(term)\" are too \(what)",
        notes: ["give them in other units: derive NAME = COLUMN \(isLarge ? "/" : "*") 1e200"])
    case .unusable(let term, let type):
      return Sentence(
        message: "\"\(term)\" is \(article(type.rawValue)) and cannot be a predictor as it is",
        notes: ["derive a number or a category from it"])
    case .separated(let growing, let complete): return separated(growing, complete)
    case .notPositive(let term, let rows):
      let many = rows.map { $0 == 1 ? "1 row" : "\($0) rows" } ?? "some rows"
      return Sentence(
        message: "\(term) does not exist in \(many), where the number is 0 or less",
        notes: ["leave those rows out with keep, or derive a number above 0"])
    case .notANumber(let term, let type):
      return Sentence(
        message: "\(term) needs a number, and its column is \(article(type.rawValue))",
        notes: ["factor(x) takes a column by its levels"])
    case .levelTaken(let column, let level):
      return Sentence(
        message: "\"\(level)\" is a level of \(column) already: missing= needs a name of its own")
    case .mixedMissing(let column):
      return Sentence(
        message: "the missing values of \(column) are a level in one term and not in another",
        notes: ["write missing= with the same name in every factor(\(column)), or in none"])
    case .notConverged(let iterations):
      return Sentence(message: "the fit did not converge in \(iterations) iterations")
    case .tooManyColumns(_, let limit):
      return Sentence(
        message: "the model has more than \(limit) design columns, which cannot be fitted",
        notes: ["a category with very many levels may be among the terms"])
    }
  }

  /// Complete and quasi-complete separation, with the way each coefficient grows.
  private static func separated(_ growing: [FitError.Growth], _ complete: Bool) -> Sentence {
    var terms: [String] = []
    for growth in growing where !terms.contains(growth.term) { terms.append(growth.term) }
    let most = 6
    // Without columns it is not to be told which levels these are, nor which way they grow.
    let ways = growing.prefix(most).map {
      $0.column.isEmpty ? $0.term : "\($0.column) \($0.upwards ? "upwards" : "downwards")"
    }
    let more = growing.count > most ? " and \(growing.count - most) more" : ""
    return Sentence(
      message: complete
        ? "the outcome is predicted perfectly by \(listed(terms)): no finite estimates exist (complete separation)"
        : "no finite estimate exists for \(listed(terms)): some of its values go with one outcome only "
          + "(quasi-complete separation)",
      notes: [
        "without bound: \(ways.joined(separator: ", "))\(more)",
        complete
          ? "leave a term out, merge rare levels, or write firth for finite estimates by a penalised likelihood"
          : "leave the term out, merge rare levels, write firth for finite estimates by a penalised likelihood, "
            + "or allow separation for the limits of the other terms",
      ])
  }

  static func inference(_ error: InferenceError) -> Sentence {
    switch error {
    case .noMaximum:
      Sentence(
        message: "the model has no finite maximum (it is separated): nothing around it can be measured")
    case .tooFewClusters(let count):
      Sentence(
        message: count == 0 ? "no row used has a cluster" : "all rows used are of one cluster",
        notes: ["cluster errors need at least two clusters, and are to be trusted from about 40"])
    case .fewerClusters(let clusters, let parameters):
      Sentence(
        message: "cluster errors need more clusters than parameters: "
          + (clusters.map { "there are \($0) for \(parameters)" } ?? "there are too few for \(parameters)"),
        notes: [
          "they are to be trusted from about 40 clusters",
          "robust gives errors that need no clusters, random by a random intercept",
        ])
    case .noSuchTerm(let term, let terms):
      Sentence(message: "the model has no estimate of \"\(term)\"", notes: ["there are: \(listed(terms))"])
    case .oneClass: Sentence(message: "the outcome is the same in every row")
    case .notConverged: Sentence(message: "the search for it did not end")
    case .aliased(let name):
      Sentence(message: "\(name) is aliased: other terms determine it, so that it has no effect of its own")
    case .randomIntercept:
      Sentence(
        message: "this is not defined here for a model with a random intercept",
        notes: [
          "its figures would be averages over clusters, and sigma changes with the terms",
          "fit the same terms without random by, or with cluster by in its place",
        ])
    }
  }

  static func mixed(_ error: MixedError) -> Sentence {
    switch error {
    case .tooFewClusters(let count):
      Sentence(
        message: count == 0 ? "no row used has a cluster" : "all rows used are of one cluster",
        notes: ["a random intercept needs two clusters, and is to be trusted from about 10"])
    case .singleRows:
      Sentence(
        message: "every cluster has one row: nothing can be alike within it",
        notes: ["random by takes what several rows share, such as provider"])
    case .unbounded:
      Sentence(
        message: "the outcome hardly varies within clusters: no finite sigma exists",
        notes: ["cluster by gives errors that allow for it without a random intercept"])
    case .notConverged(let iterations):
      Sentence(message: "the random intercept did not converge in \(iterations) iterations")
    }
  }

  static func prediction(_ error: PredictionError) -> Sentence {
    switch error {
    case .missing(let names):
      Sentence(message: "predict needs a value for \(listed(names))", notes: ["for example: \(names[0])=…"])
    case .unknownTerm(let name, let terms):
      Sentence(message: "the model has no term \"\(name)\"", notes: ["there are: \(listed(terms))"])
    case .unknownLevel(let term, let level, let levels):
      Sentence(
        message: "\"\(level)\" is not a level of \(term) in this model",
        notes: levels.isEmpty ? [] : ["there are: \(listed(levels))"])
    case .notANumber(let term): Sentence(message: "\(term) takes a number, or yes or no")
    case .notZeroOrOne(let term):
      Sentence(message: "\(term) is 0 or 1 in the rows fitted, no or yes: no other number means anything")
    case .notPositive(let term):
      Sentence(message: "\(term) takes a number above 0: its logarithm is in the model")
    case .notFinite:
      Sentence(message: "the model is separated: without finite estimates nothing can be predicted")
    }
  }

  static func demo(_ error: DemoError) -> Sentence {
    Sentence(message: "the demo data cannot be made: \(error)")
  }

  static func command(_ error: CommandError) -> Sentence {
    var result = commandSentence(error)
    result.span = error.span
    switch error.reason {
    case .notAChoice(let value, _, let choices, false):
      result.near = Similarity.nearest(to: value, among: choices)
    case .noCluster(let unit, _, let names): result.near = Similarity.nearest(to: unit, among: names)
    default: break
    }
    return result
  }

  private static func commandSentence(_ error: CommandError) -> Sentence {
    switch error.reason {
    case .nothingLoaded:
      Sentence(message: "no table is loaded", notes: ["to try things: load demo rows=20000"])
    case .noModel:
      Sentence(
        message: "no model has been fitted yet", notes: ["make one: fit OUTCOME ~ TERMS; see: help fit"])
    case .noCohort: Sentence(message: "there is no cohort yet", notes: ["make one: clean with nhs-2022"])
    case .sayWhichTable(let names):
      Sentence(
        message: "nothing has been cleaned and several tables are loaded: say which with in TABLE",
        notes: ["there are: \(listed(names))", "or make a cohort of them: clean with nhs-2022"])
    case .badValue(let what, let allowed): Sentence(message: "\(what) must be \(allowed)")
    case .noLine(let column):
      Sentence(
        message: "the logistic line along \"\(column)\" has no finite slope",
        notes: [
          "from one end to the other the rows of its groups have the event always, then never (or the reverse)"
        ])
    case .nameTaken(let name, let owner):
      Sentence(message: "\"\(name)\" is already the name of \(owner)", notes: ["choose another name"])
    case .emptyFolder(let path, let files):
      Sentence(
        message: "none of the tables is in \"\(path)\"", notes: ["looked for: \(listed(files)), plain or .gz"]
      )
    case .cannotRead(let path): Sentence(message: "there is no readable file \"\(path)\"")
    case .cannotWrite(let path): Sentence(message: "\"\(path)\" cannot be written")
    case .fileExists(let path):
      Sentence(
        message: "\"\(path)\" exists already and is left as it is",
        notes: ["to write over it: replacing behind its name"])
    case .notText(let path): Sentence(message: "\"\(path)\" is not UTF-8 text")
    case .cycle(let path): Sentence(message: "\"\(path)\" would run itself")
    case .noRecipe(let names):
      Sentence(message: "say which recipe: clean with RECIPE", notes: ["there are: \(listed(names))"])
    case .argumentNeeded(let name, let recipe):
      Sentence(message: "recipe \(recipe) needs a value for \"\(name)\"")
    case .emptyCohort(let lines):
      Sentence(
        message: "the cohort is empty",
        notes: (lines.first { $0.after == 0 && $0.before > 0 }.map {
          ["the last rows were lost at: \($0.label)"]
        } ?? []) + ["values that do not fit their types are missing; see: problems"])
    case .emptySegment(let description): Sentence(message: "no row is in the segment \(description)")
    case .nothingKept(let label): Sentence(message: "no row is left after \"\(label)\"")
    case .tooFewRows(let threshold):
      Sentence(message: "the model stands on fewer than \(threshold) rows", notes: ["see: show settings"])
    case .tooDeep(let limit):
      Sentence(message: "scripts run one another more than \(limit) deep")
    case .outcomePredicts(let name):
      Sentence(message: "the outcome \"\(name)\" stands among its own predictors")
    case .weightPredicts(let name):
      Sentence(
        message: "\"\(name)\" says how often each row counts, which predicts nothing",
        notes: ["the table was loaded with weight="])
    case .weighted(let table, let what):
      Sentence(
        message: "\(what) is of single rows, and each row of \(table) stands for several",
        notes: ["the table was loaded with weight="])
    case .wrongOrder(let first, let second):
      Sentence(message: "\(first) is later than \(second)")
    case .noCluster(let unit, let data, let names):
      Sentence(
        message: "nothing says which rows of \(data) are one \(unit)'s",
        notes: ["there are: \(listed(names))", "a recipe says it with: cluster \(unit) = COLUMN"])
    case .noFamily(let name):
      Sentence(message: "family is of the terms of a model, and \(name) is none")
    case .familyOfSegments(let name):
      Sentence(
        message: "family is of the terms of one model, and \(name) is a model in each segment",
        notes: ["one segment's: summary \(name)[LEVEL] family=TERM"])
    case .doNotGoTogether(let a, let b, let why):
      Sentence(message: "\(a) and \(b) do not go together", notes: [why])
    case .noSegmentFitted(let lines):
      Sentence(message: "the model could be fitted in no segment", notes: lines)
    case .fewPoints(let count):
      Sentence(
        message: "points must be at least \(RandomIntercept.fewestPoints)",
        notes: [
          count == 1
            ? "one point is Laplace's approximation, which is far off where clusters have few rows: on the toenail "
              + "data it gives sigma 4.56, where 4.01 is right"
            : "with so few points the likelihood is far off where clusters have few rows"
        ])
    case .modelFirst(let verb):
      Sentence(message: "a model's name comes first", notes: ["for example: \(verb) MODEL NAME=VALUE"])
    case .nothingToCompare(let name):
      Sentence(
        message: "\(name) needs another model to be compared with",
        notes: ["one name alone is that of a fit in every segment: segment by COLUMN, then fit"])
    case .expectationFailed(let claim, let actual):
      Sentence(message: "does not hold: \(claim)", notes: actual)
    case .rowsOfPeople(let data):
      Sentence(
        message: "rows are shown of synthetic data only, and \(data) may hold people",
        notes: ["describe \(data) shows its columns, describe \(data) COLUMN what one holds"])
    case .notAClaim:
      Sentence(
        message: "this is not a claim about numbers",
        notes: ["for example: expect rows(cohort) > 0; see: help expect"])
    case .notAChoice(let value, let parameter, let choices, _):
      Sentence(
        message: "\"\(value)\" is not a choice of parameter \(parameter)",
        notes: ["there are: \(listed(choices))"])
    case .sayWhichValues(let name):
      Sentence(
        message: "\(name) has too many values to predict at each: say which",
        notes: ["for example: at \(name)=10 \(name)=20 \(name)=30"])
    case .exposureAdjusts(let name):
      Sentence(message: "\(name) cannot be adjusted for: it is what confounding is asked about")
    case .exposureInTerms(let name, let model, let terms):
      Sentence(
        message: "model \(model) has \(name) in \(choice(terms, "and")): confounding needs the exposure as "
          + "one term, \(name) or factor(\(name))",
        notes: [
          "as a plain column, without the model: confounding \(name) of OUTCOME adjusting BLOCK",
          "of the model as it is: margins \(model) \(name)",
        ])
    case .oneOfSegments(let name, let one):
      Sentence(message: "\(name) is a fit in every segment: name one, such as \(one)")
    case .sayWhichOutcome:
      Sentence(message: "say the outcome: confounding EXPOSURE of OUTCOME", notes: ["a model's name will do"])
    case .notOfSegments(let name?):
      Sentence(
        message: "\(name) is one model, not a fit in every segment", notes: ["draw it: plot forest \(name)"])
    case .notOfSegments(nil):
      Sentence(message: "there are no segments to draw", notes: ["make them: segment by DIMENSION"])
    case .nothingToDraw(let name): Sentence(message: "there is nothing to draw of \(name)")
    case .nothingToReport:
      Sentence(
        message: "there is nothing to report yet", notes: ["clean makes a cohort, fit makes models"])
    case .sayOfWhichOutcome:
      Sentence(
        message: "say of which outcome", notes: ["for example: plot deciles of OUTCOME by COLUMN in TABLE"])
    case .nothingToAdjust(let data):
      Sentence(
        message: "say what to adjust for: no recipe says which blocks \(data) has",
        notes: ["for example: adjusting severity(phq9, gad7) demographic(age, gender)"])
    case .hiddenFigure(let name, let policy):
      Sentence(
        message: "\(name) is not shown here (disclosure control, \(policy)), so nothing can be claimed of it")
    case .noSuchFigure(let name): Sentence(message: "there is no finite figure for \(name) here")
    case .session(let fault): session(fault)
    }
  }
}
