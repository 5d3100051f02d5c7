import Commands
import Engine
import Foundation

/// Files the program writes on request: demo data and reference pages.
public enum Files {
  /// Writes demo data; the exit status.
  public static func writeDemo(rows: Int, seed: UInt64, to folder: String) -> Int32 {
    attempt("the demo data", folder) {
      try DemoData(rows: rows, seed: seed).write(to: folder, .unattended)
    }
  }

  /// Writes the reference pages; the exit status.
  public static func writeDocumentation(to folder: String) -> Int32 {
    attempt("the reference pages", folder) {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      for page in Documentation.files() {
        try Data(page.text.utf8).write(to: URL(fileURLWithPath: folder + "/" + page.name), options: .atomic)
      }
    }
  }

  /// Compares the reference pages with what would be written; exit status 1 when one differs.
  public static func checkDocumentation(in folder: String) -> Int32 {
    var status = ExitStatus.success
    for page in Documentation.files()
    where FileManager.default.contents(atPath: folder + "/" + page.name) != Data(page.text.utf8) {
      StandardError.write("\(folder)/\(page.name) is not up to date\n")
      status = ExitStatus.failure
    }
    return status
  }

  private static func attempt(_ what: String, _ folder: String, _ work: () throws -> Void) -> Int32 {
    do {
      try work()
      return ExitStatus.success
    } catch is Cancelled {
      return ExitStatus.interrupted
    } catch {
      let reason = (error as? CocoaError)?.underlying ?? error
      let words = (reason as? POSIXError).map { ": " + String(cString: strerror($0.code.rawValue)) } ?? ""
      StandardError.write("error: cannot write \(what) to \(folder)\(words)\n")
      return ExitStatus.failure
    }
  }
}
