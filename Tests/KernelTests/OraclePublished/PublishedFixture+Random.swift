/// What an extract may look like.
enum PublishedShape: String, CaseIterable {
  /// Version 2.0 with every column.
  case full
  /// Version 2.1: other names for source and problem, no JSAInd.
  case version21
  /// Outcomes by scores only.
  case withoutFlags
  /// Patients by local number; no record numbers, months, ids or validated values.
  case bare
}

extension PublishedFixture {
  private static let missing = ["", "NULL", "NA", "*", "-"]

  /// Random records that hold every trap of the rules: several submissions of a pathway, patients and employment
  /// records that share ids across providers, dates on every edge, and values missing in every column.
  static func random(seed: UInt64, referrals count: Int, _ shape: PublishedShape = .full) -> PublishedFixture
  {
    var random = OracleRandom(seed: seed)
    var fixture = PublishedFixture(referrals: [], patients: [], jobs: [])
    switch shape {
    case .full: break
    case .version21:
      fixture.renamed = [
        "SourceOfReferralMH": "SourceOfReferralIAPT",
        "PrimaryPresentingComplaint": "PresentingComplaintHigherCategory",
      ]
      fixture.without = ["JSAInd"]
    case .withoutFlags: fixture.without = flags
    case .bare:
      fixture.without = [
        "patients.RecordNumber", "UsePathway_Flag", "UniqueID_IDS101", "UniqueID_IDS004", "UniqueID_IDS001",
        "referrals.Unique_MonthID", "Validated_EthnicCategory",
      ]
    }
    let people = count / 2
    for place in 0..<count {
      let person = Int(random.next() % UInt64(people))
      fixture.referrals.append(referral(place, of: person, &random))
    }
    for person in 0..<people {
      for _ in 0..<random.pick([0, 1, 1, 1, 1, 1, 2, 2]) { fixture.patients.append(patient(person, &random)) }
      for _ in 0..<random.pick([0, 1, 1, 2, 2, 3, 4]) {
        fixture.jobs.append(job(fixture.jobs.count, of: person, &random))
      }
    }
    return fixture
  }

  /// Three providers record much, one exactly what it likes; the two halves of a pair share a local number.
  private static func ids(of person: Int) -> Record {
    ["OrgID_Provider": ["RAT", "NMQ", "RWX", "X1", "X2"][person % 5], "LocalPatientId": "L\(person / 2)"]
  }

  private static func referral(_ place: Int, of person: Int, _ random: inout OracleRandom) -> Record {
    func score(_ top: UInt64, _ random: inout OracleRandom) -> String {
      let number = "\(random.next() % (top + 1))"
      return random.next() % 8 == 0 ? random.pick(missing) : number
    }
    let id = random.next() % 30 == 0 ? 95 : (place * 7919) % 20_011
    let flag = ["true", "true", "false", "", "NULL"]
    let day = 10 + Int(random.next() % 19)
    var record: Record = [
      "PathwayID": random.next() % 40 == 0 ? random.pick(missing) : "W\(person)-\(random.next() % 2)",
      // Ids and months of different lengths, so that text and number orders differ; some ids twice.
      "UniqueID_IDS101": "\(id)",
      "RecordNumber": random.next() % 25 == 0 ? random.pick(missing) : "\(5000 + person)",
      "Unique_MonthID": random.pick(["998", "999", "1000", "1000", "1001", ""]),
      "UsePathway_Flag": random.pick(["true", "true", "true", "true", "TRUE", "false", ""]),
      "ReferralRequestReceivedDate": random.pick([
        "2021-03-01", "2021-03-01", "2021-02-\(day)", "2020-11-\(day)", "2021-01-01", "2021-12-31",
        "2020-12-31",
        "2022-01-01", random.pick(missing),
      ]),
      "PrimaryPresentingComplaint": random.pick([
        "Depression", "Depression", "Anxiety and stress related disorders (Total)", "Unspecified",
        "Invalid Data supplied", "Other Mental Health problems", "Other recorded problems", "NULL",
      ]),
      "ServDischDate": random.pick([
        "2021-09-\(day)", "2021-09-30", "2021-12-31", "2021-01-01", "2020-12-31", "2022-01-01",
        "2021-05-\(day)", "",
      ]),
      "Assessment_FirstDate": random.pick(["2021-03-10", "2021-03-11", ""]),
      // 2021-04-12 is 42 days and 2021-07-05 126 days after 2021-03-01.
      "TherapySession_FirstDate": random.pick([
        "2021-04-12", "2021-04-13", "2021-07-05", "2021-07-06", "2021-03-\(day)", "2021-02-01", "", "NULL",
      ]),
      "TherapySession_SecondDate": random.pick(["2021-05-\(day)", "2021-07-06", ""]),
      "CareContact_Count": random.pick(["8", "9", ""]),
      "TreatmentCareContact_Count": random.pick(["2", "7", "12", ""]),
      "PHQ9_FirstScore": score(27, &random), "PHQ9_LastScore": score(20, &random),
      "GAD_FirstScore": score(21, &random), "GAD_LastScore": score(16, &random),
      "CompletedTreatment_Flag": random.pick(["true", "true", "true", "true", "false", ""]),
      "Caseness_Flag": random.pick(flag),
      "NotCaseness_Flag": random.pick(["true", "false", "false", "false", "", "NA"]),
      "Recovery_Flag": random.pick(flag), "ReliableImprovement_Flag": random.pick(flag),
      "ReliableDeterioration_Flag": random.pick(flag),
    ]
    record.merge(ids(of: person)) { $1 }
    if random.next() % 40 == 0 { record["OrgID_Provider"] = random.pick(missing) }
    return record
  }

