import Engine
import Testing

@testable import Commands

/// A text with the cursor as `|`, and what is offered there.
struct CompletionCase: Sendable, CustomTestStringConvertible {
  /// The sessions a case can stand in.
  enum Session: Sendable {
    /// Nothing loaded.
    case empty
    /// One table, of people.
    case table
    /// Demo data cleaned with the rules of 2022, a table beside them, models.
    case cohort
    /// Demo data cleaned with the published definitions.
    case published
  }

  var session: Session
  var text: String
  /// Exactly these, in this order.
  var all: [String]?
  /// These among others.
  var has: [String] = []
  /// None of these.
  var lacks: [String] = []

  var testDescription: String { text }

  /// Exactly these, separated by blanks.
  init(_ session: Session, _ text: String, is all: String) {
    self.session = session
    self.text = text
    self.all = all.split(separator: " ").map(String.init)
  }

  /// Exactly these.
  init(_ session: Session, _ text: String, are all: [String]) {
    self.session = session
    self.text = text
    self.all = all
  }

  /// Some, and none of others, separated by blanks.
  init(_ session: Session, _ text: String, has: String = "", lacks: String = "") {
    self.session = session
    self.text = text
    self.has = has.split(separator: " ").map(String.init)
    self.lacks = lacks.split(separator: " ").map(String.init)
  }

  /// The text without the mark, and where the cursor is.
  static func cut(_ text: String) -> (text: String, cursor: Int) {
    let before = text.prefix { $0 != "|" }
    return (String(before + text.dropFirst(before.count + 1)), before.utf8.count)
  }

  /// What is offered.
  func candidates() throws -> [Interpreter.Completion] {
    let (text, cursor) = Self.cut(text)
    return Interpreter.complete(text, cursor: cursor, in: try Self.workspace(session)).candidates
  }

  /// Whether what is offered is what should be.
  func holds() throws {
    let found = try candidates().map(\.text)
    if let all { #expect(found == all) }
    for text in has { #expect(found.contains(text), "no \(text) among \(found)") }
    for text in lacks { #expect(!found.contains(text), "\(text) among \(found)") }
    #expect(Set(found).count == found.count)
  }

  static func workspace(_ session: Session) throws -> Workspace {
    switch session {
    case .empty: Workspace()
    case .table: try tableSession.get()
    case .cohort: try cohortSession.get()
    case .published: try publishedSession.get()
    }
  }

  private static let tableSession = Result { try made("load birthwt from \"\(fixtures)/birthwt.csv\"") }

  private static let publishedSession = Result {
    try made("load demo rows=3000 seed=7\nclean with talking-therapies")
  }

  private static let cohortSession = Result {
    try made(
      """
      load demo rows=3000 seed=7
      clean with nhs-2022
      load birthwt from "\(fixtures)/birthwt.csv"
      fit recovery ~ deprivation + full_time as base
      fit recovery ~ deprivation + gender + six_week_wait as treated
      param gender = Female choose All, Male, Female
      param cut = 12
      param day = 2021-06-30
      param data = "\(fixtures)"
      """)
  }

  private static func made(_ text: String) throws -> Workspace {
    var bench = Bench()
    try bench.run(text)
    return bench.workspace
  }
}
