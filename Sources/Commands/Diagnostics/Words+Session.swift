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
    case .nothingToSave:
      Sentence(message: "no statement stands that a script could hold", notes: ["see: history all"])
    }
  }
}
