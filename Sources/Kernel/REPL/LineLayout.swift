/// What is drawn for a cell being edited: each of its lines behind its prompt; of a cell taller than the window the
/// lines around the cursor, and how many stand above and below.
struct LineLayout {
  /// What stands behind the first prompt.
  private(set) var text: [UInt8] = []
  /// The cursor and the mark in it, as UTF-8 offsets.
  private(set) var point = 0
  private(set) var mark = 0
  /// Whether lines were left out.
  private(set) var isCut = false

  /// The window, and what stands in front of the lines.
  struct Frame {
    var columns: Int
    var rows: Int
    /// Columns of the first prompt.
    var promptWidth: Int
    /// The prompt of every further line.
    var continuation: String
  }

  /// Lays out a cell. O(length).
  init(_ cell: [UInt8], point: Int, mark: Int, in frame: Frame) {
    let lines = cell.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let current = cell[..<min(max(0, point), cell.count)].count { $0 == UInt8(ascii: "\n") }
    let shown = LineLayout.lines(lines, around: current, in: frame)
    isCut = shown.count < lines.count
    let continuation = Array(("\n" + frame.continuation).utf8)
    if shown.lowerBound > 0 { text = Array("(\(shown.lowerBound) lines above)".utf8) }
    self.mark = text.count
    for index in shown {
      let line = lines[index]
      if !text.isEmpty || index > shown.lowerBound { text += continuation }
      let shift = text.count - line.startIndex
      text += line
      if index == current { self.point = shift + min(max(line.startIndex, point), line.endIndex) }
      if mark >= line.startIndex { self.mark = shift + min(mark, line.endIndex) }
    }
    let below = lines.count - shown.upperBound
    if below > 0 { text += continuation + Array("(\(below) lines below)".utf8) }
  }

  /// The lines to show: all where they fit, else as many around the current one as do.
  private static func lines(_ lines: [ArraySlice<UInt8>], around current: Int, in frame: Frame) -> Range<Int>
  {
    let heights = lines.map { height($0, from: frame.promptWidth, columns: frame.columns) }
    // A row is left for what stands above the prompt.
    guard heights.reduce(0, +) >= frame.rows, lines.count > 1 else { return 0..<lines.count }
    var room = frame.rows - 3 - heights[current]
    var first = current
    var end = current + 1
    while true {
      let before = (first, end)
      if first > 0, heights[first - 1] <= room {
        first -= 1
        room -= heights[first]
      }
      if end < lines.count, heights[end] <= room {
        room -= heights[end]
        end += 1
      }
      if before == (first, end) { return first..<end }
    }
  }

  /// Rows a line takes that starts at a column.
  private static func height(_ line: ArraySlice<UInt8>, from column: Int, columns: Int) -> Int {
    1 + place(after: line, from: column, columns: columns).row
  }

  /// How many rows the cursor stands below the first prompt.
  func cursorRow(promptWidth: Int, columns: Int) -> Int {
    LineLayout.place(after: text[..<point], from: promptWidth, columns: columns).row
  }

  /// Where the cursor is behind a text, as readline draws it: tabs to every eighth column, control characters as `^X`,
  /// a wide character whole.
  static func place(after text: ArraySlice<UInt8>, from start: Int, columns: Int) -> (row: Int, column: Int) {
    let columns = max(2, columns)
    var row = start / columns
    var column = start % columns
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
      switch scalar {
      case "\n":
        row += 1
        column = 0
      case "\t": column = (column / 8 + 1) * 8
      case "\0"..<" ", "\u{7F}": column += 2
      default:
        let width = DisplayWidth.of(String(scalar))
        if column + width > columns {
          row += 1
          column = 0
        }
        column += width
      }
      row += column / columns
      column %= columns
    }
    return (row, column)
  }

  /// Where the cursor gets a line up (−1) or down (1), as many characters along; `nil` at the first or last line.
  static func moved(_ point: Int, by step: Int, in cell: [UInt8]) -> Int? {
    let lines = cell.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let point = min(max(0, point), cell.count)
    let current = cell[..<point].count { $0 == UInt8(ascii: "\n") }
    guard lines.indices.contains(current + step) else { return nil }
    let along = String(decoding: cell[lines[current].startIndex..<point], as: UTF8.self).count
    let target = lines[current + step]
    return target.startIndex + String(String(decoding: target, as: UTF8.self).prefix(along)).utf8.count
  }
}
