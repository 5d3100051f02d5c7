import Testing

@testable import Kernel

@Suite struct LineLayoutTests {
  private func layout(_ text: String, at point: Int, rows: Int = 24, columns: Int = 20) -> LineLayout {
    LineLayout(
      Array(text.utf8), point: point, mark: 0,
      in: .init(columns: columns, rows: rows, promptWidth: 4, continuation: "... "))
  }

  private func text(_ layout: LineLayout) -> String {
    var bytes = layout.text
    bytes.insert(UInt8(ascii: "|"), at: layout.point)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func everyLineGetsItsPrompt() {
    #expect(text(layout("abc", at: 1)) == "a|bc")
    #expect(text(layout("", at: 0)) == "|")
    #expect(text(layout("abc\nd\n", at: 5)) == "abc\n... d|\n... ")
    #expect(text(layout("abc\nd\n", at: 6)) == "abc\n... d\n... |")
    #expect(text(layout("\nab", at: 0)) == "|\n... ab")
    #expect(text(layout("\nab", at: 2)) == "\n... a|b")
  }

  @Test func aTallCellIsShownAroundTheCursor() {
    let cell = "a\nb\nc\nd\ne\nf\ng\nh"
    #expect(text(layout(cell, at: 0, rows: 9)).contains("h") && !layout(cell, at: 0, rows: 9).isCut)
    #expect(text(layout(cell, at: 0, rows: 6)) == "|a\n... b\n... c\n... (5 lines below)")
    #expect(
      text(layout(cell, at: 8, rows: 6))
        == "(3 lines above)\n... d\n... |e\n... f\n... (2 lines below)")
    #expect(text(layout(cell, at: 15, rows: 6)) == "(5 lines above)\n... f\n... g\n... h|")
    #expect(layout(cell, at: 15, rows: 6).mark == 15)
    #expect(text(layout(cell, at: 15, rows: 2)) == "(7 lines above)\n... h|")
  }

  /// Whatever the cell, cursor and window: the cursor stands before the same text, and no more rows than there are.
  @Test func theCursorKeepsItsPlace() {
    var random = SplitMix64(state: 7)
    for _ in 0..<2000 {
      let length = Int.random(in: 0..<60, using: &random)
      let cell = (0..<length).map { _ in
        "aé日e\u{301}\t \n\n".unicodeScalars.randomElement(using: &random).map(String.init) ?? ""
      }.joined()
      let scalars = Array(cell.unicodeScalars)
      let cut = Int.random(in: 0...scalars.count, using: &random)
      let before = String(String.UnicodeScalarView(scalars[..<cut]))
      let rest = String(String.UnicodeScalarView(scalars[cut...]).prefix { $0 != "\n" })
      let rows = Int.random(in: 5...24, using: &random)
      let found = layout(cell, at: before.utf8.count, rows: rows)
      let shown = String(
        decoding: found.text[found.point...].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
      #expect(shown.unicodeScalars.elementsEqual(rest.unicodeScalars))
      let end = LineLayout.place(after: found.text[...], from: 4, columns: 20)
      let tallest = LineLayout.place(after: Array("\(rest)\(before)".utf8)[...], from: 4, columns: 20).row
      #expect(end.row < max(rows, 3 + tallest))
    }
  }

  @Test func placesAreThoseOfTheScreen() {
    func place(_ text: String) -> [Int] {
      let place = LineLayout.place(after: Array(text.utf8)[...], from: 4, columns: 10)
      return [place.row, place.column]
    }
    #expect(place("abc") == [0, 7] && place("abcdef") == [1, 0] && place("a\nbc") == [1, 2])
    #expect(place("日日") == [0, 8] && place("a日日日") == [1, 2] && place("e\u{301}") == [0, 5])
    #expect(place("\u{1}") == [0, 6] && place("\t") == [0, 8])
  }

  @Test func upAndDownKeepTheColumn() {
    let cell = Array("abc\né日x\n\nend".utf8)
    #expect(LineLayout.moved(2, by: 1, in: cell) == 4 + 5)
    #expect(LineLayout.moved(9, by: -1, in: cell) == 2)
    #expect(LineLayout.moved(9, by: 1, in: cell) == 11)
    #expect(LineLayout.moved(11, by: 1, in: cell) == 12)
    #expect(LineLayout.moved(15, by: -1, in: cell) == 11)
    #expect(LineLayout.moved(2, by: -1, in: cell) == nil && LineLayout.moved(14, by: 1, in: cell) == nil)
    #expect(LineLayout.moved(0, by: 1, in: []) == nil)
  }
}
