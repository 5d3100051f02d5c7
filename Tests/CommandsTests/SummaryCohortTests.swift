import Testing

@testable import Commands

/// `summary cohort` of nine referrals, every figure counted by hand.
@Suite struct SummaryCohortTests {
  /// Waits in days: A 42, B 43, C unknown, D 126, E 127, F 0, G 10, H 20; I did not complete treatment.
  private static let referrals = """
    PathwayID,OrgID_Provider,LocalPatientId,ReferralRequestReceivedDate,TherapySession_FirstDate,ServDischDate,\
    CompletedTreatment_Flag,NotCaseness_Flag,Recovery_Flag,ReliableImprovement_Flag,ReliableDeterioration_Flag,\
    Age_RP_EndDate,PrimaryPresentingComplaint
    A,X,1,2021-01-01,2021-02-12,2021-06-30,Y,N,Y,Y,N,40,Depression
    B,X,1,2021-01-01,2021-02-13,2021-06-30,Y,N,N,N,N,40,Depression
    C,X,1,2021-01-01,,2021-07-31,Y,N,,N,N,40,Depression
    D,X,1,2021-01-01,2021-05-07,2021-07-31,Y,Y,N,N,N,40,Depression
    E,X,2,2021-01-01,2021-05-08,2022-01-31,Y,N,Y,Y,N,40,Depression
    F,X,2,2021-01-01,2021-01-01,2021-06-30,Y,N,Y,N,N,40,Depression
    G,X,2,2021-01-01,2021-01-11,2021-06-30,Y,N,N,N,Y,40,Depression
    H,X,2,2021-01-01,2021-01-21,2021-07-31,Y,,,N,N,40,Depression
    I,X,2,2021-01-01,2021-01-21,2021-06-30,N,N,Y,N,N,40,Depression

    """
  private static let patients =
    "OrgID_Provider,LocalPatientId,Gender,EthnicCategory,IndicesOfDeprivationDecile\nX,1,2,A,1\nX,2,1,A,10\n"
  private static let employment =
    "OrgID_Provider,LocalPatientId,EmployStatusRecDate,EmployStatus,WeekHoursWorked,SelfEmployInd,"
    + "SickAbsenceInd,BenefitRecInd,ESAInd,PIPInd,UCInd\nX,1,2021-01-02,01,01,N,N,N,N,N,N\n"

  /// The tables of `summary cohort` for discharges of 2021 and later up to a day.
  private func tables(to day: String) throws -> [TableOutput] {
    var bench = Bench()
    try withFolder { folder in
      for (name, text) in [
        ("referrals", Self.referrals), ("patients", Self.patients), ("employment", Self.employment),
      ] {
        try text.write(toFile: "\(folder)/\(name).csv", atomically: true, encoding: .utf8)
      }
      try bench.run(
        """
        set disclosure none
        load from "\(folder)"
        clean with talking-therapies from 2021-01-01 to \(day)
        """)
      bench.outputs = []
      try bench.run("summary cohort")
    }
    return bench.tables
  }

  private func waits(to day: String) throws -> [[Cell]] {
    try #require(tables(to: day).first { $0.name == "waits" }).rows
  }

  private func line(
    _ wait: String, _ known: Int, _ met: Int, _ standard: String, _ verdict: String
  ) -> [Cell] {
    [
      .label("first treatment within \(wait)"), .roundedCount(known), .roundedCount(met),
      .share(Double(met) / Double(known)), .label(standard), .label(verdict),
    ]
  }

  /// Exactly the standard is met; a wait that is not known is in neither count.
  @Test func waitsAgainstTheStandards() throws {
    #expect(
      try waits(to: "2021-06-30") == [
        line("six weeks", 4, 3, "75%", "met"), line("eighteen weeks", 4, 4, "95%", "met"),
      ])
    #expect(
      try waits(to: "2021-12-31") == [
        line("six weeks", 6, 4, "75%", "not met"), line("eighteen weeks", 6, 6, "95%", "met"),
      ])
    #expect(
      try waits(to: "2022-12-31") == [
        line("six weeks", 7, 4, "75%", "not met"), line("eighteen weeks", 7, 6, "95%", "not met"),
      ])
  }

  @Test func outcomesByDimension() throws {
    let table = try #require(tables(to: "2022-12-31").first { $0.name == "by_dimension" })
    #expect(
      table.headers.map(\.key) == [
        "dimension", "level", "rows", "recovery", "reliable_recovery", "reliable_improvement",
        "reliable_deterioration", "within_six_weeks", "within_eighteen_weeks",
      ])
    func row(_ dimension: String, _ level: String, _ rows: Int, _ shares: [(Int, Int)]) -> [Cell] {
      [.label(dimension), .label(level), .roundedCount(rows)]
        + shares.map { .share(Double($0.0) / Double($0.1)) }
    }
    let women = row("gender", "Female", 4, [(1, 3), (1, 3), (1, 4), (0, 4), (1, 3), (3, 3)])
    let men = row("gender", "Male", 4, [(2, 4), (1, 4), (1, 4), (1, 4), (3, 4), (3, 4)])
    let all = row("problem", "Depression", 8, [(3, 7), (2, 7), (2, 8), (1, 8), (4, 7), (6, 7)])
    for expected in [women, men, all] {
      let found = table.rows.filter { $0.prefix(2) == expected.prefix(2) }
      #expect(found == [expected])
    }
    // The whole of a dimension is the cohort.
    let rows = table.rows.filter { $0[0] == .label("gender") }.map { $0[2] }
    #expect(rows.count == 2 && rows.allSatisfy { $0 == .roundedCount(4) })
  }
}
