import Engine
import Foundation
import Testing

@testable import Commands

/// The same people in extracts of other shapes give the same cohort: version 2.1's names, and a service's own.
@Suite struct ExtractShapesTests {
  /// A table as text: the demo data hold no quotes.
  struct Extract {
    var header: [String]
    var rows: [[String]]

    init(_ file: DemoData.File) throws {
      let bytes = try DemoData(rows: 4_000, seed: 7).bytes(of: file, .unattended)
      try #require(!bytes.contains(UInt8(ascii: "\"")))
      let lines = bytes.split(separator: UInt8(ascii: "\n")).map { line in
        line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
          .map { String(decoding: $0, as: UTF8.self) }
      }
      header = try #require(lines.first)
      rows = Array(lines.dropFirst())
    }

    mutating func drop(_ name: String) throws {
      let index = try #require(header.firstIndex(of: name))
      header.remove(at: index)
      for row in rows.indices { rows[row].remove(at: index) }
    }

    mutating func rename(_ names: [String: String]) { header = header.map { names[$0] ?? $0 } }

    func write(to path: String) throws {
      let text = ([header] + rows).map { $0.joined(separator: ",") + "\n" }.joined()
      try text.write(toFile: path, atomically: true, encoding: .utf8)
    }
  }

  /// What a cohort is judged by.
  struct Result: Equatable {
    var attrition: [AttritionLine]
    var outcomes: [Outcome]
    var bits: [UInt64?]
    var terms: [String]
    var shown: [TableOutput]
  }

  private static let recipe = "talking-therapies"
  private static let fit =
    "fit recovery ~ deprivation + age + gender + ethnicity + problem + employment + benefits + phq9 + gad7 as m "
    + "allow separation"

  /// Loads with the statements given, cleans with the recipe, fits.
  private func result(_ load: String, recipe: String = recipe) throws -> Result {
    var bench = Bench()
    try bench.run(load)
    bench.outputs = []
    try bench.run("clean with \(recipe) from 2021-01-01 to 2021-12-31\n\(Self.fit)")
    let cohort = try #require(bench.workspace.cohort)
    let lines = try #require(bench.workspace.models["m"]).model.coefficients
    try #require(cohort.frame.rowCount > 500 && lines.count(where: { $0.estimate != nil }) > 12)
    return Result(
      attrition: cohort.attrition, outcomes: cohort.outcomes,
      // Rare levels have no finite estimate in so few rows; that too is the same.
      bits: lines.flatMap { [$0.estimate?.bitPattern, $0.standardError?.bitPattern] },
      terms: lines.map { "\($0.term) \($0.levels)" },
      shown: bench.tables.filter { $0.name == "attrition" || $0.name == "outcomes" })
  }

  private static func load(_ folder: String, employment: String = "employment") -> String {
    """
    load referrals from "\(folder)/referrals.csv"
    load patients from "\(folder)/patients.csv"
    load employment from "\(folder)/\(employment).csv"

    """
  }

  /// Version 2.1 names two columns of the referral otherwise and has no indicator of Jobseeker's Allowance.
  @Test func version21GivesTheSameCohort() throws {
    try withFolder { folder in
      var referrals = try Extract(.referrals)
      var employment = try Extract(.employment)
      let patients = try Extract(.patients)
      let whole = "\(folder)/2.0"
      let renamed = "\(folder)/2.1"
      for folder in [whole, renamed] {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try patients.write(to: "\(folder)/patients.csv")
      }
      try employment.drop("JSAInd")
      try employment.write(to: "\(whole)/employment.csv")
      try employment.write(to: "\(renamed)/employment.csv")
      try referrals.write(to: "\(whole)/referrals.csv")
      let before = referrals.header
      referrals.rename([
        "SourceOfReferralMH": "SourceOfReferralIAPT",
        "PrimaryPresentingComplaint": "PresentingComplaintHigherCategory",
      ])
      #expect(zip(before, referrals.header).count(where: { $0 != $1 }) == 2)
      try referrals.write(to: "\(renamed)/referrals.csv")
      let expected = try result("load from \"\(whole)\"")
      #expect(try result("load from \"\(renamed)\"") == expected)
      #expect(expected.terms.contains { $0.hasPrefix("problem ") && $0.contains("Depression") })
    }
  }

