import Foundation

/// Three small CSV files made by hand: every record starts from a plain one that passes all rules, and a test
/// says only what is different about its own.
struct OracleFixture {
  typealias Record = [String: String]

  var referrals: [Record] = []
  var patients: [Record] = []
  var jobs: [Record] = []

  static let referral: [(String, String)] = [
    ("UniqueID_IDS101", "R1"), ("LocalPatientId", "P1"), ("OrgID_Provider", "RAT"),
    ("ReferralRequestReceivedDate", "2021-03-01"), ("TherapySession_FirstDate", "2021-03-31"),
    ("ServDischDate", "2021-09-30"), ("CompletedTreatment_Flag", "true"), ("Caseness_Flag", "true"),
    ("NotCaseness_Flag", "false"), ("Recovery_Flag", "true"), ("PrimaryPresentingComplaint", "Depression"),
    ("CareContact_Count", "8"), ("TreatmentCareContact_Count", "7"),
  ]
  static let patient: [(String, String)] = [
    ("UniqueID_IDS001", "M1"), ("LocalPatientId", "P1"), ("OrgID_Provider", "RAT"), ("Gender", "2"),
    ("EthnicCategory", "A"), ("Age_RP_StartDate", "40"), ("IndicesOfDeprivationDecile", "3"),
  ]
  static let job: [(String, String)] = [
    ("UniqueID_IDS004", "E1"), ("LocalPatientId", "P1"), ("OrgID_Provider", "RAT"), ("EmployStatus", "01"),
    ("WeekHoursWorked", "01"), ("SelfEmployInd", "N"), ("SSPInd", "N"), ("BenefitRecInd", "N"),
    ("UCInd", "N"), ("JSAInd", "N"),
  ]

  /// One referral of one patient with one job, each with its own differences.
  static func one(referral: Record = [:], patient: Record = [:], job: Record = [:]) -> OracleFixture {
    OracleFixture(referrals: [referral], patients: [patient], jobs: [job])
  }

  /// The rows the oracle makes of it for discharges of 2021.
  func rows(_ mutation: Oracle2022.Mutation? = nil) throws -> [Oracle2022.Row] {
    try withFolder {
      try Oracle2022(directory: $0).cohort(from: "2021-01-01", to: "2021-12-31", mutation: mutation)
    }
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
    for (name, plain, records) in files {
      let lines = records.map { record in
        plain.map { quoted(record[$0.0] ?? $0.1) }.joined(separator: ",")
      }
      let text = ([plain.map(\.0).joined(separator: ",")] + lines).joined(separator: "\n") + "\n"
      try Data(text.utf8).write(to: folder.appendingPathComponent("\(name).csv"))
    }
    return try body(folder.path)
  }

  private func quoted(_ text: String) -> String {
    guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
    return "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\""
  }
}

/// SplitMix64, for small random data that are the same in every run.
struct OracleRandom {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func pick<T>(_ choices: [T]) -> T { choices[Int(next() % UInt64(choices.count))] }

  mutating func uniform() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }
}

extension OracleFixture {
  /// Random records that hold every trap of the rules, with ids shared across providers.
  static func random(seed: UInt64, referrals count: Int) -> OracleFixture {
    var random = OracleRandom(seed: seed)
    var fixture = OracleFixture()
    let missing = ["", "NULL", "NA", "*", "-"]
    let yes = ["Y", "N", "U", "Z", ""]
    let providers = ["RAT", "NMQ", "RWX", "XXX"]
    for place in 0..<count {
      let day = 10 + random.next() % 19
      fixture.referrals.append([
        "UniqueID_IDS101": "R\(place)",
        "LocalPatientId": random.pick(["P\(place / 2)", "P\(place)", "P\(place)", "P\(place)", ""]),
        "OrgID_Provider": random.pick(providers),
        "TherapySession_FirstDate": random.pick([
          "2021-04-\(day)", "2021-04-12", "2021-04-11", "2021-02-01", random.pick(missing),
        ]),
        "ServDischDate": random.pick([
          "2021-12-31", "2021-01-01", "2020-12-31", "2021-06-\(day)", "2022-01-01",
        ]),
        "CompletedTreatment_Flag": random.pick(["true", "true", "true", "true", "false", ""]),
        "Caseness_Flag": random.pick(["true", "true", "true", "true", "false", ""]),
        "NotCaseness_Flag": random.pick(["true", "false", ""]),
        "Recovery_Flag": random.pick(["true", "false", ""]),
        "PrimaryPresentingComplaint": random.pick([
          "Depression", "Anxiety and stress related disorders (Total)", "Unspecified",
          "Invalid Data supplied",
          "Other recorded problems", "NULL",
        ]),
        "CareContact_Count": random.pick(["5", "6", "7", "12", ""]),
        "TreatmentCareContact_Count": random.pick(["4", "6", "11"]),
      ])
      fixture.patients.append([
        "UniqueID_IDS001": "M\(place)",
        "LocalPatientId": random.pick(["P\(place)", "P\(place)", "P\(place)", "P\(place / 2)", "*"]),
        "OrgID_Provider": random.pick(providers), "Gender": random.pick(["1", "2", "9", "X", ""]),
        "EthnicCategory": random.pick(["A", "D", "H", "M", "R", "S", "Z", "99", ""]),
        "Age_RP_StartDate": random.pick(["17", "18", "19", "30", "31", "50", "51", "70", "71", ""]),
        "IndicesOfDeprivationDecile": random.pick(["1", "2", "5", "9", "10", ""]),
      ])
      fixture.jobs.append([
        "UniqueID_IDS004": "E\(place)",
        "LocalPatientId": random.pick(["P\(place)", "P\(place)", "P\(place / 3)", "P\(place / 2)", "-"]),
        "OrgID_Provider": random.pick(providers),
        "EmployStatus": random.pick(["01", "02", "03", "04", "05", "06", "07", "08", "ZZ", ""]),
        "WeekHoursWorked": random.pick(["01", "02", "03", "04", "97", "98", "99", ""]),
        "SelfEmployInd": random.pick(yes), "SSPInd": random.pick(yes), "BenefitRecInd": random.pick(yes),
        "UCInd": random.pick(yes), "JSAInd": random.pick(yes),
      ])
    }
    return fixture
  }
}
