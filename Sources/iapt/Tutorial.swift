import ArgumentParser
import Glibc
import Kernel

/// `iapt tutorial`.
struct Tutorial: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Learn the program step by step, at the prompt. Without a name: what there is.")

  @Argument(help: "Which one, or a file that ends in .md.")
  var name: String?

  @Option(name: .customLong("from"), help: "The step to begin at, by number or name.")
  var step: String?

  @Flag(help: "Print the list of tutorials.")
  var list = false

  @Flag(help: "Print the whole tutorial as Markdown.")
  var text = false

  @Flag(help: "Play the tutorial and print what is wrong with it; for authors.")
  var check = false

  func validate() throws {
    if name == nil, text || check || step != nil {
      throw ValidationError("Which tutorial? See iapt tutorial --list.")
    }
  }

  func run() throws {
    let runner = TutorialRunner()
    guard let name, !list else { leave(runner.list()) }
    if check { leave(runner.check(name)) }
    guard !text, isatty(STDIN_FILENO) == 1 else { leave(runner.text(name)) }
    guard let known = runner.found(name) else { leave(ExitStatus.usage) }
    var repl = Repl(version: Version.text, opening: .tutorial(known, from: step))
    leave(repl.run())
  }
}
