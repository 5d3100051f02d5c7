extension Script {
  /// Reads a Markdown page: fences of `iapt` are code cells, titled by the words behind; what stands between is text.
  /// A comment `<!-- %% title -->` opens a text cell.
  ///
  /// A mark set in by blanks is text, and one of the blanks is taken away. A fence that is never closed goes on to the
  /// end.
  init(path: String, markdown text: String) {
    self.init(path: path, cells: [])
    var kind = Cell.Kind.markdown
    var (title, lines, firstLine) = ("", [String](), 1)
    var fence: Fence?
    func close() {
      if let cell = Cell(kind, title: title, lines: lines, firstLine: firstLine) { cells.append(cell) }
    }
    func open(_ newKind: Cell.Kind, _ newTitle: String, _ number: Int) {
      close()
      (kind, title, lines, firstLine) = (newKind, newTitle, [], number)
    }
    for (index, line) in Script.lines(of: Script.withoutMark(text)).enumerated() {
      if let opened = fence {
        if opened.isClosed(by: line) {
          open(.markdown, "", index + 2)
          fence = nil
        } else {
          lines.append(line)
        }
      } else if let opened = Fence(opening: line) {
        open(.code, opened.title, index + 2)
        fence = opened
      } else if let words = Script.comment(line) {
        open(.markdown, words, index + 2)
      } else {
        lines.append(Script.isMarkBehindBlanks(line) ? line.after(" ") ?? line : line)
      }
    }
    close()
  }

  /// The script as a Markdown page.
  func markdownText() -> String {
    var parts: [String] = []
    // A page cannot start with the character that would be taken for its byte order mark.
    var previous = cells.first?.text.after("\u{FEFF}") == nil ? Cell.Kind.code : .markdown
    for cell in cells {
      if cell.kind == .code {
        let fence = Fence(around: cell)
        let opening = cell.title.isEmpty ? "\(fence.marks)iapt" : "\(fence.marks)iapt \(cell.title)"
        parts.append("\(opening)\n\(cell.text)\n\(fence.marks)")
      } else {
        if !cell.title.isEmpty {
          parts.append("<!-- %% \(cell.title) -->")
        } else if previous == .markdown {
          parts.append("<!-- %% -->")
        }
        parts.append(
          cell.lines.map { Script.isMarkBehindBlanks(" " + $0) ? " " + $0 : $0 }.joined(separator: "\n"))
      }
      previous = cell.kind
    }
    return parts.joined(separator: "\n\n") + "\n"
  }

  /// The title that a comment gives to the text behind it; `nil` for another line.
  private static func comment(_ line: String) -> String? {
    guard let rest = line.after("<!-- %%") else { return nil }
    let bytes = Array(rest.trimmedScalars.utf8)
    guard bytes.suffix(3).elementsEqual("-->".utf8) else { return nil }
    return String(decoding: bytes.dropLast(3), as: UTF8.self).trimmedScalars
  }

  /// Whether a line is one or more blanks and a mark.
  private static func isMarkBehindBlanks(_ line: String) -> Bool {
    let rest = String(decoding: line.utf8.drop { $0 == UInt8(ascii: " ") }, as: UTF8.self)
    return rest.utf8.count < line.utf8.count && (comment(rest) != nil || Fence(opening: rest) != nil)
  }

  /// What stands around code: three or more backticks or tildes.
  private struct Fence {
    let mark: UInt8
    let count: Int
    var title = ""

    var marks: String { String(repeating: String(UnicodeScalar(mark)), count: count) }

    /// The fence that a line opens; `nil` for other lines and for code in other languages.
    init?(opening line: String) {
      guard let first = line.utf8.first, first == UInt8(ascii: "`") || first == UInt8(ascii: "~") else {
        return nil
      }
      let count = line.utf8.prefix { $0 == first }.count
      let info = String(decoding: line.utf8.dropFirst(count), as: UTF8.self).trimmedScalars
      guard count >= 3, let rest = info.after("iapt"), rest.isEmpty || rest.utf8.first == UInt8(ascii: " "),
        first == UInt8(ascii: "~") || !rest.utf8.contains(first)
      else { return nil }
      mark = first
      self.count = count
      title = rest.trimmedScalars
    }

    /// A fence that nothing in the cell closes.
    init(around cell: Cell) {
      // The words behind backticks may hold none.
      let mark = UInt8(ascii: cell.title.utf8.contains(UInt8(ascii: "`")) ? "~" : "`")
      let longest = cell.lines.map { line in
        line.utf8.drop { $0 == 32 || $0 == 9 }.prefix { $0 == mark }.count
      }.max()
      self.mark = mark
      count = max(3, (longest ?? 0) + 1)
    }

    func isClosed(by line: String) -> Bool {
      let blanks = line.utf8.prefix { $0 == 32 }.count
      let rest = line.utf8.dropFirst(blanks)
      let length = rest.prefix { $0 == mark }.count
      return blanks <= 3 && length >= count && rest.dropFirst(length).allSatisfy { $0 == 32 || $0 == 9 }
    }
  }
}
