import Commands
import Engine
import Foundation

/// How a replay of a stored session went.
struct Replay {
  /// Cells that were done again.
  var done = 0
  /// The cell that could not be, and why.
  var failure: (cell: Int, diagnostic: Diagnostic)?
  /// Cells that stand and were not reached, the failed one first.
  var unreached: [Int] = []
}

extension Repl {
  /// Brings a session of the store back, the last one where none is named, and goes on with it at a prompt. The exit
  /// status.
  public static func resume(_ id: Int?, version: String) -> Int32 {
    // Parameters are those the session was begun with.
    var repl = Repl(version: version)
    do throws(StoreFailure) {
      let stored = try repl.keeper.claim(id.map(Int64.init))
      return repl.run(resuming: stored)
    } catch {
      StandardError.write("error: \(DisplayWidth.escaped("\(error)"))\n")
      return error.status
    }
  }

  /// Replays a session and says what came back and what did not.
  mutating func replay(_ stored: StoredSession) {
    let begun = ContinuousClock.now
    screen.tell(
      "Session \(stored.id), begun \(Clock.text(stored.row.begun)), last used \(Clock.text(stored.row.used)), "
        + "in \(DisplayWidth.escaped(stored.row.folder))\n")
    session.workspace.overrides = stored.row.parameters
    if chdir(stored.row.folder) != 0 { warn("the folder is gone; paths begin from the current one") }
    Interrupt.reset()
    let work = screen.beginCell()
    warnOfFiles(stored, work)
    let replay = session.replay(stored.cells, work)
    if replay.failure?.diagnostic.stage == .interrupted { screen.show("\n") }
    screen.endCell(nil, session.workspace.settings.display)
    keeper.adopt(stored, session, unreached: Set(replay.unreached))
    let seconds = Elapsed.text(begun.duration(to: .now) / .seconds(1))
    screen.tell("\(Repl.count(replay.done, "cell")) replayed in \(seconds)\n")
    tell(replay, stored)
    screen.say("\n")
  }

  /// What differs from the session as it was.
  private func tell(_ replay: Replay, _ stored: StoredSession) {
    for cell in stored.cells where !cell.isKept && !cell.isUndone {
      warn("cell \(cell.number) began with a blank and was not kept; what it did is not done again")
    }
    if let broken = stored.cells.last, stored.brokenCell == broken.number {
      let text = broken.isKept ? ": " + DisplayWidth.escapedKeepingLines(broken.source) : ""
      screen.tell(
        "cell \(broken.number) was running when the session broke off, and is not replayed\(text)\n")
    }
    if let (cell, diagnostic) = replay.failure {
      screen.error(diagnostic, in: "", echoed: nil)
      let rest = replay.unreached.count - 1
      let others = rest == 0 ? "" : ", nor \(rest == 1 ? "the one" : "the \(rest)") after it"
      warn(
        "cell \(cell) is not replayed\(others): the state is that before it. Leave and resume to try again; "
          + "the next command that changes the state drops what was not replayed")
    } else if let digest = stored.row.digest, digest != session.workspace.digest {
      let version = stored.row.program
      warn(
        "the state is not the one that was left (digest \(session.workspace.digest), was \(DisplayWidth.escaped(digest)))"
          + (version == self.version ? "" : "; it was made with iapt \(DisplayWidth.escaped(version))"))
    }
  }

  private func warnOfFiles(_ stored: StoredSession, _ work: Work) {
    let standing = Set(stored.cells.filter { !$0.isUndone }.map(\.number))
    for file in stored.files where standing.contains(file.cell) {
      if let change = try? file.change(work) { warn(DisplayWidth.escaped(change)) }
    }
  }

  private func warn(_ text: String) { screen.note("warning: \(text)\n") }

  static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}

extension Session {
  /// Does the cells that stand again, up to the first that fails or is interrupted; the others are only listed.
  mutating func replay(_ stored: [CellRow], _ work: Work) -> Replay {
    var replay = Replay()
    for cell in stored {
      let stands = !cell.isUndone && !cell.statements.isEmpty
      if stands, replay.failure == nil {
        do throws(Diagnostic) {
          try self.replay(cell.record, cell.statements, work)
          replay.done += 1
          continue
        } catch { replay.failure = (cell.number, error) }
      }
      if recall(cell.record, cell.statements, isReached: replay.failure == nil) {
        replay.unreached.append(cell.number)
      }
    }
    return replay
  }
}
