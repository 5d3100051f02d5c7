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
      Sessions.self, Resume.self, Forget.self, Docs.self,
    ],
    defaultSubcommand: Prompt.self)

  static func main() {
    StandardStreams.open()
    Crash.install()
    do {
      var command = try parseAsRoot()
      try command.run()
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
        StandardError.write(DisplayWidth.escapedKeepingLines(message) + "\n")
      }
      leave(code == .validationFailure ? ExitStatus.usage : code.rawValue)
    }
  }
}
