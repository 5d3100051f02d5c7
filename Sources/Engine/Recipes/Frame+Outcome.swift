extension Frame {
  /// The frame with an outcome: a flag column that is missing outside the denominator, which is kept beside it.
  ///
  /// `before` is the outcome before an `else` said what unknown becomes: its unknown rows are marked, to be counted.
  func marking(
    _ name: String, _ value: Column, _ span: Span, among: Column?, _ amongSpan: Span?, before: Column? = nil,
    _ work: Work
  ) throws -> Frame {
    guard case .flag(var flags) = value.storage else {
      throw RecipeError(.outcomeNotFlag(name: name, found: value.type), span)
    }
    var inside = [UInt8](repeating: 1, count: flags.count)
    if let among {
      guard case .flag(let condition) = among.storage else {
        throw RecipeError(.outcomeNotFlag(name: name, found: among.type), amongSpan ?? span)
      }
      inside = try mapped(condition, work) { $0 == 1 ? 1 : 0 }
      flags = try zipped(flags, false, inside, false, flags.count, work) {
        $1 == 1 ? $0 : Column.missingFlag
      }
    }
    var result = deriving(name, Column(.flag(flags)))
    if case .flag(let known)? = before?.storage {
      // Inside and unknown is marked as missing.
      inside = try zipped(inside, false, known, false, inside.count, work) {
        $0 == 1 && $1 == Column.missingFlag ? Column.missingFlag : $0
      }
    }
    result.marks[name] = Column(.flag(inside))
    return result
  }

  /// The counts of an outcome over some rows, or all there are: who is in its denominator, events, and unknown ones.
  public func outcome(_ name: String, over rows: [Int32]? = nil, _ work: Work) throws -> Outcome {
    var result = Outcome(name: name, denominator: 0, events: 0, unknown: 0)
    guard case .flag(let values)? = derived[name]?.storage, case .flag(let inside)? = marks[name]?.storage
    else { return result }
    try forEachRow(rows?.count ?? values.count, work) { index in
      let row = rows.map { Int($0[index]) } ?? index
      if inside[row] == 0 { return }
      result.denominator += 1
      if values[row] == 1 { result.events += 1 }
      if inside[row] == Column.missingFlag || values[row] == Column.missingFlag { result.unknown += 1 }
    }
    return result
  }
}
