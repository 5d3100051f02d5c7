import Testing

/// The emulator against what VT100 and xterm do, known from their manuals.
@Suite struct TerminalScreenTests {
  private func screen(_ text: String, columns: Int = 10, rows: Int = 4) -> TerminalScreen {
    var screen = TerminalScreen(columns: columns, rows: rows)
    screen.write(text.utf8)
    return screen
  }

  private func shows(_ text: String, _ expected: String) -> Bool { screen(text).text == expected }

  @Test func textWrapsAndScrolls() {
    #expect(shows("abc\r\nd", "abc\nd\n") && shows("a\u{8}b\rc", "c\n"))
    #expect(shows("0123456789", "0123456789\n") && screen("0123456789").row == 0)
    #expect(shows("0123456789\r\nx", "0123456789\nx\n") && shows("0123456789x", "0123456789\nx\n"))
    #expect(shows("a\r\nb\r\nc\r\nd\r\ne", "b\nc\nd\ne\n"))
    #expect(shows("a\tb", "a       b\n"))
  }

  @Test func wideAndCombining() {
    #expect(shows("日本e\u{301}x", "日本e\u{301}x\n") && screen("日本e\u{301}x").column == 6)
    #expect(shows("012345678日", "012345678\n日\n"))
    // Half of a wide character written over takes the other half with it.
    #expect(shows("日本\r\u{1B}[Cx", " x本\n") && shows("日本\rx", "x 本\n"))
  }

  @Test func cursorMoves() {
    #expect(shows("abc\u{1B}[2Dx\u{1B}[By\u{1B}[Az", "axcz\n  y\n"))
    #expect(shows("\u{1B}[2;3Hx\u{1B}[Hy", "y\n  x\n") && shows("ab\u{1B}[Gx", "xb\n"))
    #expect(shows("\u{1B}[9;99Hx", "\n\n\n         x\n") && shows("\u{1B}[3dx", "\n\nx\n"))
    #expect(shows("a\u{1B}7bc\u{1B}8x", "axc\n") && shows("\u{1B}[2Ba\u{1B}Mb", "\n b\na\n"))
  }

  @Test func erasingAndMovingCells() {
    #expect(shows("abcdef\u{1B}[3D\u{1B}[K", "abc\n") && shows("abcdef\u{1B}[3D\u{1B}[1K", "    ef\n"))
    #expect(shows("abcdef\u{1B}[4D\u{1B}[2P", "abef\n") && shows("abc\u{1B}[2D\u{1B}[2@", "a  bc\n"))
    #expect(shows("abc\u{1B}[2D\u{1B}[X", "a c\n") && shows("bc\r\u{1B}[4ha\u{1B}[4l", "abc\n"))
    #expect(shows("a\r\nb\r\nc\u{1B}[A\u{1B}[J", "a\nb\n") && shows("a\r\nb\u{1B}[2J", ""))
    #expect(
      shows("a\r\nb\r\nc\u{1B}[2H\u{1B}[L", "a\n\nb\nc\n") && shows("a\r\nb\r\nc\u{1B}[2H\u{1B}[M", "a\nc\n"))
  }

  @Test func coloursAndModesAreReadOver() {
    #expect(shows("\u{1B}[1;32mab\u{1B}[0m\u{1B}[?2004h\u{1B}(B\u{1B}]0;title\u{7}c", "abc\n"))
    #expect(shows("a\u{1B}[?1049hpage\u{1B}[?1049lb", "ab\n"))
  }

  @Test func otherSizes() {
    var wrapped = screen("0123456789abcde\r\nx")
    wrapped.resize(columns: 20, rows: 4, rewraps: true)
    #expect(wrapped.text == "0123456789abcde\nx\n" && wrapped.row == 1 && wrapped.column == 1)
    wrapped.resize(columns: 6, rows: 4, rewraps: true)
    #expect(wrapped.text == "012345\n6789ab\ncde\nx\n" && wrapped.row == 3)
    var cut = screen("0123456789abcde\r\nx")
    cut.resize(columns: 6, rows: 2, rewraps: false)
    #expect(cut.text == "abcde\nx\n" && cut.row == 1)
  }
}
