/// A slow, obvious statement of the 2022 project's pipeline, written from its twelve rules alone and sharing
/// nothing with the program under test: every joined record is cleaned by itself, row by row, from the CSV
/// text.
///
/// Where the rules leave room, this is what the oracle takes them to mean:
///
///  1. Rule 1, join on text: `LocalPatientId` is compared as exact text; a missing one matches nothing, on
///     either side. "(of patients)": employment is looked up by the matched patient's own id, so a referral
///     without a patient has no employment either. Its provider is unknown, so rule 3 drops it.
///  2. Rule 1, dates: a date is the first ten characters, `YYYY-MM-DD`; a time after `T` or a blank is
///     ignored, so a discharge during the last day counts. Anything else is an unknown date. An unknown
///     discharge date is not between two dates and drops the row.
///  3. Rule 2, "true" is the word `true` in any case. `false`, a missing value and anything else are not
///     true.
///  4. Rule 4: a negative wait (treatment before referral) is at most 42 days, hence 1. One unknown date
///     gives 0.
///  5. Rule 5: codes are exact text (`01` is not `1`); ages are numbers, and 18.5 is over 18. A negative age
///     is under 18. Only exactly 18 and an unknown age fall to `Not_known`.
///  6. Rule 6: a decile that is no number is missing; "as integer" cuts decimals (`3.0`, `3.7` → 3), as
///     Spark's cast does. A decile outside 1–10 is kept, since no rule says otherwise.
///  7. Rule 7, "null" is the hours being null, asked after the status: missing status and hours 03 →
///     `part_time`; missing status and hours null → `99`; declined status (ZZ) and hours 02 → `part_time`;
///     retired with hours 01 → `98`. Code 97, 98, 99 and any odd code stand as they are.
///  8. Rule 7 against 8: hours are cleaned with the status as recorded, the status is filled afterwards. So a
///     missing status with hours 98 is employed (full_time) and unemployed at once. A row without any
///     employment record has a missing status, hence is employed; it is not dropped.
///  9. Rule 9: flags use the filled status and the cleaned hours. `unemployed` includes the retired (hours
///     `98`). `Y` is exact, capital. The count of contacts is a number; unknown is 0. An unknown
///     Recovery_Flag is "not recovered", and the row stays.
/// 10. Rule 10: every other complaint and a missing one is `Other`.
/// 11. Rule 11: segment first, then the cap within the segment. A decile keeps its lowest hashes. Rows that
///     share a whole key (only if the unique ids repeat) stay in file order.
/// 12. Rule 12: the split is drawn over the sampled segment before any model, so both models share it. Quotas
///     are Hamilton's: seats = floor(0.2·n + 0.5), a stratum's quota is seats·n_s/n in exact integers, what
///     is left goes to the largest remainders, then to the lower decile. N, events, ranges and log-likelihood
///     are of the training rows; coefficients are on the scaled axis (0 to 1), as the 2022 notebooks printed
///     them. A predictor constant over the training rows scales to 0 and is aliased. Held-out values are
///     scaled by the training range, even beyond 0 to 1. Exactly p = 0.5 is not predicted (every row whose
///     scaled predictors are all 0 stands there).
struct Oracle2022 {
  /// One joined and cleaned record.
  struct Row: Equatable {
    var key: String
    var symptom: String
    var gender: String
    var ethnicity: String
    var age: String
    var recovery: Bool
    var deprivation: Int
    var fullTime: Bool
    var partTime: Bool
    var unemployed: Bool
    var benefits: Bool
    var jobSeeker: Bool
    var selfEmployed: Bool
    var sickPay: Bool
    var sixOrMoreSessions: Bool
    var sixWeekWait: Bool

    /// The value of a predictor by its name in the recipe; `nil` when there is none of that name.
    func value(_ name: String) -> Double? {
      switch name {
      case "deprivation": Double(deprivation)
      case "full_time": fullTime ? 1 : 0
      case "part_time": partTime ? 1 : 0
      case "unemployed": unemployed ? 1 : 0
      case "benefits": benefits ? 1 : 0
      case "job_seeker": jobSeeker ? 1 : 0
      case "self_employed": selfEmployed ? 1 : 0
      case "sick_pay": sickPay ? 1 : 0
      case "six_or_more_sessions": sixOrMoreSessions ? 1 : 0
      case "six_week_wait": sixWeekWait ? 1 : 0
      default: nil
      }
    }
  }

