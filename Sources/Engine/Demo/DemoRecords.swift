/// One employment record of a patient, before it is written.
struct DemoRecord {
  /// Day since 2019-01-01; −1 is missing.
  var day = -1
  /// Status codes 01 to 08 from 0; 8 is not stated, 9 missing.
  var status = 9
  /// An index into ``DemoCodes/hours``.
  var hours = 0
  /// ``DemoRecords/answers``: Y, N, unknown, declined, `NULL`, empty or not applicable, four bits each from
  /// SelfEmployInd on.
  var answers: UInt64 = 0

  /// The answer of an indicator, an index into ``DemoCodes/answers``.
  func answer(_ indicator: Int) -> Int { Int(truncatingIfNeeded: answers >> UInt64(indicator * 4) & 15) }

  static let indicators = 9

  /// Any of BenefitRec, JSA, ESA, UC and PIP: 1 for a yes, 0 for a no without any yes, 2 when nothing is known.
  var benefits: Int {
    var found = 2
    for indicator in 3...7 {
      switch answer(indicator) {
      case 0: return 1
      case 1: found = 0
      default: break
      }
    }
    return found
  }
}

/// A patient's employment records, oldest first: one from about the start of the first course, later ones
/// during or after it.
struct DemoRecords: IteratorProtocol {
  private let patient: DemoPatient
  private let referralDay: Int
  private let over: Int
  private var stream: DemoStream
  private var day: Int
  private var status: DemoPatient.Status
  private var slot = 0

  /// `course` is the patient's first.
  init(_ patient: DemoPatient, _ course: DemoCourse) {
    self.patient = patient
    referralDay = course.referralDay
    over = course.lastSubmissionDay
    stream = DemoStream(seed: patient.seed, index: patient.index, .employment)
    day = referralDay + stream.below(max(1, min(28, over - referralDay + 1)))
    if stream.chance(15_000) { day = max(0, referralDay - 1 - stream.below(300)) }
    status = patient.status
  }

  mutating func next() -> DemoRecord? {
    guard slot < patient.employmentRecords else { return nil }
    if slot > 0 {
      // Two records of one day: only the row id tells which came later.
      if !stream.chance(80_000) { day += 1 + stream.below(max(20, over - referralDay)) }
      if stream.chance(250_000) { status = status == .employed ? .unemployed : .employed }
    }
    slot += 1
    var record = DemoRecord()
    if !stream.chance(5_000) { record.day = day }
    fill(&record)
    return record
  }

  private mutating func fill(_ record: inout DemoRecord) {
    let codes = DemoCodes.all
    let isCareful = DemoProviders.isCareful(patient.provider)
    let missing = DemoProviders.isFifteen(patient.provider) ? 12 : 15
    let draw = stream.below(1000)
    if draw < missing {
      record.status = 9
      record.hours = stream.pick(codes.hoursUnrecorded)
    } else if draw < missing + 15 {
      record.status = 8
      record.hours = stream.pick(codes.hoursUndeclared)
    } else {
      record.status = status.rawValue
      let weights = status == .employed ? codes.hoursEmployed : codes.hoursOthers
      record.hours = stream.pick(weights)
      // 97, 99 and missing.
      if isCareful, record.hours == 4 || record.hours >= 6 { record.hours = stream.pick(weights) }
    }
    let isEmployed = status == .employed
    let isPoor = patient.hasBenefits
    var place: UInt64 = 0
    func add(_ answer: Int) {
      record.answers |= UInt64(truncatingIfNeeded: answer) << place
      place += 4
    }
    if isEmployed {
      add(answer(yes: 100_000))
      add(answer(yes: 70_000))
    } else {
      add(stream.chance(900_000) ? 6 : 1)
      add(stream.chance(900_000) ? 6 : 1)
    }
    add(answer(yes: isEmployed ? 35_000 : 4_000))
    add(answer(yes: isPoor ? 780_000 : 6_000))
    add(answer(yes: status == .unemployed ? (isPoor ? 550_000 : 250_000) : 5_000))
    add(answer(yes: status == .longTermSick ? (isPoor ? 520_000 : 60_000) : 6_000))
    add(answer(yes: isPoor ? 420_000 : 8_000))
    add(answer(yes: status == .longTermSick ? (isPoor ? 300_000 : 60_000) : 10_000))
    add(answer(yes: status == .unemployed ? 160_000 : 20_000))
  }

  /// Y, N, the two ways of not saying, `NULL` or nothing.
  private mutating func answer(yes: Int) -> Int {
    var draw = stream.below(1_000_000)
    if draw >= 930_000, DemoProviders.isCareful(patient.provider) { draw = stream.below(1_000_000) }
    if draw < yes { return 0 }
    if draw < 930_000 { return 1 }
    if draw < 955_000 { return 2 }
    if draw < 970_000 { return 3 }
    return draw < 978_000 ? 4 : 5
  }

  /// The earliest record from a course's referral to its end; of several on that day the last. `nil` when
  /// there is none.
  static func first(_ patient: DemoPatient, from first: DemoCourse, within course: DemoCourse) -> DemoRecord?
  {
    let end = course.dischargeDay < 0 ? DemoCourse.horizon : course.dischargeDay
    var records = DemoRecords(patient, first)
    var found: DemoRecord?
    while let record = records.next() {
      guard record.day >= course.referralDay, record.day <= end else { continue }
      if let known = found, known.day < record.day { break }
      found = record
    }
    return found
  }
}
