import Foundation
import Testing

@testable import Commands

/// Published figures from their published counts: an extract of one row a pathway, with the flags set so often.
@Suite struct PublishedFiguresTests {
  /// How many courses are what; recovered and improved ones come first, deteriorated ones last.
  struct Counts {
    var finished: Int
    var notAtCaseness: Int
    var unknownCaseness = 0
    var recovered: Int
    var improvedAndRecovered = 0
    var improvedOnly = 0
    var deteriorated = 0

    var referrals: String {
      var text =
        "PathwayID,OrgID_Provider,LocalPatientId,ReferralRequestReceivedDate,TherapySession_FirstDate,"
        + "ServDischDate,CompletedTreatment_Flag,Caseness_Flag,NotCaseness_Flag,Recovery_Flag,"
        + "ReliableImprovement_Flag,ReliableDeterioration_Flag,Age_RP_EndDate,PrimaryPresentingComplaint\n"
      let known = finished - unknownCaseness
      for row in 0..<finished {
        let caseness =
          row < known - notAtCaseness ? "Y,N" : row < known ? "N,Y" : ","
        let isImproved =
          row < improvedAndRecovered || (recovered..<recovered + improvedOnly).contains(row)
        text += "\(row),A,1,2021-05-01,2021-05-20,2021-09-01,Y,\(caseness),"
        text += row < recovered ? "Y," : row < known ? "N," : ","
        text += isImproved ? "Y," : "N,"
        text += row >= finished - deteriorated ? "Y,40,\n" : "N,40,\n"
      }
      return text
    }
  }

  /// The cohort that the published recipe makes of the counts: events, denominator and unknown, and shown rates.
  private func outcomes(_ counts: Counts) throws -> [String: (figures: [Int], rate: Double)] {
    var result: [String: (figures: [Int], rate: Double)] = [:]
    try withFolder { folder in
      let files = [
        "referrals": counts.referrals,
        "patients":
          "OrgID_Provider,LocalPatientId,Gender,EthnicCategory,IndicesOfDeprivationDecile\nA,1,2,A,5\n",
        "employment":
          "OrgID_Provider,LocalPatientId,EmployStatusRecDate,EmployStatus,WeekHoursWorked,SelfEmployInd,"
          + "SickAbsenceInd,BenefitRecInd,ESAInd,PIPInd,UCInd\nA,1,2021-05-02,01,01,N,N,N,N,N,N\n",
      ]
      for (name, text) in files {
        try text.write(toFile: "\(folder)/\(name).csv", atomically: true, encoding: .utf8)
      }
      var bench = Bench()
      try bench.run(
        """
        set disclosure none
        load from "\(folder)"
        clean with talking-therapies from 2021-04-01 to 2022-03-31
        """)
      let cohort = try #require(bench.workspace.cohort)
      let table = try #require(bench.tables.first { $0.name == "outcomes" })
      for (outcome, row) in zip(cohort.outcomes, table.rows) {
        #expect(row[0] == .label(outcome.name))
        guard case .share(let rate) = row[3] else {
          Issue.record("no rate of \(outcome.name)")
          continue
        }
        result[outcome.name] = ([outcome.events, outcome.denominator, outcome.unknown], rate)
      }
    }
    return result
  }

  private func percent(_ rate: Double?, decimals: Int) -> String {
    String(format: "%.\(decimals)f", (rate ?? .nan) * 100)
  }

  /// June 2020: 27,884 of 57,060 finished less 3,200 not at caseness.
  @Test func june2020() throws {
    let found = try outcomes(Counts(finished: 57_060, notAtCaseness: 3_200, recovered: 27_884))
    #expect(found["recovery"]?.figures == [27_884, 53_860, 0])
    #expect(percent(found["recovery"]?.rate, decimals: 1) == "51.8")
  }

  /// 2021-22 at a tenth of the published counts: finished 664,087, at caseness 624,193, not at caseness 38,168,
  /// recovered 313,919, reliable recovery 47.3%, improvement 66.9%, deterioration 5.8%.
  @Test func year2021() throws {
    let found = try outcomes(
      Counts(
        finished: 66_409, notAtCaseness: 3_817, unknownCaseness: 66_409 - 3_817 - 62_419, recovered: 31_392,
        improvedAndRecovered: 29_606, improvedOnly: 44_427 - 29_606, deteriorated: 3_852))
    // Courses whose caseness is unknown (173) are in the denominator and have not recovered.
    #expect(found["recovery"]?.figures == [31_392, 62_592, 173])
    #expect(percent(found["recovery"]?.rate, decimals: 2) == "50.15")
    // What the caseness flag as denominator would give.
    #expect(percent(31_392 / 62_419, decimals: 2) == "50.29")
    #expect(found["reliable_recovery"]?.figures.prefix(2) == [29_606, 62_592])
    #expect(percent(found["reliable_recovery"]?.rate, decimals: 1) == "47.3")
    #expect(found["reliable_improvement"]?.figures == [44_427, 66_409, 0])
    #expect(percent(found["reliable_improvement"]?.rate, decimals: 1) == "66.9")
    #expect(found["reliable_deterioration"]?.figures == [3_852, 66_409, 0])
    #expect(percent(found["reliable_deterioration"]?.rate, decimals: 1) == "5.8")
  }
}
