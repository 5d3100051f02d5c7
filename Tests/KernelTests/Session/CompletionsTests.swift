import Commands
import Foundation
import Testing

@testable import Kernel

@Suite struct CompletionsTests {
  private func completions(_ texts: String..., ending: String = " ") -> Completions {
    Completions(
      start: 0,
      candidates: texts.map {
        Interpreter.Completion(text: $0, summary: $0 == "plain" ? "" : "what it is", ending: ending)
      })
  }

  private func inserted(_ found: Completions, _ typed: String, _ rest: String) -> String? {
    found.insertion(over: typed, before: rest).map {
      $0.text + "|" + String(decoding: Array(rest.utf8).dropFirst($0.taken), as: UTF8.self)
    }
  }

  @Test func aBlankFollowsAWholeWordOnly() {
    #expect(inserted(completions("load"), "lo", "") == "load |")
    #expect(inserted(completions("bands(", ending: ""), "ba", "") == "bands(|")
    #expect(inserted(completions("gender=", ending: ""), "g", "") == "gender=|")
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
    let file = completions("data.csv", ending: "\"")
    #expect(inserted(file, "da", "") == "data.csv\" |")
    #expect(inserted(file, "da", "\"") == "data.csv\" |")
    #expect(inserted(file, "da", "ta.csv\" weight=n") == "data.csv\"| weight=n")
    #expect(inserted(file, "da", " weight=n") == "data.csv\"| weight=n")
    #expect(inserted(file, "da", " weight=\"n\"") == "data.csv\"| weight=\"n\"")
    #expect(inserted(file, "da", "y\"") == "data.csv|y\"")
    #expect(
      inserted(completions("my data.csv", ending: "\""), "my", " data.csv\"") == "my data.csv\" |")
    #expect(inserted(completions("n.e.c.", ending: "\""), "n", "") == "n.e.c.\" |")
    #expect(inserted(completions("folder/", ending: ""), "fo", "") == "folder/|")
    #expect(inserted(completions("folder/", ending: ""), "fo", "\"") == "folder/|\"")
    #expect(inserted(completions("$dir", ending: ""), "$d", "") == "$dir|")
    #expect(inserted(completions("a 1", "a 2", ending: "\""), "", "\"") == "a |\"")
  }

  /// A line with the cursor as `|`, before Tab and after it.
  @Test(arguments: [
    ("segment gender=\"Fem|", "segment gender=\"Female\" |"),
    ("segment gender=\"Fem|\" by age", "segment gender=\"Female\"| by age"),
    ("segment gen|", "segment gender=|"), ("segm|", "segment |"),
    ("run \"FOLDER/sub/scr|", "run \"FOLDER/sub/script.iapt\" |"),
    ("run \"FOLDER/sub/s|cript.iapt\"", "run \"FOLDER/sub/script.iapt\" |"),
    ("run \"FOLDER/su|", "run \"FOLDER/sub/|"), ("run FOLDER/su|", "run \"FOLDER/sub/|"),
    ("run \"$fol|", "run \"$folder|"), ("run $fol|", "run $folder |"),
  ])
  func whatTheLanguageOffersIsPutIn(_ before: String, _ after: String) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "completions-\(UUID().uuidString)")
    let inner = folder.appending(path: "sub")
    try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data().write(to: inner.appending(path: "script.iapt"))
    let setup = "param folder = x\nload demo rows=200 seed=7\nclean with nhs-2022\n"
    let parts = before.replacing("FOLDER", with: folder.path).split(
      separator: "|", omittingEmptySubsequences: false)
    let (typed, rest) = (setup + parts[0], String(parts[1]))
    let found = Interpreter.complete(typed + rest, cursor: typed.utf8.count, in: Workspace())
    let word = String(decoding: typed.utf8.dropFirst(found.start), as: UTF8.self)
    let insertion = try #require(
      Completions(start: 0, candidates: found.candidates).insertion(over: word, before: rest))
    let line = String(decoding: typed.utf8.prefix(found.start).dropFirst(setup.utf8.count), as: UTF8.self)
    let left = String(decoding: rest.utf8.dropFirst(insertion.taken), as: UTF8.self)
    #expect((line + insertion.text + "|" + left).replacing(folder.path, with: "FOLDER") == after)
  }

  @Test func listings() {
    #expect(completions("load", "plain").listing(columns: 80, rows: 24) == "  load   what it is\n  plain\n")
    #expect(completions("日本", "é").listing(columns: 80, rows: 24) == "  日本  what it is\n  é     what it is\n")
    #expect(completions("load").listing(columns: 14, rows: 24) == "  load  what…\n")
    #expect(completions("load").listing(columns: 14, rows: 24, mark: "...") == "  load  wh...\n")
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
