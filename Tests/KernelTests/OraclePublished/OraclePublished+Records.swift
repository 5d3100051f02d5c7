import Foundation

extension OraclePublished {
  /// Which columns an extract has, where a rule asks.
  struct Shape {
    var hasUsePathway = false
    var referralsHaveRecordNumber = false
    var patientsHaveRecordNumber = false
    var hasPrimaryComplaint = false
    var hasValidatedEthnicity = false
  }

  /// What the rules read of one IDS101 row; dates are day numbers, `month` and `id` ranks in their column.
  struct Referral {
    var pathway, provider, local, record, primaryProblem, higherProblem: String?
    var month = 0
    var monthAsText = 0
    var id = 0
    var isUsed, completed, caseness, notCaseness, recovery, improvement, deterioration: Bool?
    var received, discharged, assessed, firstTreated, secondTreated: Int?
    var phqFirst, phqLast, gadFirst, gadLast, sessions, contacts: Int?

    static func read(_ path: String, _ shape: inout Shape) throws -> [Referral] {
      let csv = try OracleCSV(
        path: path, required: ["PathwayID", "OrgID_Provider", "LocalPatientId", "ServDischDate"],
        optional: [
          "RecordNumber", "UsePathway_Flag", "Unique_MonthID", "UniqueID_IDS101",
          "ReferralRequestReceivedDate",
          "Assessment_FirstDate", "TherapySession_FirstDate", "TherapySession_SecondDate",
          "CompletedTreatment_Flag", "Caseness_Flag", "NotCaseness_Flag", "Recovery_Flag",
          "ReliableImprovement_Flag", "ReliableDeterioration_Flag", "PHQ9_FirstScore", "PHQ9_LastScore",
          "GAD_FirstScore", "GAD_LastScore", "TreatmentCareContact_Count", "CareContact_Count",
          "PrimaryPresentingComplaint", "PresentingComplaintHigherCategory",
        ])
      shape.hasUsePathway = csv.present.contains("UsePathway_Flag")
      shape.referralsHaveRecordNumber = csv.present.contains("RecordNumber")
      shape.hasPrimaryComplaint = csv.present.contains("PrimaryPresentingComplaint")
      var all = [Referral](repeating: Referral(), count: csv.rows)
      func fill<T>(_ field: WritableKeyPath<Referral, T?>, _ name: String, _ parse: (String?) -> T?) {
        for (row, text) in csv[name].enumerated() { all[row][keyPath: field] = parse(text) }
      }
      fill(\.pathway, "PathwayID") { $0 }
      fill(\.provider, "OrgID_Provider") { $0 }
      fill(\.local, "LocalPatientId") { $0 }
      fill(\.record, "RecordNumber") { $0 }
      fill(\.primaryProblem, "PrimaryPresentingComplaint") { $0 }
      fill(\.higherProblem, "PresentingComplaintHigherCategory") { $0 }
      fill(\.isUsed, "UsePathway_Flag", truth)
      fill(\.completed, "CompletedTreatment_Flag", truth)
      fill(\.caseness, "Caseness_Flag", truth)
      fill(\.notCaseness, "NotCaseness_Flag", truth)
      fill(\.recovery, "Recovery_Flag", truth)
      fill(\.improvement, "ReliableImprovement_Flag", truth)
      fill(\.deterioration, "ReliableDeterioration_Flag", truth)
      fill(\.received, "ReferralRequestReceivedDate", OracleRules.day)
      fill(\.discharged, "ServDischDate", OracleRules.day)
      fill(\.assessed, "Assessment_FirstDate", OracleRules.day)
      fill(\.firstTreated, "TherapySession_FirstDate", OracleRules.day)
      fill(\.secondTreated, "TherapySession_SecondDate", OracleRules.day)
      fill(\.phqFirst, "PHQ9_FirstScore", whole)
      fill(\.phqLast, "PHQ9_LastScore", whole)
      fill(\.gadFirst, "GAD_FirstScore", whole)
      fill(\.gadLast, "GAD_LastScore", whole)
      fill(\.sessions, "TreatmentCareContact_Count", whole)
      fill(\.contacts, "CareContact_Count", whole)
      let months = csv["Unique_MonthID"]
      for (row, rank) in ranks(months).enumerated() { all[row].month = rank }
      for (row, rank) in ranks(months, asText: true).enumerated() { all[row].monthAsText = rank }
      for (row, rank) in ranks(csv["UniqueID_IDS101"]).enumerated() { all[row].id = rank }
      return all
    }
  }

  /// What the rules read of one IDS001 row.
  struct Patient {
    var provider, local, record, gender, ethnicity, validatedEthnicity: String?
    var month = 0
    var ageAtStart, ageAtEnd, decile: Int?

