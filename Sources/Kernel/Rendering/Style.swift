/// Colour, where a terminal shows it. Nothing is said by colour alone.
public struct Style: Sendable, Hashable {
  /// Whether escape sequences may be written.
  public var hasColour: Bool

  /// Makes a style.
  public init(hasColour: Bool = false) { self.hasColour = hasColour }

  /// For what is to be typed.
  func strong(_ text: String) -> String { wrap(text, "1") }
  /// For what stands back: policy lines.
  func dim(_ text: String) -> String { wrap(text, "2") }
  /// For the word `error`.
  func alarm(_ text: String) -> String { wrap(text, "1;31") }
  /// For the carets under a wrong word.
  func mark(_ text: String) -> String { wrap(text, "31") }

  private func wrap(_ text: String, _ code: String) -> String {
    hasColour ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
