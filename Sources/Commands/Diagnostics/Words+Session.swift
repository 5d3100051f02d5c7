extension Words {
  /// What is wrong with a statement about the session itself.
  static func session(_ fault: CommandError.SessionFault) -> Sentence {
    switch fault {
    case .promptOnly(let verb):
      Sentence(
        message: "\(verb) works at the prompt only",
        notes: ["a script says what stands: leave out of it what does not"])
    case .standsAlone(let verb):
      Sentence(
        message: "\(verb) must be the only statement of its cell", notes: ["nothing of the cell was run"])
    case .cannotMove("redo", 0):
      Sentence(message: "there is nothing to bring back", notes: ["a cell that changes something ends redo"])
    case .cannotMove(_, 0):
      Sentence(message: "there is nothing to take back", notes: ["no cell has changed the state"])
    case .cannotMove(let verb, let there):
      Sentence(
        message: "\(verb) reaches \(there) \(there == 1 ? "cell" : "cells") here",
        notes: ["session shows what \(verb) would do"])
    case .noSuchCell(let number, 0):
      Sentence(message: "there is no cell \(number)", notes: ["nothing has been run yet"])
    case .noSuchCell(let number, let there):
      Sentence(
        message: "there is no cell \(number)",
        notes: [there == 1 ? "there is: 1" : "there are: 1 to \(there)"])
    case .shownUnder(let number, let policy, let now):
      Sentence(
        message:
          "cell \(number) was shown under disclosure \(policy), and \(now), which is stricter, is in force",
        notes: ["run its statements again, or see: help set"])
    case .takenBack(let number):
      Sentence(message: "cell \(number) was taken back", notes: ["redo brings it back"])
    case .nothingToExport:
      Sentence(message: "no cell has shown a table, model or figure yet", notes: ["show one first: summary"])
    case .noSuchTable(let name, let names):
      Sentence(message: "these results have no table \"\(name)\"", notes: ["there are: \(listed(names))"])
    case .rowsOfTable(let table):
      Sentence(
        message: "export writes results, and \(table) is rows",
        notes: ["show something of it, then export it: summary \(table)"])
    case .recordsOfPeople:
      Sentence(
        message: "rows of a cohort that may hold people are not written",
        notes: [
          "only both together let them out, and mark the file UNSAFE: set disclosure none, and allow unsafe "
            + "behind the file's name"
        ])
    case .rowsShown:
      Sentence(
        message: "rows of people that were shown are not written",
        notes: [
          "export cohort writes rows where that is allowed at all, without what tells who they are: help export"
        ])
    case .nothingToSave:
      Sentence(message: "no statement stands that a script could hold", notes: ["see: history all"])
    }
  }
}
