import Commands
import Foundation

/// What is done with kept sessions outside a prompt: listing and forgetting them.
public struct SessionCatalogue {
  /// How sessions are listed.
  public enum Format: String, Sendable, CaseIterable {
    /// A table for readers.
    case text
    /// A JSON object a line.
    case json
  }

  private let path: String?
  private let out = StandardOutput()

  /// The store that the environment asks for.
  public init() { path = StoreFile.standard() }

  init(path: String) { self.path = path }

  /// Lists the sessions, the one used last first. The exit status.
  public func list(_ format: Format) -> Int32 {
    attempt { store throws(StoreFailure) in
      let sessions = try store?.sessions() ?? []
      switch format {
      case .json: for session in sessions { out.write(session.json.line + "\n") }
      case .text:
        let text = sessions.isEmpty ? ["no sessions are kept"] : SessionCatalogue.table(sessions)
        out.write(text.joined(separator: "\n") + "\n")
      }
      return out.close()
    }
  }

  /// Deletes sessions, all of them where `ids` is `nil`; `confirm` is asked with what would go. The exit status.
  public func forget(_ ids: [Int]?, confirm: (String) -> Bool) -> Int32 {
    attempt { store throws(StoreFailure) in
      let all = try store?.sessions() ?? []
      let wanted = ids.map { Set($0.map(Int64.init)) }
      if let missing = wanted?.subtracting(all.map(\.id)).min() {
        StandardError.write("error: there is no session \(missing); iapt sessions lists them\n")
        return ExitStatus.usage
      }
      let chosen = all.filter { wanted?.contains($0.id) ?? true }
      for session in chosen where session.isOpen {
        StandardError.write("session \(session.id) is open in process \(session.row.process) and stays\n")
      }
      let closed = chosen.filter { !$0.isOpen }
      let refused: Int32 = closed.count == chosen.count ? ExitStatus.success : ExitStatus.failure
      guard let store, !closed.isEmpty else {
        if chosen.isEmpty { StandardError.write("no sessions are kept\n") }
        return refused
      }
      let names = closed.map(\.id).sorted().map(String.init)
      let what = (closed.count == 1 ? "session " : "sessions ") + names.joined(separator: ", ")
      guard confirm(what) else { return ExitStatus.failure }
      try store.delete(closed.map(\.id))
      do throws(StoreFailure) {
        try store.emptyLog()
      } catch {
        StandardError.write("\(what) forgotten; its text leaves the disk when no other iapt is open\n")
        return ExitStatus.failure
      }
      StandardError.write("\(what) forgotten\n")
      return refused
    }
  }

  /// Works on the store, without one where no session was ever kept.
  private func attempt(_ body: (SessionStore?) throws(StoreFailure) -> Int32) -> Int32 {
    do throws(StoreFailure) {
      guard let path, access(path, F_OK) == 0 else { return try body(nil) }
      let store = try SessionStore(path: path)
      defer { store.close() }
      return try body(store)
    } catch {
      StandardError.write("error: \(DisplayWidth.escaped("\(error)"))\n")
      return ExitStatus.failure
    }
  }

  private static func table(_ sessions: [StoredSession]) -> [String] {
    var grid = Grid(
      heads: ["id", "last used", "cells", "data", "begins with", ""],
      isText: [false, true, false, true, true, true])
    for session in sessions {
      grid.rows.append(
        .cells([
          String(session.id), Clock.text(session.row.used), String(session.cells.count),
          short(session.row.data.joined(separator: ", "), to: 36), short(session.beginning, to: 30),
          session.isOpen ? "open in process \(session.row.process)" : session.brokeOff ? "broke off" : "",
        ]))
    }
    return grid.lines(width: Terminal.columns(STDOUT_FILENO))
  }

  private static func short(_ text: String, to width: Int) -> String {
    let text = DisplayWidth.escaped(text)
    return text.count > width ? text.prefix(width - 1) + "…" : text
  }
}

extension StoredSession {
  /// The first line of its first cell that was kept.
  var beginning: String {
    let text = cells.first { $0.isKept && !$0.statements.isEmpty }?.statements.first ?? ""
    return text.split(separator: "\n").first.map(String.init) ?? ""
  }

  /// Everything known of it but its cells.
  var json: JSONValue {
    .object([
      ("id", .integer(Int(id))), ("begun", .text(Clock.stamp(row.begun))),
      ("used", .text(Clock.stamp(row.used))),
      ("state", .text(isOpen ? "open" : brokeOff ? "broken off" : "left")),
      ("process", isOpen ? .integer(Int(row.process)) : .null),
      ("cells", .integer(cells.count)), ("data", .array(row.data.map(JSONValue.text))),
      ("begins", .text(beginning)), ("folder", .text(row.folder)),
      (
        "parameters",
        .object(row.parameters.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) })
      ),
      (
        "files",
        .array(
          files.map {
            .object([
              ("path", .text($0.path)), ("size", .integer($0.size)),
              ("sha256", $0.sha256.map(JSONValue.text) ?? .null),
            ])
          })
      ),
      ("digest", row.digest.map(JSONValue.text) ?? .null), ("iapt", .text(row.program)),
      ("swift", .text(row.swift)), ("system", .text(row.system)), ("processor", .text(row.processor)),
    ])
  }
}
