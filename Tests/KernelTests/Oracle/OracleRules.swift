/// Rules 1 to 10 of the 2022 pipeline on the text of one referral, one patient and one employment record.
struct OracleRules {
  let mutation: Oracle2022.Mutation?

  // Rule 1
  func discharged(_ referral: Referral, from: Int, to: Int) -> Bool {
    guard let day = Self.day(referral.discharged) else { return false }
    if mutation == .dischargeEndExclusive { return from <= day && day < to }
    return from <= day && day <= to
  }

  // Rule 2
  func eligible(_ referral: Referral) -> Bool {
    let completed = mutation == .completionNotAsked || isTrue(referral.completed)
    if mutation == .casenessFromNotCaseness { return completed && !isTrue(referral.notCaseness) }
    return completed && isTrue(referral.caseness)
  }

  // Rule 3
  func provider(_ referral: Referral, _ patient: Patient) -> String? {
    mutation == .providerOfReferral ? referral.provider : patient.provider
  }

  func accepts(provider: String?) -> Bool {
    guard let provider else { return false }
    return Oracle2022.providers.contains(provider)
  }

  /// Rules 4 to 9; `nil` when rule 6 drops the row. `job` is nil when no employment record matched.
  func row(_ referral: Referral, _ patient: Patient, _ job: Job?) -> Oracle2022.Row? {
    guard let deprivation = decile(patient.decile) else { return nil }
    let hours = cleanedHours(status: job?.status, hours: job?.hours)
    let status = filledStatus(job?.status)
    return Oracle2022.Row(
      key: [referral.id ?? "", patient.id ?? "", job?.id ?? ""].joined(separator: "\u{1F}"),
      symptom: symptom(referral.complaint),
      gender: gender(patient.gender),
      ethnicity: ethnicity(patient.ethnicity),
      age: age(patient.age),
      recovery: isTrue(referral.recovery),
      deprivation: deprivation,
      fullTime: status == "01" || (hours == "01" && mutation != .fullTimeByStatusOnly),
      partTime: hours == "part_time",
      unemployed: status == "02" || hours == "98",
      benefits: job?.benefits == "Y"
        || (job?.universalCredit == "Y" && mutation != .benefitsWithoutUniversalCredit),
      jobSeeker: job?.jobSeeker == "Y" || (job?.jobSeeker == "U" && mutation == .doubtfulJobSeekerIsYes),
      selfEmployed: job?.selfEmployed == "Y",
      sickPay: job?.sickPay == "Y" || (status == "04" && mutation != .sickPayWithoutStatus),
      sixOrMoreSessions: manySessions(referral),
      sixWeekWait: promptly(referral))
  }

  // Rule 4
  private func promptly(_ referral: Referral) -> Bool {
    guard let received = Self.day(referral.received), let treated = Self.day(referral.treated) else {
      return mutation == .unknownWaitIsMet
    }
    return treated - received <= (mutation == .waitUnder42 ? 41 : 42)
  }

  // Rule 5
  private func ethnicity(_ code: String?) -> String {
    switch code {
    case "A", "B", "C": return "White"
    case "D", "E", "F", "G": return "Mixed"
    case "H", "J", "K", "L": return "Asian"
    case "M", "N", "P": return "Black"
    case "R", "S": return mutation == .chineseAndOtherNotOther ? "Not_known" : "Other"
    default: return "Not_known"
    }
  }

  private func gender(_ code: String?) -> String {
    switch code {
    case "1": return "Male"
    case "2": return "Female"
    default: return "Not_known"
    }
  }

  private func age(_ text: String?) -> String {
    guard let age = Self.number(text) else { return "Not_known" }
    if age < 18 { return "<18" }
    if age == 18 { return mutation == .eighteenIsAdult ? "18-30" : "Not_known" }
    if age < 30 || (age == 30 && mutation != .thirtyIsOlder) { return "18-30" }
    if age <= 50 { return "30-50" }
    if age <= 70 { return "50-70" }
    return "+70"
  }

  // Rule 6
  private func decile(_ text: String?) -> Int? {
    guard let number = Self.number(text), abs(number) < 1_000_000 else {
      return mutation == .missingDecileIsOne ? 1 : nil
    }
    return Int(number)
  }

  // Rule 7: `status` is the recorded one
  private func cleanedHours(status: String?, hours: String?) -> String {
    let status = mutation == .hoursAfterFilling ? filledStatus(status) : status
    if status == "01", mutation != .employedHoursKept { return "01" }
    if status == "02" { return "98" }
    if status == "08", mutation != .retiredHoursKept { return "98" }
    switch hours {
    case "02", "03", "04": return "part_time"
    case nil: return "99"
    case .some(let code): return code
    }
  }

  // Rule 8
  private func filledStatus(_ status: String?) -> String? {
    if status == nil, mutation != .missingStatusNotFilled { return "01" }
    if status == "ZZ", mutation != .declinedStatusNotFilled { return "01" }
    return status
  }

  // Rule 9
  private func manySessions(_ referral: Referral) -> Bool {
    let text = mutation == .sessionsOfTreatmentOnly ? referral.treatmentContacts : referral.contacts
    guard let count = Self.number(text) else { return false }
    return count >= (mutation == .sevenSessions ? 7 : 6)
  }

  // Rule 10
  private func symptom(_ complaint: String?) -> String {
    switch complaint {
    case "Depression": return "Depression"
    case "Anxiety and stress related disorders (Total)": return "Anxiety and stress disorders"
    case "Unspecified": return "Unspecified"
    case "Invalid Data supplied": return "Invalid Data supplied"
    case nil where mutation == .missingSymptomIsUnspecified: return "Unspecified"
    default: return "Other"
    }
  }

  private func isTrue(_ text: String?) -> Bool { text?.lowercased() == "true" }

  private static func number(_ text: String?) -> Double? {
    guard let text, let value = Double(text), value.isFinite else { return nil }
    return value
  }

  /// The day number of `YYYY-MM-DD`, counted by walking the calendar; `nil` when it is no such date.
  static func day(_ text: String?) -> Int? {
    guard let text, text.utf8.count >= 10 else { return nil }
    let bytes = Array(text.utf8)
    if bytes.count > 10, bytes[10] != UInt8(ascii: "T"), bytes[10] != UInt8(ascii: " ") { return nil }
    var digits: [Int] = []
    for place in 0..<10 {
      if place == 4 || place == 7 {
        guard bytes[place] == UInt8(ascii: "-") else { return nil }
      } else {
        guard (48...57).contains(bytes[place]) else { return nil }
        digits.append(Int(bytes[place]) - 48)
      }
    }
    let year = digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3]
    let month = digits[4] * 10 + digits[5]
    let day = digits[6] * 10 + digits[7]
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
    let lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard year >= 1, (1...12).contains(month), day >= 1, day <= lengths[month - 1] else { return nil }
    let before = year - 1
    return before * 365 + before / 4 - before / 100 + before / 400 + lengths[0..<(month - 1)].reduce(0, +)
      + day
  }
}
