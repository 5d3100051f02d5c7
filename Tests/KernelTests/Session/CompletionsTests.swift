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

  private func inserted(_ found: Completions, _ typed: String, _ rest: String, _ isQuoted: Bool = false)
    -> String?
  {
    found.insertion(over: typed, before: rest, isQuoted: isQuoted).map {
      $0.text + "|" + String(decoding: Array(rest.utf8).dropFirst($0.taken), as: UTF8.self)
    }
  }

  @Test func aBlankFollowsAWholeWordOnly() {
    #expect(inserted(completions("load"), "lo", "") == "load |")
    #expect(inserted(completions("bands("), "ba", "") == "bands(|")
    #expect(inserted(completions("gender="), "g", "") == "gender=|")
    #expect(inserted(completions("load"), "lo", " x") == "load| x")
    #expect(inserted(completions("load"), "load", " x") == nil)
  }

  @Test func severalGiveWhatTheyShare() {
    #expect(inserted(completions("deprivation", "deprived"), "de", "") == "depriv|")
    #expect(inserted(completions("deprivation", "deprived"), "depriv", "") == nil)
    #expect(inserted(completions("Local", "LocalX"), "lo", "") == "Local|")
    #expect(inserted(completions("`a b`", "`a c`"), "a", "") == nil)
    #expect(inserted(completions("`a b`"), "a", "") == "`a b` |")
    #expect(inserted(completions("é1", "e\u{301}2"), "", "") == "é|")
    #expect(inserted(completions(), "x", "") == nil)
  }

  @Test func theRestOfTheWordIsNotWrittenTwice() {
    #expect(inserted(completions("deprivation"), "dep", "rivation + x") == "deprivation| + x")
    #expect(inserted(completions("deprivation"), "dep", "riv+x") == "deprivation|+x")
    #expect(inserted(completions("deprivation"), "dep", "endent") == "deprivation|endent")
    #expect(inserted(completions("deprivation", "deprived"), "de", "priv") == "depriv|")
    #expect(inserted(completions("deprivation", "deprived"), "de", "pr + x") == "depriv| + x")
    #expect(inserted(completions("`a b`"), "`a", " b` + x") == "`a b`| + x")
    #expect(inserted(completions("日本"), "日", "本") == "日本 |")
  }

  @Test func quotesCloseBehindAWholeName() {
    #expect(inserted(completions("data.csv"), "da", "", true) == "data.csv\" |")
    #expect(inserted(completions("data.csv"), "da", "\"", true) == "data.csv\" |")
    #expect(inserted(completions("data.csv"), "da", "ta.csv\" weight=n", true) == "data.csv\"| weight=n")
    #expect(inserted(completions("data.csv"), "da", " weight=n", true) == "data.csv\"| weight=n")
    #expect(inserted(completions("my data.csv"), "my", " data.csv\"", true) == "my data.csv\" |")
    #expect(inserted(completions("folder/"), "fo", "", true) == "folder/|")
    #expect(inserted(completions("folder/"), "fo", "\"", true) == "folder/|\"")
    #expect(inserted(completions("data\""), "da", "", true) == "data\" |")
  }

  @Test func listings() {
    #expect(completions("load", "plain").listing(columns: 80, rows: 24) == "  load   what it is\n  plain\n")
    #expect(completions("日本", "é").listing(columns: 80, rows: 24) == "  日本  what it is\n  é     what it is\n")
    #expect(completions("load").listing(columns: 14, rows: 24) == "  load  what\n")
    let many = Completions(start: 0, candidates: (1...30).flatMap { completions("name\($0)").candidates })
    #expect(many.listing(columns: 80, rows: nil).split(separator: "\n").count == 30)
    // Too many to say what they are; then too many even for columns.
    #expect(many.listing(columns: 80, rows: 24).split(separator: "\n").count == 4)
    let cut = many.listing(columns: 20, rows: 8)
    #expect(cut.split(separator: "\n").count == 6 && cut.hasSuffix("(20 more: Tab again shows all)\n"))
    #expect(cut.split(separator: "\n").dropLast().allSatisfy { DisplayWidth.of(String($0)) < 20 })
    #expect(cut.contains("name10") && !cut.contains("name11"))
  }
}
