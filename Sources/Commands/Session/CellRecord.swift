import Engine
import Foundation

/// What became of a cell: its text, what it gave, how it ended.
public struct CellRecord: Sendable {
  /// How a cell ended.
  public enum Status: String, Sendable, Hashable {
    /// Not over yet; of a session that broke off, the cell it broke off in.
    case running
    /// Every statement ran.
    case finished
    /// A statement failed; those before it stand.
    case failed
    /// Stopped by the user; the state was put back to before the cell.
    case interrupted
  }

  /// Its number, from 1.
  public let number: Int
  /// Its text as typed or read.
  public let source: String
  /// When it began.
  public let begun: Date
  /// Seconds it took.
  public var seconds = 0.0
  /// What of it went where, as far as that was noted; it is not kept with the session.
  public var stages: [Stages.Stage] = []
  /// How it ended.
  public var status = Status.running
  /// The statements that stand, in order; of a failed cell those before the failure.
  public var statements: [Statement] = []
  /// Its outputs, through the gate.
  public var outputs: [Gated] = []
  /// Whether `undo` took it back.
  public var isUndone = false
  /// The state it made, or else looked at; numbered by ``Timeline``.
  var state = 0
  /// Whether it emptied the session.
  public var empties = false

  /// A cell that begins now.
  public init(number: Int, source: String, begun: Date = Date()) {
    self.number = number
    self.source = source
    self.begun = begun
  }
}

extension CellRecord {
  /// Its first line that says something, for lists: at most so many characters, with dots where more follows.
  func headline(limit: Int = 60) -> String {
    let lines = source.split(whereSeparator: \.isNewline).map(\.trimmed).filter { !$0.isEmpty }
    let said = lines.filter { !$0.hasPrefix("#") }
    guard let first = said.first ?? lines.first else { return "" }
    let isWhole = said.count <= 1 && first.count <= limit
    return isWhole ? first : first.prefix(limit).trimmed + " …"
  }
}
