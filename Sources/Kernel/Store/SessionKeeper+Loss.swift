import Commands

extension SessionKeeper {
  /// What leaving would lose, as a sentence: what stands, is not in the store and was not saved; `nil` for nothing.
  func loss(_ session: Session) -> String? {
    if session.isSaved { return nil }
    let standing = session.timeline.standing.filter { $0.changesState && $0.number >= firstTyped }
    let lost = id == nil ? standing : standing.filter { !CellRow.keeps($0.source) }
    guard !lost.isEmpty else { return nil }
    if lost.count == standing.count, let work = session.unsavedWork { return "\(work) would be lost" }
    let why = id == nil ? "" : ": \(lost.count == 1 ? "it" : "they") began with a blank"
    return "what \(SessionKeeper.names(lost)) did would be lost\(why)"
  }

  /// The line that says what of a session is in the store under `id` and how to come back to it.
  static func farewell(_ id: Int64, _ session: Session) -> String {
    let lost = session.timeline.standing.filter { $0.changesState && !CellRow.keeps($0.source) }
    if lost.isEmpty { return "session \(id) is kept; iapt resume \(id) brings it back" }
    return "session \(id) is kept but for \(names(lost)), which began with a blank; "
      + "iapt resume \(id) goes as far as it can without \(lost.count == 1 ? "it" : "them")"
  }

  /// `cell 3`, `cells 2, 3 and 5`, or how many where there are more.
  private static func names(_ cells: [CellRecord]) -> String {
    let numbers = cells.map { String($0.number) }
    if numbers.count > 5 { return "\(numbers.count) cells" }
    guard numbers.count > 1, let last = numbers.last else { return "cell " + numbers.joined() }
    return "cells " + numbers.dropLast().joined(separator: ", ") + " and " + last
  }
}
