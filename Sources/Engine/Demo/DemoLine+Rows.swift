extension DemoLine {
  /// A line of `referrals.csv`.
  mutating func referral(_ patient: DemoPatient, _ course: DemoCourse, _ submission: DemoSubmission) {
    let isOpen = submission.isOpen
    func known(_ day: Int) -> Int { isOpen && day > submission.day ? -1 : day }
    identifier("W", patient.index * 2 + course.number + 1, width: 8)
    number(patient.index * 8 + course.number * 3 + submission.rank + 1)
    number(patient.recordNumber(slot: max(0, patient.rows - 1)))
    identifier("P", patient.index + 1, width: 7)
    identifier("L", patient.localNumber + 1, width: 7)
    code(providers.codes[patient.provider])
    code(codes.commissioners[patient.provider % 8])
    month(submission.day)
    flag(.init(submission.isLast))
    date(course.referralDay)
    code(codes.sources[Int(course.minor >> 8 & 7)])
    code(codes.complaints[course.complaint])
    onset(course)
    code((course.minor >> 16 & 7) < 3 ? "Y" : (course.minor >> 16 & 7) < 7 ? "N" : "U")
    date(isOpen || course.isDischargeMissing ? -1 : course.dischargeDay)
    if isOpen || course.end < 0 { comma() } else { code(codes.ends[course.end]) }
    date(known(course.assessmentDay))
    date(course.isFirstMissing ? -1 : known(course.firstDay))
    date(known(course.secondDay))
    date(known(course.lastDay))
    number(course.isContactsMissing ? -1 : isOpen ? min(course.contacts, 2) : course.contacts)
    number(isOpen ? min(course.sessions, 1) : course.sessions)
    outcome(course, submission)
    let age = patient.age(on: course.referralDay, codes)
    number(patient.isAgeMissing ? -1 : age)
    number(
      isOpen || course.dischargeDay < 0 || patient.isAgeMissing
        ? -1 : patient.age(on: course.dischargeDay, codes))
    end()
  }

  private mutating func outcome(_ course: DemoCourse, _ submission: DemoSubmission) {
    let isOpen = submission.isOpen
    let isUnseen = isOpen && course.assessmentDay > submission.day
    number(isUnseen ? -1 : course.scores.phqFirst)
    number(isOpen ? -1 : course.scores.phqLast)
    number(isUnseen ? -1 : course.scores.gadFirst)
    number(isOpen ? -1 : course.scores.gadLast)
    flag(isOpen ? .no : course.completed)
    flag(isUnseen ? .empty : course.caseness)
    flag(isUnseen ? .empty : course.notCaseness)
    // Now and then the first submission of a month came before the outcome was entered.
    flag(isOpen || submission.isPrimary && course.minor >> 32 & 7 == 0 ? .empty : course.recovery)
    flag(isOpen ? .empty : course.improvement)
    flag(isOpen ? .empty : course.deterioration)
    flag(isOpen ? .empty : course.noChange)
  }

  /// `YYYY-MM`, up to eight years before the referral; mostly missing.
  private mutating func onset(_ course: DemoCourse) {
    switch course.minor >> 20 & 15 {
    case 0...4:
      let month = codes.months[course.referralDay] - 1 - Int(course.minor >> 24 & 127) % 96
      digits(1900 + month / 12, width: 4)
      text("-")
      digits(month % 12 + 1, width: 2)
    case 5: text("NULL")
    default: break
    }
    comma()
  }

  /// A line of `patients.csv`; of two, the first is a month older and lacks the decile.
  mutating func patient(_ patient: DemoPatient, submittedOn day: Int, slot: Int) {
    let isOld = slot < patient.rows - 1
    let day = isOld ? max(0, day - 30) : day
    let record = patient.recordNumber(slot: slot)
    number(record + 40_000)
    number(record)
    identifier("P", patient.index + 1, width: 7)
    identifier("L", patient.localNumber + 1, width: 7)
    code(providers.codes[patient.provider])
    month(day)
    code(codes.genders[patient.gender])
    let ethnicity = codes.ethnicities[patient.ethnicity]
    code(ethnicity)
    if patient.ethnicity == codes.ethnicities.count - 1 { code("-1") } else { code(ethnicity) }
    let months = patient.months(on: day, codes)
    number(patient.isAgeMissing ? -1 : months / 12)
    number(patient.isAgeMissing ? -1 : patient.ageAtPeriodEnd(day, codes))
    number(patient.isDecileMissing || isOld ? -1 : patient.decile)
    end()
  }
}

extension DemoPatient {
  /// RecordNumber of one of the patient rows.
  func recordNumber(slot: Int) -> Int { index * 2 + slot + 1 }

  /// Age in months in the month of a day.
  func months(on day: Int, _ codes: DemoCodes) -> Int {
    // January 2021 is month 1453.
    ageInMonths + codes.months[min(max(0, day), codes.months.count - 1)] - 1453
  }

  /// Age_RP_EndDate of a row submitted in the month of a day.
  func ageAtPeriodEnd(_ day: Int, _ codes: DemoCodes) -> Int { (months(on: day, codes) + 1) / 12 }

  /// Age in years in the month of a day.
  func age(on day: Int, _ codes: DemoCodes) -> Int { months(on: day, codes) / 12 }
}
