import Testing

/// The oracle against rows worked out by hand, rule by rule.
@Suite struct OracleRulesTests {
  @Test func aPlainRecordIsOneRow() throws {
    let rows = try OracleFixture.one().rows()
    #expect(
      rows == [
        Oracle2022.Row(
          key: "R1\u{1F}M1\u{1F}E1", symptom: "Depression", gender: "Female", ethnicity: "White",
          age: "30-50",
          recovery: true, deprivation: 3, fullTime: true, partTime: false, unemployed: false, benefits: false,
          jobSeeker: false, selfEmployed: false, sickPay: false, sixOrMoreSessions: true, sixWeekWait: true)
      ])
  }

  @Test func everyMatchIsARow() throws {
    let fixture = OracleFixture(
      referrals: [
        ["UniqueID_IDS101": "R1"], ["UniqueID_IDS101": "R2"],
        ["UniqueID_IDS101": "R3", "LocalPatientId": "P2"],
      ],
      patients: [
        ["UniqueID_IDS001": "M1"], ["UniqueID_IDS001": "M2", "OrgID_Provider": "NMQ"],
        ["UniqueID_IDS001": "M3", "OrgID_Provider": "OUT"],
        ["UniqueID_IDS001": "M4", "LocalPatientId": "P2"],
      ],
      jobs: [
        ["UniqueID_IDS004": "E1"], ["UniqueID_IDS004": "E2", "OrgID_Provider": "NMQ"],
        ["UniqueID_IDS004": ""],
      ])
    let expected = [
      "R1 M1 E1", "R1 M1 E2", "R1 M1 ", "R1 M2 E1", "R1 M2 E2", "R1 M2 ", "R2 M1 E1", "R2 M1 E2", "R2 M1 ",
      "R2 M2 E1", "R2 M2 E2", "R2 M2 ", "R3 M4 ",
    ]
    func keys(_ mutation: Oracle2022.Mutation? = nil) throws -> [String] {
      try fixture.rows(mutation).map { $0.key.replacing("\u{1F}", with: " ") }
    }
    #expect(try keys() == expected)
    #expect(try keys(.firstEmploymentOnly) == ["R1 M1 E1", "R1 M2 E1", "R2 M1 E1", "R2 M2 E1", "R3 M4 "])
    #expect(
      try keys(.joinOnProviderToo) == [
        "R1 M1 E1", "R1 M1 ", "R1 M2 E2", "R2 M1 E1", "R2 M1 ", "R2 M2 E2", "R3 M4 ",
      ])
    #expect(try keys(.employmentMustMatch) == Array(expected.dropLast()))
  }

  @Test func missingIdsMatchNothing() throws {
    for missing in ["", "NULL", "NA", "*", "-"] {
      let id = ["LocalPatientId": missing]
      #expect(try OracleFixture.one(referral: id, patient: id, job: id).rows().isEmpty)
      let alone = try OracleFixture.one(job: id).rows()
      #expect(alone.map(\.key) == ["R1\u{1F}M1\u{1F}"])
      #expect(alone.allSatisfy { $0.fullTime && !$0.unemployed && !$0.partTime })
    }
  }

  @Test(arguments: [
    ("2020-12-31", 0), ("2021-01-01", 1), ("2021-12-31", 1), ("2021-12-31T23:59:59", 1), ("2022-01-01", 0),
    ("", 0), ("2021-02-29", 0), ("31/12/2021", 0),
  ])
  func dischargedInThePeriod(date: String, expected: Int) throws {
    #expect(try OracleFixture.one(referral: ["ServDischDate": date]).rows().count == expected)
  }

  @Test(arguments: [("true", 1), ("TRUE", 1), ("false", 0), ("", 0), ("NULL", 0)])
  func completedAndAtCaseness(flag: String, expected: Int) throws {
    #expect(try OracleFixture.one(referral: ["CompletedTreatment_Flag": flag]).rows().count == expected)
    #expect(try OracleFixture.one(referral: ["Caseness_Flag": flag]).rows().count == expected)
    #expect(
      try OracleFixture.one(referral: ["Recovery_Flag": flag]).rows().map(\.recovery) == [expected == 1])
  }

  @Test func theFifteenProvidersOfThePatient() throws {
    for provider in Oracle2022.providers {
      #expect(
        try OracleFixture.one(referral: ["OrgID_Provider": "OUT"], patient: ["OrgID_Provider": provider])
          .rows().count == 1)
    }
    #expect(Set(Oracle2022.providers).count == 15)
    for other in ["OUT", "rat", ""] {
      #expect(try OracleFixture.one(patient: ["OrgID_Provider": other]).rows().isEmpty)
    }
  }

  @Test(arguments: [
    ("2021-04-12", true), ("2021-04-13", false), ("2021-02-01", true), ("", false), ("2021-04-31", false),
  ])
  func sixWeekWait(treated: String, expected: Bool) throws {
    // 2021-03-01 and 42 days is 2021-04-12.
    let rows = try OracleFixture.one(referral: ["TherapySession_FirstDate": treated]).rows()
    #expect(rows.map(\.sixWeekWait) == [expected])
  }

  @Test func groups() throws {
    func row(_ patient: OracleFixture.Record) throws -> Oracle2022.Row? {
      try OracleFixture.one(patient: patient).rows().first
    }
    let ethnicities = [
      "White": ["A", "B", "C"], "Mixed": ["D", "E", "F", "G"], "Asian": ["H", "J", "K", "L"],
      "Black": ["M", "N", "P"], "Other": ["R", "S"], "Not_known": ["Z", "99", "", "a", "-1", "I"],
    ]
    for (label, codes) in ethnicities {
      for code in codes { #expect(try row(["EthnicCategory": code])?.ethnicity == label) }
    }
    for (code, label) in ["1": "Male", "2": "Female", "9": "Not_known", "X": "Not_known", "": "Not_known"] {
      #expect(try row(["Gender": code])?.gender == label)
    }
    let ages = [
      "0": "<18", "17": "<18", "18": "Not_known", "19": "18-30", "30": "18-30", "31": "30-50", "50": "30-50",
      "51": "50-70", "70": "50-70", "71": "+70", "104": "+70", "": "Not_known", "old": "Not_known",
    ]
    for (age, label) in ages { #expect(try row(["Age_RP_StartDate": age])?.age == label) }
    for missing in ["", "NULL", "*", "x"] { #expect(try row(["IndicesOfDeprivationDecile": missing]) == nil) }
    for (text, decile) in ["1": 1, "10": 10, "07": 7, "4.0": 4] {
      #expect(try row(["IndicesOfDeprivationDecile": text])?.deprivation == decile)
    }
  }

  @Test func symptoms() throws {
    let labels = [
      "Depression": "Depression",
      "Anxiety and stress related disorders (Total)": "Anxiety and stress disorders",
      "Unspecified": "Unspecified", "Invalid Data supplied": "Invalid Data supplied",
      "Other Mental Health problems": "Other", "Other recorded problems": "Other", "depression": "Other",
      "": "Other", "a, \"quoted\"\nname": "Other",
    ]
    for (complaint, label) in labels {
      let rows = try OracleFixture.one(referral: ["PrimaryPresentingComplaint": complaint]).rows()
      #expect(rows.map(\.symptom) == [label])
    }
  }

  /// Status, hours, and what rules 7 to 9 make of them: full time, part time, unemployed, sick pay.
  @Test(arguments: [
    ("01", "01", "F"), ("01", "02", "F"), ("01", "98", "F"), ("01", "", "F"),
    ("02", "01", "U"), ("02", "03", "U"), ("02", "", "U"), ("08", "02", "U"), ("08", "01", "U"),
    ("08", "", "U"),
    ("03", "01", "F"), ("03", "02", "P"), ("03", "03", "P"), ("03", "04", "P"), ("03", "97", ""),
    ("03", "98", "U"), ("03", "99", ""), ("03", "", ""), ("04", "98", "US"), ("04", "", "S"),
    ("04", "01", "FS"),
    ("", "", "F"), ("", "98", "FU"), ("", "02", "FP"), ("", "01", "F"), ("NULL", "*", "F"),
    ("ZZ", "", "F"), ("ZZ", "98", "FU"), ("ZZ", "04", "FP"), ("1", "", ""), ("05", "", ""), ("06", "98", "U"),
  ])
  func work(status: String, hours: String, expected: String) throws {
    let rows = try OracleFixture.one(job: ["EmployStatus": status, "WeekHoursWorked": hours]).rows()
    let flags = rows.map { row in
      (row.fullTime ? "F" : "") + (row.partTime ? "P" : "") + (row.unemployed ? "U" : "")
        + (row.sickPay ? "S" : "")
    }
    #expect(flags == [expected])
  }

  @Test func indicators() throws {
    for (code, expected) in ["Y": true, "N": false, "U": false, "Z": false, "": false, "y": false] {
      func first(_ column: String) throws -> Oracle2022.Row? {
        try OracleFixture.one(job: [column: code]).rows().first
      }
      #expect(try first("SelfEmployInd")?.selfEmployed == expected)
      #expect(try first("SSPInd")?.sickPay == expected)
      #expect(try first("BenefitRecInd")?.benefits == expected)
      #expect(try first("UCInd")?.benefits == expected)
      #expect(try first("JSAInd")?.jobSeeker == expected)
    }
    for (count, expected) in ["5": false, "6": true, "60": true, "": false, "NULL": false] {
      let rows = try OracleFixture.one(referral: ["CareContact_Count": count]).rows()
      #expect(rows.map(\.sixOrMoreSessions) == [expected])
    }
  }

  @Test func segmentsPartTheCohort() throws {
    let rows = try OracleFixture.random(seed: 3, referrals: 2000).rows()
    #expect(rows.count > 100)
    #expect(Oracle2022.segment(rows) == rows)
    for (name, levels) in Oracle2022.dimensions {
      let parts = levels.map { level in
        Oracle2022.segment(
          rows, symptom: name == "symptom" ? level : "All", gender: name == "gender" ? level : "All",
          ethnicity: name == "ethnicity" ? level : "All", age: name == "age" ? level : "All"
        ).count
      }
      #expect(parts.reduce(0, +) == rows.count)
      #expect(parts.allSatisfy { $0 > 0 && $0 < rows.count })
    }
  }

  @Test func unusableFilesAreRefused() throws {
    #expect(throws: OracleError.self) { try Oracle2022(directory: "/nonexistent") }
    #expect(throws: OracleError.notADate("2021")) {
      try OracleFixture.one().withFolder {
        try Oracle2022(directory: $0).cohort(from: "2021", to: "2021-12-31")
      }
    }
  }
}
