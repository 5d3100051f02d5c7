/// The codes that fields are written with, odd ones included; an empty text is a missing value.
struct DemoCodes {
  let genders = ["2", "1", "9", "X", ""].map { Array($0.utf8) }
  let ethnicities = [
    "A", "B", "C", "D", "E", "F", "G", "H", "J", "K", "L", "M", "N", "P", "R", "S", "Z", "99", "-1", "-3",
    "NULL",
  ].map { Array($0.utf8) }
  let complaints = [
    "Depression", "Anxiety and stress related disorders (Total)", "Other Mental Health problems",
    "Other recorded problems", "Unspecified", "Invalid Data supplied", "",
  ].map { Array($0.utf8) }
  /// After treatment 46, 47, 48, 96; without it the others.
  let ends = ["46", "47", "48", "96", "50", "10", "11", "16", "17", "95"].map { Array($0.utf8) }
  let sources = ["B1", "B1", "B1", "B1", "B1", "A1", "A1", "I1"].map { Array($0.utf8) }
  let commissioners = ["15E", "26A", "36L", "52R", "70F", "72Q", "91Q", "97R"].map { Array($0.utf8) }
  let statuses = ["01", "02", "03", "04", "05", "06", "07", "08", "ZZ", "NULL"].map { Array($0.utf8) }
  let hours = ["01", "02", "03", "04", "97", "98", "99", "NULL"].map { Array($0.utf8) }
  let workAnswers = ["Y", "N", "Z", "X", "NULL", "", "8"].map { Array($0.utf8) }
  let answers = ["Y", "N", "U", "Z", "NULL", "", "8"].map { Array($0.utf8) }
  let hoursEmployed = DemoWeights(600, 220, 70, 20, 10, 10, 40, 30)
  let hoursOthers = DemoWeights(45, 12, 10, 5, 5, 835, 40, 48)
  let hoursUndeclared = DemoWeights(10, 5, 5, 0, 500, 80, 300, 100)
  let hoursUnrecorded = DemoWeights(120, 20, 10, 10, 10, 330, 100, 400)

  /// `YYYY-MM-DD` of every day from 2019-01-01 to 2023-12-31, ten bytes each.
  let dates: [UInt8]
  /// Unique_MonthID of every such day: months since 1900, January being 1.
  let months: [Int]

  static let all = DemoCodes()

  private init() {
    let start = Int32(17_897)
    let days = (0..<1826).map { Day(number: start + $0) }
    dates = days.flatMap { Array($0.description.utf8) }
    months = days.map { ($0.parts.year - 1900) * 12 + $0.parts.month }
  }
}
