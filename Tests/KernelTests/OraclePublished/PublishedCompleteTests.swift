import Testing

/// Providers with complete economic data, at the edge of the share asked for.
@Suite struct PublishedCompleteTests {
  /// A provider with `good` complete rows and others, each lacking something in its own way.
  private static func provider(_ name: String, good: Int, others: [PublishedFixture.Record])
    -> PublishedFixture
  {
    var fixture = PublishedFixture(referrals: [], patients: [], jobs: [])
    for place in 0..<(good + others.count) {
      let ids = [
        "OrgID_Provider": name, "LocalPatientId": "L\(place)", "RecordNumber": "\(place)",
        "PathwayID": "\(name)-\(place)",
      ]
      fixture.referrals.append(ids)
      fixture.patients.append(ids)
      // Complete: also where hours do not apply, and where one benefit is known among unknown ones.
      let job =
        place < good
        ? ["WeekHoursWorked": "98", "ESAInd": "U", "PIPInd": "Z", "UCInd": ""] : others[place - good]
      fixture.jobs.append(job.merging(ids) { $1 })
    }
    return fixture
  }

  static func fixture() -> PublishedFixture {
    let noBenefits = Dictionary(uniqueKeysWithValues: OraclePublished.Job.benefitColumns.map { ($0, "U") })
    let parts = [
      // 17 of 20 are 85%, 16 of 19 are 84.2%, 6 of 7 are 85.7%.
      provider("EDGE", good: 17, others: [["EmployStatus": "ZZ"], ["WeekHoursWorked": "97"], noBenefits]),
      provider("LESS", good: 16, others: [["EmployStatus": ""], ["WeekHoursWorked": "99"], noBenefits]),
      provider("MORE", good: 6, others: [["EmployStatusRecDate": "2021-01-01"]]),
      provider("DECL", good: 8, others: [["WeekHoursWorked": "97"], ["WeekHoursWorked": "97"]]),
      provider("BENE", good: 8, others: [noBenefits, noBenefits]),
    ]
    return PublishedFixture(
      referrals: parts.flatMap(\.referrals), patients: parts.flatMap(\.patients), jobs: parts.flatMap(\.jobs))
  }

  @Test(arguments: [
    (85, ["EDGE", "MORE"]), (84, ["EDGE", "LESS", "MORE"]), (86, []),
    (80, ["BENE", "DECL", "EDGE", "LESS", "MORE"]),
  ])
  func atLeast(percent: Int, expected: [String]) throws {
    let rows = try Self.fixture().rows(.init(complete: percent))
    #expect(Set(rows.compactMap(\.provider)).sorted() == expected)
  }

  @Test func bothArguments() throws {
    let rows = try Self.fixture().rows(.init(providers: ["EDGE", "LESS"], complete: 85))
    #expect(Set(rows.compactMap(\.provider)) == ["EDGE"])
    #expect(rows.count == 20)
  }
}
