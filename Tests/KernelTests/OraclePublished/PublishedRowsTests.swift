import Testing

/// Which records make a row, against cases worked out by hand.
@Suite struct PublishedRowsTests {
  private typealias Fixture = PublishedFixture

  @Test func aPlainRecordIsOneRow() throws {
    let rows = try Fixture.one().rows()
    let expected = OraclePublished.Row(
      pathway: "W1",
      values: [
        .provider: .label("RAT"), .deprivation: .number(3), .deprivationQuintile: .number(2),
        .age: .label("26-64"),
        .ageYears: .number(41), .gender: .label("Female"), .ethnicity: .label("White"),
        .problem: .label("Depression"), .employment: .label("Employed"), .employmentAtEnd: .label("Employed"),
        .hours: .label("30+"), .selfEmployed: .flag(false), .sickAbsence: .flag(false),
        .benefits: .flag(false),
        .phq9: .number(15), .gad7: .number(12), .sessions: .number(7), .withinSixWeeks: .flag(true),
        .withinEighteenWeeks: .flag(true), .firstToSecondDays: .number(14),
      ],
      outcomes: [
        "recovery": .init(value: true), "reliable_recovery": .init(value: true),
        "reliable_improvement": .init(value: true), "reliable_deterioration": .init(value: false),
      ])
    #expect(rows == [expected])
  }

  /// Month, id and use of records of one pathway; the sessions tell which one was kept.
  @Test(arguments: [
    // The greatest month, then the greatest id, both as numbers.
    "999/5/true 1000/4/true": 1, "1000/4/true 999/5/true": 0, "999/9/true 999/10/true": 1,
    "999/10/true 999/9/true": 0, "999/5/true 999/5/true": 1, "/5/true 1/4/true": 1,
    "5//true 5/4/true 5//true": 1,
    "5/4/true 6/4/false": 0, "5/4/TRUE 6/4/": 0,
  ])
  func latestSubmission(records: String, kept: Int) throws {
    let fields = records.split(separator: " ").map {
      $0.split(separator: "/", omittingEmptySubsequences: false)
    }
    let fixture = Fixture(
      referrals: fields.enumerated().map { place, record in
        [
          "Unique_MonthID": String(record[0]), "UniqueID_IDS101": String(record[1]),
          "UsePathway_Flag": String(record[2]), "TreatmentCareContact_Count": "\(place)",
        ]
      })
    #expect(try fixture.rows().map { $0.number(.sessions) } == [kept])
  }

  @Test func withoutMonthsTheLastRowIsTheLatest() throws {
    var fixture = Fixture(
      referrals: [
        ["TreatmentCareContact_Count": "1"], ["TreatmentCareContact_Count": "2", "UsePathway_Flag": "false"],
      ])
    fixture.without = ["Unique_MonthID", "UniqueID_IDS101"]
    #expect(try fixture.rows().map { $0.number(.sessions) } == [1])
    fixture.without.insert("UsePathway_Flag")
    #expect(try fixture.rows().map { $0.number(.sessions) } == [2])
  }

  /// The latest record decides, even when it takes the pathway out of the cohort.
  @Test func theLatestRecordDecides() throws {
    let earlier: Fixture.Record = ["Unique_MonthID": "1450"]
    for later in [
      ["ServDischDate": ""], ["ServDischDate": "2022-01-05"], ["CompletedTreatment_Flag": "false"],
    ] {
      #expect(try Fixture(referrals: [earlier, later]).rows().isEmpty)
      #expect(try Fixture(referrals: [later, earlier]).rows().isEmpty)
    }
    let both = try Fixture(referrals: [[:], ["PathwayID": "W2"], ["PathwayID": ""], ["PathwayID": "NULL"]])
      .rows()
    #expect(both.map(\.pathway) == ["W1", "W2"])
  }

  @Test(arguments: [
    ("2020-12-31", 0), ("2021-01-01", 1), ("2021-12-31", 1), ("2021-12-31T23:59:59", 1), ("2022-01-01", 0),
    ("", 0),
    ("2021-02-29", 0), ("31/12/2021", 0),
  ])
  func thePeriod(date: String, expected: Int) throws {
    #expect(try Fixture.one(referral: ["ServDischDate": date]).rows().count == expected)
    let access = OraclePublished.Request(recipe: .access)
    let received = ["ReferralRequestReceivedDate": date, "ServDischDate": "", "CompletedTreatment_Flag": ""]
    #expect(try Fixture.one(referral: received).rows(access).count == expected)
  }

  @Test(arguments: [("true", 1), ("TRUE", 1), ("false", 0), ("", 0), ("NULL", 0)])
  func completedTreatment(flag: String, expected: Int) throws {
    let referral = ["CompletedTreatment_Flag": flag]
    #expect(try Fixture.one(referral: referral).rows().count == expected)
    #expect(try Fixture.one(referral: referral).rows(.init(recipe: .access)).count == 1)
  }

