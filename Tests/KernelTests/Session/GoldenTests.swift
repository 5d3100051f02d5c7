import Foundation
import Testing

/// Sessions with what they must print: `x.iapt` is fed to the program, `x.out` holds standard output, then standard
/// error, then the exit status.
///
/// A first line `#! run --format json` gives the arguments; without it the file goes through standard input. With
/// `IAPT_RECORD=1` the answers are written anew, and the run fails so that nobody takes a recording for a test.
@Suite struct GoldenTests {
  private static let folder = Paths.root + "/Tests/KernelTests/Golden"

  static let names: [String] = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
    .filter { $0.hasSuffix(".iapt") }.map { String($0.dropLast(5)) }.sorted()

  @Test(arguments: names) func session(_ name: String) throws {
    let text = try String(contentsOfFile: "\(GoldenTests.folder)/\(name).iapt", encoding: .utf8)
    let first = text.prefix { $0 != "\n" }
    let run: Run
    if first.hasPrefix("#! ") {
      let words = first.dropFirst(3).split(separator: " ").map(String.init)
      run = try Run(words + [name + ".iapt"], in: GoldenTests.folder)
    } else {
      run = try Run([], input: text, in: GoldenTests.folder)
    }
    let answer = "\(run.output)--- stderr\n\(run.errors)--- exit \(run.status)\n"
    let path = "\(GoldenTests.folder)/\(name).out"
    if ProcessInfo.processInfo.environment["IAPT_RECORD"] == "1" {
      try Data(answer.utf8).write(to: URL(fileURLWithPath: path))
      Issue.record("recorded \(name).out")
    } else {
      #expect(answer == (try? String(contentsOfFile: path, encoding: .utf8)), "\(name)")
    }
  }

  /// An answer without its session tests nothing.
  @Test func everyAnswerHasItsSession() throws {
    for file in try FileManager.default.contentsOfDirectory(atPath: GoldenTests.folder)
    where file.hasSuffix(".out") {
      #expect(GoldenTests.names.contains(String(file.dropLast(4))), "\(file)")
    }
  }
}
