import Commands
import Engine
import Foundation

/// A way to call the program, for the manual.
public typealias ManualProgram = Documentation.Program

/// Files the program writes on request: demo data and reference pages.
public enum Files {
  /// Writes demo data; the exit status.
  public static func writeDemo(rows: Int, seed: UInt64, to folder: String) -> Int32 {
    let report = Report(.text, isQuiet: false, file: nil)
    for file in DemoData.File.allCases where isSomebodys(folder + "/" + file.name) {
      report.error(
        "error: \(folder)/\(file.name) is there already and is not demo data; choose another folder\n")
      return report.close(ExitStatus.failure)
    }
    let status = attempt("the demo data", folder, report) {
      try DemoData(rows: rows, seed: seed).write(to: folder, report.work())
    }
    return report.close(status)
  }

  /// True for a file whose header does not say that it is made up.
  private static func isSomebodys(_ path: String) -> Bool {
    guard let file = FileHandle(forReadingAtPath: path) else { return false }
    let start = (try? file.read(upToCount: 1 << 16)) ?? Data()
    let header = String(decoding: start.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    return !header.split(whereSeparator: { ",\r".contains($0) }).contains("SYNTHETIC")
  }

  /// The manual page of the program, with the ways to call it.
  public static func manual(version: String, _ programs: [ManualProgram]) -> String {
    Documentation.manual(version: version, programs)
  }

  /// Writes the reference pages, and others beside them; the exit status.
  public static func writeDocumentation(to folder: String, and pages: [(name: String, text: String)]) -> Int32
  {
    attempt("the reference pages", folder, Report(.text, isQuiet: true, file: nil)) {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      for page in try Documentation.files() + pages + [Documentation.measured()] {
        try Data(page.text.utf8).write(to: URL(fileURLWithPath: folder + "/" + page.name), options: .atomic)
      }
    }
  }

  /// Compares the reference pages with what would be written; exit status 1 when one differs.
  public static func checkDocumentation(in folder: String, and pages: [(name: String, text: String)]) -> Int32
  {
    var isCurrent = true
    let report = Report(.text, isQuiet: true, file: nil)
    let status = attempt("the reference pages", folder, report) {
      for page in try Documentation.files() + pages + [Documentation.measured()]
      where FileManager.default.contents(atPath: folder + "/" + page.name) != Data(page.text.utf8) {
        report.error("\(folder)/\(page.name) is not up to date\n")
        isCurrent = false
      }
    }
    return isCurrent ? status : ExitStatus.failure
  }

  private static func attempt(
    _ what: String, _ folder: String, _ report: Report, _ work: () throws -> Void
  ) -> Int32 {
    do {
      try work()
      return ExitStatus.success
    } catch is Cancelled {
      return ExitStatus.interrupted
    } catch DemoError.cannotWrite(let path, let code) {
      report.error("error: cannot write \(path): \(String(cString: strerror(code)))\n")
      return ExitStatus.failure
    } catch let error as Diagnostic {
      report.error("error: cannot make \(what): \(error.message)\n")
      return ExitStatus.failure
    } catch {
      // Foundation's own words name the file and the reason.
      report.error("error: cannot write \(what) to \(folder): \(error.localizedDescription)\n")
      return ExitStatus.failure
    }
  }
}
