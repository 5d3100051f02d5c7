/// What recovery and completion depend on, as log-odds in 1/1000.
///
/// The signs and sizes follow the published counts for England 2021-22 (NHS Talking Therapies annual report):
/// odds of recovery per deprivation decile 1.051, men 1.09, ages 18–25 0.73 and 65–74 1.48 against 26–64,
/// Asian 0.87, Mixed 0.84 and Other 0.80 against White, depression 0.88 against anxiety, providers with a
/// standard deviation of 0.28. The decile's direct effect is smaller than 0.0494, because part of it passes
/// through employment and benefits.
enum DemoModel {
  static let recoveryBase = 35
  static let perHalfDecile = 22
  static let male = 75
  static let under18 = -520
  static let from18to25 = -270
  static let from65to74 = 330
  static let from75 = 230
  static let asian = -110
  static let mixed = -140
  static let otherEthnicity = -190
  static let depression = -110
  static let unemployed = -380
  static let student = -60
  static let longTermSick = -520
  static let homemaker = -160
  static let benefits = -230
  static let sixOrMoreSessions = 420
  static let withinSixWeeks = 80
  static let providerDeviation = 280
  /// For each point of PHQ-9 above 14 at the start.
  static let perPoint = -45

  static let completionBase = -290
  static let completionPerHalfDecile = 36
  static let completionUnder26 = -120
  static let completionUnemployed = -150

  static let caseBase = 2800
  static let casePerHalfDecile = -40

  /// The probability, in 1/1,000,000, that belongs to log-odds in 1/1000: a straight line between the values
  /// at every 0.125, at most 0.0002 off. Whole numbers, so that no mathematics library can move a byte of the
  /// files.
  static func probability(_ logOdds: Int) -> Int {
    let size = min(abs(logOdds), 5999)
    let low = logistic[size / 125]
    let value = low + (logistic[size / 125 + 1] - low) * (size % 125) / 125
    return logOdds < 0 ? 1_000_000 - value : value
  }

  private static let logistic = [
    500000, 531209, 562177, 592667, 622459, 651355, 679179, 705785, 731059, 754915, 777300, 798187, 817574,
    835484, 851953, 867036, 880797, 893309, 904651, 914901, 924142, 932453, 939913, 946597, 952574, 957912,
    962673, 966914, 970688, 974043, 977023, 979668, 982014, 984094, 985936, 987568, 989013, 990292, 991423,
    992423, 993307, 994089, 994780, 995390, 995930, 996406, 996827, 997199, 997527,
  ]
}
