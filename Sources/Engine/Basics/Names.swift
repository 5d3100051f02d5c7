/// Looking up names the way SQL engines do: exactly first, then ignoring case.
///
/// The data model itself is spelled `LocalPatientID` and `LocalPatientId` on different platforms.
public enum Names {
  /// The result of a look-up.
  public enum Match: Sendable, Hashable {
    /// The index of the one name meant.
    case found(Int)
    /// Several names differ from the one asked for only by case.
    case ambiguous([Int])
    /// No such name.
    case none
  }

  /// Finds `name` among `candidates`. O(n).
  public static func find(_ name: String, in candidates: some Collection<String>) -> Match {
    var folded: [Int] = []
    let lower = name.lowercased()
    for (index, candidate) in candidates.enumerated() {
      if candidate == name { return .found(index) }
      if candidate.lowercased() == lower { folded.append(index) }
    }
    switch folded.count {
    case 0: return .none
    case 1: return .found(folded[0])
    default: return .ambiguous(folded)
    }
  }
}

/// A name that could not be resolved, with what could have been meant.
///
/// Candidates are names (of columns, tables, models, levels declared by a recipe), never values of data.
public struct NameError: Error, Sendable, Hashable {
  /// What kind of thing was looked for.
  public enum Kind: String, Sendable, Hashable {
    case command, clause, setting, table, column, level, dimension, model, recipe, parameter, function, file
    case argument, outcome, term, tutorial, figure
    case topic = "help topic"
  }

  /// What kind of thing was looked for.
  public var kind: Kind
  /// The name as written.
  public var name: String
  /// The names there are, in their natural order.
  public var candidates: [String]
  /// True when several candidates fit rather than none.
  public var isAmbiguous: Bool
  /// Where it was written, if known.
  public var span: Span?
  /// Where it was looked for, for example a table's name.
  public var place: String?

  /// Makes the error from its evidence.
  public init(
    _ kind: Kind, _ name: String, candidates: [String], isAmbiguous: Bool = false, span: Span? = nil,
    place: String? = nil
  ) {
    self.kind = kind
    self.name = name
    self.candidates = candidates
    self.isAmbiguous = isAmbiguous
    self.span = span
    self.place = place
  }
}
