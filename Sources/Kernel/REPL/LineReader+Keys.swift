import CReadline
import Glibc

// What keys do here that readline does otherwise. The keys themselves are readline's and the user's: wherever the
// inputrc left one of its commands, ours takes that command's place.
extension LineReader {
  private typealias Action = @convention(c) (Int32, Int32) -> Int32

  private static let replacements: [(Action, Action)] = [
    (rl_newline, { LineReader.enter($0, $1) }),
    (rl_get_previous_history, { LineReader.move(by: -1, $0, $1) }),
    (rl_get_next_history, { LineReader.move(by: 1, $0, $1) }),
    (rl_beg_of_line, { _, _ in LineReader.moveToEdge(atEnd: false) }),
    (rl_end_of_line, { _, _ in LineReader.moveToEdge(atEnd: true) }),
    (rl_delete, { LineReader.delete($0, $1) }),
    (rl_complete, { _, _ in LineReader.completeAtPoint(onlyLists: false) }),
    (rl_menu_complete, { _, _ in LineReader.completeAtPoint(onlyLists: false) }),
    (rl_possible_completions, { _, _ in LineReader.completeAtPoint(onlyLists: true) }),
  ]

  /// Puts the commands of the program where readline's stood.
  static func replaceCommands() {
    for name in ["emacs-standard", "vi-insert", "vi-command"] {
      guard let map = rl_get_keymap_by_name(name) else { continue }
      for (old, new) in replacements {
        guard let keys = rl_invoking_keyseqs_in_map(old, map) else { continue }
        var next = keys
        while let key = next.pointee {
          rl_bind_keyseq_in_map(key, new, map)
          free(key)
          next += 1
        }
        free(keys)
      }
    }
  }

  /// Enter: another line where the cell is open, else it is finished.
  private static func enter(_ count: Int32, _ key: Int32) -> Int32 {
    let isOpen = state.withLock { $0.continuation == nil ? nil : $0.questions?.isOpen }
    guard showsLines, let isOpen else { return rl_newline(count, key) }
    let text = line
    if isOpen(text) {
      iapt_set_point(iapt_end())
      rl_insert_text("\n")
      return 0
    }
    // A paste often ends with a line end; it says nothing.
    let kept = text.utf8.count - text.utf8.reversed().prefix { $0 == UInt8(ascii: "\n") }.count
    if kept < text.utf8.count {
      rl_delete_text(Int32(kept), iapt_end())
      iapt_set_point(min(iapt_point(), Int32(kept)))
    }
    rl_deactivate_mark()
    showWhole()
    return rl_newline(count, key)
  }

  /// Up and down: to another line of the cell, from its first or last one through the history.
  private static func move(by step: Int, _ count: Int32, _ key: Int32) -> Int32 {
    guard showsLines, let point = LineLayout.moved(Int(iapt_point()), by: step, in: Array(line.utf8)) else {
      return step < 0 ? rl_get_previous_history(count, key) : rl_get_next_history(count, key)
    }
    iapt_set_point(Int32(point))
    return 0
  }

  /// To the start or the end of the line of the cell that the cursor is in.
  private static func moveToEdge(atEnd: Bool) -> Int32 {
    let bytes = Array(line.utf8)
    let point = min(max(0, Int(iapt_point())), bytes.count)
    let newline = UInt8(ascii: "\n")
    let edge =
      atEnd
      ? bytes[point...].firstIndex(of: newline) ?? bytes.count
      : bytes[..<point].lastIndex(of: newline).map { $0 + 1 } ?? 0
    iapt_set_point(Int32(edge))
    return 0
  }

  /// Ctrl-D on the empty last line of an open cell takes the cell back, not the session.
  private static func delete(_ count: Int32, _ key: Int32) -> Int32 {
    guard key == 4, iapt_point() == iapt_end(), line.hasSuffix("\n") else { return rl_delete(count, key) }
    state.withLock { $0.result = .cleared }
    return 0
  }

  private static func completeAtPoint(onlyLists: Bool) -> Int32 {
    guard let questions = state.withLock({ $0.continuation == nil ? nil : $0.questions }) else {
      rl_ding()
      return 0
    }
    let line = line
    let bytes = Array(line.utf8)
    let point = min(max(0, Int(iapt_point())), bytes.count)
    let found = questions.complete(line, point)
    // A word that began on an earlier line of the cell is out of reach.
    guard found.start >= 0, !found.candidates.isEmpty else {
      rl_ding()
      return 0
    }
    let start = min(found.start, point)
    let insertion = found.insertion(
      over: String(decoding: bytes[start..<point], as: UTF8.self),
      before: String(decoding: bytes[point...].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    guard !onlyLists, let insertion else {
      list(found, line, point)
      return 0
    }
    rl_begin_undo_group()
    rl_delete_text(Int32(start), Int32(point + insertion.taken))
    iapt_set_point(Int32(start))
    rl_insert_text(insertion.text)
    rl_end_undo_group()
    return 0
  }

  /// Shows the candidates below the line, and the line again below them; asked again at the same place, all of them.
  private static func list(_ found: Completions, _ line: String, _ point: Int) {
    let isAgain = state.withLock { state in
      defer { state.listed = (line, point) }
      return state.listed.map { $0 == (line, point) } ?? false
    }
    var rows: Int32 = 0
    var columns: Int32 = 0
    rl_get_screen_size(&rows, &columns)
    toEnd()
    rl_crlf()
    iapt_write(
      found.listing(columns: Int(columns), rows: isAgain ? nil : Int(rows), mark: showsLines ? "…" : "..."))
    rl_forced_update_display()
    iapt_flush()
  }
}
