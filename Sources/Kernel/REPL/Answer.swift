import Foundation

/// How a question is answered with yes or no.
public enum Answer {
  /// What stands behind the question; what is usual is the capital.
  public static let choices = " (y/N) "

  /// Whether an answer is yes; anything else is no.
  public static func isYes(_ answer: String) -> Bool {
    ["y", "yes"].contains(answer.trimmingCharacters(in: .whitespaces).lowercased())
  }
}
