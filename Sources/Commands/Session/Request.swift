/// What a statement asks of whoever keeps the session: it concerns more than the workspace it was given.
public enum Request: Sendable, Hashable {
  /// Take back so many cells that changed the state.
  case undo(Int)
  /// Bring back so many that were taken back.
  case redo(Int)
  /// Empty the session; on a terminal it is asked first.
  case reset
  /// Put a cell's text on the prompt's line, by its number.
  case edit(Int)
  /// The session was written to a file: what there is now is saved.
  case saved
  /// Begin or go on with a tutorial (`nil` for the list), at a step if one is named.
  case tutorial(String?, from: String?)
}
