import Engine

extension Documentation {
  /// The language of `derive`, `keep` and recipes, for help.
  static var expressions: String {
    """
    Expressions stand in derive, keep and recipes. They know missing values: a comparison with one is unknown,
    and, or and not follow (unknown and no is no), and else says what unknown becomes.

    \(forms.map { "  \($0.form.padded(to: 46))  \($0.meaning)" }.joined(separator: "\n"))
    \(functions.map { "  \($0.form.padded(to: 46))  \($0.meaning)" }.joined(separator: "\n"))
    """
  }

  /// What a word of the expressions means; empty for a word that needs no explanation.
  static func meaning(of word: String) -> String {
    let form = forms.first { form in
      form.form.split { !$0.isLetter }.contains { $0 == word } && !form.form.hasPrefix("`")
    }
    return form?.meaning ?? ""
  }

  private static let forms: [(form: String, meaning: String)] = [
    ("x = y, !=, <, <=, >, >=", "comparisons; unknown when either is missing"),
    ("a and b, a or b, not a", "three-valued"),
    ("x is missing, x is not missing", "never unknown"),
    ("x in (A, 01, \"two words\"), x not in (…)", "codes as text; x in $list in a recipe"),
    ("x between a and b", "both ends included"),
    ("x + y, -, *, /", "numbers; date - date is days, date + number a date"),
    ("x else y", "y where x is unknown"),
    (
      "recode X (A, B -> \"one\"; C -> \"two\"; else -> \"rest\")", "labels for codes; else takes missing too"
    ),
    ("bands(x, ..17 -> \"<18\", 18..25 -> \"18-25\")", "ends included; gaps are unknown"),
    ("case(a -> x; b -> y; else -> z)", "the first arm whose condition is true"),
    ("yes, no, 12, 0.5, 2021-01-31, \"text\", 01", "constants; digits with a leading zero are a code"),
    ("`Sepal.Length`, patients.Gender, $name", "an odd name, a table's column, a parameter"),
  ]

  /// The grammar of statements, terms and expressions.
  private static let grammar = #"""
    statement   = verb { argument | clause | setting }
    clause      = word value …                      from 2021-01-01 · with nhs-2022 · in birthwt · as base
    setting     = name "=" value                    gender=Female · seed=7
    value       = string | "$" name | characters    characters end at a blank, comma, bracket, quote, < or >:
                                                    age=18-30, but age="<18"
    string      = '"' … '"'                         \" \\ \$ stand for themselves
    name        = letters, digits and _ | "`" … "`"
    column      = name | name "." name              an exact column name wins over table.column

    outcome     = name | name "=" level | "events" "(" name "," name ")"
    terms       = ["-"] term { ("+" | "-") term }
    term        = column | "1" | "." | model | term ":" term | term "*" term
                | column "^" ("2" | "3" | "4" | "5")
                | "log" "(" column ")"
                | "rcs" "(" column "," knot "," knot "," knot { "," knot } ")"
                | "factor" "(" column ["," "ref" "=" level] ["," "missing" "=" level] ")"
                | "offset" "(" a column, its log or a power ")"
    knot        = ["-"] number                      3 to 7 of them, each above the one before

    expression  = disjunction { "else" disjunction }
    disjunction = conjunction { "or" conjunction }
    conjunction = negation { "and" negation }
    negation    = ["not"] predicate
    predicate   = sum [ ("=" | "!=" | "<" | "<=" | ">" | ">=") sum
                      | "is" ["not"] "missing"
                      | ["not"] "in" codes
                      | ["not"] "between" sum "and" sum ]
    sum         = product { ("+" | "-") product }
    product     = unary { ("*" | "/") unary }
    unary       = ["-"] primary
    primary     = constant | column | "$" name | "(" expression ")"
                | function "(" expression { "," expression } ")" | recode | bands | case
    codes       = "(" code { "," code } ")" | "$" name
    recode      = "recode" column "(" code { "," code } "->" label { ";" … } [ ";" "else" "->" label ] ")"
    bands       = "bands" "(" expression { "," [number] ".." [number] "->" label } [ "," "else" "->" label ] ")"
    case        = "case" "(" expression "->" expression { ";" … } [ ";" "else" "->" expression ] ")"
    """#

  private static let values: [(type: String, meaning: String, written: [String])] = [
    ("category", "text or codes, with a list of levels", ["Female", "01", "\"two words\""]),
    ("flag", "yes or no; in files true/false, yes/no, Y/N or 1/0", ["yes", "no"]),
    ("integer, decimal", "numbers", ["12", "-3", "0.5"]), ("date", "a calendar day", ["2021-01-31"]),
  ]

  /// The language on a page of help.
  static var languageOverview: String {
    """
    A statement is one line that starts with a verb. It goes on inside open
    brackets and after a trailing \\; # starts a comment. Names match exactly first,
    then ignoring case; backticks quote odd ones, such as `Sepal.Length`. Keywords
    are contextual: a column may be called case or outcome. $name stands for a
    parameter's value.

    Values, any of which may be missing
    \(HelpText.list(values.map { ($0.type, "\($0.meaning): \($0.written.joined(separator: ", "))") }))

    Grammar
    \(grammar.indented)

