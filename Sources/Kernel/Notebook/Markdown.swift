/// The Markdown of text cells: headings, paragraphs, lists, quotes, code and tables, after CommonMark 0.31 and
/// GitHub's tables. Whatever else there is, HTML above all, is text.
struct Markdown {
  /// A part of the text; what stands within lines is still Markdown.
  indirect enum Block: Hashable {
    case heading(level: Int, String)
    case paragraph(String)
    case code(String)
    /// `start` is `nil` where points stand in place of numbers.
    case list(start: Int?, isLoose: Bool, items: [[Block]])
    case quote([Block])
    case table(heads: [String], columns: [Column], rows: [[String]])
    case rule
  }

  /// Where a table's column stands.
  enum Column: Hashable { case plain, left, right, middle }

  /// The parts in order.
  let blocks: [Block]

  /// Deeper lists and quotes are text: nobody writes them, and the stack is finite.
  static let deepest = 8

  /// Reads the text; every text is Markdown. O(length) for what people write.
  init(_ text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
      DisplayWidth.escapedKeepingLines(String($0)).replacing("\t", with: "    ")
    }
    var reader = MarkdownReader(lines: lines, depth: 0)
    blocks = reader.read()
  }

  /// The heading it begins with, as plain text.
  var title: String? {
    guard case .heading(_, let text)? = blocks.first else { return nil }
    return MarkdownInline.plain(text)
  }
}

/// Reads lines into blocks.
struct MarkdownReader {
  let lines: [String]
  let depth: Int
  private var index = 0
  private var blocks: [Markdown.Block] = []
  private var paragraph: [String] = []

  init(lines: [String], depth: Int) {
    self.lines = lines
    self.depth = depth
  }

  mutating func read() -> [Markdown.Block] {
    while index < lines.count {
      let line = lines[index]
      if line.isBlank {
        flush()
        index += 1
      } else if paragraph.isEmpty, line.indent >= 4 {
        indentedCode()
      } else if let fence = Fence(line) {
        fencedCode(fence)
      } else if let (level, text) = MarkdownReader.heading(line) {
        add(.heading(level: level, text))
      } else if let level = underline(line) {
        let text = paragraph.joined(separator: "\n")
        paragraph = []
        add(.heading(level: level, text))
      } else if MarkdownReader.isRule(line) {
        add(.rule)
      } else if line.trimmedStart.hasPrefix(">"), depth < Markdown.deepest {
        quote()
      } else if let item = ListMark(line), depth < Markdown.deepest, paragraph.isEmpty || item.mayInterrupt {
        list(item)
      } else if paragraph.isEmpty, let table = table() {
        blocks.append(table)
      } else {
        // Blanks at the end of a line mean something, at its start nothing.
        paragraph.append(line.trimmedStart)
        index += 1
      }
    }
    flush()
    return blocks
  }

  /// Ends the paragraph and adds a block of one line.
  private mutating func add(_ block: Markdown.Block) {
    flush()
    blocks.append(block)
    index += 1
  }

  private mutating func flush() {
    guard !paragraph.isEmpty else { return }
    blocks.append(.paragraph(paragraph.joined(separator: "\n")))
    paragraph = []
  }

  // MARK: Headings, rules, code

  private static func heading(_ line: String) -> (Int, String)? {
    let text = line.trimmedStart
    let level = text.prefix { $0 == "#" }.count
    let rest = text.dropFirst(level)
    guard (1...6).contains(level), rest.isEmpty || rest.first == " " else { return nil }
    var words = rest.trimmed
    // Closing marks are no part of it.
    let bare = String(words.reversed().drop { $0 == "#" }.reversed())
    if bare.isEmpty || bare.hasSuffix(" ") { words = bare.trimmed }
    return (level, words)
  }

  /// The level of a heading that the line underlines.
  private func underline(_ line: String) -> Int? {
    let text = line.trimmed
    guard !paragraph.isEmpty, let first = text.first, text.allSatisfy({ $0 == first }) else { return nil }
    return first == "=" ? 1 : first == "-" ? 2 : nil
  }

  private static func isRule(_ line: String) -> Bool {
    let marks = line.filter { $0 != " " }
    guard let first = marks.first, "-*_".contains(first) else { return false }
    return marks.count >= 3 && marks.allSatisfy { $0 == first }
  }

  private mutating func indentedCode() {
    var code: [String] = []
    while index < lines.count, lines[index].indent >= 4 || lines[index].isBlank {
      code.append(String(lines[index].dropFirst(4)))
      index += 1
    }
    while code.last?.isBlank == true { code.removeLast() }
    blocks.append(.code(code.joined(separator: "\n")))
  }

  /// Three or more backticks or tildes.
  private struct Fence {
    let mark: Character
    let length: Int
    let indent: Int

    init?(_ line: String) {
      let text = line.trimmedStart
      guard line.indent < 4, let mark = text.first, "`~".contains(mark) else { return nil }
      length = text.prefix { $0 == mark }.count
      guard length >= 3, mark == "~" || !text.dropFirst(length).contains("`") else { return nil }
      self.mark = mark
      indent = line.indent
    }

    func isEnded(by line: String) -> Bool {
      let text = line.trimmed
      return line.indent < 4 && text.count >= length && text.allSatisfy { $0 == mark }
    }
  }

  /// The marks that would end code a text leaves open; `nil` where it leaves none.
  static func openFence(_ text: String) -> String? {
    var open: Fence?
    for line in text.split(separator: "\n") {
      if let fence = open {
        if fence.isEnded(by: String(line)) { open = nil }
      } else {
        open = Fence(String(line))
      }
    }
    return open.map { String(repeating: $0.mark, count: $0.length) }
  }

