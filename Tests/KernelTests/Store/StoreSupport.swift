import Commands
import Engine
import Foundation
import GRDB

@testable import Kernel

/// A prompt without a terminal: a session and its keeper.
final class Kept {
  var session = Session(isInteractive: true)
  let keeper: SessionKeeper
  let notices: Notices

  final class Notices { var lines: [String] = [] }

  init(_ path: String?, parameters: [String: String] = [:]) {
    let notices = Notices()
    self.notices = notices
    keeper = SessionKeeper(path: path, version: "0.0.1", parameters: parameters) { notices.lines.append($0) }
    session.workspace.overrides = parameters
  }

  /// Types a cell.
  func type(_ text: String) {
    keeper.begin(session.nextNumber, text)
    _ = session.run(text, Interpreter.parse(text), .unattended, emit: { _ in })
    keeper.end(session)
  }

  /// Types a cell that never ends, and is gone.
  func breakOff(in text: String) {
    keeper.begin(session.nextNumber, text)
    vanish()
  }

  /// Ends as a killed process does: its files are closed, nothing else happens.
  func vanish() { keeper.store = nil }

  /// Brings a session back, as the prompt does.
  func resume(_ id: Int64? = nil) throws -> Replay {
    let stored = try keeper.claim(id)
    session.workspace.overrides = stored.row.parameters
    let replay = session.replay(stored.cells, .unattended)
    keeper.adopt(stored, session, unreached: Set(replay.unreached))
    return replay
  }
}

/// Whether any file of a folder has the text in its bytes.
func anyFile(in folder: String, has text: String) throws -> Bool {
  try FileManager.default.contentsOfDirectory(atPath: folder).contains {
    FileManager.default.contents(atPath: folder + "/" + $0)?.range(of: Data(text.utf8)) != nil
  }
}
