import Commands
import Engine

/// A place in a text as editors count: lines and characters from 1.
struct Position: Hashable {
  /// The line, counted from the source's first.
  var line: Int
  /// The character within it.
  var column: Int

  /// The place of a UTF-8 offset; offsets outside the text are taken to its ends.
  init(of offset: Int, in source: SourceText) {
    let bytes = source.text.utf8
    let end = bytes.index(bytes.startIndex, offsetBy: min(max(0, offset), bytes.count))
    let before = bytes[..<end]
    line = source.firstLine + before.count { $0 == UInt8(ascii: "\n") }
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { bytes.index(after: $0) } ?? bytes.startIndex
    column = String(decoding: bytes[start..<end], as: UTF8.self).count + 1
  }
}

/// Errors as text. Places are worked out only here, when an error is printed.
public struct DiagnosticRenderer: Sendable {
  /// Colour.
  public var style: Style
  /// Columns of the window, or `nil` where lines are left as long as they are (files and pipes).
  public var width: Int?

  /// Makes a renderer.
  public init(style: Style = Style(), width: Int? = nil) {
    self.style = style
    self.width = width
  }

  /// For scripts and pipes: `file:line:column: error: …`, the line with carets, notes, a suggestion.
  public func headless(_ diagnostic: Diagnostic, in source: SourceText) -> String {
    let source = diagnostic.source ?? source
    var lines = [headline(diagnostic, at: place(diagnostic.span, source))]
    if let span = diagnostic.span, let (line, carets) = DiagnosticRenderer.marked(span, in: source) {
      lines += ["    " + line, "    " + style.mark(carets)]
    }
    return joined(lines + evidence(diagnostic))
  }

  /// For the prompt: the line with carets, or the carets alone where the line stands on the screen already, behind a
  /// prompt of `echoed` columns; then the message.
  public func interactive(_ diagnostic: Diagnostic, in source: SourceText, echoed: Int? = nil) -> String {
    if let other = diagnostic.source { return headless(diagnostic, in: other) }
    var lines: [String] = []
    if let span = diagnostic.span, let (line, carets) = DiagnosticRenderer.marked(span, in: source) {
      if let echoed {
        lines.append(String(repeating: " ", count: echoed) + style.mark(carets))
      } else {
        lines += ["    " + line, "    " + style.mark(carets)]
      }
    }
    return joined(lines + [headline(diagnostic)] + evidence(diagnostic))
  }

  /// The line a span starts in, tabs as blanks, and the carets under it: `^~~~~`.
  ///
  /// A span over several lines is marked to the end of the first; an empty one gets a single caret. `nil` when the
  /// text is empty.
  static func marked(_ span: Span, in source: SourceText) -> (line: String, carets: String)? {
    let bytes = Array(source.text.utf8)
    guard !bytes.isEmpty else { return nil }
    let newline = UInt8(ascii: "\n")
    var start = min(max(0, span.start), bytes.count)
    // A span at the very end, after the last line end, means the end of the last line.
    if start == bytes.count, bytes[start - 1] == newline, start == span.end || span.end <= start {
      start -= 1
    }
    let lineStart = bytes[..<start].lastIndex(of: newline).map { $0 + 1 } ?? 0
    let lineEnd = bytes[start...].firstIndex(of: newline) ?? bytes.count
    let end = min(max(span.end, start), lineEnd)
    let before = expanded(String(decoding: bytes[lineStart..<start], as: UTF8.self), from: 0)
    let column = DisplayWidth.of(before)
    let within = expanded(String(decoding: bytes[start..<end], as: UTF8.self), from: column)
    let after = expanded(
      String(decoding: bytes[end..<lineEnd], as: UTF8.self), from: column + DisplayWidth.of(within))
    let tail = String(repeating: "~", count: max(0, DisplayWidth.of(within) - 1))
    return (before + within + after, String(repeating: " ", count: column) + "^" + tail)
  }

  /// Tabs as blanks up to every eighth column, other control characters escaped.
  private static func expanded(_ text: String, from column: Int) -> String {
    var result = ""
    for piece in text.split(separator: "\t", omittingEmptySubsequences: false).enumerated() {
      if piece.offset > 0 {
        let width = column + DisplayWidth.of(result)
        result += String(repeating: " ", count: 8 - width % 8)
      }
      result += DisplayWidth.escaped(String(piece.element))
    }
    return result
  }

  private func headline(_ diagnostic: Diagnostic, at place: String = "") -> String {
    let word = diagnostic.stage == .interrupted ? "" : "error:"
    let text = place + (word.isEmpty ? "" : word + " ") + DisplayWidth.escaped(diagnostic.message)
    let lines = DisplayWidth.wrapped(text, to: width).joined(separator: "\n")
    guard !word.isEmpty, let range = lines.dropFirst(place.count).firstRange(of: word) else { return lines }
    return lines[..<range.lowerBound] + style.alarm(word) + lines[range.upperBound...]
  }

  private func evidence(_ diagnostic: Diagnostic) -> [String] {
    var lines = diagnostic.notes.flatMap { note in
      note.split(separator: "\n", omittingEmptySubsequences: false).flatMap {
        DisplayWidth.wrapped("  " + DisplayWidth.escaped(String($0)), to: width)
      }
    }
    if let suggestion = diagnostic.suggestion {
      lines += DisplayWidth.wrapped("  did you mean: " + DisplayWidth.escaped(suggestion), to: width)
    }
    return lines
  }

  private func place(_ span: Span?, _ source: SourceText) -> String {
    let file = DisplayWidth.escaped(source.name)
    guard let span else { return file.isEmpty ? "" : file + ": " }
    let position = Position(of: span.start, in: source)
    let name = file.isEmpty ? "" : file + ":"
    return "\(name)\(position.line):\(position.column): "
  }

  private func joined(_ lines: [String]) -> String { lines.joined(separator: "\n") + "\n" }
}
