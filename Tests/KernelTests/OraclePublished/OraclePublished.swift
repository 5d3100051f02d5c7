/// A slow, obvious statement of the recipes `talking-therapies` and `talking-therapies-access`, written from the
/// published definitions and sharing nothing with the program under test: every referral is looked at by itself.
///
/// Where the definitions leave room, this is what the oracle takes them to mean.
///
/// Rows
///  1. Order: rows in use, then the latest record of each pathway, then the joins, then the period and completed
///     treatment. So the latest record alone decides whether a pathway was discharged in the period.
///  2. A UsePathway_Flag that is missing is not true. A record without PathwayID is no pathway and is left out.
///  3. "Numeric columns": every known value of the column is a number; otherwise the text's bytes are compared.
///     A missing value is less than any other. Ties of all of them go to the last row of the file.
///  4. Keys are exact text, and a missing part of a key matches nothing; a referral without a patient or without
///     an employment record stays. With RecordNumber in both tables there is no second try by LocalPatientId.
///  5. Several patient rows with one (OrgID_Provider, RecordNumber): the latest, as without RecordNumber, since a
///     pathway has one row. Without Unique_MonthID among the patients the last row of the file is the latest.
///  6. A date is the first ten characters, `YYYY-MM-DD`, a time after `T` or a blank being ignored; anything else is
///     an unknown date, which is never between two others. Both ends of every interval belong to it.
///
/// Employment
///  7. The window's ends are those of the referral kept; an unknown start gives no record. The record is chosen
///     first and looked at afterwards: one without a status is `Not recorded`, whatever a later one says.
///  8. Ties of the date go to the greatest UniqueID_IDS004 for the earliest record as for the latest.
///  9. Hours, the self-employed, sick and benefit indicators are those of the earliest record, as `employment`.
///
/// Outcomes
/// 10. A flag is `true` or `false` in any case; anything else is unknown, and the scores are asked, row by row.
///     Caseness in a recovery by scores is that of the scores, never Caseness_Flag.
/// 11. All logic on scores is Kleene's: a last PHQ-9 of 12 is no recovery whatever the last GAD-7.
/// 12. `unknown` counts what is unknown within the denominator, also where unknown counts as no
///     (``Outcome/isFilled``). A rate's denominator includes its unknown rows.
/// 13. `reliable_recovery` joins recovery and improvement as they are before unknown becomes no.
///
/// Columns
/// 14. Validated_EthnicCategory and PrimaryPresentingComplaint stand in for the other column as a whole: a missing
///     value in them does not fall back to it. Codes are exact text: `1` is no employment status.
/// 15. Numbers are whole numbers; `7.5` is unknown. Deciles outside 1 to 10 and negative ages or waits stand as they
///     are: an age under 0 is `<18`, treatment before referral is within six weeks.
/// 16. `providers complete`: the rows with all three recorded over all rows of the provider, as exact integers. Rows
///     without a provider never stay under either provider argument. Hours that do not apply (98) are recorded.
/// 17. The access recipe has the same arguments and defaults; its `to` also ends the employment window of open
///     referrals. In the access recipe the waits are outcomes, hence missing where treatment was not entered.
struct OraclePublished {
  enum Recipe: String, CaseIterable {
    case therapies = "talking-therapies"
    case access = "talking-therapies-access"

    var outcomes: [String] {
      switch self {
      case .therapies: ["recovery", "reliable_recovery", "reliable_improvement", "reliable_deterioration"]
      case .access: ["entered_treatment", "within_six_weeks", "within_eighteen_weeks", "completed_treatment"]
      }
    }
  }

  /// What a recipe is asked for; dates are `YYYY-MM-DD`.
  struct Request {
    var recipe = Recipe.therapies
    var from = "2021-01-01"
    var to = "2021-12-31"
    /// The providers that stay; all when nil.
    var providers: [String]?
    /// The least share, in per cent, of rows with complete economic data of a provider that stays; all when nil.
    var complete: Int?
  }

  enum Column: String, CaseIterable {
    case provider, deprivation, age, gender, ethnicity, problem, employment, hours, benefits, phq9, gad7,
      sessions
    case deprivationQuintile = "deprivation_quintile"
    case ageYears = "age_years"
    case employmentAtEnd = "employment_at_end"
    case selfEmployed = "self_employed"
    case sickAbsence = "sick_absence"
    case withinSixWeeks = "within_six_weeks"
    case withinEighteenWeeks = "within_eighteen_weeks"
    case firstToSecondDays = "first_to_second_days"
  }

