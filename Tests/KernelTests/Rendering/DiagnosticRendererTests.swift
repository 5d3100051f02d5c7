import Commands
import Engine
import Testing

@testable import Kernel

@Suite struct DiagnosticRendererTests {
  /// The line and carets for a text whose wrong part stands between `«` and `»`.
  private func marked(_ text: String) -> [String]? {
    let plain = text.replacing("«", with: "").replacing("»", with: "")
    let parts = text.split(separator: "«", maxSplits: 1, omittingEmptySubsequences: false)
    let inside = parts[1].split(separator: "»", maxSplits: 1, omittingEmptySubsequences: false)[0]
    let start = parts[0].utf8.count
    let found = DiagnosticRenderer.marked(
      Span(start, start + inside.utf8.count), in: SourceText(name: "", text: plain))
    return found.map { [$0.line, $0.carets] }
  }

  @Test func carets() {
    #expect(marked("segment «gendr»=F") == ["segment gendr=F", "        ^~~~~"])
    #expect(marked("«x»") == ["x", "^"])
    #expect(marked("a\nb «cd» e\nf") == ["b cd e", "  ^~"])
  }

  @Test func tabsAndWideCharacters() {
    #expect(marked("\tab «cd»") == ["        ab cd", "           ^~"])
    #expect(marked("日本 «語x» y") == ["日本 語x y", "     ^~~"])
    #expect(marked("é́ «a\tb»") == ["é́ a     b", "  ^~~~~~~"])
    #expect(marked("a\u{1B} «b»") == ["a\\u{1B} b", "        ^"])
  }

  @Test func emptySpansAndEnds() {
    #expect(marked("load («»") == ["load (", "      ^"])
    #expect(marked("load (\n«»") == ["load (", "      ^"])
    #expect(marked("«»\n") == ["", "^"])
    #expect(DiagnosticRenderer.marked(Span(0, 0), in: SourceText(name: "", text: "")) == nil)
    // Offsets out of range are taken to the ends.
    #expect(DiagnosticRenderer.marked(Span(90, 95), in: SourceText(name: "", text: "ab"))?.carets == "  ^")
    #expect(DiagnosticRenderer.marked(Span(-5, 1), in: SourceText(name: "", text: "ab"))?.carets == "^")
  }

  @Test func aSpanOverSeveralLinesShowsTheFirst() {
    #expect(marked("a «bc\nde» f") == ["a bc", "  ^~"])
  }

  @Test func offsetsWithinACharacterDoNoHarm() {
    for start in 0...8 {
      for end in start...9 {
        let found = DiagnosticRenderer.marked(
          Span(start, end), in: SourceText(name: "", text: "é日\n\u{1F600}"))
        #expect(found?.carets.contains("^") == true)
      }
    }
  }

  @Test func headlessForm() {
    let diagnostic = Diagnostic(
      .resolve, "no segment dimension is named \"gendr\"", span: Span(10, 15), notes: ["there are: gender"],
      suggestion: "segment gender=F")
    let source = SourceText(name: "s.iapt", text: "a\nsegment gendr=F", firstLine: 10)
    #expect(
      DiagnosticRenderer().headless(diagnostic, in: source) == """
        s.iapt:11:9: error: no segment dimension is named "gendr"
            segment gendr=F
                    ^~~~~
          there are: gender
          did you mean: segment gender=F

        """)
  }

  @Test func promptForm() {
    let diagnostic = Diagnostic(.parse, "wrong", span: Span(8, 13))
    let source = SourceText(name: "", text: "segment gendr=F")
    #expect(
      DiagnosticRenderer().interactive(diagnostic, in: source, echoed: 8)
        == "                ^~~~~\nerror: wrong\n")
    #expect(
      DiagnosticRenderer().interactive(diagnostic, in: source)
        == "    segment gendr=F\n            ^~~~~\nerror: wrong\n")
  }

  @Test func aRecipesErrorNamesTheRecipe() {
    let recipe = SourceText(name: "recipe nhs-2022", text: "key A\nkeep x")
    let diagnostic = Diagnostic(.resolve, "no column", span: Span(11, 12), source: recipe)
    #expect(
      DiagnosticRenderer().interactive(diagnostic, in: SourceText(name: "", text: "clean"), echoed: 8)
        == "recipe nhs-2022:2:6: error: no column\n    keep x\n         ^\n")
  }
}
