import Engine

/// Topics of help that are neither commands nor names.
extension HelpText {
  /// Their names with a line on each.
  static let pages: [(name: String, summary: String)] = [
    ("commands", "every command in a line"), ("expressions", "the language of derive and keep"),
    ("language", "how statements, values and names are written"),
    ("keys", "the keys of the prompt"), ("errors", "what errors say, exit statuses, and what to do"),
    ("measures", "every figure and word of results that has a definition"),
  ]

  /// The text of a page; `nil` for other names.
  static func page(_ name: String) -> String? {
    switch name.lowercased() {
    case "commands": commandList
    case "expressions": Documentation.expressions
    case "language": Documentation.languageOverview
    case "keys": keys
    case "errors": errors
    case "measures": measureList
    default: nil
    }
  }

  private static var commandList: String {
    list(Command.all.map { ($0.name, $0.summary) }) + "\n\nhelp NAME shows one in full."
  }

  private static var measureList: String {
    Measure.groups.map { group in
      "\(group.title)\n" + group.measures.map(\.name).joined(separator: ", ").filled(to: 76).indented
    }.joined(separator: "\n\n")
      + "\n\nhelp NAME gives the definition of one, and so of every outcome and predictor."
  }

  /// Two columns, set in by two blanks.
  static func list(_ lines: [(String, String)]) -> String {
    let width = lines.map(\.0.count).max() ?? 0
    return lines.map { name, words in
      let parts = words.filled(to: max(30, 75 - width)).split(separator: "\n")
      return parts.enumerated().map { index, part in
        "  \((index == 0 ? name : "").padded(to: width))  \(part)"
      }.joined(separator: "\n")
    }.joined(separator: "\n")
  }

  // MARK: Keys

  /// The keys of the prompt, as readline gives them unless an inputrc says otherwise.
  static let keyBindings: [(keys: String, meaning: String)] = [
    (
      "Tab",
      "completes the word, or lists what fits; once more lists everything where the window held only a part"
    ),
    ("Enter", "runs the cell; an open bracket or a trailing \\ asks for another line"),
    (
      "Up, Down",
      "another line of the cell; from its first or last line, the cell before or after in the history"
    ),
    ("Ctrl-R", "searches the history backwards while you type; Enter runs, Ctrl-G gives up"),
    ("Ctrl-A, Ctrl-E", "to the start, to the end of the line; so do Home and End"),
    ("Alt-B, Alt-F", "a word back, a word forward"),
    ("Ctrl-W, Ctrl-K, Ctrl-U", "cut the word before, to the end, to the start; Ctrl-Y puts it back"),
    ("Ctrl-_", "takes the last edit of the line back"),
    ("Ctrl-L", "clears the screen"),
    (
      "Ctrl-C",
      "forgets what is typed; during work, stops the work and leaves the session as it was before the cell"
    ),
    (
      "Ctrl-D",
      "leaves: what you did is kept, and it asks only about what is not; on the empty last line of an open cell, forgets the cell"
    ),
    ("Ctrl-Z", "stops the program at the prompt; fg in the shell continues it"),
  ]

  private static var keys: String {
    """
    \(list(keyBindings.map { ($0.keys, $0.meaning) }))

    Lines that are pasted together run as one cell. A cell that starts with a blank
    is kept out of the history and of what iapt resume brings back.
    The keys can be changed in ~/.inputrc, for example: set editing-mode vi
    """
  }

  // MARK: Errors

  /// What the program's exit statuses mean.
  static let exitStatuses: [(status: Int, meaning: String)] = [
    (0, "everything ran"),
    (
      1,
      "a command or an expect failed, in a pipe a cell after the first is wrong, or the results could not be written"
    ),
    (2, "wrong usage, or something does not parse or names what does not exist: nothing ran"),
    (70, "the program itself failed; it says so in one line and shows no data"),
    (130, "interrupted"),
  ]

  private static var errors: String {
    let usual = ErrorGuide.all.map { entry in
      "\(entry.message.filled(to: 77).indented)\n\(entry.advice.filled(to: 73).indented.indented)"
    }
    return """
      An error points at the place, says what is wrong and what there is instead,
      and suggests the statement it takes to be meant. It never shows a value of
      the data. There are four kinds:

      \(list(ErrorGuide.kinds.map { ($0.kind, $0.meaning) }))

      A command that failed has changed nothing. Exit statuses, for scripts:

      \(list(exitStatuses.map { (String($0.status), $0.meaning) }))

      The usual ones, and what to do:

      \(usual.joined(separator: "\n"))

      help search WORDS finds an error by its words.
      """
  }
}

extension String {
  /// Every line set in by two blanks.
  var indented: String {
    split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "  " + $0 }
      .joined(separator: "\n")
  }
}
