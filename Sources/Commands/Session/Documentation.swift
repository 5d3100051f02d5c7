import Engine

/// The reference, made from the same declarations that parse and run.
public enum Documentation {
  /// The files of `docs/` that are generated: name and text.
  public static func files() -> [(name: String, text: String)] {
    [("commands.md", commands), ("language.md", language)]
  }

  private static var commands: String {
    var parts = [
      """
      # Commands

      Made by `iapt docs` from the commands' declarations; not edited by hand. The examples run as tests;
      `$fixtures` stands for a folder of small data sets, `$scratch` for an empty one.
      """
    ]
    parts.append(Command.all.map { "- [`\($0.name)`](#\($0.name)): \($0.summary)" }.joined(separator: "\n"))
    for command in Command.all {
      parts.append("## \(command.name)")
      parts.append(command.summary.sentence)
      parts.append("```text\n\(command.usage.joined(separator: "\n"))\n```")
      if !command.arguments.isEmpty {
        parts.append(
          "| argument | meaning |\n| --- | --- |\n"
            + command.arguments.map {
              "| `\($0.written.replacing("|", with: "\\|"))` | \($0.summary) |"
            }.joined(separator: "\n"))
      }
      parts += command.details
      for example in command.examples {
        let setup = example.setup.isEmpty ? "" : example.setup + "\n"
        parts.append("\(example.note.sentence)\n\n```iapt\n\(setup)\(example.text)\n```")
      }
    }
    return parts.joined(separator: "\n\n") + "\n"
  }

  /// The language of `derive`, `keep` and recipes, for help.
  static var expressions: String {
    """
    Expressions stand in derive, keep and recipes. They know missing values: a comparison with one is unknown,
    and, or and not follow (unknown and no is no), and else says what unknown becomes.

    \(forms.map { "  \($0.form.padded(to: 46))  \($0.meaning)" }.joined(separator: "\n"))
    \(functions.map { "  \($0.form.padded(to: 46))  \($0.meaning)" }.joined(separator: "\n"))
    """
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

  private static var functions: [(form: String, meaning: String)] {
    ExpressionFunction.all.map { ($0.signature, $0.summary) }
  }

  private static func rows(_ rows: [(form: String, meaning: String)]) -> String {
    rows.map { "| `\($0.form.replacing("|", with: "\\|").replacing("`", with: "'"))` | \($0.meaning) |" }
      .joined(separator: "\n")
  }

  private static var language: String {
    """
    # The language

    Made by `iapt docs`; not edited by hand.

    A statement is one line that starts with a verb. It goes on inside open brackets and after a trailing `\\`.
    `#` starts a comment. Names match exactly first, then ignoring case; backticks quote odd ones. Keywords are
    contextual: a column may be called `case` or `outcome`.

    ## Grammar

    ```text
    statement  = verb { argument | clause | setting }
    clause     = word value …                      from 2021-01-01 · with nhs-2022 · in birthwt · as base
    setting    = name "=" value                    a quoted string, or characters up to a blank, comma or bracket
    value      = string | "$" name | characters    a value with blanks, < or > needs quotes: age="<18"
    string     = '"' … '"'                         $name inside is replaced; \\" \\\\ \\$ stand for themselves
    name       = letters, digits and _ | "`" … "`"
    column     = name | name "." name              an exact column name wins over table.column
    outcome    = name | name "=" "level" | "events" "(" name "," name ")"
    terms      = ["-"] term { ("+" | "-") term }
    term       = name | term ":" term | term "*" term | "factor" "(" name ["," "ref" "=" "level"] ")" | "." | MODEL
    expression = disjunction { "else" disjunction }
    disjunction = conjunction { "or" conjunction }
    conjunction = negation { "and" negation }
    negation   = ["not"] predicate
    predicate  = sum [ comparison sum | "is" ["not"] "missing" | ["not"] "in" codes | ["not"] "between" sum "and" sum ]
    sum        = product { ("+" | "-") product }
    product    = factor { ("*" | "/") factor }
    codes      = "(" code { "," code } ")" | "$" name
    recode     = "recode" column "(" code {"," code} "->" "label" {";" …} [";" "else" "->" "label"] ")"
    bands      = "bands" "(" expression {"," [number] ".." [number] "->" "label"} ["," "else" "->" "label"] ")"
    case       = "case" "(" expression "->" expression {";" …} [";" "else" "->" expression] ")"
    ```

    `$name` is one token, put in as a value and never parsed again. The commands are in [commands.md](commands.md).

    ## Expressions

    | form | meaning |
    | --- | --- |
    \(rows(forms))
    \(rows(functions))

    ## Recipes

    A recipe is a file of its own that starts with `recipe "name"`. `show recipe nhs-2022` prints one to start from.

    ```text
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
    the rows where `among` is true.

    ## Scripts

    Scripts follow the percent format that editors know: `# %% title` opens a cell, `# %% [markdown]` a text cell of
    lines that start with `# `. Databricks source (`# COMMAND ----------`, `# MAGIC %md`) is read as the same thing.
    Relative paths are from the working directory. `iapt check` reads headers, recipes and parameters only; what only
    the data can tell fails when it runs.
    """ + "\n"
  }
}

extension String {
  /// The text with a capital and a full stop.
  fileprivate var sentence: String { prefix(1).uppercased() + dropFirst() + (last == "." ? "" : ".") }
}
