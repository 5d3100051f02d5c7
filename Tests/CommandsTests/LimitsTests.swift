import Engine
import Testing

@testable import Commands

/// Texts nobody writes by hand, but generated scripts and pasted files hold.
@Suite struct LimitsTests {
  @Test(arguments: [
    String(repeating: "(", count: 100_000) + "lwt" + String(repeating: ")", count: 100_000),
    String(repeating: "not ", count: 100_000) + "yes",
    String(repeating: "- ", count: 100_000) + "lwt",
    String(repeating: "coalesce(", count: 20_000) + "lwt" + String(repeating: ")", count: 20_000),
    Array(repeating: "lwt", count: 100_000).joined(separator: " + "),
    Array(repeating: "smoke", count: 100_000).joined(separator: " and "),
    Array(repeating: "lwt", count: 100_000).joined(separator: " else "),
  ])
  func endlessExpressionsAreRefused(_ expression: String) {
    for text in ["derive z = \(expression)", "expect \(expression) > 0"] {
      guard case .invalid(let error) = Interpreter.parse(text) else {
        Issue.record("taken: \(text.prefix(40))")
        continue
      }
      #expect(error.message.contains("nested too deeply") || error.message.contains("more than 250 parts"))
    }
  }

  @Test func expressionsAtTheLimitsWork() throws {
    let deep = String(repeating: "case(age > 0 -> ", count: 98)
    let long = Array(repeating: "lwt", count: 251).joined(separator: " + ")
    var bench = Bench()
    try bench.run(
      """
      load birthwt from "\(fixtures)/birthwt.csv"
      derive z = \(deep)\(long)\(String(repeating: ")", count: 98))
      keep "all" where z = 251 * lwt
      expect rows(birthwt) = 189
      """)
  }

  @Test func termsThatDoubleAreRefused() {
    let text = "fit low ~ " + Array(repeating: "age", count: 40).joined(separator: " * ")
    guard case .invalid(let error) = Interpreter.parse(text) else {
      Issue.record("taken")
      return
    }
    #expect(error.message.contains("more than"))
  }

  @Test func aWordOfMegabytesIsComparedWithNoName() {
    let names = Command.all.map(\.name)
    #expect(Similarity.nearest(to: String(repeating: "x", count: 5_000_000), among: names).isEmpty)
  }

  @Test(arguments: [
    ("0.5", Recipe.Argument.Kind.number), ("-0.5", .number), ("0", .number), ("-3", .number), ("1e3", .number),
    ("01", .text), ("-01", .text), ("00", .text), ("1e999", .text), ("nan", .text), ("0x10", .text),
    ("", .text), ("-", .text), ("2021-01-31", .date), ("2021-02-30", .text),
  ])
  func valuesOfParameters(_ text: String, _ kind: Recipe.Argument.Kind) {
    let found: Recipe.Argument.Kind = Recipe.Value(typing: text).kind
    #expect(found == kind)
  }
}
