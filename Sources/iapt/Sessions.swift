import ArgumentParser
import Glibc
import Kernel

/// Ends the program with a status; output streams were written out before.
func leave(_ status: Int32) -> Never {
  fflush(nil)
  exit(status)
}

/// What the ways to run statements have in common.
struct Parameters: ParsableArguments {
  @Option(
    name: .customLong("param"), help: ArgumentHelp("Give a parameter its value.", valueName: "name=value"))
  var pairs: [String] = []

  func values() throws -> [String: String] {
    var result: [String: String] = [:]
    for pair in pairs {
      guard let equals = pair.firstIndex(of: "="), equals > pair.startIndex else {
        throw Refused("--param takes name=value, not \(pair)")
      }
      result[String(pair[..<equals])] = String(pair[pair.index(after: equals)...])
    }
    return result
  }
}

/// How results are written.
struct ReportOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How results are written; without it as the output file's name says, or as text.", valueName: "format"))
  var format: Format?

  @Flag(help: "Results only: no text cells, statements, notices or progress.")
  var quiet = false

  /// A report into a file, or on standard output; `scripts` are files it must not replace.
  func report(to output: Output? = nil, _ scripts: [String] = []) throws -> Report {
    do throws(OutputFile.Refusal) {
      return try Report(format, isQuiet: quiet, to: output?.output, inputs: scripts)
    } catch {
      throw Refused("\(error)", status: error.status)
    }
  }
}

/// Where results go.
struct Output: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write the results to a file, which is replaced when the run is over; - is standard output.",
      valueName: "file"))
  var output: String?
}

extension Format: ExpressibleByArgument {}

/// `iapt` and `iapt -`.
struct Prompt: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prompt", abstract: "Open a prompt, or run statements from standard input (-). The default.")

  @Argument(help: ArgumentHelp("- reads standard input even from a terminal.", valueName: "-"))
  var input: String?

  @OptionGroup var parameters: Parameters
  @OptionGroup var options: ReportOptions
  @OptionGroup var target: Output

  @Flag(name: .customLong("no-init"), help: "Do not run the init file when the prompt opens.")
  var skipsInit = false

  func run() throws {
    if let input, input != "-" {
      throw Refused("the prompt takes no \(input); to run a script: iapt run \(input)")
    }
    let values = try parameters.values()
    if input == nil, isatty(STDIN_FILENO) == 1 {
      if target.output != nil { throw Refused("--output needs a script, or statements in a pipe") }
      var repl = Repl(version: Version.text, parameters: values, runsInit: !skipsInit)
      leave(repl.run())
    }
    Interrupt.install(exitsOnSecond: true)
    leave(PipeRunner(try options.report(to: target)).run(parameters: values))
  }
}

/// `iapt run`.
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run scripts without a prompt. They are checked whole before anything runs.")

  @Argument(
    help: """
      The scripts, in any form that convert reads; each runs in a session of its own. - is standard input.
      """)
  var scripts: [String]

  @OptionGroup var parameters: Parameters
  @OptionGroup var options: ReportOptions
  @OptionGroup var target: Output

  @Flag(help: "Run the cells after one that failed; the exit status is still 1.")
  var keepGoing = false

  @Flag(help: "Wait before every cell: Enter runs it, s skips it, q leaves. On a terminal only.")
  var step = false

  func run() throws {
    if step, !ScriptRunner.canStep { throw Refused("--step needs a terminal") }
    let runner = ScriptRunner(
      try options.report(to: target, scripts), parameters: try parameters.values())
    Interrupt.install(exitsOnSecond: true)
    leave(runner.run(scripts, ScriptRunner.Manner(keepsGoing: keepGoing, steps: step)))
  }
}

/// `iapt check`.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Check scripts without running them: every name, file and parameter is looked up, no row is read.")

  @Argument(help: "The scripts, in any form that convert reads; - is standard input.")
  var scripts: [String]

  @OptionGroup var parameters: Parameters
  @OptionGroup var options: ReportOptions

  func run() throws {
    let runner = ScriptRunner(try options.report(), parameters: try parameters.values())
    Interrupt.install(exitsOnSecond: true)
    leave(runner.check(scripts))
  }
}
