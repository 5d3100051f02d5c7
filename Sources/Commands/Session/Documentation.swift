import Engine

/// The reference, made from the same declarations that parse and run.
public enum Documentation {
  /// The files of `docs/` that are generated: name and text.
  public static func files() -> [(name: String, text: String)] {
    [
      ("commands.md", commands), ("definitions.md", definitions), ("disclosure.md", disclosure),
      ("language.md", language),
    ]
  }

  private static var commands: String {
    var parts = [
      """
      # Commands

      Made by `iapt docs` from the commands' declarations; not edited by hand.

      In the forms, words in capitals stand for what you give, `[ ]` for what may be left out, `{ }` for what may be
      repeated, `|` for a choice; the whole grammar is in [language.md](language.md). The examples run as tests;
      `$fixtures` stands for a folder of small data sets, `$scratch` for an empty one.
      """
    ]
    parts.append(Command.all.map { "- [`\($0.name)`](#\($0.name)): \($0.summary)" }.joined(separator: "\n"))
    for command in Command.all {
      parts.append("## \(command.name)")
      parts.append(command.summary.sentence)
      parts.append("```ebnf\n\(command.usage.joined(separator: "\n"))\n```")
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
}

extension String {
  /// The text with a capital and a full stop.
  var sentence: String { prefix(1).uppercased() + dropFirst() + (last == "." ? "" : ".") }
}
