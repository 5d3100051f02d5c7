import Engine

extension Words {
  static func gap(_ error: GapError) -> Sentence {
    switch error {
    case .notTwoGroups(let column, let count):
      Sentence(
        message: "\(column) has \(count) levels among these rows, not two",
        notes: ["name the two to compare, for example: by \(column)=FIRST, SECOND"])
    case .levelsLacking(let group):
      Sentence(
        message: "the rows of \(group) lack a level of the terms that the other group has",
        notes: ["leave reference out: pooled coefficients know every level"])
    case .nothingVaries:
      Sentence(message: "no term varies among these rows: nothing can account for the gap")
    case .groupDetermined:
      Sentence(
        message:
          "the terms say which group a row is of: nothing tells the group's part of the gap from theirs",
        notes: ["leave the terms out that follow from the group"])
    case .offset:
      Sentence(
        message: "an offset has no coefficient that could be compared",
        notes: ["leave the offset out of decompose"])
    }
  }
}
