/// A terminal's screen, as a VT100 with the additions of xterm that programs use: what a user would see.
///
/// Colours and modes are read over. Written without the program's own notion of how wide characters are.
struct TerminalScreen {
  /// A character with what combines with it; `nil` behind a wide one.
  typealias Cell = String?

  struct Row {
    var cells: [Cell]
    /// Whether the text goes on in the next row.
    var isWrapped = false
  }

  private(set) var columns: Int
  private(set) var height: Int
  private(set) var rows: [Row]
  private(set) var row = 0
  private(set) var column = 0
  /// The last column is written: the next character goes to the next row.
  private var isFull = false
  private var inserts = false
  private var saved = (row: 0, column: 0)
  private var other: [Row]?
  private var top = 0
  private var bottom: Int
  private var decoder = [UInt8]()
  private var escape: [UInt8]?

  init(columns: Int, rows height: Int) {
    self.columns = columns
    self.height = height
    bottom = height - 1
    rows = (0..<height).map { _ in Row(cells: Array(repeating: " ", count: columns)) }
  }

  private var blank: Row { Row(cells: Array(repeating: " ", count: columns)) }

  /// The rows as text, without blanks at their ends and empty rows at the bottom.
  var text: String {
    var lines = rows.map { row in
      var line = row.cells.map { $0 ?? "" }.joined()
      while line.last == " " { line.removeLast() }
      return line
    }
    while lines.last == "" { lines.removeLast() }
    return lines.map { $0 + "\n" }.joined()
  }

