import Engine
import Foundation

/// `history`: the statements of this session.
struct History: Action {
  /// Of the last so many cells.
  var last: Value?
  /// Of this command.
  var command: String?
  /// With this text in them.
  var wanted: Value?
  /// Also what failed or was undone, and how each cell ended.
  var isWhole = false
  /// With when each cell began and how long it took.
  var hasTimes = false

  func check(_ scope: inout Scope) throws {
    _ = try last?.whole("the number of cells", 1...Int.max, scope)
    _ = try wanted?.resolved(scope)
  }

  func run(_ run: inout Run) throws {
    let wanted = try wanted?.resolved(run.workspace).lowercased()
    var found: [(cell: CellRecord, text: String)] = []
    for cell in run.context.cells {
      let text = texts(of: cell, wanted).joined(separator: "\n")
      if !text.isEmpty { found.append((cell, text)) }
    }
    if let last = try last?.whole("the number of cells", 1...Int.max, run.workspace) {
      found = found.suffix(last)
    }
    let digits = found.map { String($0.cell.number).count }.max() ?? 0
    var margins = [
      found.map { cell, _ in
        String(repeating: " ", count: digits - String(cell.number).count) + String(cell.number)
      }
    ]
    if hasTimes { margins.append(found.map { History.time(of: $0.cell) }) }
    if isWhole { margins.append(found.map { History.status(of: $0.cell) }) }
    let widths = margins.map { $0.map(\.count).max() ?? 0 }
    var lines: [String] = []
    for index in found.indices {
      let margin = zip(margins, widths).map { $0[index].padded(to: $1) + "  " }.joined()
      for (row, line) in found[index].text.split(separator: "\n", omittingEmptySubsequences: false)
        .enumerated()
      {
        lines.append((row == 0 ? margin : String(repeating: " ", count: margin.count)) + line)
      }
    }
    run.text(lines.isEmpty ? "nothing" : lines.joined(separator: "\n"))
  }

  /// The statements of a cell that are asked for; of one that failed, with `all`, its whole text.
  private func texts(of cell: CellRecord, _ wanted: String?) -> [String] {
    guard isWhole || !cell.isUndone else { return [] }
    let hasEnded = cell.status != .running && cell.status != .finished
    var texts = cell.statements.filter { command == nil || $0.command.name == command }.map(\.text)
    if isWhole, hasEnded, command == nil { texts = [cell.source] }
    return texts.filter { text in wanted.map { text.lowercased().contains($0) } ?? true }
  }

  private static func status(of cell: CellRecord) -> String {
    cell.isUndone ? "undone" : cell.status == .finished || cell.status == .running ? "" : cell.status.rawValue
  }

  /// `14:05:31  0.213 s`, in the time of this place.
  private static func time(of cell: CellRecord) -> String {
    var seconds = time_t(cell.begun.timeIntervalSince1970)
    var parts = tm()
    localtime_r(&seconds, &parts)
    let clock = String(format: "%02d:%02d:%02d", parts.tm_hour, parts.tm_min, parts.tm_sec)
    let elapsed = Elapsed.text(cell.seconds)
    return clock + "  " + String(repeating: " ", count: max(0, 10 - elapsed.count)) + elapsed
  }
}

extension Command {
  static let history = Command(
    "history", "list the statements of this session", role: .session,
    usage: ["history [N] [COMMAND] [\"TEXT\"] [all] [times]"],
    details: [
      """
      Every statement that ran and was not undone, behind the number of its cell, oldest first. A number keeps the \
      last cells, a command's name its statements, a quoted text what contains it in whatever case. all adds what \
      failed, was interrupted or undone, and says so; times adds when each cell began and how long it took.
      """
    ],
    arguments: [
      .init(.positional, .number, "the last N cells only"),
      .init(.positional, .command, "statements of a command only"),
      .init(.option("all"), .none, "also what failed or was undone"),
      .init(.option("times"), .none, "when each cell began, how long it took"),
    ],
    examples: [
      .init("history", "oldest first", after: "set seed 7"),
      .init("history 10 all times", "the last ten cells with how each ended", after: "set seed 7"),
      .init("history fit", "every model that was fitted"),
      .init("history \"deprivation\"", "whatever has that word"),
    ]
  ) { parser in
    var history = History()
    while !parser.isAtEnd {
      if history.command == nil { parser.offer(.name(.command, .name)) }
      if !history.isWhole { parser.offer(.word("all")) }
      if !history.hasTimes { parser.offer(.word("times")) }
      let token = parser.current
      var isRepeated = false
      switch token.kind {
      case .number:
        isRepeated = history.last != nil
        history.last = try parser.value("a number of cells")
      case .string:
        isRepeated = history.wanted != nil
        history.wanted = try parser.value("a text in quotes")
      case .word where token.text.lowercased() == "all":
        isRepeated = history.isWhole
        history.isWhole = true
        try parser.take()
      case .word where token.text.lowercased() == "times":
        isRepeated = history.hasTimes
        history.hasTimes = true
        try parser.take()
      case .word:
        guard let command = Command.named(token.text) else {
          throw NameError(
            .command, token.text, candidates: ["all", "times"] + Command.all.map(\.name), span: token.span)
        }
        isRepeated = history.command != nil
        history.command = command.name
        try parser.take()
      default: throw parser.expected(["a number", "a command", "a text in quotes", "all", "times"])
      }
      if isRepeated { throw SyntaxError(reason: .repeated(token.text), span: token.span) }
    }
    return history
  }
}
