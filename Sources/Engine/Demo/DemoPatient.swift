/// A made-up patient: what the patient row says, and what stands behind the employment records.
struct DemoPatient {
  /// What an employment record calls a situation, in the order of the codes 01 to 08.
  enum Status: Int {
    case employed, unemployed, student, longTermSick, homemaker, notSeeking, voluntary, retired
  }

  let seed: UInt64
  let index: Int
  let provider: Int
  /// The number in LocalPatientId: unique within a provider only.
  let localNumber: Int
  /// Patient rows: 0, 1 or 2.
  let rows: Int
  /// An index into ``DemoCodes/genders``.
  let gender: Int
  /// An index into ``DemoCodes/ethnicities``.
  let ethnicity: Int
  /// Age in months in January 2021.
  let ageInMonths: Int
  let isAgeMissing: Bool
  /// 1 (most deprived) to 10.
  let decile: Int
  let isDecileMissing: Bool
  /// The situation at the start of treatment, whether or not it was recorded.
  let status: Status
  let hasBenefits: Bool
  /// Employment records, 0 to 3.
  let employmentRecords: Int

  /// Ages in years in January 2021.
  var age: Int { ageInMonths / 12 }

  private static let genders = DemoWeights(6870, 3130, 8, 14, 8)
  private static let ethnicities = DemoWeights([
    7400, 90, 560, 75, 40, 75, 113, 190, 180, 80, 153, 100, 190, 68, 40, 177, 282, 80, 60, 25, 22,
  ])
  private static let bands = DemoWeights(152, 2405, 7330, 298, 156, 2)
  private static let bandStarts = [16, 18, 26, 65, 75, 90]
  private static let bandWidths = [2, 8, 39, 10, 15, 7]
  // Referrals of 2021-22 by record decile.
  private static let deciles = DemoWeights(
    236_885, 222_888, 215_821, 201_647, 181_939, 172_258, 156_070, 149_117, 139_714, 124_907)
  private static let records = DemoWeights(10, 770, 165, 55)

  init(seed: UInt64, _ index: Int) {
    self.seed = seed
    self.index = index
    var stream = DemoStream(seed: seed, index: index, .patient)
    provider = DemoProviders.all.draw(&stream)
    // Now and then a number that the patient before has at another provider.
    let borrows = stream.chance(45_000)
    var number = index
    if borrows, index > 0 {
      var before = DemoStream(seed: seed, index: index - 1, .patient)
      if DemoProviders.all.draw(&before) != provider, !before.chance(45_000) { number = index - 1 }
    }
    localNumber = number
    rows = stream.chance(4_500) ? 0 : stream.chance(30_000) ? 2 : 1
    gender = stream.pick(DemoPatient.genders)
    ethnicity = stream.pick(DemoPatient.ethnicities)
    let band = stream.pick(DemoPatient.bands)
    let years = DemoPatient.bandStarts[band] + stream.below(DemoPatient.bandWidths[band])
    ageInMonths = years * 12 + stream.below(12)
    isAgeMissing = stream.chance(2_000)
    decile = 1 + stream.pick(DemoPatient.deciles)
    isDecileMissing = stream.chance(3_000)
    status = DemoPatient.situation(years, decile, &stream)
    let hardship = DemoModel.hardship[decile - 1]
    hasBenefits =
      switch status {
      case .employed: stream.chance(20_000 + 110 * hardship)
      case .unemployed: stream.chance(450_000 + 250 * hardship)
      case .longTermSick: stream.chance(700_000 + 150 * hardship)
      case .homemaker, .notSeeking: stream.chance(300_000 + 250 * hardship)
      case .student, .voluntary, .retired: stream.chance(20_000 + 60 * hardship)
      }
    // The fifteen were picked because their economic data are nearly complete.
    let records = stream.pick(DemoPatient.records)
    employmentRecords =
      DemoProviders.isFifteen(provider) && records == 0 && stream.chance(500_000) ? 1 : records
  }

  /// Weights in 1/1000; unemployment and long-term sickness go with hardship.
  private static func situation(_ age: Int, _ decile: Int, _ stream: inout DemoStream) -> Status {
    if age >= 66, stream.chance(870_000) { return .retired }
    let draw = stream.below(1000)
    let hardship = DemoModel.hardship[decile - 1]
    var limit = 88 + 112 * hardship / 1000
    if draw < limit { return .unemployed }
    limit += (age < 26 ? 25 : 76) + 105 * hardship / 1000
    if draw < limit { return .longTermSick }
    limit += age < 26 ? 235 : 16
    if draw < limit { return .student }
    limit += age < 26 ? 15 : 50
    if draw < limit { return .homemaker }
    limit += 9
    if draw < limit { return .notSeeking }
    limit += 4
    if draw < limit { return .voluntary }
    limit += age >= 55 ? 110 : 0
    return draw < limit ? .retired : .employed
  }

  /// The place of the recorded sex in ``DemoModel/gender``; a patient without a patient row has none.
  var genderLevel: Int { rows == 0 ? 3 : min(gender, 3) }

  /// The place of the recorded ethnicity in ``DemoModel/ethnicity``.
  var ethnicityLevel: Int {
    guard rows > 0 else { return 5 }
    switch ethnicity {
    case ...2: return 0
    case ...6: return 1
    case ...10: return 2
    case ...13: return 3
    case ...15: return 4
    default: return 5
    }
  }

  /// The place of the recorded Age_RP_EndDate in ``DemoModel/age``; `day` is when the row was submitted.
  func ageLevel(_ day: Int, _ codes: DemoCodes) -> Int {
    guard rows > 0, !isAgeMissing else { return 6 }
    switch ageAtPeriodEnd(day, codes) {
    case ..<18: return 1
    case ..<26: return 2
    case ..<65: return 0
    case ..<75: return 3
    case ..<90: return 4
    default: return 5
    }
  }
}
