extension DemoLine {
  /// The lines of `employment.csv` for one patient: the first from about the start of the first course, later
  /// ones during or after it.
  mutating func employment(_ patient: DemoPatient, _ course: DemoCourse) {
    var stream = DemoStream(seed: patient.seed, index: patient.index, .employment)
    let over = course.lastSubmissionDay
    var day = course.referralDay + stream.below(max(1, min(28, over - course.referralDay + 1)))
    if stream.chance(60_000) { day = max(0, course.referralDay - 1 - stream.below(300)) }
    var status = patient.status
    for slot in 0..<patient.employmentRecords {
      if slot > 0 {
        // Two records of one day: only the row id tells which came later.
        if !stream.chance(80_000) { day += 1 + stream.below(max(20, over - course.referralDay)) }
        if stream.chance(250_000) { status = status == .employed ? .unemployed : .employed }
      }
      number(patient.index * 4 + slot + 1)
      number(patient.recordNumber(slot: max(0, patient.rows - 1)))
      identifier("L", patient.localNumber + 1, width: 7)
      code(providers.codes[patient.provider])
      date(stream.chance(10_000) ? -1 : day)
      record(patient, status, &stream)
      end()
    }
  }

  private mutating func record(
    _ patient: DemoPatient, _ status: DemoPatient.Status, _ stream: inout DemoStream
  ) {
    let missing = DemoProviders.isFifteen(patient.provider) ? 35 : 60
    let draw = stream.below(1000)
    if draw < missing {
      code("NULL")
      code(codes.hours[stream.pick(codes.hoursUnrecorded)])
    } else if draw < missing + 22 {
      code("ZZ")
      code(codes.hours[stream.pick(codes.hoursUndeclared)])
    } else {
      code(codes.statuses[status.rawValue])
      code(codes.hours[stream.pick(status == .employed ? codes.hoursEmployed : codes.hoursOthers)])
    }
    let isEmployed = status == .employed
    if isEmployed {
      indicator(yes: 100_000, "Z", "X", &stream)
      indicator(yes: 70_000, "Z", "X", &stream)
    } else {
      code(stream.chance(900_000) ? "8" : "N")
      code(stream.chance(900_000) ? "8" : "N")
    }
    let isPoor = patient.hasBenefits
    indicator(yes: isEmployed ? 35_000 : 4_000, "U", "Z", &stream)
    indicator(yes: isPoor ? 780_000 : 6_000, "U", "Z", &stream)
    indicator(yes: status == .unemployed ? (isPoor ? 330_000 : 120_000) : 5_000, "U", "Z", &stream)
    indicator(yes: status == .longTermSick ? 520_000 : 8_000, "U", "Z", &stream)
    indicator(yes: isPoor ? 420_000 : 12_000, "U", "Z", &stream)
    indicator(yes: status == .longTermSick ? 300_000 : 15_000, "U", "Z", &stream)
    indicator(yes: status == .unemployed ? 160_000 : 20_000, "U", "Z", &stream)
  }

  /// Y, N, the two ways of not saying, or nothing.
  private mutating func indicator(
    yes: Int, _ unknown: StaticString, _ declined: StaticString, _ stream: inout DemoStream
  ) {
    let draw = stream.below(1_000_000)
    if draw < yes {
      code("Y")
    } else if draw < 900_000 {
      code("N")
    } else if draw < 925_000 {
      code(unknown)
    } else if draw < 945_000 {
      code(declined)
    } else if draw < 955_000 {
      code("NULL")
    } else {
      comma()
    }
  }
}