    static func read(_ path: String, _ shape: inout Shape) throws -> [Patient] {
      let csv = try OracleCSV(
        path: path,
        required: [
          "OrgID_Provider", "LocalPatientId", "Gender", "Age_RP_EndDate", "IndicesOfDeprivationDecile",
        ],
        optional: [
          "RecordNumber", "Unique_MonthID", "EthnicCategory", "Validated_EthnicCategory", "Age_RP_StartDate",
        ])
      shape.patientsHaveRecordNumber = csv.present.contains("RecordNumber")
      shape.hasValidatedEthnicity = csv.present.contains("Validated_EthnicCategory")
      var all = [Patient](repeating: Patient(), count: csv.rows)
      for (row, text) in csv["OrgID_Provider"].enumerated() { all[row].provider = text }
      for (row, text) in csv["LocalPatientId"].enumerated() { all[row].local = text }
      for (row, text) in csv["RecordNumber"].enumerated() { all[row].record = text }
      for (row, text) in csv["Gender"].enumerated() { all[row].gender = text }
      for (row, text) in csv["EthnicCategory"].enumerated() { all[row].ethnicity = text }
      for (row, text) in csv["Validated_EthnicCategory"].enumerated() { all[row].validatedEthnicity = text }
      for (row, rank) in ranks(csv["Unique_MonthID"]).enumerated() { all[row].month = rank }
      for (row, text) in csv["Age_RP_StartDate"].enumerated() { all[row].ageAtStart = whole(text) }
      for (row, text) in csv["Age_RP_EndDate"].enumerated() { all[row].ageAtEnd = whole(text) }
      for (row, text) in csv["IndicesOfDeprivationDecile"].enumerated() { all[row].decile = whole(text) }
      return all
    }
  }

  /// What the rules read of one IDS004 row; `benefits` holds the indicators that the extract has.
  struct Job {
    static let benefitColumns = ["BenefitRecInd", "ESAInd", "PIPInd", "UCInd", "JSAInd"]

    var provider, local, status, hours, selfEmployed, sickAbsence: String?
    var recorded: Int?
    var id = 0
    var benefits: [String: String] = [:]

    static func read(_ path: String) throws -> [Job] {
      let csv = try OracleCSV(
        path: path, required: ["OrgID_Provider", "LocalPatientId", "EmployStatusRecDate", "EmployStatus"],
        optional: ["UniqueID_IDS004", "WeekHoursWorked", "SelfEmployInd", "SickAbsenceInd"] + benefitColumns)
      var all = [Job](repeating: Job(), count: csv.rows)
      for (row, text) in csv["OrgID_Provider"].enumerated() { all[row].provider = text }
      for (row, text) in csv["LocalPatientId"].enumerated() { all[row].local = text }
      for (row, text) in csv["EmployStatus"].enumerated() { all[row].status = text }
      for (row, text) in csv["WeekHoursWorked"].enumerated() { all[row].hours = text }
      for (row, text) in csv["SelfEmployInd"].enumerated() { all[row].selfEmployed = text }
      for (row, text) in csv["SickAbsenceInd"].enumerated() { all[row].sickAbsence = text }
      for (row, text) in csv["EmployStatusRecDate"].enumerated() { all[row].recorded = OracleRules.day(text) }
      for (row, rank) in ranks(csv["UniqueID_IDS004"]).enumerated() { all[row].id = rank }
      for name in benefitColumns {
        for (row, text) in csv[name].enumerated() { all[row].benefits[name] = text }
      }
      return all
    }
  }

  private static func truth(_ text: String?) -> Bool? {
    switch text?.lowercased() {
    case "true": true
    case "false": false
    default: nil
    }
  }

  private static func whole(_ text: String?) -> Int? {
    guard let text, let number = Double(text), number == number.rounded(), abs(number) < 1e9 else {
      return nil
    }
    return Int(number)
  }

  /// Each value's place in its column's order, equal values sharing one; missing values are before all others.
  static func ranks(_ column: [String?], asText: Bool = false) -> [Int] {
    let numbers = column.compactMap { $0 }.map { Double($0) }
    if !asText, numbers.allSatisfy({ $0?.isFinite ?? false }) {
      let places = Dictionary(
        uniqueKeysWithValues: Set(numbers.compactMap { $0 }).sorted().enumerated().map { ($1, $0) })
      return column.map { $0.flatMap(Double.init).flatMap { places[$0] } ?? -1 }
    }
    let texts = Set(column.compactMap { $0 }).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let places = Dictionary(uniqueKeysWithValues: texts.enumerated().map { ($1, $0) })
    return column.map { $0.flatMap { places[$0] } ?? -1 }
  }
}
