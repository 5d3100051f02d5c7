/// The model that recovery in the demo data is drawn from: what a logistic regression should find.
///
/// For a finished course that did not start below caseness, the log-odds of recovery are the sum of the
/// intercept, of one value for each category below, of the numbers times their value, and of the provider's
/// value. Everything is as recorded, and as the published definitions read it: the patient row's deprivation
/// decile (1 is the most deprived), sex, ethnicity and Age_RP_EndDate; the earliest employment record from
/// referral to discharge; the first scores; TreatmentCareContact_Count; the days to the first treatment. A
/// fit of all these terms has the values below as its truth; a fit of fewer has other ones, since what is
/// left out acts through what is kept.
///
/// The values were tuned until a million rows showed the published rates of England 2021-22 (NHS Talking
/// Therapies annual report); `scripts/calibration` checks that they do. Effects of employment, benefits,
/// severity, sessions and waits are not published in this form; they are assumptions.
public enum DemoModel {
  /// One line of the table of true values.
  public struct Coefficient: Sendable, Hashable {
    /// The predictor, for example `age`.
    public let term: String
    /// The category's level; `nil` for numbers, flags and the intercept.
    public let level: String?
    /// Log-odds; 0 for a reference level.
    public let value: Double
  }

  /// Log-odds in 1/1000 by level; the first level is the reference.
  struct Effect {
    let term: String
    let levels: [String]
    let values: [Int]

    init(_ term: String, _ pairs: KeyValuePairs<String, Int>) {
      self.term = term
      levels = pairs.map(\.key)
      values = pairs.map(\.value)
    }
  }

  static let intercept = 1232
  static let gender = Effect("gender", ["Female": 0, "Male": 110, "Indeterminate": -330, "Not known": -330])
  static let age = Effect(
    "age",
    [
      "26-64": 0, "<18": -665, "18-25": -390, "65-74": 325, "75-89": 390, "90+": 50, "Not known": 0,
    ])
  static let ethnicity = Effect(
    "ethnicity",
    ["White": 0, "Mixed": -180, "Asian": -155, "Black": -10, "Other": -260, "Not known": -130])
  static let problem = Effect(
    "problem", ["Anxiety": 0, "Depression": -140, "Other": -180, "Not stated": -290])
  static let employment = Effect(
    "employment",
    [
      "Employed": 0, "Unemployed": -380, "Student": -60, "Long-term sick": -520, "Homemaker": -160,
      "Not seeking work": -330, "Voluntary": 0, "Retired": 0, "Not stated": -100, "Not recorded": -150,
    ])
  static let benefits = Effect("benefits", ["No": 0, "Yes": -230, "Not known": 0])
  static let withinSixWeeks = Effect("within_six_weeks", ["No": 0, "Yes": 80])
  /// Per decile towards the least deprived.
  static let deprivation = 26
  /// Per point of the first score.
  static let phq9 = -60
  static let gad7 = -40
  /// Per attended treatment session.
  static let sessions = 50

  private static let numbers = [
    ("deprivation", deprivation), ("phq9", phq9), ("gad7", gad7), ("sessions", sessions),
  ]
  private static let effects = [gender, age, ethnicity, problem, employment, benefits]

  /// The true values, intercept first, for a provider whose own value is 0. The intercept belongs to the
  /// reference levels (value 0) and to numbers of 0.
  public static let coefficients: [Coefficient] = {
    func line(_ term: String, _ level: String?, _ value: Int) -> Coefficient {
      Coefficient(term: term, level: level, value: Double(value) / 1000)
    }
    return [line("(Intercept)", nil, intercept)] + numbers.map { line($0.0, nil, $0.1) }
      + effects.flatMap { effect in zip(effect.levels, effect.values).map { line(effect.term, $0, $1) } }
      + [line(withinSixWeeks.term, nil, withinSixWeeks.values[1])]
  }()

  /// What each provider adds to the log-odds, as lines of the term `provider`, in the order of size.
  public static let providers: [Coefficient] = {
    let all = DemoProviders.all
    return zip(all.codes, all.effects).map {
      Coefficient(term: "provider", level: String(decoding: $0, as: UTF8.self), value: Double($1) / 1000)
    }
  }()
}
