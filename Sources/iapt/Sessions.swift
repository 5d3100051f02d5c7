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
        throw ValidationError("--param takes name=value.")
      }
      result[String(pair[..<equals])] = String(pair[pair.index(after: equals)...])
    }
    return result
  }
}

/// How results are written.
struct ReportOptions: ParsableArguments {
  @Option(help: ArgumentHelp("How results are written: text or json.", valueName: "format"))
  var format: Format = .text

  @Flag(help: "Results only: no text cells, statements, notices or progress.")
  var quiet = false

  func report() -> Report { Report(format, isQuiet: quiet) }
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

  @Flag(name: .customLong("no-init"), help: "Do not run the init file when the prompt opens.")
  var skipsInit = false

  func validate() throws {
    if let input, input != "-" {
      throw ValidationError("There is no command '\(input)'. To run a script: iapt run \(input)")
    }
  }

  func run() throws {
    let values = try parameters.values()
    if input == nil, isatty(STDIN_FILENO) == 1 {
      var repl = Repl(version: Version.text, parameters: values, runsInit: !skipsInit)
      leave(repl.run())
    }
    Interrupt.install(exitsOnSecond: true)
    leave(PipeRunner(options.report()).run(parameters: values))
  }
}

/// `iapt run`.
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a script without a prompt. It is checked whole before anything runs.")

  @Argument(help: "The script.")
  var script: String

  @OptionGroup var parameters: Parameters
  @OptionGroup var options: ReportOptions

  @Flag(help: "Run the cells after one that failed; the exit status is still 1.")
  var keepGoing = false

  func run() throws {
    let values = try parameters.values()
    Interrupt.install(exitsOnSecond: true)
    leave(ScriptRunner(options.report()).run(script, parameters: values, keepsGoing: keepGoing))
  }
}

/// `iapt check`.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Check a script without running it: every name, file and parameter is looked up, no row is read.")

  @Argument(help: "The script.")
  var script: String

  @OptionGroup var parameters: Parameters
  @OptionGroup var options: ReportOptions

  func run() throws {
    let values = try parameters.values()
    Interrupt.install(exitsOnSecond: true)
    leave(ScriptRunner(options.report()).check(script, parameters: values))
  }
}