  /// What the terminal is sent.
  mutating func write(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      if let sequence = escape {
        escape = sequence + [byte]
        finishEscape()
      } else if byte == 0x1B {
        escape = []
      } else if byte < 0x20 || byte == 0x7F {
        control(byte)
      } else {
        decode(byte)
      }
    }
  }

  // MARK: Characters

  private mutating func decode(_ byte: UInt8) {
    if byte < 0x80 || byte >= 0xC0 { decoder = [] }
    decoder.append(byte)
    let length = byte < 0x80 ? 1 : decoder[0] >= 0xF0 ? 4 : decoder[0] >= 0xE0 ? 3 : 2
    guard decoder.count == length else { return }
    for scalar in String(decoding: decoder, as: UTF8.self).unicodeScalars { put(scalar) }
    decoder = []
  }

  static func width(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case 0x300...0x36F, 0x200B...0x200D, 0xFE00...0xFE0F: 0
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFF00...0xFF60,
      0x1F300...0x1FAFF:
      2
    default: 1
    }
  }

  private mutating func put(_ scalar: Unicode.Scalar) {
    let width = TerminalScreen.width(scalar)
    guard width > 0 else {
      var before = isFull ? column : column - 1
      if before > 0, rows[row].cells[before] == nil { before -= 1 }
      if before >= 0 { rows[row].cells[before]?.unicodeScalars.append(scalar) }
      return
    }
    if isFull || column + width > columns {
      rows[row].isWrapped = true
      column = 0
      feed()
    }
    if inserts { insert(width) }
    for place in column..<(column + width) { clear(place) }
    rows[row].cells[column] = String(scalar)
    if width == 2 { rows[row].cells[column + 1] = nil }
    column += width
    isFull = column == columns
    if isFull { column -= 1 }
  }

  /// Blanks a cell; of a wide character both.
  private mutating func clear(_ place: Int) {
    guard place < columns else { return }
    if rows[row].cells[place] == nil, place > 0 { rows[row].cells[place - 1] = " " }
    if place + 1 < columns, rows[row].cells[place + 1] == nil { rows[row].cells[place + 1] = " " }
    rows[row].cells[place] = " "
  }

  private mutating func insert(_ count: Int) {
    let count = min(count, columns - column)
    rows[row].cells.removeLast(count)
    rows[row].cells.insert(contentsOf: Array(repeating: " ", count: count), at: column)
  }

  // MARK: Moving

  private mutating func control(_ byte: UInt8) {
    switch byte {
    case 0x08: column = max(0, column - 1)
    case 0x09: column = min(columns - 1, (column / 8 + 1) * 8)
    case 0x0A...0x0C: feed()
    case 0x0D: column = 0
    default: return
    }
    isFull = false
  }

  private mutating func feed() {
    isFull = false
    if row == bottom {
      scroll(1)
    } else {
      row = min(height - 1, row + 1)
    }
  }

  /// Moves the scrolling rows up, or down by a negative number.
  private mutating func scroll(_ count: Int, from first: Int? = nil) {
    let first = first ?? top
    for _ in 0..<min(abs(count), height) {
      rows.remove(at: count > 0 ? first : bottom)
      rows.insert(blank, at: count > 0 ? bottom : first)
    }
  }

  private mutating func move(_ newRow: Int, _ newColumn: Int) {
    row = min(max(0, newRow), height - 1)
    column = min(max(0, newColumn), columns - 1)
    isFull = false
  }

  // MARK: Escape sequences

  private mutating func finishEscape() {
    guard let sequence = escape, let first = sequence.first, let last = sequence.last else { return }
    switch first {
    case UInt8(ascii: "["):
      guard sequence.count > 1, (0x40...0x7E).contains(last) else { return }
      escape = nil
      command(last, sequence.dropFirst().dropLast())
    case UInt8(ascii: "]"):
      // A title, up to a bell.
      if last == 0x07 || sequence.suffix(2) == [0x1B, UInt8(ascii: "\\")] { escape = nil }
    case UInt8(ascii: "("), UInt8(ascii: ")"):
      if sequence.count == 2 { escape = nil }
    default:
      escape = nil
      switch first {
      case UInt8(ascii: "7"): saved = (row, column)
      case UInt8(ascii: "8"): move(saved.row, saved.column)
      case UInt8(ascii: "D"): feed()
      case UInt8(ascii: "E"):
        column = 0
        feed()
      case UInt8(ascii: "M"): if row == top { scroll(-1) } else { move(row - 1, column) }
      default: break
      }
    }
  }

  private mutating func command(_ letter: UInt8, _ parameters: ArraySlice<UInt8>) {
    let text = String(decoding: parameters, as: UTF8.self)
    let numbers = text.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    let given = numbers.first ?? 0
    let count = max(1, given)
    switch Character(Unicode.Scalar(letter)) {
    case "A": move(row - count, column)
    case "B", "e": move(row + count, column)
    case "C", "a": move(row, column + count)
    case "D": move(row, column - count)
    case "E": move(row + count, 0)
    case "F": move(row - count, 0)
    case "G", "`": move(row, count - 1)
    case "d": move(count - 1, column)
    case "H", "f": move(count - 1, (numbers.count > 1 ? max(1, numbers[1]) : 1) - 1)
    case "J": eraseRows(given)
    case "K": eraseCells(given)
    case "@": insert(count)
    case "P":
      let count = min(count, columns - column)
      rows[row].cells.removeSubrange(column..<(column + count))
      rows[row].cells += Array(repeating: " ", count: count)
    case "X": for place in column..<min(columns, column + count) { clear(place) }
    case "L": scroll(-count, from: row)
    case "M": scroll(count, from: row)
    case "S": scroll(count)
    case "T": scroll(-count)
    case "r":
      top = max(0, count - 1)
      bottom = numbers.count > 1 && numbers[1] > 0 ? min(height, numbers[1]) - 1 : height - 1
      move(0, 0)
    case "h", "l": mode(text, letter == UInt8(ascii: "h"))
    default: break
    }
  }

  private mutating func eraseCells(_ how: Int) {
    isFull = false
    let places = how == 0 ? column..<columns : how == 1 ? 0..<(column + 1) : 0..<columns
    for place in places { clear(place) }
    if how != 1 { rows[row].isWrapped = false }
  }

  private mutating func eraseRows(_ how: Int) {
    if how < 2 { eraseCells(how) }
    for index in rows.indices where how >= 2 || (how == 0 ? index > row : index < row) { rows[index] = blank }
  }

  private mutating func mode(_ text: String, _ isOn: Bool) {
    switch text {
    case "4": inserts = isOn
    case "?1049", "?47", "?1047":
      guard isOn == (other == nil) else { return }
      if isOn {
        saved = (row, column)
        other = rows
        rows = rows.map { _ in blank }
      } else {
        rows = other ?? rows
        other = nil
        move(saved.row, saved.column)
      }
    default: break
    }
  }

  // MARK: Size

  /// Gives the window another size. With `rewraps` rows that belong together are joined and cut anew, as most terminals
  /// do; without it they are cut off or widened, as in xterm.
  mutating func resize(columns: Int, rows height: Int, rewraps: Bool) {
    var lines: [[Cell]] = []
    var place = (line: 0, cell: 0)
    if rewraps {
      var goesOn = false
      for (index, old) in rows.enumerated() {
        if !goesOn { lines.append([]) }
        if index == row {
          place = (lines.count - 1, lines[lines.count - 1].count + column + (isFull ? 1 : 0))
        }
        var cells = old.cells
        while !old.isWrapped, cells.last == " " { cells.removeLast() }
        lines[lines.count - 1] += cells
        goesOn = old.isWrapped
      }
    }
    self.columns = columns
    if rewraps {
      var next: [Row] = []
      for (index, line) in lines.enumerated() {
        let first = next.count
        var row = blank
        var used = 0
        for (offset, cell) in line.enumerated() {
          let isWide = offset + 1 < line.count && line[offset + 1] == nil
          if used + (isWide ? 2 : 1) > columns {
            row.isWrapped = true
            next.append(row)
            (row, used) = (blank, 0)
          }
          row.cells[used] = cell
          used += 1
        }
        next.append(row)
        if index == place.line {
          self.row = first + place.cell / columns
          column = place.cell % columns
          while next.count <= self.row { next.append(blank) }
        }
      }
      rows = next
    } else {
      for index in rows.indices {
        rows[index].cells = Array((rows[index].cells + blank.cells).prefix(columns))
        rows[index].isWrapped = false
      }
      column = min(column, columns - 1)
    }
    isFull = false
    while rows.count > height, row < rows.count - 1,
      rows.last.map({ $0.cells.allSatisfy { $0 == " " } }) ?? false
    {
      rows.removeLast()
    }
    while rows.count > height {
      rows.removeFirst()
      row = max(0, row - 1)
    }
    while rows.count < height { rows.append(blank) }
    self.height = height
    (top, bottom) = (0, height - 1)
  }
}
