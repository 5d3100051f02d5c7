import ArgumentParser
import Kernel

/// The program: arguments in, an exit status out.
@main
struct Iapt: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "iapt",
    abstract: "Analyse NHS Talking Therapies data: load, clean, segment, fit, summary.",
    discussion: """
      Without arguments it opens a prompt; with statements on standard input it runs them. \
      Exit status: 0 all ran, 1 a command or expectation failed, 2 wrong usage or a script that does not \
      parse or resolve, 130 interrupted.
      """,
    version: Version.text,
    subcommands: [
      Prompt.self, Run.self, Check.self, Convert.self, Tutorial.self, Demo.self,
      Sessions.self, Resume.self, Forget.self, Verify.self, Docs.self,
    ],
    defaultSubcommand: Prompt.self)

  static func main() {
    StandardStreams.open()
    Crash.install()
    FreedMemory.keep()
    do {
      try checkFirstWord()
      var command = try parseAsRoot()
      try command.run()
    } catch let refusal as Refused {
      StandardError.write("error: \(DisplayWidth.escapedKeepingLines(refusal.words))\n")
      leave(refusal.status)
    } catch {
      // The library's own status for wrong usage is 64; scripts are promised 2.
      let code = exitCode(for: error)
      let message = fullMessage(for: error)
      if !message.isEmpty {
        if code.isSuccess {
          let out = StandardOutput()
          out.write(message + "\n")
          leave(out.close())
        }
        // What was typed is in it.
        StandardError.write(DisplayWidth.escapedKeepingLines(asElsewhere(message)) + "\n")
      }
      leave(code == .validationFailure ? ExitStatus.usage : code.rawValue)
    }
  }

  /// Before options are read: those of a command with a slip in its name would be called unknown.
  private static func checkFirstWord() throws {
    let names = configuration.subcommands.filter { $0.configuration.shouldDisplay }.map { $0._commandName }
    guard let word = CommandLine.arguments.dropFirst().first, !word.hasPrefix("-"),
      !(configuration.subcommands.map { $0._commandName } + ["help"]).contains(word)
    else { return }
    throw Refused(Misspelt.words(word, among: names))
  }

  /// The library's message with the beginning that all other errors have.
  private static func asElsewhere(_ message: String) -> String {
    let start = "Error: "
    guard message.hasPrefix(start) else { return message }
    let rest = message.dropFirst(start.count)
    return "error: " + rest.prefix(1).lowercased() + rest.dropFirst()
  }
}

/// Why a command does not begin, where a line on its usage would not help.
struct Refused: Error {
  /// What to tell, without `error: `.
  let words: String
  /// What to exit with.
  let status: Int32

  /// Makes a refusal.
  init(_ words: String, status: Int32 = ExitStatus.usage) {
    (self.words, self.status) = (words, status)
  }
}
