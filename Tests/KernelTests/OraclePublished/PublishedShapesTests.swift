import Testing

/// Small extracts of other shapes, with rows worked out by hand.
@Suite struct PublishedShapesTests {
  /// Version 2.1: other names for source and problem, no JSAInd, the local number spelled as some platforms do.
  static let version21 = (
    referrals: """
    PathwayID,UniqueID_IDS101,RecordNumber,LocalPatientID,OrgID_Provider,Unique_MonthID,UsePathway_Flag,\
    ReferralRequestReceivedDate,SourceOfReferralIAPT,PresentingComplaintHigherCategory,\
    PresentingComplaintLowerCategory,ServDischDate,TherapySession_FirstDate,TherapySession_SecondDate,\
    TreatmentCareContact_Count,PHQ9_FirstScore,PHQ9_LastScore,GAD_FirstScore,GAD_LastScore,\
    CompletedTreatment_Flag,Caseness_Flag,NotCaseness_Flag,Recovery_Flag,ReliableImprovement_Flag,\
    ReliableDeterioration_Flag,SYNTHETIC
    A,1,1,P1,RAT,1465,false,2022-04-01,A1,Depression,,2022-08-01,2022-05-01,2022-05-29,6,18,8,15,6,true,true,false,true,true,false,Y
    A,2,11,P1,RAT,1466,true,2022-04-01,A1,Depression,,2022-08-01,2022-05-01,2022-05-29,7,18,9,15,6,true,true,false,true,true,false,Y
    B,3,2,P2,RAT,1466,true,2022-04-02,B1,Anxiety and stress related disorders (Total),Panic,2022-09-30,2022-06-01,2022-06-02,4,9,8,7,6,true,false,true,false,false,false,Y
    C,4,3,P1,NMQ,1466,true,2022-05-02,A1,Unspecified,,2022-12-31,2022-05-12,,2,12,12,9,9,true,true,false,NULL,,NULL,Y
    D,5,4,P4,NMQ,1466,true,2022-05-02,A1,Other recorded problems,,2023-01-01,2022-05-12,,2,12,12,9,9,true,true,false,false,false,false,Y
    E,6,5,P5,NMQ,1466,true,2022-05-02,A1,,,2022-07-01,,,0,12,,9,,false,true,false,,,,Y
    """,
    patients: """
    UniqueID_IDS001,RecordNumber,LocalPatientId,OrgID_Provider,Unique_MonthID,Gender,EthnicCategory,\
    Validated_EthnicCategory,Age_RP_StartDate,Age_RP_EndDate,IndicesOfDeprivationDecile,SYNTHETIC
    1,1,P1,RAT,1465,2,A,A,25,25,1,Y
    2,11,P1,RAT,1466,2,A,Z,25,26,1,Y
    3,2,P2,RAT,1466,1,H,H,70,70,10,Y
    4,3,P1,NMQ,1466,9,R,R,17,17,,Y
    5,5,P5,NMQ,1466,X,A,-3,90,90,5,Y
    """,
    employment: """
    UniqueID_IDS004,LocalPatientId,OrgID_Provider,EmployStatusRecDate,EmployStatus,WeekHoursWorked,SelfEmployInd,\
    SickAbsenceInd,SSPInd,BenefitRecInd,ESAInd,UCInd,PIPInd,SYNTHETIC
    1,P1,RAT,2022-03-31,01,01,Y,Y,N,N,N,N,N,Y
    2,P1,RAT,2022-04-01,02,98,8,8,N,U,N,Y,N,Y
    3,P1,RAT,2022-08-01,01,02,N,N,N,N,N,N,N,Y
    4,P2,RAT,2022-05-01,08,98,8,8,N,Z,U,,Z,Y
    5,P1,NMQ,2022-06-01,ZZ,97,Z,X,N,N,U,U,Z,Y
    """
  )

