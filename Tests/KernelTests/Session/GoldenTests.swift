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
    // How long it took differs each time.
    let errors = run.errors.replacing(/(cells?(?:, [a-z0-9 ]+)*, )[0-9.]+ s\n/) { "\($0.1)0.0 s\n" }
    let answer = "\(run.output)--- stderr\n\(errors)--- exit \(run.status)\n"
    let path = "\(GoldenTests.folder)/\(name).out"
    if ProcessInfo.processInfo.environment["IAPT_RECORD"] == "1" {
      try Data(answer.utf8).write(to: URL(fileURLWithPath: path))
      Issue.record("recorded \(name).out")
    } else {
      let expected = try? String(contentsOfFile: path, encoding: .utf8)
      if let expected, GoldenTests.agree(answer, expected) { return }
      #expect(answer == expected, "\(name)")
    }
  }

  /// An answer without its session tests nothing.
  @Test func everyAnswerHasItsSession() throws {
    #expect(GoldenTests.names.count > 60)
    for file in try FileManager.default.contentsOfDirectory(atPath: GoldenTests.folder)
    where file.hasSuffix(".out") {
      #expect(GoldenTests.names.contains(String(file.dropLast(4))), "\(file)")
    }
  }

  @Test func figuresMayDifferInTheLastBitsOnly() {
    #expect(GoldenTests.agree(#"{"a":-0.12345678901234567}"#, #"{"a":-0.12345678901234512}"#))
    #expect(!GoldenTests.agree(#"{"a":-0.12345678901234567}"#, #"{"a":-0.12345678921234567}"#))
    #expect(!GoldenTests.agree(#"{"a":0.12345678901234567}"#, #"{"b":0.12345678901234567}"#))
    #expect(!GoldenTests.agree("rows 123", "rows 124") && !GoldenTests.agree("p 0.0123", "p 0.0124"))
    #expect(!GoldenTests.agree("a 1", "a 1 2"))
  }

  /// The same text; figures of more than 12 digits, as JSON has them, may differ beyond the 11th: the C library's
  /// `exp` is not the same on every processor.
  private static func agree(_ left: String, _ right: String) -> Bool {
    let pieces = [left, right].map { text in
      text.split(omittingEmptySubsequences: false) { " ,:[]{}\n".contains($0) }
    }
    guard pieces[0].count == pieces[1].count,
      left.filter(" ,:[]{}\n".contains) == right.filter(" ,:[]{}\n".contains)
    else { return false }
    return zip(pieces[0], pieces[1]).allSatisfy { one, other in
      if one == other { return true }
      guard one.filter(\.isNumber).count > 12, other.filter(\.isNumber).count > 12, let one = Double(one),
        let other = Double(other)
      else { return false }
      return abs(one - other) <= 1e-11 * max(abs(one), abs(other))
    }
  }
}
