extension DemoCourse {
  /// Scores and the flags that follow from them: caseness and recovery are drawn from ``DemoModel``, then
  /// scores are made to fit. `first` is the patient's first course. Cut-offs: PHQ-9 10, GAD-7 8; reliable
  /// change 6 and 4.
  mutating func measure(_ patient: DemoPatient, _ first: DemoCourse) {
    guard assessmentDay >= 0 else { return }
    var stream = DemoStream(
      seed: patient.seed, index: patient.index, number == 0 ? .firstOutcome : .secondOutcome)
    // Age is that of the patient row, which is submitted with the first course.
    let age = patient.ageLevel(first.lastSubmissionDay, DemoCodes.all)
    let isCase = stream.chance(DemoModel.probability(caseOdds(patient, age)))
    setFirst(isCase: isCase, patient, &stream)
    setCaseness(isCase, &stream)
    guard completed == .yes else {
      recovery = completed == .no ? .no : .empty
      if stream.chance(20_000) { forgetFirst() }
      return
    }
    let record = DemoRecords.first(patient, from: first, within: self)
    let recovers =
      stream.chance(DemoModel.probability(recoveryOdds(patient, age, record))) && isCase
    setLast(isCase: isCase, recovers: recovers, &stream)
    recovery = Flag(recovers)
    let phqChange = scores.phqLast - scores.phqFirst
    let gadChange = scores.gadLast - scores.gadFirst
    let fell = phqChange <= -6 || gadChange <= -4
    let rose = phqChange >= 6 || gadChange >= 4
    improvement = Flag(fell && !rose)
    deterioration = Flag(rose && !fell)
    noChange = Flag(fell == rose)
    forget(isCase: isCase, recovers: recovers, &stream)
  }

  private func caseOdds(_ patient: DemoPatient, _ age: Int) -> Int {
    var odds = DemoModel.caseness[patient.decile - 1] + DemoModel.casenessOfAge[age]
    odds += DemoModel.casenessOfEthnicity[patient.ethnicityLevel] + DemoModel.casenessOfProblem[problemLevel]
    if patient.genderLevel == 1 { odds += DemoModel.casenessMale }
    return odds
  }

  /// Log-odds of recovery in 1/1000, for a course that began at caseness: the sum that ``DemoModel`` states.
  private func recoveryOdds(_ patient: DemoPatient, _ age: Int, _ record: DemoRecord?) -> Int {
    var odds = DemoModel.intercept + DemoModel.deprivation * patient.decile
    odds += DemoModel.phq9 * scores.phqFirst + DemoModel.gad7 * scores.gadFirst
    odds += DemoModel.sessions * sessions + DemoModel.withinSixWeeks.values[wait <= 42 ? 1 : 0]
    odds += DemoModel.gender.values[patient.genderLevel] + DemoModel.age.values[age]
    odds += DemoModel.ethnicity.values[patient.ethnicityLevel] + DemoModel.problem.values[problemLevel]
    odds += DemoModel.employment.values[record?.status ?? 9]
    odds += DemoModel.benefits.values[record?.benefits ?? 2]
    return odds + DemoProviders.all.effects[patient.provider]
  }

  /// The place of the complaint in ``DemoModel/problem``.
  private var problemLevel: Int {
    switch complaint {
    case 0: 1
    case 1: 0
    case 2, 3: 2
    default: 3
    }
  }

  /// The two flags are recorded apart, so one of them is missing at times.
  private mutating func setCaseness(_ isCase: Bool, _ stream: inout DemoStream) {
    caseness = Flag(isCase)
    notCaseness = Flag(!isCase)
    switch stream.below(1000) {
    case ..<4: notCaseness = .empty
    case ..<7: notCaseness = .null
    case ..<40: if !isCase { notCaseness = .null }
    case ..<80: if !isCase { caseness = .null }
    case ..<120: if !isCase { caseness = .empty }
    default: break
    }
  }

  /// What was never recorded. A flag is missing while the scores are there, or the other way round; where
  /// both are, nothing can be known: such a course counts as not recovered. Whatever takes a course out of an
  /// analysis or changes its outcome depends on nothing else, so the true model stays true.
  private mutating func forget(isCase: Bool, recovers: Bool, _ stream: inout DemoStream) {
    switch stream.below(10_000) {
    case ..<28:
      forgetFirst()
      (caseness, notCaseness, recovery) = (.empty, .empty, .empty)
      (improvement, deterioration, noChange) = (.empty, .empty, .empty)
    case ..<120: recovery = .null
    case ..<150: recovery = .empty
    case ..<200: (improvement, deterioration, noChange) = (.null, .null, .null)
    case ..<300: scores.phqFirst = -1
    case ..<380: scores.gadFirst = -1
    case ..<430: scores.phqLast = -1
    case ..<470: scores.gadLast = -1
    case ..<800 where isCase && !recovers:
      // Left before a second measurement.
      (scores.phqLast, scores.gadLast) = (-1, -1)
      (improvement, deterioration, noChange) = (.empty, .empty, .empty)
      if stream.chance(200_000) { recovery = .empty }
    default: break
    }
  }

  private mutating func forgetFirst() { (scores.phqFirst, scores.gadFirst) = (-1, -1) }
}
