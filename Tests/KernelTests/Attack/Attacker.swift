import Engine
import Foundation

/// Someone who sees nothing but gated outputs, as JSON, and knows the policies' rules.
///
/// The rows have three columns: `g` of four levels, `h` of two, `y` of 0 and 1. Unknown are the counts of every
/// combination and of all their sums: 5 × 3 × 3. Each shown count bounds one of them; sums tie them together; a shown
/// share or odds binds two. Bounds are narrowed until nothing moves: what that finds is certain. What it does not find is
/// asked of ``numbers(granting:)``, which takes everything together.
struct Attacker {
  /// A sum over the rows: levels of g, h and y, `nil` for all.
  struct Key: Hashable {
    var g: Int?
    var h: Int?
    var y: Int?
  }

  static let g = ["A", "B", "C", "D"]
  static let h = ["x", "y"]

  let policy: DisclosurePolicy
  private(set) var low: [Key: Int] = [:]
  private(set) var high: [Key: Int] = [:]
  /// Counts that are not shown where they would stand.
  private(set) var hidden: Set<Key> = []
  /// Bounds as they were learned.
  private(set) var learned: [(key: Key, range: ClosedRange<Int>)] = []
  /// Whole percentages that cannot be those of the counts as shown, hence are of the counts as they are.
  private(set) var percents: [(part: Key, whole: Key, percent: Int)] = []
  /// Models made of counts as shown: the columns they stand on, where.
  private(set) var tables: [(columns: [String], segment: Key)] = []
  /// Bounds of counts of the rows without the last level of g, from a second run.
  var others: [(key: Key, range: ClosedRange<Int>)] = []
  /// part ≥ least × whole and part ≤ most × whole.
  private(set) var shares: [(part: Key, whole: Key, least: Double, most: Double)] = []

  static var keys: [Key] {
    let levels: [Int?] = [nil, 0, 1, 2, 3]
    return levels.flatMap { g in
      [nil, 0, 1].flatMap { h in [nil, 0, 1].map { y in Key(g: g, h: h, y: y) } }
    }
  }

  init(_ policy: DisclosurePolicy) {
    self.policy = policy
    for key in Self.keys { (low[key], high[key]) = (0, 1_000_000) }
  }

  /// Learns of a count: what is shown, or `nil` where it is hidden (which says nothing certain: it may be few or may
  /// stand beside a few).
  mutating func learn(_ key: Key, shown: Int?) {
    guard let shown else {
      hidden.insert(key)
      return
    }
    bound(key, counts(shownAs: shown))
  }

  /// What a count may be that is shown so.
  func counts(shownAs shown: Int) -> ClosedRange<Int> {
    switch policy.method {
    case .midpoint: return shown == 0 ? 0...0 : shown - 2...shown + 3
    case .nearest:
      let half = (policy.rounding - 1) / 2
      return policy.rounding == 1 ? shown...shown : max(policy.threshold, shown - half)...shown + half
    }
  }

  mutating func bound(_ key: Key, _ range: ClosedRange<Int>) {
    learned.append((key, range))
    narrow(key, range)
  }

  /// What follows from bounds learned.
  mutating func narrow(_ key: Key, _ range: ClosedRange<Int>) {
    low[key] = max(low[key] ?? 0, range.lowerBound)
    high[key] = min(high[key] ?? 0, range.upperBound)
  }

  /// Learns that a part is within some shares of a whole.
  mutating func learn(_ part: Key, of whole: Key, _ least: Double, _ most: Double) {
    shares.append((part, whole, least, most))
  }

  /// Narrows all bounds until nothing moves.
  mutating func solve() {
    var isMoving = true
    var rounds = 0
    while isMoving, rounds < 200 {
      isMoving = false
      rounds += 1
      for key in Self.keys {
        for parts in Self.parts(of: key) where narrow(key, parts) { isMoving = true }
      }
      for share in shares where narrow(share) { isMoving = true }
    }
  }

  private static func parts(of key: Key) -> [[Key]] {
    var result: [[Key]] = []
    if key.g == nil { result.append((0..<4).map { Key(g: $0, h: key.h, y: key.y) }) }
    if key.h == nil { result.append((0..<2).map { Key(g: key.g, h: $0, y: key.y) }) }
    if key.y == nil { result.append((0..<2).map { Key(g: key.g, h: key.h, y: $0) }) }
    return result
  }

  private mutating func narrow(_ whole: Key, _ parts: [Key]) -> Bool {
    let lows = parts.reduce(0) { $0 + low[$1, default: 0] }
    let highs = parts.reduce(0) { $0 + high[$1, default: 0] }
    var moved = set(whole, lows, highs)
    for part in parts {
      let least = low[whole, default: 0] - (highs - high[part, default: 0])
      let most = high[whole, default: 0] - (lows - low[part, default: 0])
      if set(part, least, most) { moved = true }
    }
    return moved
  }

  private mutating func narrow(_ share: (part: Key, whole: Key, least: Double, most: Double)) -> Bool {
    let slack = 1e-9
    let least = Int((share.least * Double(low[share.whole, default: 0]) - slack).rounded(.up))
    let most = Int((min(share.most, 1e6) * Double(high[share.whole, default: 0]) + slack).rounded(.down))
    var moved = set(share.part, least, most)
    if share.most > 0 {
      let low = Int((Double(low[share.part, default: 0]) / share.most - slack).rounded(.up))
      if set(share.whole, low, Int.max) { moved = true }
    }
    if share.least > 0 {
      let high = Int((Double(high[share.part, default: 0]) / share.least + slack).rounded(.down))
      if set(share.whole, 0, high) { moved = true }
    }
    return moved
  }