  static let modelA = [
    "deprivation", "full_time", "unemployed", "benefits", "job_seeker", "self_employed", "sick_pay",
  ]
  static let modelB = modelA + ["six_or_more_sessions", "six_week_wait"]
  static let providers = [
    "AM601", "TAF90", "TAF88", "AKR01", "DA1", "NWX08", "AM7", "ANV01", "RW5ME", "RDYLK", "RDYDL", "RAT",
    "NMQ", "RWX", "AME01",
  ]
  /// The levels of each drop-down, as rules 5 and 10 list them.
  static let dimensions: [(name: String, levels: [String])] = [
    (
      "symptom",
      ["Depression", "Anxiety and stress disorders", "Unspecified", "Invalid Data supplied", "Other"]
    ),
    ("gender", ["Male", "Female", "Not_known"]),
    ("ethnicity", ["White", "Mixed", "Asian", "Black", "Other", "Not_known"]),
    ("age", ["<18", "18-30", "30-50", "50-70", "+70", "Not_known"]),
  ]

  private let referrals: [OracleRules.Referral]
  private let patients: [OracleRules.Patient]
  private let jobs: [OracleRules.Job]
  // Places by local id: every cohort, mutated ones too, joins by these.
  private let patientsOf: [String: [Int]]
  private let jobsOf: [String: [Int]]

  /// Reads `referrals.csv`, `patients.csv` and `employment.csv` (version 2.0 columns) of a folder.
  init(directory: String) throws {
    referrals = try OracleRules.Referral.read(directory + "/referrals.csv")
    patients = try OracleRules.Patient.read(directory + "/patients.csv")
    jobs = try OracleRules.Job.read(directory + "/employment.csv")
    patientsOf = Self.places(patients.map(\.local))
    jobsOf = Self.places(jobs.map(\.local))
  }

  /// Rules 1 to 9: the cleaned rows of every discharge from `from` to `to`, both `YYYY-MM-DD` and inclusive,
  /// in file order of referral, then patient, then employment record. O(rows + matches).
  func cohort(from: String, to: String, mutation: Mutation? = nil) throws -> [Row] {
    guard let first = OracleRules.day(from) else { throw OracleError.notADate(from) }
    guard let last = OracleRules.day(to) else { throw OracleError.notADate(to) }
    let rules = OracleRules(mutation: mutation)
    var rows: [Row] = []
    for referral in referrals {
      guard rules.eligible(referral), rules.discharged(referral, from: first, to: last) else { continue }
      guard let id = referral.local else { continue }
      for place in patientsOf[id] ?? [] {
        let patient = patients[place]
        guard rules.accepts(provider: rules.provider(referral, patient)) else { continue }
        var matches: [OracleRules.Job?] = (jobsOf[id] ?? []).map { jobs[$0] }
        if mutation == .joinOnProviderToo { matches.removeAll { $0?.provider != patient.provider } }
        if mutation == .firstEmploymentOnly { matches = Array(matches.prefix(1)) }
        if matches.isEmpty, mutation != .employmentMustMatch { matches = [nil] }
        rows += matches.compactMap { rules.row(referral, patient, $0) }
      }
    }
    return rows
  }

  private static func places(_ ids: [String?]) -> [String: [Int]] {
    var found: [String: [Int]] = [:]
    for (place, id) in ids.enumerated() {
      if let id { found[id, default: []].append(place) }
    }
    return found
  }

  /// Rule 10: the rows of one choice of each drop-down; `All` keeps every row.
  static func segment(
    _ rows: [Row], symptom: String = "All", gender: String = "All", ethnicity: String = "All",
    age: String = "All"
  ) -> [Row] {
    rows.filter {
      (symptom == "All" || $0.symptom == symptom) && (gender == "All" || $0.gender == gender)
        && (ethnicity == "All" || $0.ethnicity == ethnicity) && (age == "All" || $0.age == age)
    }
  }
}