  @Test func patientsByRecordNumber() throws {
    // Another provider's patient with the same numbers, and the same patient's other submission.
    let patients: [Fixture.Record] = [
      ["IndicesOfDeprivationDecile": "1", "OrgID_Provider": "NMQ"],
      ["IndicesOfDeprivationDecile": "2", "RecordNumber": "9", "Unique_MonthID": "2000"],
      ["IndicesOfDeprivationDecile": "3"],
    ]
    var fixture = Fixture(patients: patients)
    #expect(try fixture.rows().map { $0.number(.deprivation) } == [3])
    // Without it in either table: the latest of the patient at this provider.
    for table in ["referrals", "patients"] {
      fixture.without = ["\(table).RecordNumber"]
      #expect(try fixture.rows().map { $0.number(.deprivation) } == [2])
    }
    fixture.without.insert("patients.Unique_MonthID")
    #expect(try fixture.rows().map { $0.number(.deprivation) } == [3])
    // A number that is missing or not found: the referral stays, its patient unknown.
    for number in ["", "7"] {
      let row = try #require(try Fixture.one(referral: ["RecordNumber": number]).rows().first)
      #expect(row.number(.deprivation) == nil && row.number(.deprivationQuintile) == nil)
      #expect(row.label(.gender) == "Not known" && row.label(.age) == "Not known")
      #expect(row.label(.ethnicity) == "Not known" && row.label(.employment) == "Employed")
    }
    let twice = Fixture(patients: [
      ["Gender": "1", "Unique_MonthID": "1460"], ["Gender": "2", "Unique_MonthID": "1459"],
    ])
    #expect(try twice.rows().map { $0.label(.gender) } == ["Male"])
  }

  /// Date, status and id of records; the status at the start and at the end of the window.
  @Test(arguments: [
    "2021-03-01/02/1 2021-09-30/08/2": "Unemployed and seeking work, Retired",
    "2021-02-28/02/1 2021-10-01/08/2": "Not recorded, Not recorded",
    "/02/1 2021-05-05//2 2021-05-06/01/3": "Not recorded, Employed",
    "2021-05-05/03/10 2021-05-05/04/9": "Student, Student",
    "2021-05-05/03/7 2021-05-05/04/7": "Long-term sick or disabled, Long-term sick or disabled",
    "2021-05-05/ZZ/1 2021-05-05/05/": "Not stated, Not stated",
    "2021-05-05/06/1 2021-05-06/07/2": "Not seeking work, Unpaid voluntary work",
    "2021-05-05/1/1 2021-05-06/99/2": "Not recorded, Not recorded",
  ])
  func employment(records: String, expected: String) throws {
    let fields = records.split(separator: " ").map {
      $0.split(separator: "/", omittingEmptySubsequences: false)
    }
    var fixture = Fixture(
      jobs: fields.map { record in
        [
          "EmployStatusRecDate": String(record[0]), "EmployStatus": String(record[1]),
          "UniqueID_IDS004": String(record[2]),
        ]
      })
    let row = try fixture.rows().first
    let found = [row?.label(.employment), row?.label(.employmentAtEnd)].compactMap { $0 }
    #expect(found.joined(separator: ", ") == expected)
    fixture.referrals = [["OrgID_Provider": "NMQ"]]
    #expect(try fixture.rows().map { $0.label(.employment) } == ["Not recorded"])
  }

  /// Without ids, the last of a day's rows; of an open referral, the window ends with the period.
  @Test func edgesOfTheWindow() throws {
    var fixture = Fixture(jobs: [["EmployStatus": "02"], ["EmployStatus": "01"]])
    fixture.without = ["UniqueID_IDS004"]
    #expect(try fixture.rows().map { $0.label(.employment) } == ["Employed"])
    let access = OraclePublished.Request(recipe: .access)
    for (date, label) in [("2021-12-31", "Retired"), ("2022-01-01", "Not recorded")] {
      let late = Fixture.one(
        referral: ["ServDischDate": ""], job: ["EmployStatusRecDate": date, "EmployStatus": "08"])
      #expect(try late.rows(access).map { $0.label(.employmentAtEnd) } == [label])
    }
    let after = Fixture.one(
      referral: ["ServDischDate": "2022-02-01"], job: ["EmployStatusRecDate": "2022-01-15"])
    #expect(try after.rows(access).map { $0.label(.employment) } == ["Employed"])
    let unknown = Fixture.one(referral: ["ReferralRequestReceivedDate": ""])
    #expect(try unknown.rows().map { $0.label(.employment) } == ["Not recorded"])
  }

  @Test func chosenProviders() throws {
    let fixture = Fixture(referrals: [
      [:], ["PathwayID": "W2", "OrgID_Provider": "NMQ"], ["PathwayID": "W3", "OrgID_Provider": ""],
    ])
    #expect(try fixture.rows().map(\.pathway) == ["W1", "W2", "W3"])
    #expect(try fixture.rows(.init(providers: ["NMQ", "X"])).map(\.pathway) == ["W2"])
    #expect(try fixture.rows(.init(providers: ["nmq"])).isEmpty)
  }
}
