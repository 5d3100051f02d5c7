/// What else the demo data are drawn from: who finishes, who starts below caseness, and how hardship goes with
/// deprivation. Log-odds in 1/1000; tuned like the model of recovery.
extension DemoModel {
  /// Completion of a course, by decile from the most deprived.
  static let completion = [-815, -600, -555, -445, -390, -330, -280, -250, -170, -60]
  static let completionMale = -90
  static let completionUnemployed = -150

  /// Caseness of a finished course, by decile from the most deprived.
  static let caseness = [3280, 3050, 2890, 2820, 2740, 2750, 2670, 2640, 2565, 2435]
  static let casenessMale = -170
  /// By age, in the order of ``age``.
  static let casenessOfAge = [0, 400, 430, -340, -610, -700, 0]
  /// By ethnicity, in the order of ``ethnicity``.
  static let casenessOfEthnicity = [0, 0, -70, -220, 0, -290]
  /// By problem, in the order of ``problem``.
  static let casenessOfProblem = [0, 350, -1050, -430]

  /// How much harder life is than in decile 10, in 1/1000: it falls fastest among the most deprived, as
  /// recovery rises fastest there.
  static let hardship = [1280, 715, 350, 290, 230, 190, 100, 60, 20, 0]

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
