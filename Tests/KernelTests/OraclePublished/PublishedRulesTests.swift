import Testing

/// Columns and outcomes of single records, worked out by hand.
@Suite struct PublishedRulesTests {
  private typealias Fixture = PublishedFixture

  private func label(_ column: OraclePublished.Column, patient: PublishedFixture.Record) throws -> String? {
    try Fixture.one(patient: patient).rows().first?.label(column)
  }

  @Test func groups() throws {
    let ethnicities = [
      "White": ["A", "B", "C"], "Mixed": ["D", "E", "F", "G"], "Asian": ["H", "J", "K", "L"],
      "Black": ["M", "N", "P"], "Other": ["R", "S"], "Not known": ["Z", "99", "", "a", "-1", "-3", "I"],
    ]
    for (name, codes) in ethnicities {
      for code in codes {
        #expect(try label(.ethnicity, patient: ["Validated_EthnicCategory": code]) == name)
        var fixture = Fixture.one(patient: ["EthnicCategory": code])
        fixture.without = ["Validated_EthnicCategory"]
        #expect(try fixture.rows().first?.label(.ethnicity) == name)
      }
    }
    for (code, name) in ["1": "Male", "2": "Female", "9": "Indeterminate", "X": "Not known", "": "Not known"]
    {
      #expect(try label(.gender, patient: ["Gender": code]) == name)
    }
    let ages = [
      "0": "<18", "17": "<18", "18": "18-25", "25": "18-25", "26": "26-64", "64": "26-64", "65": "65-74",
      "74": "65-74", "75": "75-89", "89": "75-89", "90": "90+", "104": "90+", "": "Not known",
      "old": "Not known",
    ]
    for (age, name) in ages { #expect(try label(.age, patient: ["Age_RP_EndDate": age]) == name) }
    for (decile, quintile) in [1: 1, 2: 1, 3: 2, 4: 2, 5: 3, 6: 3, 7: 4, 8: 4, 9: 5, 10: 5] {
      let row = try Fixture.one(patient: ["IndicesOfDeprivationDecile": "\(decile)"]).rows().first
      #expect(row?.number(.deprivation) == decile && row?.number(.deprivationQuintile) == quintile)
    }
  }

  @Test func problems() throws {
    let labels = [
      "Depression": "Depression", "Anxiety and stress related disorders (Total)": "Anxiety and stress",
      "Other Mental Health problems": "Other mental health", "Other recorded problems": "Other recorded",
      "Unspecified": "Not known", "Invalid Data supplied": "Not known", "": "Not known",
      "depression": "Not known",
    ]
    for (complaint, name) in labels {
      var fixture = Fixture.one(referral: ["PrimaryPresentingComplaint": complaint])
      #expect(try fixture.rows().first?.label(.problem) == name)
      fixture.renamed = ["PrimaryPresentingComplaint": "PresentingComplaintHigherCategory"]
      #expect(try fixture.rows().first?.label(.problem) == name)
    }
  }

  @Test func work() throws {
    let hours = [
      "01": "30+", "02": "16-29", "03": "5-15", "04": "1-4", "97": "Not stated", "98": "Not applicable",
      "99": "Not known", "": "Not known", "1": "Not known",
    ]
    for (code, name) in hours {
      #expect(try Fixture.one(job: ["WeekHoursWorked": code]).rows().first?.label(.hours) == name)
    }
    for (code, expected) in ["Y": "y", "N": "n", "8": "?", "Z": "?", "X": "?", "": "?", "y": "?"] {
      let row = try Fixture.one(job: ["SelfEmployInd": code, "SickAbsenceInd": code]).rows().first
      #expect(letter(row?.flag(.selfEmployed)) == expected)
      #expect(letter(row?.flag(.sickAbsence)) == expected)
    }
    let none = try Fixture(jobs: []).rows().first
    #expect(none?.label(.hours) == "Not known" && none?.label(.employment) == "Not recorded")
    #expect(none?.flag(.benefits) == nil && none?.flag(.selfEmployed) == nil)
  }

  /// BenefitRec, ESA, PIP, UC, JSA; whether benefits are received, `?` when unknown.
  @Test(arguments: [
    "NNNNN": "n", "YNNNN": "y", "NYNNN": "y", "NNYNN": "y", "NNNYN": "y", "NNNNY": "y", "UUUUU": "?",
    "ZZZZZ": "?",
    "-----": "?", "UNUUU": "n", "-Z-YN": "y", "yUUUU": "?",
  ])
  func benefits(codes: String, expected: String) throws {
    let job = Dictionary(
      uniqueKeysWithValues: zip(OraclePublished.Job.benefitColumns, codes.map(String.init)))
    let row = try Fixture.one(job: job).rows().first
    #expect(letter(row?.flag(.benefits)) == expected)
    // What is recorded later does not count.
    var earlier = job
    earlier["EmployStatusRecDate"] = "2021-03-14"
    let both = try Fixture(jobs: [["BenefitRecInd": "Y"], earlier]).rows().first
    #expect(letter(both?.flag(.benefits)) == expected)
  }

  /// The first treatment of a referral of 2021-03-01: within six, within eighteen weeks.
  @Test(arguments: [
    "2021-04-12": "yy", "2021-04-13": "ny", "2021-07-05": "ny", "2021-07-06": "nn", "2021-02-01": "yy",
    "": "??",
    "2021-04-31": "??",
  ])
  func waits(treated: String, expected: String) throws {
    let fixture = Fixture.one(referral: ["TherapySession_FirstDate": treated])
    let row = try #require(try fixture.rows().first)
    let six = row.flag(.withinSixWeeks)
    let eighteen = row.flag(.withinEighteenWeeks)
    #expect(letter(six) + letter(eighteen) == expected)
    let access = try #require(try fixture.rows(.init(recipe: .access)).first)
    let entered = expected != "??"
    #expect(access.outcomes["entered_treatment"] == .init(value: entered))
    #expect(access.outcomes["within_six_weeks"] == .init(isAmong: entered, value: six))
    #expect(access.outcomes["within_eighteen_weeks"] == .init(isAmong: entered, value: eighteen))
  }

  /// Discharge and flag; whether among the discharged (C or n), and the answer, 0 for unknown that counts as no.
  @Test(arguments: [
    "2021-09-30 true": "Cy", "2021-09-30 false": "Cn", "2021-09-30 ": "C0", " true": "ny",
    "2022-09-30 true": "Cy",
  ])
  func completion(given: String, expected: String) throws {
    let parts = given.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    let referral = ["ServDischDate": parts[0], "CompletedTreatment_Flag": parts[1]]
    let row = try Fixture.one(referral: referral).rows(.init(recipe: .access)).first
    let outcome = row?.outcomes["completed_treatment"]
    #expect((outcome?.isAmong == true ? "C" : "n") + letter(outcome) == expected)
  }

  /// NotCaseness, Recovery and ReliableImprovement flags with the plain scores, which say caseness, recovery and
  /// improvement; whether among (C or n), recovered, reliably recovered, improved.
  @Test(arguments: [
    "false true true": "Cyyy", "true true true": "nyyy", "- - -": "Cyyy", "false false true": "Cnny",
    "- true false": "Cynn", "NULL NA *": "Cyyy", "false true TRUE": "Cyyy", "false maybe False": "Cynn",
  ])
  func flagsBeforeScores(flags: String, expected: String) throws {
    let parts = flags.split(separator: " ").map(String.init)
    let fixture = Fixture.one(referral: [
      "NotCaseness_Flag": parts[0], "Recovery_Flag": parts[1], "ReliableImprovement_Flag": parts[2],
      // It has no part in any of them.
      "Caseness_Flag": "false",
    ])
    let outcomes = try #require(try fixture.rows().first).outcomes
    let found = ["recovery", "reliable_recovery", "reliable_improvement"].map { letter(outcomes[$0]) }
    #expect((outcomes["recovery"]?.isAmong == true ? "C" : "n") + found.joined() == expected)
  }

  private func letter(_ value: Bool?) -> String { value.map { $0 ? "y" : "n" } ?? "?" }

  private func letter(_ outcome: OraclePublished.Outcome?) -> String {
    outcome?.isFilled == true ? "0" : letter(outcome?.value)
  }

  /// First and last PHQ-9, first and last GAD-7 without any flag; `-` is missing. Expected as letters: the
  /// denominator (C in it, n not), then recovery, reliable recovery, improvement, deterioration as y, n, ? for
  /// unknown and 0 for an unknown that counts as no.
  @Test(arguments: [
    "10 9 7 7": "Cynnn", "9 9 8 7": "Cynnn", "9 3 7 7": "nnnyn", "10 10 7 3": "Cnnyn",
    "15 9 7 8": "Cnnyn", "15 9 12 8": "Cnnyn", "15 9 12 7": "Cyyyn", "14 9 10 7": "Cynnn",
    "14 8 10 14": "Cnnnn", "10 16 8 4": "Cnnnn", "10 16 8 5": "Cnnny", "14 14 8 12": "Cnnny",
    "15 9 - -": "C00?n", "15 12 - -": "Cnn??", "15 5 12 -": "C00?n", "- - 12 7": "C00?n",
    "- - 12 8": "Cnn?n", "- - 7 1": "C00?n", "9 - 7 -": "nnn??", "9 - - -": "C00??",
    "- - - -": "C00??",
    "12 - 12 -": "C00??", "12 - 9 9": "Cnn??", "- 5 12 4": "Cy0?n", "10 16 12 -": "Cnnn?",
  ])
  func scores(scores: String, expected: String) throws {
    let parts = scores.split(separator: " ").map(String.init)
    var fixture = Fixture.one(
      referral: Dictionary(
        uniqueKeysWithValues: zip(
          ["PHQ9_FirstScore", "PHQ9_LastScore", "GAD_FirstScore", "GAD_LastScore"], parts)))
    fixture.without = Fixture.flags
    let row = try #require(try fixture.rows().first)
    let names = ["recovery", "reliable_recovery", "reliable_improvement", "reliable_deterioration"]
    let found =
      (row.outcomes["recovery"]?.isAmong == true ? "C" : "n")
      + names.map { letter(row.outcomes[$0]) }.joined()
    #expect(found == expected)
    #expect(row.outcomes["reliable_recovery"]?.isAmong == row.outcomes["recovery"]?.isAmong)
    #expect(row.number(.phq9) == Int(parts[0]) && row.number(.gad7) == Int(parts[2]))
  }
}
