import ArgumentParser
import Kernel

/// `iapt convert`.
struct Convert: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Convert a script between the percent format, Databricks source, Markdown and Jupyter notebooks.",
    discussion: """
      The files' names say which: .iapt, .py, .md or .ipynb; - is standard input or output. Cells that hold no \
      statements of iapt are kept as they are, and that is said.
      """)

  @Argument(help: "The script to read; - for standard input.")
  var input: String

  @Argument(help: "The file to write; - for standard output.")
  var output: String

  @Option(help: ArgumentHelp("What the input is, whatever its name.", valueName: "format"))
  var from: ScriptFormat?

  @Option(help: ArgumentHelp("What to write, whatever its name.", valueName: "format"))
  var to: ScriptFormat?

  @Flag(help: "Replace an output that exists.")
  var force = false

  @Flag(help: "Run the script and keep what it shows in the notebook (ipynb only).")
  var outputs = false

  @OptionGroup var parameters: Parameters

  @Flag(help: "Tell errors only.")
  var quiet = false

  func run() throws {
    var request = Converter.Request(input, output)
    (request.from, request.to) = (from, to)
    (request.replaces, request.runs) = (force, outputs)
    request.parameters = try parameters.values()
    Interrupt.install(exitsOnSecond: true)
    leave(Converter(isQuiet: quiet).convert(request))
  }
}

extension ScriptFormat: ExpressibleByArgument {}
