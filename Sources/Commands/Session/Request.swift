/// What a statement asks of whoever keeps the session: it concerns more than the workspace it was given.
public enum Request: Sendable, Hashable {
  /// Take back so many cells that changed the state.
  case undo(Int)
  /// Bring back so many that were taken back.
  case redo(Int)
  /// Empty the session; on a terminal it is asked first.
  case reset
  /// Put a cell's text on the prompt's line; `nil` for the last.
  case edit(Int?)
  /// Begin or go on with a tutorial (`nil` for the list), at a step if one is named.
  case tutorial(String?, from: String?)
}
