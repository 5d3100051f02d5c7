import Commands
import Foundation

/// A first word on the command line that names no command.
public enum Misspelt {
  /// What to say: the command that was meant, how to run a script, or what there is.
  public static func words(_ word: String, among names: [String]) -> String {
    let said = "there is no command '\(word)'\n"
    if ScriptFormat(path: word) != nil || FileManager.default.fileExists(atPath: word) {
      return said + "  to run a script: iapt run \(word)"
    }
    let near = Similarity.nearest(to: word, among: names)
    guard let first = near.first else { return said + "  there are: \(names.joined(separator: ", "))" }
    return said + "  did you mean: iapt \(first)"
  }
}
