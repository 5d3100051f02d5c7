import Foundation

/// Where what outlives a session is kept.
enum StateFile {
  /// The file of this name: the one the variable of the environment names, else that in `$XDG_STATE_HOME/iapt`, else
  /// that in `~/.local/state/iapt`.
  static func path(_ name: String, variable: String) -> String {
    Terminal.filled(variable) ?? Terminal.folder("XDG_STATE_HOME", else: ".local/state") + "/iapt/" + name
  }
}
