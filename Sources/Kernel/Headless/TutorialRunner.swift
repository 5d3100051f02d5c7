import Commands
import Engine
import Foundation

/// `iapt tutorial` without a prompt: the list, a tutorial's text, and the check of one.
public struct TutorialRunner {
  private let report = Report(.text, isQuiet: true)

  /// Makes a runner.
  public init() {}

  /// Prints the tutorials there are. The exit status.
  public func list() -> Int32 {
    report.reading(Tutorials.list(TutorialProgress()))
    return report.close(ExitStatus.success)
  }

  /// Prints a tutorial whole, as Markdown. The exit status.
  public func text(_ name: String) -> Int32 {
    guard find(name) != nil else { return report.close(ExitStatus.usage) }
    guard let text = Tutorials.reading(.tutorial(known(name), from: nil)) else {
      return folderFailed()
    }
    report.reading(text)
    return report.close(ExitStatus.success)
  }

  /// Plays a tutorial and prints what does not hold in it; 1 when something does not.
  public func check(_ name: String) -> Int32 {
    guard let tutorial = find(name) else { return report.close(ExitStatus.usage) }
    var faults: [TutorialError] = []
    guard
      Tutorials.inFolder(
        of: tutorial,
        { folder in
          faults = TutorialCheck.faults(in: tutorial, folder: folder)
        }) != nil
    else { return folderFailed() }
    for fault in faults { report.error("\(fault)\n") }
    if faults.isEmpty {
      report.reading("\(tutorial.name): \(tutorial.steps.count) steps, nothing to complain of\n")
    }
    return report.close(faults.isEmpty ? ExitStatus.success : ExitStatus.failure)
  }

  /// A tutorial's name as the program spells it, or the file; `nil` when there is none or it does not read, which is
  /// said.
  public func found(_ name: String) -> String? { find(name) == nil ? nil : known(name) }

  private func find(_ name: String) -> Tutorial? {
    do throws(TutorialError) {
      if !Command.tutorials.contains(known(name)), !name.hasSuffix(".md") {
        report.error(
          "error: there is no tutorial named \"\(name)\"\n  there are: \(Command.tutorials.joined(separator: ", "))\n"
        )
        return nil
      }
      return try Tutorials.find(known(name))
    } catch {
      report.error("error: \(error)\n")
      return nil
    }
  }

  /// The name as the program spells it.
  private func known(_ name: String) -> String {
    Command.tutorials.first { $0 == name.lowercased() } ?? name
  }

  private func folderFailed() -> Int32 {
    report.error("error: cannot make a folder for the tutorial's files in \(NSTemporaryDirectory())\n")
    return report.close(ExitStatus.failure)
  }
}
