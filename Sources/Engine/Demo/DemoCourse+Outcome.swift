extension DemoCourse {
  /// Scores and the flags that follow from them: whether the course began at caseness and how it ended are
  /// drawn from ``DemoModel``, then scores are made to fit. Cut-offs: PHQ-9 10, GAD-7 8; reliable change 6
  /// and 4.
  mutating func measure(_ patient: DemoPatient, wait: Int, _ stream: inout DemoStream) {
    let severity = stream.bell()
    var phq = DemoCourse.clamp(14_700 + 6 * severity, 27)
    var gad = DemoCourse.clamp(13_600 + 4 * severity + 3 * stream.bell(), 21)
    let isCase = stream.chance(
      DemoModel.probability(DemoModel.caseBase + DemoModel.casePerHalfDecile * (2 * patient.decile - 11)))
    if isCase, phq < 10, gad < 8 {
      phq = 10 + stream.below(6)
      gad = max(gad, 5 + stream.below(6))
    } else if !isCase {
      phq = min(phq, 2 + stream.below(8))
      gad = min(gad, 1 + stream.below(7))
    }
    let recovers = stream.chance(
      DemoModel.probability(recoveryOdds(patient, phq: phq, isWithinSixWeeks: wait <= 42)))
    guard assessmentDay >= 0, !stream.chance(20_000) else { return }
    scores.phqFirst = phq
    scores.gadFirst = gad
    setCaseness(isCase, &stream)
    guard completed == .yes else {
      recovery = completed == .no ? .no : .empty
      return
    }
    setLast(recovers: isCase ? recovers : true, &stream)
    recovery = stream.chance(20_000) ? .null : Flag(isCase && recovers)
    let phqChange = scores.phqLast - phq
    let gadChange = scores.gadLast - gad
    let fell = phqChange <= -6 || gadChange <= -4
    let rose = phqChange >= 6 || gadChange >= 4
    improvement = Flag(fell && !rose)
    deterioration = Flag(rose && !fell)
    noChange = Flag(fell == rose)
    if stream.chance(5_000) { scores.phqLast = -1 }
  }

  /// Log-odds of recovery in 1/1000, for a course that began at caseness.
  private func recoveryOdds(_ patient: DemoPatient, phq: Int, isWithinSixWeeks: Bool) -> Int {
    var odds = DemoModel.recoveryBase + DemoModel.perHalfDecile * (2 * patient.decile - 11)
    odds += DemoProviders.all.effects[patient.provider] + DemoModel.perPoint * (phq - 14)
    if patient.gender == 1 { odds += DemoModel.male }
    switch patient.age {
    case ..<18: odds += DemoModel.under18
    case ..<26: odds += DemoModel.from18to25
    case ..<65: break
    case ..<75: odds += DemoModel.from65to74
    default: odds += DemoModel.from75
    }
    switch patient.ethnicity {
    case 3...6: odds += DemoModel.mixed
    case 7...10: odds += DemoModel.asian
    case 14...15: odds += DemoModel.otherEthnicity
    default: break
    }
    switch patient.status {
    case .unemployed, .notSeeking: odds += DemoModel.unemployed
    case .student: odds += DemoModel.student
    case .longTermSick: odds += DemoModel.longTermSick
    case .homemaker: odds += DemoModel.homemaker
    case .employed, .voluntary, .retired: break
    }
    if patient.hasBenefits { odds += DemoModel.benefits }
    if complaint == 0 { odds += DemoModel.depression }
    if sessions >= 6 { odds += DemoModel.sixOrMoreSessions }
    if isWithinSixWeeks { odds += DemoModel.withinSixWeeks }
    return odds
  }

  /// The two flags are recorded apart, so one of them is missing at times.
  private mutating func setCaseness(_ isCase: Bool, _ stream: inout DemoStream) {
    caseness = Flag(isCase)
    notCaseness = Flag(!isCase)
    switch stream.below(100) {
    case ..<4: notCaseness = .empty
    case ..<6: notCaseness = .null
    case ..<8: if !isCase { caseness = .null }
    case ..<14: if !isCase { caseness = .empty }
    default: break
    }
  }

  private mutating func setLast(recovers: Bool, _ stream: inout DemoStream) {
    if recovers {
      scores.phqLast = min(9, stream.below(6) + stream.below(6))
      scores.gadLast = min(7, stream.below(5) + stream.below(5))
    } else {
      let change = 6 * stream.bell() - 3_900
      scores.phqLast = DemoCourse.clamp(scores.phqFirst * 1000 + change + stream.bell(), 27)
      scores.gadLast = DemoCourse.clamp(scores.gadFirst * 1000 + change / 2 + 2 * stream.bell(), 21)
      if scores.phqLast < 10, scores.gadLast < 8 { scores.phqLast = 10 + stream.below(3) }
    }
  }

  private static func clamp(_ thousandths: Int, _ most: Int) -> Int {
    min(most, max(0, (thousandths + 500) / 1000))
  }
}

/// How a pathway stands in one monthly submission.
struct DemoSubmission {
  /// Which of the pathway's rows, from 0.
  let rank: Int
  /// The last row: the one published counts use.
  let isLast: Bool
  /// A row of the first submission of the month, which the refresh of the same month repeats.
  let isPrimary: Bool
  /// A row of an earlier month, when the course was not over.
  let isOpen: Bool
  /// Day in the month of submission.
  let day: Int

  init(_ course: DemoCourse, rank: Int, of rows: Int) {
    self.rank = rank
    isLast = rank == rows - 1
    let earlier = course.lastSubmissionDay - 30 * (rows - 1 - rank)
    isPrimary = !isLast && (course.minor & 1 == 0 || earlier <= course.referralDay)
    isOpen = !isLast && !isPrimary
    day = isOpen ? earlier : course.lastSubmissionDay
  }
}
