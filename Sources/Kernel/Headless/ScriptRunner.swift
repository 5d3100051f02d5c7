import Commands
import Engine
import Foundation

/// Runs and checks script files.
public struct ScriptRunner {
  private let report: Report
  private let session: Session

  /// Makes a runner; each script gets these values for its parameters.
  public init(_ report: Report, parameters: [String: String]) {
    self.report = report
    var session = Session()
    session.workspace.overrides = parameters
    self.session = session
  }

  /// How a script is run.
  public struct Manner: Sendable {
    /// Cells after one that failed are run all the same.
    public var keepsGoing: Bool
    /// On a terminal every cell waits for a key.
    public var steps: Bool

    /// Makes a manner.
    public init(keepsGoing: Bool = false, steps: Bool = false) {
      self.keepsGoing = keepsGoing
      self.steps = steps
    }
  }

  /// Whether there is someone at a terminal to step through cells.
  public static var canStep: Bool { Stepper.isPossible }

  /// What became of the cells.
  private struct Tally {
    var run = 0
    var failed = 0
    var skipped = 0
    var status = ExitStatus.success
    /// Nothing more is to be run, in no script.
    var isOver = false
  }

  /// `iapt check`: parses and resolves scripts without running them. The exit status.
  public func check(_ paths: [String]) -> Int32 {
    report.close(load(paths) == nil ? ExitStatus.usage : ExitStatus.success)
  }

  /// `iapt run`: checks all scripts to their ends, then runs each in a session of its own, cell by cell. The exit
  /// status, of several scripts the worst.
  public func run(_ paths: [String], _ manner: Manner = Manner()) -> Int32 {
    let begun = ContinuousClock.now
    guard let scripts = load(paths) else { return report.close(ExitStatus.usage) }
    report.begin(scripts.map(\.heading))
    var stepper = manner.steps ? Stepper(report) : nil
    var tally = Tally()
    for script in scripts where !tally.isOver {
      if scripts.count > 1 { report.script(script.heading) }
      run(script, manner, &stepper, &tally)
    }
    let status = report.close(tally.status)
    if !report.isQuiet {
      report.error(summary(tally, scripts, seconds: begun.duration(to: .now) / .seconds(1)))
    }
    return status
  }

  private func run(
    _ script: RunnableScript, _ manner: Manner, _ stepper: inout Stepper?, _ tally: inout Tally
  ) {
    var session = session
    session.script = script.path
    session.heading = script.heading.title
    for cell in script.cells {
      guard let statements = cell.statements else {
        report.words(cell.text)
        continue
      }
      let number = session.nextNumber
      switch stepper?.ask(cell, number: number) ?? .run {
      case .run: break
      case .skip:
        tally.skipped += 1
        if !report.showsCells { report.cell(cell.text, title: cell.title, number: nil) }
        report.endCell()
        continue
      case .leave: return tally.isOver = true
      case .interrupt:
        tally.isOver = true
        return tally.status = ExitStatus.interrupted
      }
      if stepper == nil || !report.showsCells {
        report.cell(cell.text, title: cell.title, number: number)
      }
      tally.run += 1
      let ending = session.run(cell.text, .complete(statements), report.work()) {
        report.output($0, $1, cell: number)
      }
      if let text = Tutorials.reading(session.asked) { report.reading(text) }
      switch ending {
      case .finished: break
      case .quit: return
      case .failed(let diagnostic):
        report.failure(diagnostic, cell: number, in: cell.source)
        tally.failed += 1
        tally.status = ExitStatus.failure
        if !manner.keepsGoing { return }
      case .interrupted(let diagnostic):
        report.failure(diagnostic, cell: number, in: cell.source)
        tally.isOver = true
        return tally.status = ExitStatus.interrupted
      }
      report.endCell(session)
      if Interrupt.isRequested { tally.status = ExitStatus.interrupted }
      if Interrupt.isRequested || report.isBroken { return tally.isOver = true }
    }
  }

  /// All scripts; `nil` when something is wrong with one of them, which has been said.
  private func load(_ paths: [String]) -> [RunnableScript]? {
    let scripts = paths.compactMap { RunnableScript($0, session, report) }
    guard scripts.count == paths.count else { return nil }
    return knows(session.workspace.overrides.keys.sorted(), scripts) ? scripts : nil
  }

  /// A misspelt `--param` must not silently run a script with its defaults.
  private func knows(_ given: [String], _ scripts: [RunnableScript]) -> Bool {
    var declared: [String] = []
    for name in scripts.flatMap(\.parameters) where !declared.contains(name) { declared.append(name) }
    let isOne = scripts.count == 1
    var isRight = true
    for name in given where !declared.contains(name) {
      let list =
        declared.isEmpty
        ? isOne ? "it has no parameters" : "they have no parameters"
        : "there are: " + declared.joined(separator: ", ")
      report.failure(
        Diagnostic(
          .resolve,
          "\(isOne ? "the script has no" : "none of the scripts has a") parameter named \"\(name)\"",
          notes: [list]),
        cell: 0, in: SourceText(name: "", text: ""))
      isRight = false
    }
    return isRight
  }

  /// `12 cells, 1 failed, 3.4 s`, with what there was beside it.
  private func summary(_ tally: Tally, _ scripts: [RunnableScript], seconds: Double) -> String {
    let all = scripts.reduce(0) { $0 + $1.codeCount }
    var parts = scripts.count > 1 ? ["\(scripts.count) scripts"] : []
    parts.append((tally.run < all ? "\(tally.run) of " : "") + (all == 1 ? "1 cell" : "\(all) cells"))
    if tally.skipped > 0 { parts.append("\(tally.skipped) skipped") }
    if tally.failed > 0 { parts.append("\(tally.failed) failed") }
    if tally.status == ExitStatus.interrupted { parts.append("interrupted") }
    parts.append(String(format: "%.1f s", seconds))
    return parts.joined(separator: ", ") + "\n"
  }
}