  private mutating func set(_ key: Key, _ least: Int, _ most: Int) -> Bool {
    var moved = false
    if least > low[key, default: 0], least <= 1_000_000 {
      low[key] = least
      moved = true
    }
    if most < high[key, default: 0] {
      high[key] = most
      moved = true
    }
    return moved
  }

  /// Counts known exactly.
  var found: [Key: Int] {
    var result: [Key: Int] = [:]
    for key in Self.keys where low[key] == high[key] { result[key] = low[key] }
    return result
  }
}

extension Attacker {
  /// Reads one object of the program's JSON, made where `segment` was in force.
  mutating func read(_ object: [String: Any], segment: Key) {
    guard let name = object["name"] as? String else { return }
    let rows = object["rows"] as? [[String: Any]] ?? []
    let title = object["title"] as? String ?? ""
    for row in rows {
      switch name {
      case "column":
        guard let column = title.split(separator: ":").first,
          let key = Self.key(String(column), row["level"], within: segment)
        else { continue }
        learn(key, shown: row["rows"] as? Int)
      case "outcome_by":
        let column = title.split(separator: " ").dropFirst(2).first?.dropLast() ?? ""
        guard var key = Self.key(String(column), row["level"], within: segment) else { continue }
        learn(key, shown: row["rows"] as? Int)
        let whole = key
        key.y = 1
        learn(key, shown: row["events"] as? Int)
        percent(row["rate"], key, whole, row["events"] as? Int, row["rows"] as? Int)
      case "segment": if policy.totals != .sums { learn(segment, shown: row["count"] as? Int) }
      case "baseline": baseline(row, rows, title, segment)
      default: break
      }
    }
    if object["kind"] as? String == "model" { model(object, segment) }
  }

  private mutating func baseline(
    _ row: [String: Any], _ rows: [[String: Any]], _ title: String, _ segment: Key
  ) {
    guard let by = title.split(separator: ",").first?.split(separator: " ").last else { return }
    let variable = row["variable"] as? String ?? ""
    for level in ["all"] + Self.g + Self.h + ["0", "1"] {
      let place = row["\(level.lowercased())_rows"]
      guard place != nil else { continue }
      let shown = place as? Int
      // Of sums of what is shown only the parts say anything.
      if policy.totals == .sums, level == "all" || variable == "rows" { continue }
      guard let group = level == "all" ? segment : Self.key(String(by), level, within: segment) else {
        continue
      }
      if variable == "rows" {
        learn(group, shown: shown)
      } else if let key = Self.key(variable, row["part"], within: group) {
        learn(key, shown: shown)
        let whole = rows.first { $0["variable"] as? String == "rows" }?["\(level.lowercased())_rows"]
        percent(row["\(level.lowercased())_share"], key, group, shown, whole as? Int)
      }
    }
  }

  /// A whole percentage says more than the rounded counts do, one of these does not.
  private mutating func percent(_ value: Any?, _ part: Key, _ whole: Key, _ shown: Int?, _ all: Int?) {
    guard policy.shares == .whole, let share = value as? Double else { return }
    let percent = Int((share * 100).rounded())
    if let shown, let all, all > 0, percent != min(100, (200 * shown + all) / (2 * all)) {
      percents.append((part, whole, percent))
    }
    // Where it would tell too much it is of the rounded counts, which an attacker cannot know: as wide as either.
    let half = 0.005 + 2 * Double(policy.rounding) / Double(max(1, high[whole, default: 1]))
    learn(part, of: whole, share - half, share + half)
  }

  /// A model of y by levels alone gives the odds within them.
  private mutating func model(_ object: [String: Any], _ segment: Key) {
    guard let n = object["n"] as? Int else { return }
    let formula = object["formula"] as? String ?? ""
    if (object["notes"] as? [String])?.contains(where: { $0.hasPrefix("made of counts") }) == true {
      let columns = formula.split { !$0.isLetter }.dropFirst().map(String.init)
      tables.append((columns, segment))
      return
    }
    learn(segment, shown: n)
    var events = segment
    events.y = 1
    learn(events, shown: object["events"] as? Int)
    guard formula == "y ~ g" else { return }
    var base: Double?
    for term in object["terms"] as? [[String: Any]] ?? [] {
      guard let estimate = term["estimate"] as? Double else { continue }
      let level = term["level"] as? String ?? "A"
      if term["term"] as? String == "(Intercept)" { base = estimate }
      guard let base, var key = Self.key("g", level, within: segment) else { continue }
      let odds = exp(level == "A" ? base : base + estimate)
      key.y = 1
      var others = key
      others.y = 0
      // Two digits or more of both.
      let half = [estimate, base].reduce(0) { $0 + pow(10, log10(max(1e-9, abs($1))).rounded(.down) - 1) }
      learn(key, of: others, odds * exp(-half), odds * exp(half))
    }
  }

  private static func key(_ column: String, _ level: Any?, within segment: Key) -> Key? {
    let level = (level as? String) ?? (level as? Int).map(String.init) ?? ""
    let levels = ["g": g, "h": h, "y": ["0", "1"]][column] ?? []
    guard let index = levels.firstIndex(of: level) else { return nil }
    var key = segment
    switch column {
    case "g": key.g = index
    case "h": key.h = index
    default: key.y = index
    }
    return key == segment ? nil : key
  }
}
