import Commands
import Engine
import Foundation

/// The forms of scripts, for who names one.
public typealias ScriptFormat = Script.Format

/// Converts scripts between the forms that editors and notebooks have.
public struct Converter {
  /// What to convert.
  public struct Request: Sendable {
    /// The file to read; `-` for standard input.
    public var input: String
    /// The file to write; `-` for standard output.
    public var output: String
    /// The input's form; `nil` for what its name says.
    public var from: ScriptFormat?
    /// The output's form; `nil` for what its name says.
    public var to: ScriptFormat?
    /// An output that is there already is replaced.
    public var replaces = false
    /// The script is run, and what it shows goes into the notebook.
    public var runs = false
    /// Values for the script's parameters.
    public var parameters: [String: String] = [:]

    /// Makes a request.
    public init(_ input: String, _ output: String) {
      self.input = input
      self.output = output
    }
  }

  private let report: Report
  private let isQuiet: Bool

  /// Makes a converter; a quiet one tells errors only.
  public init(isQuiet: Bool = false) {
    self.isQuiet = isQuiet
    report = Report(.text, isQuiet: isQuiet)
  }

  /// Converts. The exit status: 1 when the output cannot be written or a cell failed, 2 when the forms are not known or
  /// the input is not what it should be; then nothing is written.
  public func convert(_ request: Request) -> Int32 {
    guard let from = request.from ?? ScriptFormat(path: request.input) else {
      return usage("the name \"\(request.input)\" does not say what the script is: give --from")
    }
    guard let to = request.to ?? ScriptFormat(path: request.output) else {
      return usage("the name \"\(request.output)\" does not say what to write: give --to")
    }
    guard !request.runs || to == .ipynb else { return usage("only ipynb holds outputs") }
    if request.output != "-", !request.replaces, WholeFile(request.output).isTaken {
      report.error("error: \(request.output) exists already and is left as it is; --force replaces it\n")
      return report.close(ExitStatus.failure)
    }
    guard let text = read(request.input) else { return report.close(ExitStatus.usage) }
    do {
      let (script, notes) = try Script.read(path: request.input, text: text, as: from)
      if !isQuiet { for note in notes { report.error("\(request.input): \(note.words)\n") } }
      var ran: (results: [Int: Script.Result], status: Int32) = ([:], ExitStatus.success)
      if request.runs {
        guard let done = run(script, request.parameters) else { return report.close(ExitStatus.usage) }
        ran = done
        if ran.status == ExitStatus.interrupted { return report.close(ran.status) }
      }
      let written = write(try script.text(as: to, results: ran.results), to: request.output)
      return report.close(max(written, ran.status))
    } catch let error as Script.ReadingError {
      return usage("\(request.input): \(error.words)")
    } catch {
      return usage("\(request.input): \(error.localizedDescription)")
    }
  }

  private func usage(_ words: String) -> Int32 {
    report.error("error: \(words)\n")
    return report.close(ExitStatus.usage)
  }

  private func read(_ path: String) -> String? {
    let data =
      path == "-"
      ? try? FileHandle.standardInput.readToEnd() ?? Data() : FileManager.default.contents(atPath: path)
    guard let data else {
      report.error("error: there is no readable file \(path)\n")
      return nil
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      report.error("error: \(path) is not UTF-8 text\n")
      return nil
    }
    return text
  }

  /// Writes all or nothing.
  private func write(_ text: String, to path: String) -> Int32 {
    if path == "-" {
      let out = StandardOutput()
      out.write(text)
      out.flush()
      guard out.failure != 0, out.failure != EPIPE else { return ExitStatus.success }
      report.error("error: cannot write the script: \(String(cString: strerror(out.failure)))\n")
      return ExitStatus.failure
    }
    let code = WholeFile(path).write(Array(text.utf8))
    guard code != 0 else { return ExitStatus.success }
    report.error("error: cannot write \(path): \(String(cString: strerror(code)))\n")
    return ExitStatus.failure
  }
}

// MARK: Outputs

extension Converter {
  /// Checks the whole script, then runs it up to the first cell that fails; `nil` when something is wrong in it, which
  /// has been said.
  private func run(
    _ script: Script, _ parameters: [String: String]
  ) -> (results: [Int: Script.Result], status: Int32)? {
    var session = Session()
    session.workspace.overrides = parameters
    guard let cells = checked(script, session) else { return nil }
    var results: [Int: Script.Result] = [:]
    for (index, source, statements) in cells {
      let number = session.nextNumber
      var result = Script.Result(number: number)
      let ending = session.run(source.text, .complete(statements), report.work()) { outputs, display in
        result.outputs += outputs.map { shown($0, display) }
      }
      if case .failed(let diagnostic) = ending {
        let text = DiagnosticRenderer(style: Style(), width: nil).headless(diagnostic, in: source)
        result.outputs.append(
          .error(diagnostic.message, lines: text.split(separator: "\n").map(String.init)))
      }
      results[index] = result
      report.flush(session)
      switch ending {
      case .finished: break
      case .quit: return (results, ExitStatus.success)
      case .failed(let diagnostic):
        report.failure(diagnostic, cell: number, in: source)
        return (results, ExitStatus.failure)
      case .interrupted(let diagnostic):
        report.failure(diagnostic, cell: number, in: source)
        return (results, ExitStatus.interrupted)
      }
    }
    return (results, ExitStatus.success)
  }

  /// The code cells that hold statements, by their place, when all of them parse and resolve.
  private func checked(
    _ script: Script, _ session: Session
  ) -> [(Int, SourceText, [Statement])]? {
    var cells: [(Int, SourceText, [Statement])] = []
    var scope = Scope(session.workspace)
    for (index, cell) in script.cells.enumerated() where cell.kind == .code {
      let source = SourceText(name: script.path, text: cell.text, firstLine: cell.firstLine)
      do throws(Diagnostic) {
        switch Interpreter.parse(cell.text) {
        case .complete(let statements):
          for statement in statements { try Interpreter.check(statement, in: &scope) }
          // A cell of comments is no cell.
          if !statements.isEmpty { cells.append((index, source, statements)) }
        case .incomplete(let diagnostic), .invalid(let diagnostic): throw diagnostic
        }
      } catch {
        report.failure(error, cell: cells.count + 1, in: source)
        return nil
      }
    }
    let unknown = session.workspace.overrides.keys.sorted().filter { !scope.parameterNames.contains($0) }
    for name in unknown { report.error("error: the script has no parameter named \"\(name)\"\n") }
    return unknown.isEmpty ? cells : nil
  }

  private func shown(_ gated: Gated, _ display: Settings.Display) -> Script.Result.Output {
    let text = TextRenderer(width: display.width, digits: display.digits).render(gated)
    if case .notice = gated.output { return .notice(text) }
    return .result(text: text, html: HTMLRenderer.fragment(gated, digits: display.digits))
  }
}
