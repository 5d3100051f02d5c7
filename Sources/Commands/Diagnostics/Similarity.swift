/// Which of some names a mistyped one may have meant.
public enum Similarity {
  /// Names within a third of the word's length in edits (at least 1), nearest first; a name that starts with the
  /// word counts as near.
  public static func nearest(to word: String, among names: [String]) -> [String] {
    let lower = Array(word.lowercased().utf8)
    let limit = max(1, (lower.count + 1) / 3)
    let scored = names.enumerated().compactMap { index, name -> (distance: Int, index: Int, name: String)? in
      let other = Array(name.lowercased().utf8)
      // Each byte more or less is an edit: what differs that much in length need not be compared.
      let isPrefix = lower.count >= 2 && other.starts(with: lower)
      guard isPrefix || abs(lower.count - other.count) <= limit else { return nil }
      var distance = edits(lower, other)
      if isPrefix { distance = min(distance, 1) }
      return distance <= limit ? (distance, index, name) : nil
    }
    // One character is near to every other: of several such names none is meant.
    if lower.count == 1, scored.count > 1 { return [] }
    return scored.sorted { ($0.distance, $0.index) < ($1.distance, $1.index) }.map(\.name)
  }

  /// Insertions, deletions, replacements and exchanges of neighbours (Damerau–Levenshtein, restricted).
  static func edits(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var twoAgo: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, twoAgo[j - 1] + 1) }
        row.append(best)
      }
      twoAgo = last
      last = row
    }
    return last[b.count]
  }
}
