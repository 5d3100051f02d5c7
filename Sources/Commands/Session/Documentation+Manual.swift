import Engine

extension Documentation {
  /// A way to call the program, as its own argument parser declares it.
  public struct Program: Sendable {
    /// The words that call it: `run`; empty for the program itself.
    public var name: String
    /// What it does.
    public var abstract: String
    /// More about it.
    public var discussion: String
    /// Its arguments as they are written on a line: `[--quiet] <script>`.
    public var synopsis: String
    /// Each argument with its meaning.
    public var arguments: [(written: String, meaning: String)]

    /// Makes a description.
    public init(
      name: String, abstract: String, discussion: String, synopsis: String,
      arguments: [(written: String, meaning: String)]
    ) {
      self.name = name
      self.abstract = abstract
      self.discussion = discussion
      self.synopsis = synopsis
      self.arguments = arguments
    }
  }

  /// Files the program keeps.
  private static let places = [
    (
      "~/.local/state/iapt/history",
      "what was typed at the prompt, readable by its owner only; see ENVIRONMENT"
    ),
    (
      "~/.local/state/iapt/sessions.sqlite",
      "the sessions of the prompt, readable by their owner only, for iapt resume; it holds what has passed disclosure control"
    ),
    ("~/.config/iapt/init.iapt", "statements that run when a prompt opens"),
    ("~/.inputrc", "the keys of the prompt, as GNU readline has them"),
  ]

  /// What the environment can say.
  private static let environment = [
    ("IAPT_HISTORY", "the file of the prompt's history; /dev/null keeps none"),
    ("IAPT_SESSIONS", "the file of the prompt's sessions; /dev/null keeps none"),
    ("IAPT_INIT", "the file that runs when a prompt opens"),
    ("IAPT_PAGER, PAGER", "what shows results that are taller than the window, less where neither is set"),
    ("VISUAL, EDITOR", "what edit opens cells of several lines in"),
    (
      "XDG_STATE_HOME, XDG_CONFIG_HOME",
      "the folders for state and settings, ~/.local/state and ~/.config where not set"
    ),
    ("INPUTRC", "the file of readline's keys, ~/.inputrc where it is not set"),
    ("NO_COLOR", "no colour, when it is not empty"),
    ("TERM", "dumb for a terminal that cannot draw: no colour, no progress"),
    ("LC_ALL, LC_CTYPE, LANG", "a UTF-8 locale is chosen where they name none"),
  ]

  /// The manual page `iapt.1`, in the macros of man(7).
  public static func manual(version: String, _ programs: [Program]) -> String {
    var page = Roff()
    page.line(".TH IAPT 1 \"\" \"iapt \(version)\" \"User Commands\"")
    page.line(".ad l")
    page.section("NAME")
    page.text("iapt - analyse NHS Talking Therapies data: load, clean, segment, fit, summary")
    page.section("SYNOPSIS")
    for program in programs {
      page.line(".br")
      page.bold(["iapt", program.name].filter { !$0.isEmpty }.joined(separator: " "), then: program.synopsis)
    }
    page.section("DESCRIPTION")
    page.text(
      """
      Analysts of NHS Talking Therapies data (formerly IAPT) see with it who recovers, who waits, and which \
      circumstances stand behind that. It reads CSV extracts, turns them into a cohort by written rules, counts what \
      every rule did to the rows, and fits logistic regressions. Statements are typed at a prompt, stand in scripts, \
      or come through a pipe; the same script over the same data prints the same bytes.
      """)
    page.paragraph()
    page.text(
      """
      Unless all data are synthetic, no count of people under 10 is shown and others are rounded to the nearest 5. \
      At the prompt, help explains every command, every name in results and every error.
      """)
    page.section("COMMANDS")
    page.text(
      "The statements of the language, by their verbs. In the forms, capitals stand for what you give.")
    for command in Command.all {
      page.entry(command.usage.joined(separator: "\n"), command.summary.sentence)
    }
    page.section("OPTIONS")
    for program in programs {
      page.subsection(program.name.isEmpty ? "iapt" : "iapt \(program.name)")
      page.text(program.abstract.sentence)
      if !program.discussion.isEmpty { page.text(program.discussion) }
      for argument in program.arguments { page.entry(argument.written, argument.meaning) }
    }
    page.section("FILES")
    for place in places { page.entry(place.0, place.1.sentence) }
    page.section("ENVIRONMENT")
    for variable in environment { page.entry(variable.0, variable.1.sentence) }
    page.section("EXIT STATUS")
    for exit in HelpText.exitStatuses { page.entry(String(exit.status), exit.meaning.sentence) }
    page.section("EXAMPLES")
    for example in examples {
      page.text(example.0)
      page.verbatim(example.1)
    }
    return page.result
  }

  private static let examples = [
    (
      "Look around, with data that are made up:",
      "iapt\nload demo rows=20000\nclean\nfit recovery ~ deprivation"
    ),
    (
      "Check a script without reading a row, then run it:",
      "iapt check analysis.iapt\niapt run analysis.iapt --param data=extract"
    ),
    ("Results for another program:", "iapt run analysis.iapt --format json > results.jsonl"),
    ("A script as a notebook with its outputs:", "iapt convert analysis.iapt analysis.ipynb --outputs"),
  ]
}

/// Text in the macros of man(7): what is special to roff is escaped, and no character is beyond ASCII.
private struct Roff {
  private(set) var result = ""

  mutating func line(_ text: String) { result += text + "\n" }
  mutating func section(_ title: String) { line(".SH \(title)") }
  mutating func subsection(_ title: String) { line(".SS \"\(Self.escaped(title))\"") }
  mutating func paragraph() { line(".PP") }
  mutating func text(_ text: String) {
    for part in text.split(separator: "\n") { line(Self.escaped(String(part))) }
  }

  mutating func bold(_ words: String, then more: String) {
    line("\\fB\(Self.escaped(words))\\fR\(more.isEmpty ? "" : " \(Self.escaped(more))")")
  }

  /// A term, of one or more lines, and what it means.
  mutating func entry(_ term: String, _ meaning: String) {
    let terms = term.split(separator: "\n").map { "\\fB\(Self.escaped(String($0)))\\fR" }
    for (index, term) in terms.enumerated() {
      line(index == 0 ? ".TP" : ".TQ")
      line(term)
    }
    text(meaning)
  }

  mutating func verbatim(_ text: String) {
    line(".PP")
    line(".RS 4")
    line(".nf")
    self.text(text)
    line(".fi")
    line(".RE")
    line(".PP")
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\e"
      // Hyphens that are typed, not set.
      case "-": result += "\\-"
      case "~": result += "\\(ti"
      case "^": result += "\\(ha"
      case "'": result += "\\(aq"
      case "`": result += "\\(ga"
      case "\"": result += "\\(dq"
      case _ where scalar.isASCII: result.unicodeScalars.append(scalar)
      default:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        result += "\\[u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "]"
      }
    }
    return result.hasPrefix(".") ? "\\&" + result : result
  }
}