  /// A service's own names: keys differ from table to table in one extract, and are the same in the other.
  private static let local: [DemoData.File: [String: String]] = [
    .referrals: [
      "PathwayID": "pathway_no", "ServDischDate": "discharged_on", "CompletedTreatment_Flag": "finished",
      "Recovery_Flag": "flag_recovered", "NotCaseness_Flag": "below_cut_off", "PHQ9_FirstScore": "phq_start",
      "GAD_FirstScore": "gad_start", "ReferralRequestReceivedDate": "referred_on",
      "TherapySession_FirstDate": "first_session", "PrimaryPresentingComplaint": "main_problem",
    ],
    .patients: [
      "Gender": "sex", "IndicesOfDeprivationDecile": "imd_decile", "Validated_EthnicCategory": "ethnic_code",
    ],
    .employment: ["EmployStatus": "work_status", "EmployStatusRecDate": "work_recorded_on"],
  ]

  /// Writes the extract with the names given in each table; employment goes to a file of another name.
  private func write(_ names: (DemoData.File) -> [String: String], to folder: String) throws {
    for file in DemoData.File.allCases {
      var extract = try Extract(file)
      let names = names(file)
      for name in names.keys { #expect(extract.header.contains(name), "\(file): \(name)") }
      extract.rename(names)
      try extract.write(to: "\(folder)/\(file == .employment ? "jobs" : file.rawValue).csv")
    }
  }

  @Test func namesMappedBackGiveTheSameCohort() throws {
    let expected = try result("load demo rows=4000 seed=7\nset disclosure none")
    try withFolder { folder in
      func names(_ file: DemoData.File) -> [String: String] {
        var names = Self.local[file] ?? [:]
        // Here the patient's number has one name in each table.
        names["LocalPatientId"] = ["referrals": "client", "patients": "client_id"][file.rawValue]
        return names
      }
      try write(names, to: folder)
      let load = Self.load(folder, employment: "jobs")
      var bench = Bench()
      #expect(bench.failure(load + "clean with \(Self.recipe)") != nil)
      let maps = DemoData.File.allCases.map { file in
        "map \(file.rawValue) "
          + names(file).sorted { $0.key < $1.key }.map { "\($0.value) -> \($0.key)" }.joined(separator: ", ")
      }
      #expect(try result(load + maps.joined(separator: "\n")) == expected)
    }
  }

  @Test func anEditedRecipeGivesTheSameCohort() throws {
    let expected = try result("load demo rows=4000 seed=7\nset disclosure none")
    try withFolder { folder in
      let keys = ["LocalPatientId": "client", "OrgID_Provider": "service"]
      try write({ (Self.local[$0] ?? [:]).merging(keys) { own, _ in own } }, to: folder)
      let mine = "\(folder)/mine.iapt"
      var bench = Bench()
      try bench.run("save recipe \(Self.recipe) to \"\(mine)\"")
      let names = Self.local.values.reduce(into: keys) { all, some in all.merge(some) { own, _ in own } }
      func replaced(_ text: String, _ pairs: [(String, String)]) -> String {
        pairs.reduce(text) { text, pair in
          text.replacingOccurrences(of: "\\b\(pair.0)\\b", with: pair.1, options: .regularExpression)
        }
      }
      let pairs = names.sorted { $0.key < $1.key }
      let text = replaced(
        try String(contentsOfFile: mine, encoding: .utf8), pairs.map { ($0.key, $0.value) })
      try text.write(toFile: mine, atomically: true, encoding: .utf8)
      var found = try result(
        "set disclosure none\n" + Self.load(folder, employment: "jobs"), recipe: "\"\(mine)\"")
      // The steps are the same under the names of the edited recipe.
      #expect(found.attrition != expected.attrition)
      let back = pairs.map { ($0.value, $0.key) }
      for line in found.attrition.indices {
        found.attrition[line].label = replaced(found.attrition[line].label, back)
      }
      #expect(found.attrition == expected.attrition)
      #expect(found.outcomes == expected.outcomes)
      #expect(found.bits == expected.bits && found.terms == expected.terms)
    }
  }
}
