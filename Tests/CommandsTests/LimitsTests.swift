import Engine
import Testing

@testable import Commands

/// Texts nobody writes by hand, but generated scripts and pasted files hold.
@Suite struct LimitsTests {
  @Test(arguments: [
    String(repeating: "(", count: 20_000) + "lwt" + String(repeating: ")", count: 20_000),
    String(repeating: "not ", count: 20_000) + "yes",
    String(repeating: "- ", count: 20_000) + "lwt",
    String(repeating: "coalesce(", count: 20_000) + "lwt" + String(repeating: ")", count: 20_000),
    Array(repeating: "lwt", count: 20_000).joined(separator: " + "),
    Array(repeating: "smoke", count: 20_000).joined(separator: " and "),
    Array(repeating: "lwt", count: 20_000).joined(separator: " else "),
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
    try bench.run("set disclosure none")
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
    #expect(Similarity.nearest(to: String(repeating: "x", count: 1_000_000), among: names).isEmpty)
  }

  @Test(arguments: ["0.5", "-0.5", "0", "-3", "1e3", "12"]) func numbersOfParameters(_ text: String) {
    #expect(Recipe.Value(typing: text) == .number(Double(text) ?? .nan))
  }

  @Test(arguments: ["01", "-01", "00", "1e999", "nan", "0x10", "", "-", "2021-02-30"])
  func textsOfParameters(_ text: String) {
    #expect(Recipe.Value(typing: text) == .text(text))
  }
}