  @Test func version21() throws {
    let request = OraclePublished.Request(from: "2022-04-01", to: "2022-12-31")
    try Self.inFolder(Self.version21) { folder in
      let rows = try OraclePublished(directory: folder).cohort(request)
      try #require(rows.map(\.pathway) == ["A", "B", "C"])
      func labels(_ column: OraclePublished.Column) -> [String?] { rows.map { $0.label(column) } }
      func numbers(_ column: OraclePublished.Column) -> [Int?] { rows.map { $0.number(column) } }
      func flags(_ column: OraclePublished.Column) -> [Bool?] { rows.map { $0.flag(column) } }
      #expect(labels(.problem) == ["Depression", "Anxiety and stress", "Not known"])
      #expect(labels(.gender) == ["Female", "Male", "Indeterminate"])
      #expect(labels(.ethnicity) == ["Not known", "Asian", "Other"])
      #expect(labels(.age) == ["26-64", "65-74", "<18"])
      #expect(labels(.employment) == ["Unemployed and seeking work", "Retired", "Not stated"])
      #expect(labels(.employmentAtEnd) == ["Employed", "Retired", "Not stated"])
      #expect(labels(.hours) == ["Not applicable", "Not applicable", "Not stated"])
      #expect(numbers(.deprivation) == [1, 10, nil] && numbers(.deprivationQuintile) == [1, 5, nil])
      #expect(numbers(.sessions) == [7, 4, 2] && numbers(.firstToSecondDays) == [28, 1, nil])
      #expect(flags(.benefits) == [true, nil, false])
      #expect(flags(.selfEmployed) == [nil, nil, nil])
      #expect(flags(.withinSixWeeks) == [true, false, true])
      let figures = PublishedFigures(rows, of: .therapies)
      #expect(
        figures.outcomes == [
          // C has no flags but scores: no fall and still at caseness.
          "recovery": .init(among: 2, events: 1, unknown: 0),
          "reliable_recovery": .init(among: 2, events: 1, unknown: 0),
          "reliable_improvement": .init(among: 3, events: 1, unknown: 0),
          "reliable_deterioration": .init(among: 3, events: 0, unknown: 0),
        ])
    }
  }

  /// No flags but the one for completed treatment, no record numbers, months, ids or UsePathway_Flag.
  static let bare = (
    referrals: """
    PathwayID,LocalPatientId,OrgID_Provider,ReferralRequestReceivedDate,PrimaryPresentingComplaint,ServDischDate,\
    TherapySession_FirstDate,TherapySession_SecondDate,TreatmentCareContact_Count,CompletedTreatment_Flag,\
    PHQ9_FirstScore,PHQ9_LastScore,GAD_FirstScore,GAD_LastScore,SYNTHETIC
    A,P1,RAT,2021-01-10,Depression,2021-06-01,2021-02-21,2021-03-01,5,true,20,19,18,17,Y
    A,P1,RAT,2021-01-10,Depression,2021-06-01,2021-02-21,2021-03-01,6,true,20,9,18,7,Y
    B,P2,RAT,2021-01-10,Depression,2021-06-02,2021-02-22,2021-03-02,3,true,9,9,7,11,Y
    C,P3,RAT,2021-01-10,Depression,2021-06-03,2021-02-22,2021-03-02,3,true,10,16,,,Y
    D,P3,RAT,2021-01-10,Depression,2021-06-03,2021-02-22,2021-03-02,3,true,,,15,7,Y
    E,P3,NMQ,2021-01-10,Depression,2021-06-03,2021-02-22,2021-03-02,3,true,9,2,,,Y
    """,
    patients: """
    LocalPatientId,OrgID_Provider,Gender,EthnicCategory,Age_RP_EndDate,IndicesOfDeprivationDecile,SYNTHETIC
    P1,RAT,1,A,30,4,Y
    P1,RAT,2,C,31,4,Y
    P3,RAT,2,Z,40,7,Y
    P1,NMQ,1,M,50,9,Y
    """,
    employment: """
    LocalPatientId,OrgID_Provider,EmployStatusRecDate,EmployStatus,WeekHoursWorked,SelfEmployInd,SickAbsenceInd,\
    BenefitRecInd,UCInd,SYNTHETIC
    P1,RAT,2021-02-01,01,03,Y,N,N,N,Y
    P1,RAT,2021-02-01,01,04,N,Y,U,Y,Y
    P3,RAT,2021-06-04,01,01,N,N,N,N,Y
    """
  )

  @Test func withoutFlagsAndIds() throws {
    try Self.inFolder(Self.bare) { folder in
      let rows = try OraclePublished(directory: folder).cohort()
      try #require(rows.map(\.pathway) == ["A", "B", "C", "D", "E"])
      #expect(rows.map { $0.number(.sessions) } == [6, 3, 3, 3, 3])
      #expect(rows.map { $0.label(.gender) } == ["Female", "Not known", "Female", "Female", "Not known"])
      #expect(
        rows.map { $0.label(.ethnicity) } == ["White", "Not known", "Not known", "Not known", "Not known"])
      #expect(rows.map { $0.number(.deprivation) } == [4, nil, 7, 7, nil])
      #expect(rows.map { $0.label(.hours) } == ["1-4", "Not known", "Not known", "Not known", "Not known"])
      #expect(rows.map { $0.flag(.benefits) } == [true, nil, nil, nil, nil])
      #expect(rows.map { $0.flag(.sickAbsence) } == [true, nil, nil, nil, nil])
      #expect(rows.map { $0.flag(.withinSixWeeks) } == [true, false, false, false, false])
      #expect(
        PublishedFigures(rows, of: .therapies).outcomes == [
          // Among: all but B. A recovered; C did not; D and E are unknown, hence no.
          "recovery": .init(among: 4, events: 1, unknown: 2),
          "reliable_recovery": .init(among: 4, events: 1, unknown: 2),
          // A improved, B and C did not; D and E are unknown. B deteriorated; A did not, nor did D and E.
          "reliable_improvement": .init(among: 5, events: 1, unknown: 2),
          "reliable_deterioration": .init(among: 5, events: 1, unknown: 1),
        ])
    }
  }

  static func inFolder<T>(
    _ files: (referrals: String, patients: String, employment: String), _ body: (String) throws -> T
  ) throws -> T {
    try PublishedFixture.withFiles(
      referrals: files.referrals, patients: files.patients, employment: files.employment, body)
  }
}
