/// The published rules for the values of one referral, its patient and its employment records.
struct PublishedRules {
  let recipe: OraclePublished.Recipe
  /// Day numbers of the period's first and last day.
  let from: Int
  let to: Int
  let shape: OraclePublished.Shape
  let mutation: OraclePublished.Mutation?

  /// Whether the referral is of the period and, for `talking-therapies`, its treatment completed.
  func admits(_ referral: OraclePublished.Referral) -> Bool {
    let day = recipe == .therapies ? referral.discharged : referral.received
    guard let day, from <= day, mutation == .lastDayLeftOut ? day < to : day <= to else { return false }
    if recipe == .access { return mutation != .accessOfDischargedOnly || referral.discharged != nil }
    return referral.completed == true || mutation == .completionNotAsked
  }

  func row(
    _ referral: OraclePublished.Referral, _ patient: OraclePublished.Patient?,
    earliest: OraclePublished.Job?, latest: OraclePublished.Job?
  ) -> OraclePublished.Row {
    let decile = patient?.decile
    return OraclePublished.Row(
      pathway: referral.pathway ?? "",
      values: [
        .provider: .label(referral.provider),
        .deprivation: .number(mutation == .decileReversed ? decile.map { 11 - $0 } : decile),
        .deprivationQuintile: .number(decile.flatMap(quintile)),
        .age: .label(age(mutation == .ageAtStart ? patient?.ageAtStart : patient?.ageAtEnd)),
        .ageYears: .number(patient?.ageAtEnd),
        .gender: .label(gender(patient?.gender)),
        .ethnicity: .label(ethnicity(patient)),
        .problem: .label(problem(referral)),
        .employment: .label(employment(earliest?.status)),
        .employmentAtEnd: .label(employment(mutation == .endIsStart ? earliest?.status : latest?.status)),
        .hours: .label(hours(earliest?.hours)),
        .selfEmployed: .flag(indicator(earliest?.selfEmployed)),
        .sickAbsence: .flag(indicator(earliest?.sickAbsence)),
        .benefits: .flag(benefits(mutation == .benefitsAtEnd ? latest : earliest)),
        .phq9: .number(referral.phqFirst),
        .gad7: .number(referral.gadFirst),
        .sessions: .number(mutation == .allContactsAreSessions ? referral.contacts : referral.sessions),
        .withinSixWeeks: .flag(isWithin(mutation == .waitUnder42 ? 41 : 42, referral)),
        .withinEighteenWeeks: .flag(isWithin(mutation == .eighteenWeeksAre120Days ? 120 : 126, referral)),
        .firstToSecondDays: .number(days(referral.firstTreated, referral.secondTreated)),
      ],
      outcomes: recipe == .therapies ? therapyOutcomes(referral) : accessOutcomes(referral))
  }

  /// Fifths of the ten tenths; another number is no decile and in no fifth.
  private func quintile(_ decile: Int) -> Int? {
    guard (1...10).contains(decile) else { return nil }
    return mutation == .quintileRoundedDown ? decile / 2 : (decile + 1) / 2
  }

  private func age(_ years: Int?) -> String {
    guard let years else { return "Not known" }
    if years < 18 { return "<18" }
    if years <= (mutation == .youngUntil24 ? 24 : 25) { return "18-25" }
    if years <= 64 { return "26-64" }
    if years <= 74 { return "65-74" }
    return years <= 89 ? "75-89" : "90+"
  }

  private func gender(_ code: String?) -> String {
    switch code {
    case "1": "Male"
    case "2": "Female"
    case "9" where mutation != .indeterminateIsNotKnown: "Indeterminate"
    default: "Not known"
    }
  }

  private func ethnicity(_ patient: OraclePublished.Patient?) -> String {
    let isValidated = shape.hasValidatedEthnicity && mutation != .ethnicityAsSubmitted
    var code = isValidated ? patient?.validatedEthnicity : patient?.ethnicity
    if mutation == .ethnicityFallsBack { code = code ?? patient?.ethnicity }
    switch code {
    case "A", "B", "C": return "White"
    case "D", "E", "F", "G": return "Mixed"
    case "H", "J", "K", "L": return "Asian"
    case "M", "N", "P": return "Black"
    case "R": return mutation == .chineseIsAsian ? "Asian" : "Other"
    case "S": return "Other"
    default: return "Not known"
    }
  }

  private func problem(_ referral: OraclePublished.Referral) -> String {
    switch shape.hasPrimaryComplaint ? referral.primaryProblem : referral.higherProblem {
    case "Depression": "Depression"
    case "Anxiety and stress related disorders (Total)": "Anxiety and stress"
    case "Other Mental Health problems": "Other mental health"
    case "Other recorded problems": "Other recorded"
    case "Unspecified" where mutation == .unspecifiedIsOther: "Other recorded"
    default: "Not known"
    }
  }

  private func employment(_ status: String?) -> String {
    switch status {
    case "01": "Employed"
    case "02": "Unemployed and seeking work"
    case "03": "Student"
    case "04": "Long-term sick or disabled"
    case "05": "Homemaker"
    case "06": "Not seeking work"
    case "07": "Unpaid voluntary work"
    case "08": mutation == .retiredIsNotSeeking ? "Not seeking work" : "Retired"
    case "ZZ": mutation == .declinedIsNotRecorded ? "Not recorded" : "Not stated"
    case nil: mutation == .missingStatusIsEmployed ? "Employed" : "Not recorded"
    default: "Not recorded"
    }
  }

  private func hours(_ code: String?) -> String {
    switch code {
    case "01": "30+"
    case "02": "16-29"
    case "03": "5-15"
    case "04": "1-4"
    case "97": mutation == .declinedHoursNotKnown ? "Not known" : "Not stated"
    case "98": "Not applicable"
    default: "Not known"
    }
  }

  private func indicator(_ code: String?) -> Bool? {
    switch code {
    case "Y": true
    case "N": false
    default: mutation == .unknownIndicatorIsNo ? false : nil
    }
  }

  /// Yes over no over unknown.
  private func benefits(_ job: OraclePublished.Job?) -> Bool? {
    guard var found = job?.benefits else { return nil }
    if mutation == .benefitsWithoutJobSeekers { found["JSAInd"] = nil }
    if mutation == .benefitsWithoutPersonalIndependence { found["PIPInd"] = nil }
    let codes = Array(found.values)
    if mutation == .noBenefitWins, codes.contains("N") { return false }
    if codes.contains("Y") { return true }
    if mutation == .doubtIsNoBenefit, !codes.isEmpty { return false }
    return codes.contains("N") ? false : nil
  }

  /// Days between two dates, unknown when either is.
  private func days(_ first: Int?, _ second: Int?) -> Int? {
    guard let first, let second else { return nil }
    return second - first
  }

  func isWithin(_ limit: Int, _ referral: OraclePublished.Referral) -> Bool? {
    let treated = mutation == .waitToAssessment ? referral.assessed : referral.firstTreated
    guard let wait = days(referral.received, treated) else {
      return mutation == .unknownWaitIsLong ? false : nil
    }
    return wait <= limit
  }
}
