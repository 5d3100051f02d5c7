extension Oracle2022 {
  /// Deliberate mistakes, each a small change to one rule: a comparison that cannot tell them from the rules
  /// proves nothing.
  enum Mutation: String, CaseIterable {
    // Rule 1
    case joinOnProviderToo, firstEmploymentOnly, employmentMustMatch, dischargeEndExclusive
    // Rules 2 and 3
    case completionNotAsked, casenessFromNotCaseness, providerOfReferral
    // Rule 4
    case waitUnder42, unknownWaitIsMet
    // Rule 5
    case eighteenIsAdult, thirtyIsOlder, chineseAndOtherNotOther
    // Rule 6
    case missingDecileIsOne
    // Rules 7 and 8
    case employedHoursKept, retiredHoursKept, hoursAfterFilling, missingStatusNotFilled,
      declinedStatusNotFilled
    // Rule 9
    case fullTimeByStatusOnly, sickPayWithoutStatus, benefitsWithoutUniversalCredit, doubtfulJobSeekerIsYes
    case sessionsOfTreatmentOnly, sevenSessions
    // Rule 10
    case missingSymptomIsUnspecified
  }
}