  enum Value: Equatable {
    case label(String?)
    case flag(Bool?)
    case number(Int?)
  }

  struct Outcome: Equatable {
    /// Whether the row is in the denominator.
    var isAmong = true
    var value: Bool?
    /// Whether an unknown value was counted as no.
    var isFilled = false
  }

  /// One pathway of the cohort.
  struct Row: Equatable {
    var pathway: String
    var values: [Column: Value]
    var outcomes: [String: Outcome]
  }

  let referrals: [Referral]
  let patients: [Patient]
  let jobs: [Job]
  let shape: Shape

  /// Reads `referrals.csv`, `patients.csv` and `employment.csv` of a folder, version 2.0 or 2.1.
  init(directory: String) throws {
    var shape = Shape()
    referrals = try Referral.read(directory + "/referrals.csv", &shape)
    patients = try Patient.read(directory + "/patients.csv", &shape)
    jobs = try Job.read(directory + "/employment.csv")
    self.shape = shape
  }

  /// The rows of a recipe, in file order of the referral. O(rows + records of their patients).
  func cohort(_ request: Request = Request(), mutation: Mutation? = nil) throws -> [Row] {
    guard let from = OracleRules.day(request.from) else { throw OracleError.notADate(request.from) }
    guard let to = OracleRules.day(request.to) else { throw OracleError.notADate(request.to) }
    let rules = PublishedRules(recipe: request.recipe, from: from, to: to, shape: shape, mutation: mutation)
    let patient = patientFinder(mutation)
    let candidates = jobFinder(mutation)
    var rows: [Row] = []
    for place in latestReferrals(mutation) {
      let referral = referrals[place]
      let found = patient(referral)
      if mutation == .patientMustMatch, found == nil { continue }
      guard rules.admits(referral) else { continue }
      let window = rules.inWindow(candidates(referral), of: referral)
      rows.append(rules.row(referral, found, earliest: rules.earliest(window), latest: rules.latest(window)))
    }
    if let percent = request.complete {
      let complete = Self.completeProviders(rows, percent: percent, mutation)
      rows = rows.filter { $0.provider.map(complete.contains) ?? false }
    }
    if let providers = request.providers {
      rows = rows.filter { $0.provider.map(providers.contains) ?? false }
    }
    return rows
  }

  /// The providers with at least `percent` of their rows complete.
  static func completeProviders(_ rows: [Row], percent: Int, _ mutation: Mutation? = nil) -> Set<String> {
    var counts: [String: (rows: Int, complete: Int)] = [:]
    for row in rows {
      guard let provider = row.provider else { continue }
      counts[provider, default: (0, 0)].rows += 1
      if row.hasEconomicData(mutation) { counts[provider, default: (0, 0)].complete += 1 }
    }
    return Set(
      counts.filter { _, count in
        mutation == .completeMeansMore
          ? 100 * count.complete > percent * count.rows : 100 * count.complete >= percent * count.rows
      }.keys)
  }
}

extension OraclePublished.Row {
  var provider: String? { label(.provider) }

  func label(_ column: OraclePublished.Column) -> String? {
    if case .label(let text)? = values[column] { return text }
    return nil
  }

  func flag(_ column: OraclePublished.Column) -> Bool? {
    if case .flag(let value)? = values[column] { return value }
    return nil
  }

  func number(_ column: OraclePublished.Column) -> Int? {
    if case .number(let value)? = values[column] { return value }
    return nil
  }

  /// Employment status, hours and benefits each recorded and not declined.
  func hasEconomicData(_ mutation: OraclePublished.Mutation? = nil) -> Bool {
    let hours = label(.hours)
    let hasStatus = !["Not stated", "Not recorded"].contains(label(.employment))
    var hasHours = !["Not stated", "Not known"].contains(hours)
    if mutation == .declinedHoursAreComplete { hasHours = hours != "Not known" }
    if mutation == .hoursMustApply { hasHours = hasHours && hours != "Not applicable" }
    if mutation == .benefitsNeedNotBeKnown { return hasStatus && hasHours }
    return hasStatus && hasHours && flag(.benefits) != nil
  }
}
