import Engine

extension Attacker {
  /// The combinations of g, h and y, of which all other counts are sums.
  static let cells: [Key] = (0..<4).flatMap { g in
    (0..<2).flatMap { h in (0..<2).map { y in Key(g: g, h: h, y: y) } }
  }

  /// The cells of which a count is the sum.
  static func places(of key: Key) -> [Int] {
    cells.indices.filter { place in
      let cell = cells[place]
      return (key.g ?? cell.g) == cell.g && (key.h ?? cell.h) == cell.h && (key.y ?? cell.y) == cell.y
    }
  }

  /// Everything learned, as bounds on sums of the cells.
  ///
  /// Granted is more than anyone could know: which hidden counts are few, and the counts as shown of every cell that a
  /// model was made of.
  func numbers(granting truth: [Int]) -> WholeNumbers {
    var result = WholeNumbers(count: Self.cells.count, most: 400)
    func terms(_ key: Key, _ factor: Int = 1) -> [(place: Int, factor: Int)] {
      Self.places(of: key).map { ($0, factor) }
    }
    func count(_ key: Key) -> Int { Self.places(of: key).reduce(0) { $0 + truth[$1] } }
    for (key, range) in learned { result.add(terms(key), range.clamped(to: 0...6_400)) }
    for (key, range) in others {
      let places = Self.places(of: key).filter { Self.cells[$0].g != 3 }
      result.add(places.map { ($0, 1) }, range.clamped(to: 0...6_400))
    }
    for key in hidden where policy.shown(count(key)) == nil {
      result.add(terms(key), (policy.showsZero ? 1 : 0)...policy.threshold - 1)
    }
    for (part, whole, percent) in percents {
      // percent - 1/2 <= 100 part / whole < percent + 1/2
      result.add(terms(part, 200) + terms(whole, 1 - 2 * percent), 0...Int.max / 1_000)
      result.add(terms(part, -200) + terms(whole, 2 * percent + 1), 1...Int.max / 1_000)
    }
    if policy.shares != .whole {
      for (part, whole, least, most) in shares where most < 1_000 {
        let scale = 100_000.0
        let most = Int((most * scale).rounded(.up))
        result.add(
          terms(part, Int(scale)) + terms(whole, -Int((least * scale).rounded(.down))), 0...Int.max / 1_000)
        result.add(terms(part, -Int(scale)) + terms(whole, most), 0...Int.max / 1_000)
      }
    }
    for (columns, segment) in tables {
      for cell in Self.cells where (segment.g ?? cell.g) == cell.g && (segment.h ?? cell.h) == cell.h {
        let key = Key(
          g: columns.contains("g") ? cell.g : segment.g, h: columns.contains("h") ? cell.h : segment.h,
          y: cell.y)
        // A level that no row has is no cell.
        if count(Key(g: key.g, h: key.h)) > 0, let shown = policy.shown(count(key)) {
          result.add(terms(key), counts(shownAs: shown))
        }
      }
    }
    return result
  }
}
