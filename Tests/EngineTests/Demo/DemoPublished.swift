/// Published counts for England 2021-22 (NHS Talking Therapies annual report, as collected in
/// bennettoxford/nhstt, Open Government Licence v3).
enum DemoPublished {
  struct Group {
    let dimension: String
    let level: String
    let finished: Int
    let notCase: Int
    let recovered: Int

    /// Recovered per finished course not below caseness at the start.
    var recovery: Double { Double(recovered) / Double(finished - notCase) }
    var notCaseShare: Double { Double(notCase) / Double(finished) }
  }

  static let all = Group(
    dimension: "All", level: "England", finished: 664_087, notCase: 38_168, recovered: 313_919)

  static let groups: [Group] = {
    let table: [(String, String, Int, Int, Int)] = [
      ("Decile", "1", 66_326, 2322, 27_036), ("Decile", "2", 72_477, 3210, 31_938),
      ("Decile", "3", 73_497, 3855, 33_853), ("Decile", "4", 73_554, 3965, 34_795),
      ("Decile", "5", 68_465, 3994, 32_533), ("Decile", "6", 67_201, 4085, 32_653),
      ("Decile", "7", 62_512, 3865, 31_027), ("Decile", "8", 60_949, 4083, 30_327),
      ("Decile", "9", 59_344, 4150, 29_878), ("Decile", "10", 56_331, 4502, 28_300),
      ("Sex", "Female", 460_990, 24_948, 216_212), ("Sex", "Male", 199_130, 13_040, 96_156),
      ("Age", "<18", 7017, 283, 2503), ("Age", "18-25", 147_717, 5741, 61_916),
      ("Age", "26-64", 473_069, 28_773, 229_191), ("Age", "65-74", 25_133, 2150, 14_057),
      ("Age", "75-89", 10_850, 1183, 6104), ("Age", "90+", 301, 38, 148),
      ("Ethnicity", "White", 532_030, 29_808, 255_106), ("Ethnicity", "Asian", 40_061, 2401, 17_804),
      ("Ethnicity", "Black", 23_757, 1598, 11_265), ("Ethnicity", "Mixed", 20_117, 1058, 8864),
      ("Ethnicity", "Other", 14_439, 856, 6151), ("Ethnicity", "Not known", 33_683, 2447, 14_729),
      ("Problem", "Depression", 264_384, 11_633, 123_706), ("Problem", "Anxiety", 329_695, 19_745, 161_338),
      ("Problem", "Not stated", 58_769, 5091, 24_335),
      // What is left of the whole.
      ("Problem", "Other", 11_239, 1699, 4540),
    ]
    return table.map { Group(dimension: $0.0, level: $0.1, finished: $0.2, notCase: $0.3, recovered: $0.4) }
  }()

  /// Shares of employment status among all finished courses, assumed: no published figure was found. The
  /// middle of the range, and half of it.
  static let employment: [(String, middle: Double, half: Double)] = [
    ("Employed", 0.575, 0.025), ("Unemployed", 0.105, 0.015), ("Student", 0.065, 0.005),
    ("Long-term sick", 0.09, 0.01), ("Homemaker", 0.04, 0.01), ("Retired", 0.055, 0.005),
  ]
}
