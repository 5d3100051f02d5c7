import Foundation

/// Three small CSV files: every record starts from a plain one that is in the cohort, and a test says only what is
/// different about its own.
struct PublishedFixture {
  typealias Record = [String: String]

  var referrals: [Record] = [[:]]
  var patients: [Record] = [[:]]
  var jobs: [Record] = [[:]]
  /// Columns that the files do not have, in whichever they stand; `referrals.RecordNumber` means one file's.
  var without: Set<String> = []
  /// Columns under another name.
  var renamed: [String: String] = [:]

  static let referral: [(String, String)] = [
    ("PathwayID", "W1"), ("UniqueID_IDS101", "1"), ("RecordNumber", "1"), ("LocalPatientId", "L1"),
    ("OrgID_Provider", "RAT"), ("Unique_MonthID", "1459"), ("UsePathway_Flag", "true"),
    ("ReferralRequestReceivedDate", "2021-03-01"), ("SourceOfReferralMH", "A1"),
    ("PrimaryPresentingComplaint", "Depression"), ("ServDischDate", "2021-09-30"),
    ("Assessment_FirstDate", "2021-03-10"), ("TherapySession_FirstDate", "2021-03-31"),
    ("TherapySession_SecondDate", "2021-04-14"), ("CareContact_Count", "8"),
    ("TreatmentCareContact_Count", "7"),
    ("PHQ9_FirstScore", "15"), ("PHQ9_LastScore", "5"), ("GAD_FirstScore", "12"), ("GAD_LastScore", "4"),
    ("CompletedTreatment_Flag", "true"), ("Caseness_Flag", "true"), ("NotCaseness_Flag", "false"),
    ("Recovery_Flag", "true"), ("ReliableImprovement_Flag", "true"), ("ReliableDeterioration_Flag", "false"),
    ("SYNTHETIC", "Y"),
  ]
  static let patient: [(String, String)] = [
    ("UniqueID_IDS001", "1"), ("RecordNumber", "1"), ("LocalPatientId", "L1"), ("OrgID_Provider", "RAT"),
    ("Unique_MonthID", "1459"), ("Gender", "2"), ("EthnicCategory", "A"), ("Validated_EthnicCategory", "A"),
    ("Age_RP_StartDate", "40"), ("Age_RP_EndDate", "41"), ("IndicesOfDeprivationDecile", "3"),
    ("SYNTHETIC", "Y"),
  ]
  static let job: [(String, String)] = [
    ("UniqueID_IDS004", "1"), ("LocalPatientId", "L1"), ("OrgID_Provider", "RAT"),
    ("EmployStatusRecDate", "2021-03-15"), ("EmployStatus", "01"), ("WeekHoursWorked", "01"),
    ("SelfEmployInd", "N"), ("SickAbsenceInd", "N"), ("SSPInd", "N"), ("BenefitRecInd", "N"), ("JSAInd", "N"),
    ("ESAInd", "N"), ("UCInd", "N"), ("PIPInd", "N"), ("SYNTHETIC", "Y"),
  ]

  /// The outcome flags that an extract may lack.
  static let flags: Set<String> = [
    "Caseness_Flag", "NotCaseness_Flag", "Recovery_Flag", "ReliableImprovement_Flag",
    "ReliableDeterioration_Flag",
  ]

  /// One referral of one patient with one job, each with its own differences.
  static func one(referral: Record = [:], patient: Record = [:], job: Record = [:]) -> PublishedFixture {
    PublishedFixture(referrals: [referral], patients: [patient], jobs: [job])
  }

  /// The rows that the oracle makes of it.
  func rows(
    _ request: OraclePublished.Request = .init(), _ mutation: OraclePublished.Mutation? = nil
  ) throws -> [OraclePublished.Row] {
    try withFolder { try OraclePublished(directory: $0).cohort(request, mutation: mutation) }
  }

  /// Writes the three files into a new folder, which is removed after `body`.
  func withFolder<T>(_ body: (String) throws -> T) throws -> T {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("oracle-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = [
      ("referrals", Self.referral, referrals), ("patients", Self.patient, patients),
      ("employment", Self.job, jobs),
    ]
    for (table, plain, records) in files {
      let columns = plain.filter { !without.contains($0.0) && !without.contains("\(table).\($0.0)") }
      let header = columns.map { renamed[$0.0] ?? $0.0 }.joined(separator: ",")
      let lines = records.map { record in
        columns.map { record[$0.0] ?? $0.1 }.joined(separator: ",")
      }
      let text = ([header] + lines).joined(separator: "\n") + "\n"
      try Data(text.utf8).write(to: folder.appendingPathComponent("\(table).csv"))
    }
    return try body(folder.path)
  }

  /// Writes files given as text into a new folder, which is removed after `body`.
  static func withFiles<T>(
    referrals: String, patients: String, employment: String, _ body: (String) throws -> T
  ) throws -> T {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("oracle-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in [("referrals", referrals), ("patients", patients), ("employment", employment)] {
      try Data((text + "\n").utf8).write(to: folder.appendingPathComponent("\(name).csv"))
    }
    return try body(folder.path)
  }
}
