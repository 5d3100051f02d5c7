/// A script file: code and text cells in the percent format, or a Databricks notebook's source.
///
/// `# %% title` opens a code cell, `# %% [markdown]` a text cell whose lines start with `# `. In Databricks source
/// `# COMMAND ----------` opens a cell and `# MAGIC %md` marks its text. See Jupytext, "The percent format".
/// ``Format`` names the other forms a script can have.
public struct Script: Sendable {
  /// One cell.
  public struct Cell: Sendable, Hashable {
    /// What it holds.
    public enum Kind: Sendable, Hashable { case code, markdown }

    /// What it holds.
    public var kind: Kind
    /// The words behind `# %%`; empty for none.
    public var title: String
    /// Its text; of a text cell without the leading `# `.
    public var text: String
    /// The number of the text's first line in the file.
    public var firstLine: Int
  }

  /// Where it came from, as given.
  public var path: String
  /// The cells that hold something, in order.
  public var cells: [Cell]
  /// Whether anything in it marks where cells begin.
  public private(set) var hasMarks: Bool

  /// A script of these cells.
  init(path: String, cells: [Cell]) {
    self.path = path
    self.cells = cells
    hasMarks = true
  }

  /// Reads a script. Anything is a script: a file without cell marks is one cell of code.
  public init(path: String, text: String) {
    self.path = path
    var builder = Builder()
    for (index, line) in Script.lines(of: Script.withoutMark(text)).enumerated() {
      builder.add(line, number: index + 1)
    }
    cells = builder.finish()
    hasMarks = builder.hasMarks
  }

  /// A file's text without the byte order mark that editors and shells of Windows put first.
  static func withoutMark(_ text: String) -> String { text.after("\u{FEFF}") ?? text }

  /// The lines of a text without their ends.
  static func lines(of text: String) -> [String] {
    // By bytes: to Swift "\r\n" is one character, which a split at "\n" would miss. A lone "\r" ended the lines of old
    // Macs.
    let (lineFeed, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
    let pieces = text.utf8.split(separator: lineFeed, omittingEmptySubsequences: false)
    return pieces.enumerated().flatMap { index, piece in
      let line = index + 1 < pieces.count && piece.last == carriageReturn ? piece.dropLast() : piece
      return line.split(separator: carriageReturn, omittingEmptySubsequences: false).map {
        String(decoding: $0, as: UTF8.self)
      }
    }
  }

  /// Whether a line of a script says where a cell begins or what it is.
  static func isMark(_ line: some StringProtocol) -> Bool {
    let line = String(line)
    return Mark.isMark(line) || line.after(Mark.title) != nil || line == Mark.source
  }

  private struct Builder {
    var cells: [Cell] = []
    var kind = Cell.Kind.code
    var title = ""
    var lines: [String] = []
    var firstLine = 1
    /// Text marked `# MAGIC`, which has lost that mark instead of a `# `.
    var isMagic = false
    var hasMarks = false
    /// In Databricks source titles stand in lines of their own.
    var isDatabricks = false
    var hasTitle = false

    mutating func add(_ line: String, number: Int) {
      if line == Mark.source, number == 1 {
        isDatabricks = true
        return open(.code, "", number + 1)
      }
      if let rest = Mark.percent(line) {
        // Before the cell's kind stands its title, behind it what other programs note.
        let kind = ["[markdown]", "[md]"].compactMap { rest.firstRange(of: $0) }.first
        guard let kind else { return open(.code, rest, number + 1) }
        let title = kind.lowerBound == rest.startIndex ? rest[kind.upperBound...] : rest[..<kind.lowerBound]
        return open(.markdown, String(title), number + 1)
      }
      if line.after(Mark.command) != nil { return open(.code, "", number + 1) }
      let isFirst = lines.allSatisfy(\.isBlank)
      if isDatabricks, isFirst, !hasTitle, let rest = line.after(Mark.title) {
        // A digit says whether the title is shown.
        hasTitle = true
        title = String(rest.unicodeScalars.drop { $0 != "," }.dropFirst()).trimmedScalars
        firstLine = number + 1
        lines = []
        return
      }
      guard var text = Mark.magic(line) else { return lines.append(line) }
      hasMarks = true
      if isFirst, !isMagic, let words = Mark.markdown(text) {
        kind = .markdown
        isMagic = true
        text = words
      }
      lines.append(text)
    }

    private mutating func open(_ kind: Cell.Kind, _ title: String, _ number: Int) {
      close()
      hasMarks = true
      (isMagic, hasTitle) = (false, false)
      self.kind = kind
      self.title = title
      firstLine = number
    }

    private mutating func close() {
      defer { lines = [] }
      if kind == .markdown, !isMagic { lines = lines.map(Script.uncommented) }
      if let cell = Cell(kind, title: title, lines: lines, firstLine: firstLine) { cells.append(cell) }
    }

    mutating func finish() -> [Cell] {
      close()
      return cells
    }
  }
}

extension Script.Cell {
  /// A cell of these lines, blank ones at both ends left out; `nil` when nothing is left.
  init?(_ kind: Kind, title: String, lines: [String], firstLine: Int) {
    var rest = lines[...]
    var first = firstLine
    while let line = rest.first, line.isBlank {
      rest.removeFirst()
      first += 1
    }
    while let line = rest.last, line.isBlank { rest.removeLast() }
    guard !rest.isEmpty else { return nil }
    var title = Script.lines(of: title).joined(separator: " ")
    if kind == .code { title = Script.Cell.withoutMarks(title) }
    title = title.trimmedScalars
    self.init(kind: kind, title: title, text: rest.joined(separator: "\n"), firstLine: first)
  }

  /// A title of code without what would read as the mark of a text cell, also where leaving one out would make
  /// another. O(length).
  private static func withoutMarks(_ title: String) -> String {
    let marks = ["[markdown]", "[md]"].map { Array($0.utf8) }
    var bytes: [UInt8] = []
    for byte in title.utf8 {
      bytes.append(byte)
      guard byte == UInt8(ascii: "]") else { continue }
      for mark in marks where bytes.suffix(mark.count).elementsEqual(mark) { bytes.removeLast(mark.count) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The text's lines.
  var lines: [String] { Script.lines(of: text) }
}

extension StringProtocol {
  /// What stands behind a prefix; `nil` without it. By bytes: a combining mark behind it hides nothing.
  func after(_ prefix: String) -> String? {
    utf8.starts(with: prefix.utf8) ? String(decoding: utf8.dropFirst(prefix.utf8.count), as: UTF8.self) : nil
  }

  /// Nothing but white space.
  var isBlank: Bool { unicodeScalars.allSatisfy(\.properties.isWhitespace) }

  /// The text without white space at its ends.
  var trimmedScalars: String {
    let scalars = Array(unicodeScalars)
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    var result = String.UnicodeScalarView()
    result.append(contentsOf: scalars[first...last])
    return String(result)
  }
}
