import Commands
import Testing

@testable import Kernel

@Suite struct CompletionsTests {
  private func completions(_ texts: String...) -> Completions {
    let list = Interpreter.complete("", cursor: 0, in: Workspace()).candidates
    // There is no public initialiser: a candidate of the interpreter is the mould.
    let mould = list[0]
    return Completions(
      start: 0,
      candidates: texts.map { text in
        var one = mould
        one.text = text
        one.summary = text == "plain" ? "" : "what it is"
        return one
      })
  }

  @Test func aBlankFollowsAWholeWordOnly() {
    #expect(completions("load").insertion(over: "lo", before: nil) == "load ")
    #expect(completions("bands(").insertion(over: "ba", before: nil) == "bands(")
    #expect(completions("gender=").insertion(over: "g", before: nil) == "gender=")
    #expect(completions("load").insertion(over: "lo", before: UInt8(ascii: " ")) == "load")
    #expect(completions("load").insertion(over: "load", before: UInt8(ascii: " ")) == nil)
  }

  @Test func severalGiveWhatTheyShare() {
    #expect(completions("deprivation", "deprived").insertion(over: "de", before: nil) == "depriv")
    #expect(completions("deprivation", "deprived").insertion(over: "depriv", before: nil) == nil)
    #expect(completions("Local", "LocalX").insertion(over: "lo", before: nil) == "Local")
    #expect(completions("`a b`", "`a c`").insertion(over: "a", before: nil) == nil)
    #expect(completions("é1", "e\u{301}2").insertion(over: "", before: nil) == "é")
    #expect(completions().insertion(over: "x", before: nil) == nil)
  }

  @Test func listings() {
    #expect(completions("load", "plain").listing(columns: 80) == "  load   what it is\n  plain\n")
    let many = Completions(start: 0, candidates: (0..<30).flatMap { _ in completions("plain").candidates })
    #expect(many.listing(columns: 30).split(separator: "\n").allSatisfy { $0.count < 30 })
  }
}
