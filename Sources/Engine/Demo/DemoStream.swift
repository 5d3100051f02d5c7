/// Random numbers for the demo data: SplitMix64, started anew for every patient and purpose.
///
/// A stream depends on nothing but the seed, the patient's number and the purpose, so any patient can be made
/// again at any time: files are written without memory, agree with each other, and are the same bytes on
/// every machine. All arithmetic is in integers. Steele, Lea, Flood (2014), doi:10.1145/2660193.2660195.
struct DemoStream {
  /// What a stream is for; a new purpose leaves the numbers of the others as they are.
  enum Purpose: UInt64 {
    case layout = 1
    case patient = 2
    case employment = 3
    case firstCourse = 4
    case secondCourse = 5
    case firstOutcome = 6
    case secondOutcome = 7
  }

  private var state: UInt64

  init(seed: UInt64, index: Int, _ purpose: Purpose) {
    let place = DemoStream.mix(UInt64(truncatingIfNeeded: index) &* 16 &+ purpose.rawValue)
    state = DemoStream.mix(DemoStream.mix(seed &+ 0x9E37_79B9_7F4A_7C15) ^ place)
  }

  /// The next 64 bits.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return DemoStream.mix(state)
  }

  /// A number from 0 to `count` − 1; `count` from 1 to 2³². The bias is below `count` / 2³².
  mutating func below(_ count: Int) -> Int {
    Int(truncatingIfNeeded: ((next() >> 32) &* UInt64(truncatingIfNeeded: count)) >> 32)
  }

  /// True with the given probability in 1/1,000,000.
  mutating func chance(_ perMillion: Int) -> Bool { below(1_000_000) < perMillion }

  /// A roughly normal number in 1/1000: mean 0, standard deviation 1000, never beyond ±3465.
  mutating func bell() -> Int {
    let bits = next()
    let sum =
      Int(bits & 0xFFFF) &+ Int((bits >> 16) & 0xFFFF) &+ Int((bits >> 32) & 0xFFFF) &+ Int(bits >> 48)
    // Four uniform 16-bit numbers: mean 131,070, standard deviation 65,536 √(4/12).
    return (sum - 131_070) * 1000 / 37_837
  }

  /// An index drawn with the given weights.
  mutating func pick(_ weights: DemoWeights) -> Int {
    let draw = below(weights.total)
    var index = 0
    while index < weights.cumulative.count - 1, draw >= weights.cumulative[index] { index += 1 }
    return index
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Relative frequencies of the values of a field.
struct DemoWeights {
  let cumulative: [Int]
  let total: Int

  init(_ weights: Int...) { self.init(weights) }

  init(_ weights: [Int]) {
    var sum = 0
    cumulative = weights.map {
      sum += $0
      return sum
    }
    total = max(sum, 1)
  }
}
