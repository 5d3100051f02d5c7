import Engine

extension HelpText {
  /// Something that help can say, for searching.
  private struct Entry {
    /// What help finds it by.
    var name: String
    var summary: String
    /// More words, which count less.
    var details: String
  }

  /// What help has on some words: all of them must stand at the start of words there; the best first.
  static func search(_ text: String, _ recipes: [Recipe]) -> String {
    // Nobody means more words than these, and each is looked for everywhere.
    let wanted = Array(words(of: text).prefix(20))
    let scored = entries(recipes).enumerated().compactMap { index, entry -> (Int, Int, Entry)? in
      score(entry, wanted).map { ($0, index, entry) }
    }
    guard !scored.isEmpty else {
      let names = Command.all.map(\.name) + pages.map(\.name) + Measure.all.map(\.name)
      let near = wanted.flatMap { Similarity.nearest(to: $0, among: names) }.uniqued().prefix(3)
      let shown = text.count > 200 ? text.prefix(200) + "…" : text
      return "nothing in the help has: \(shown)"
        + (near.isEmpty ? "" : "\nnear to it: \(near.joined(separator: ", "))")
    }
    let best = scored.sorted { ($1.0, $0.1) < ($0.0, $1.1) }
    let shown = best.prefix(15).map { ($0.2.name, String($0.2.summary.split(separator: "\n").first ?? "")) }
    return list(shown)
      + (best.count > 15 ? "\n  and \(best.count - 15) more; another word finds fewer" : "")
      + "\n\nhelp NAME shows one."
  }

  private static func entries(_ recipes: [Recipe]) -> [Entry] {
    var entries = Command.all.map { command in
      Entry(
        name: command.name, summary: command.summary,
        details: (command.details + command.usage + command.arguments.map(\.summary)
          + command.examples.map(\.note)).joined(separator: " "))
    }
    entries += pages.map { Entry(name: $0.name, summary: $0.summary, details: page($0.name) ?? "") }
    entries += Measure.all.map {
      Entry(
        name: $0.name, summary: $0.text,
        details: ([$0.formula ?? "", $0.source] + $0.shownKeys + $0.others).joined(separator: " "))
    }
    var seen: Set<String> = []
    for definition in recipes.flatMap(\.definitions) where seen.insert(definition.name).inserted {
      entries.append(
        Entry(name: definition.name, summary: definition.text, details: definition.source ?? ""))
    }
    entries += ErrorGuide.all.map { Entry(name: "errors", summary: $0.message, details: $0.advice) }
    return entries
  }

  /// `nil` unless every word is there.
  private static func score(_ entry: Entry, _ wanted: [String]) -> Int? {
    guard !wanted.isEmpty else { return nil }
    let parts = [(words(of: entry.name), 8), (words(of: entry.summary), 4), (words(of: entry.details), 1)]
    var total = 0
    for word in wanted {
      var best = 0
      for (words, weight) in parts {
        if words.contains(word) {
          best = max(best, 2 * weight)
        } else if words.contains(where: { $0.hasPrefix(word) }) {
          best = max(best, weight)
        }
      }
      guard best > 0 else { return nil }
      total += best
    }
    return total
  }

  private static func words(of text: String) -> [String] {
    text.lowercased().split { !($0.isLetter || $0.isNumber) }.map(String.init)
  }
}