  private mutating func fencedCode(_ fence: Fence) {
    flush()
    index += 1
    var code: [String] = []
    while index < lines.count, !fence.isEnded(by: lines[index]) {
      code.append(String(lines[index].dropFirst(min(fence.indent, lines[index].indent))))
      index += 1
    }
    index += 1
    blocks.append(.code(code.joined(separator: "\n")))
  }

  // MARK: Quotes and lists

  private mutating func quote() {
    flush()
    var inner: [String] = []
    while index < lines.count, lines[index].trimmedStart.hasPrefix(">") {
      let text = lines[index].trimmedStart.dropFirst()
      inner.append(String(text.hasPrefix(" ") ? text.dropFirst() : text))
      index += 1
    }
    var reader = MarkdownReader(lines: inner, depth: depth + 1)
    blocks.append(.quote(reader.read()))
  }

  /// `- `, `* `, `+ `, `1. ` or `1) `.
  private struct ListMark {
    let number: Int?
    let mark: Character
    /// Columns up to the item's text.
    let width: Int

    init?(_ line: String) {
      let text = line.trimmedStart
      let digits = text.prefix { $0.isASCII && $0.isNumber }
      let rest = text.dropFirst(digits.count)
      guard line.indent < 4, digits.count < 10, let mark = rest.first,
        (digits.isEmpty ? "-*+" : ".)").contains(mark), !MarkdownReader.isRule(line)
      else { return nil }
      let blanks = rest.dropFirst().prefix { $0 == " " }.count
      guard blanks > 0 || rest.count == 1 else { return nil }
      self.mark = mark
      number = Int(digits)
      width = line.indent + digits.count + 1 + (blanks > 4 || rest.count == 1 ? 1 : blanks)
    }

    /// Within a paragraph "1986. A year" is no list.
    var mayInterrupt: Bool { number == nil || number == 1 }
  }

  private mutating func list(_ first: ListMark) {
    flush()
    var items: [[Markdown.Block]] = []
    var isLoose = false
    while index < lines.count, let item = ListMark(lines[index]), item.mark == first.mark {
      var inner = [String(lines[index].dropFirst(item.width))]
      index += 1
      while index < lines.count {
        let line = lines[index]
        if line.isBlank {
          guard let next = lines[index...].first(where: { !$0.isBlank }), next.indent >= item.width else {
            break
          }
          inner.append("")
        } else if line.indent >= item.width {
          inner.append(String(line.dropFirst(item.width)))
        } else if inner.last?.isBlank == false, ListMark(line) == nil, Fence(line) == nil,
          MarkdownReader.heading(line) == nil, !MarkdownReader.isRule(line), !line.trimmedStart.hasPrefix(">")
        {
          inner.append(line.trimmedStart)
        } else {
          break
        }
        index += 1
      }
      if inner.contains("") { isLoose = true }
      var reader = MarkdownReader(lines: inner, depth: depth + 1)
      items.append(reader.read())
      // A blank line between two items does not end the list.
      let next = lines[index...].firstIndex { !$0.isBlank } ?? lines.count
      if next > index, next < lines.count, let mark = ListMark(lines[next]), mark.mark == first.mark {
        isLoose = true
        index = next
      }
    }
    blocks.append(.list(start: first.number, isLoose: isLoose, items: items))
  }

  // MARK: Tables

  /// A head, a line of dashes, rows up to a line without a bar.
  private mutating func table() -> Markdown.Block? {
    guard lines[index].contains("|"), index + 1 < lines.count else { return nil }
    let heads = MarkdownReader.cells(lines[index])
    let dashes = MarkdownReader.cells(lines[index + 1])
    let columns = dashes.map { text -> Markdown.Column? in
      guard text.contains("-"), text.allSatisfy({ $0 == "-" || $0 == ":" }),
        !text.dropFirst().dropLast().contains(":")
      else { return nil }
      return switch (text.hasPrefix(":"), text.hasSuffix(":")) {
      case (true, true): .middle
      case (true, false): .left
      case (false, true): .right
      case (false, false): .plain
      }
    }
    guard heads.count == columns.count, !columns.contains(nil) else { return nil }
    index += 2
    var rows: [[String]] = []
    while index < lines.count, !lines[index].isBlank, lines[index].contains("|") {
      let cells = MarkdownReader.cells(lines[index])
      rows.append(heads.indices.map { $0 < cells.count ? cells[$0] : "" })
      index += 1
    }
    return .table(heads: heads, columns: columns.compactMap { $0 }, rows: rows)
  }

  /// The cells of a line; `\|` is no border.
  private static func cells(_ line: String) -> [String] {
    var cells = [""]
    var isEscaped = false
    for character in line.trimmed {
      if character == "|", !isEscaped {
        cells.append("")
      } else {
        if character == "|" { cells[cells.count - 1].removeLast() }
        cells[cells.count - 1].append(character)
      }
      isEscaped = character == "\\" && !isEscaped
    }
    if cells.first?.isBlank == true { cells.removeFirst() }
    if cells.last?.isBlank == true { cells.removeLast() }
    return cells.map(\.trimmed)
  }
}

extension StringProtocol {
  /// Whether nothing but blanks stands in it.
  var isBlank: Bool { allSatisfy { $0 == " " } }
  /// Blanks it begins with.
  fileprivate var indent: Int { prefix { $0 == " " }.count }
  fileprivate var trimmedStart: String { String(drop { $0 == " " }) }
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