    help COMMAND shows a command's own form, help expressions what derive and keep know.
    """
  }

  private static var functions: [(form: String, meaning: String)] {
    ExpressionFunction.all.map { ($0.signature, $0.summary) }
  }

  private static func rows(_ rows: [(form: String, meaning: String)]) -> String {
    rows.map { row in
      let form = row.form.replacing("|", with: "\\|")
      // A form with a backtick in it stands between two.
      return "| \(form.contains("`") ? "`` \(form) ``" : "`\(form)`") | \(row.meaning) |"
    }
    .joined(separator: "\n")
  }

  /// `docs/language.md`.
  static var language: String {
    """
    # The language

    Made by `iapt docs`; not edited by hand.

    A statement is one line that starts with a verb: `load`, `clean`, `segment`, `fit`, `summary` and some more. It goes
    on inside open brackets and after a trailing `\\`. `#` starts a comment. Names match exactly first, then ignoring
    case; backticks quote odd ones, such as `` `Sepal.Length` ``. Keywords are contextual: a column may be called `case`
    or `outcome`.

    ## Values

    | type | what it is | written |
    | --- | --- | --- |
    \(values.map { "| \($0.type) | \($0.meaning) | \($0.written.map { "`\($0)`" }.joined(separator: ", ")) |" }.joined(separator: "\n"))

    A recipe or `type` declares what a column is. One that nobody declares is an integer, a date, a true/false flag or a
    decimal when all of its values are, and a category otherwise; codes with leading zeros stay as they are.

    Any value may be missing. In a file, empty, `NULL`, `NA`, `*` and `-` are missing; `set missing` changes that. Whatever
    else becomes missing is listed by `problems`.

    `$name` stands for the value of a parameter (`param`) or, in a recipe, of an argument. It is one token, put in as a
    value and never parsed again; inside a quoted text it is replaced too.

    ## Grammar

    Each command's own form is in [commands.md](commands.md).

    ```ebnf
    \(grammar)
    ```

    ## Model terms

    A number or flag enters as it is; a category, or `factor(x)` of anything, by its levels against a reference level, which
    is the first unless `ref=` names another. `a:b` is an interaction, `a*b` short for `a + b + a:b`. `.` stands for every
    predictor of the recipe, a model's name for that model's terms; `- x` takes a term away again, and `1` stands for the
    intercept alone.

    `factor(x, missing="Not recorded")` gives the rows without a value a level of that name, the last, instead of dropping
    them. `log(x)` is the natural logarithm, of numbers above 0 only. `x^2` to `x^5` are powers. `offset(x)` is added to the
    log odds as it is: its coefficient is 1, `scaled` leaves it alone, and the null model has it too.

    `rcs(x, 20, 30, 50)` is a restricted cubic spline: cubic between the knots and straight outside them, with one column
    fewer than knots. With knots *t*₁ … *t*ₖ its columns are *x*, called `x`, and for *j* = 1 … *k* − 2, called `x'`, `x''` …,

    ((*x* − *t*ⱼ)₊³ − (*x* − *t*ₖ₋₁)₊³ (*t*ₖ − *t*ⱼ) / (*t*ₖ − *t*ₖ₋₁) + (*x* − *t*ₖ)₊³ (*t*ₖ₋₁ − *t*ⱼ) / (*t*ₖ − *t*ₖ₋₁)) / (*t*ₖ − *t*₁)²

    as in Harrell, Regression Modeling Strategies (2nd edition, section 2.4.5) and R's `rms::rcs`. The knots are always
    stated, so that the same script gives the same columns in every segment; the 5th, 35th, 65th and 95th percentiles of all
    rows are a usual choice of four.

    ## Expressions

    Unknown is what a condition is when a value that it needs is missing. `unknown and no` is no, `unknown or yes` is yes,
    every other combination with unknown is unknown.

    | form | meaning |
    | --- | --- |
    \(rows(forms))
    \(rows(functions))

    ## Recipes

    A recipe is a file of its own that starts with `recipe "name"`. `show recipe nhs-2022` prints one;
    [recipes.md](recipes.md) explains how to write one.

    ```ebnf
    recipe "NAME" [about "TEXT"]
    argument NAME date|number|text|list [= DEFAULT]     given to clean by its name, used as $NAME
    type COLUMN {, COLUMN} category|flag|date|integer|decimal
    latest TABLE per COLUMN {, COLUMN} by COLUMN {, COLUMN}
    join TABLE to TABLE on COLUMN {, COLUMN} [keeping earliest|latest COLUMN [between A and B]]
    keep "LABEL" where EXPRESSION
    derive NAME = EXPRESSION
    outcome NAME = EXPRESSION [among EXPRESSION]
    predictor NAME {, NAME}
    dimensions NAME {, NAME}
    cluster [NAME =] COLUMN {, COLUMN}
    stratify NAME {, NAME}
    key COLUMN {, COLUMN}
    ```

    Statements run in their order. `latest` keeps one row a group: the greatest by the last list, ties going to the
    last row. `join` keeps every left row and makes one for each match; a missing key matches nothing. `keep` drops
    rows whose condition is not true. Each of the three is a line of the attrition table. An outcome is counted among
    the rows where `among` is true and is missing elsewhere.

    ## Scripts

    Scripts follow the percent format that editors know: `# %% title` opens a cell, `# %% [markdown]` a text cell of
    lines that start with `# `. Databricks source (`# COMMAND ----------`, `# MAGIC %md`) is read as the same thing.
    Relative paths are from the working directory. `iapt check` reads headers, recipes and parameters only; what only
    the data can tell fails when it runs.
    """ + "\n"
  }
}