  private static func patient(_ person: Int, _ random: inout OracleRandom) -> Record {
    let codes = ["A", "B", "D", "H", "M", "R", "S", "Z", "99", ""]
    var record: Record = [
      "UniqueID_IDS001": "\(random.next() % 100_000)", "RecordNumber": "\(5000 + person)",
      "Unique_MonthID": random.pick(["998", "999", "1000", ""]),
      "Gender": random.pick(["1", "2", "2", "9", "X", ""]),
      "EthnicCategory": random.pick(codes), "Validated_EthnicCategory": random.pick(codes + ["-1", "-3"]),
      "Age_RP_StartDate": random.pick(["17", "24", "30", "64"]),
      "Age_RP_EndDate": random.pick(["17", "18", "25", "26", "64", "65", "74", "75", "89", "90", ""]),
      "IndicesOfDeprivationDecile": random.pick(["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", ""]),
    ]
    record.merge(ids(of: person)) { $1 }
    return record
  }

  private static func job(_ place: Int, of person: Int, _ random: inout OracleRandom) -> Record {
    let isCareful = person % 5 < 3
    func code(_ codes: [String], _ unsaid: [String], _ random: inout OracleRandom) -> String {
      random.pick(isCareful ? Array(repeating: codes, count: 6).flatMap { $0 } + unsaid : codes + unsaid)
    }
    let id = random.next() % 20 == 0 ? 95 : (place * 7919) % 20_011
    var record: Record = [
      "UniqueID_IDS004": "\(id)",
      "EmployStatusRecDate": random.pick([
        "2021-03-01", "2021-03-15", "2021-03-15", "2021-04-01", "2021-09-30", "2021-06-15", "2021-02-28",
        "2021-10-01", "2021-12-31", "2020-12-01", random.pick(missing),
      ]),
      "EmployStatus": code(
        ["01", "02", "03", "04", "05", "06", "07", "08"], ["ZZ", "", "99", "1"], &random),
      "WeekHoursWorked": code(["01", "02", "03", "04", "98"], ["97", "99", ""], &random),
      "SelfEmployInd": random.pick(["Y", "N", "8", "Z", ""]),
      "SickAbsenceInd": random.pick(["Y", "N", "X", ""]),
    ]
    for name in OraclePublished.Job.benefitColumns {
      record[name] = code(["N", "N", "N", "N", "Y"], ["U", "Z", "", "U", "Z"], &random)
    }
    record.merge(ids(of: person)) { $1 }
    return record
  }
}
