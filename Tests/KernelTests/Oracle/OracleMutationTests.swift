import Testing

/// A mutation that changes nothing would make the comparison with it worthless.
@Suite struct OracleMutationTests {
  private typealias Mutation = Oracle2022.Mutation

  @Test func everyMutationChangesTheRows() throws {
    let fixture = OracleFixture.random(seed: 11, referrals: 2000)
    try fixture.withFolder { folder in
      let oracle = try Oracle2022(directory: folder)
      let right = try oracle.cohort(from: "2021-01-01", to: "2021-12-31")
      #expect(right.count > 100)
      for mutation in Mutation.allCases {
        let wrong = try oracle.cohort(from: "2021-01-01", to: "2021-12-31", mutation: mutation)
        let changed = wrong != right
        #expect(changed, "\(mutation) changes nothing")
      }
    }
    #expect(Mutation.allCases.count >= 10)
  }

  /// What each one does to a record made for it, beside what the rules do.
  @Test func eachMutationDoesWhatItSays() throws {
    func rows(
      _ mutation: Oracle2022.Mutation?, referral: OracleFixture.Record = [:],
      patient: OracleFixture.Record = [:],
      job: OracleFixture.Record = [:]
    ) throws -> [Oracle2022.Row] {
      try OracleFixture.one(referral: referral, patient: patient, job: job).rows(mutation)
    }
    let lastDay = ["ServDischDate": "2021-12-31"]
    #expect(try rows(.dischargeEndExclusive, referral: lastDay).isEmpty)
    #expect(try rows(.completionNotAsked, referral: ["CompletedTreatment_Flag": "false"]).count == 1)
    #expect(try rows(.casenessFromNotCaseness, referral: ["Caseness_Flag": ""]).count == 1)
    #expect(try rows(.providerOfReferral, patient: ["OrgID_Provider": "OUT"]).count == 1)
    #expect(
      try rows(.waitUnder42, referral: ["TherapySession_FirstDate": "2021-04-12"]).first?.sixWeekWait == false
    )
    #expect(
      try rows(.unknownWaitIsMet, referral: ["TherapySession_FirstDate": ""]).first?.sixWeekWait == true)
    #expect(try rows(.eighteenIsAdult, patient: ["Age_RP_StartDate": "18"]).first?.age == "18-30")
    #expect(try rows(.thirtyIsOlder, patient: ["Age_RP_StartDate": "30"]).first?.age == "30-50")
    #expect(
      try rows(.chineseAndOtherNotOther, patient: ["EthnicCategory": "R"]).first?.ethnicity == "Not_known")
    #expect(
      try rows(.missingDecileIsOne, patient: ["IndicesOfDeprivationDecile": ""]).first?.deprivation == 1)
    let employed98 = ["EmployStatus": "01", "WeekHoursWorked": "98"]
    #expect(try rows(nil, job: employed98).first?.unemployed == false)
    #expect(try rows(.employedHoursKept, job: employed98).first?.unemployed == true)
    let retired = ["EmployStatus": "08", "WeekHoursWorked": "99"]
    #expect(try rows(.retiredHoursKept, job: retired).first?.unemployed == false)
    let unknown98 = ["EmployStatus": "", "WeekHoursWorked": "98"]
    #expect(try rows(.hoursAfterFilling, job: unknown98).first?.unemployed == false)
    #expect(try rows(.missingStatusNotFilled, job: unknown98).first?.fullTime == false)
    let declined = ["EmployStatus": "ZZ", "WeekHoursWorked": "99"]
    #expect(try rows(.declinedStatusNotFilled, job: declined).first?.fullTime == false)
    let student = ["EmployStatus": "03", "WeekHoursWorked": "01"]
    #expect(try rows(.fullTimeByStatusOnly, job: student).first?.fullTime == false)
    #expect(try rows(.sickPayWithoutStatus, job: ["EmployStatus": "04"]).first?.sickPay == false)
    #expect(try rows(.benefitsWithoutUniversalCredit, job: ["UCInd": "Y"]).first?.benefits == false)
    #expect(try rows(.doubtfulJobSeekerIsYes, job: ["JSAInd": "U"]).first?.jobSeeker == true)
    let contacts = ["CareContact_Count": "6", "TreatmentCareContact_Count": "5"]
    #expect(try rows(.sessionsOfTreatmentOnly, referral: contacts).first?.sixOrMoreSessions == false)
    #expect(try rows(.sevenSessions, referral: contacts).first?.sixOrMoreSessions == false)
    let silent = ["PrimaryPresentingComplaint": ""]
    #expect(try rows(.missingSymptomIsUnspecified, referral: silent).first?.symptom == "Unspecified")
  }
}
