import Testing

@testable import Engine

/// Every oddity that a rule of cleaning exists for stands in the data, and often enough at 20,000 rows.
@Suite struct DemoTrapTests {
  private let sample: DemoSample

  init() throws { sample = try DemoSample.result.get() }

  private func shares(_ values: [String]) -> [String: Double] {
    var counts: [String: Int] = [:]
    for value in values { counts[value, default: 0] += 1 }
    return counts.mapValues { Double($0) / Double(values.count) }
  }

  @Test func providers() throws {
    let finished = try sample.referrals.columns(
      "OrgID_Provider", "CompletedTreatment_Flag", "UsePathway_Flag"
    )
    .filter { $0[1] == "true" && $0[2] == "true" }.map { $0[0] }
    let fifteen = Set(DemoProviders.fifteen)
    #expect(fifteen.count == 15)
    #expect(fifteen.isSubset(of: finished))
    #expect((140...173).contains(try Set(sample.referrals.column("OrgID_Provider")).count))
    let share = Double(finished.count { fifteen.contains($0) }) / Double(finished.count)
    #expect((0.08...0.15).contains(share))
  }

  @Test func identifiers() throws {
    let patients = try sample.patients.columns(
      "LocalPatientId", "OrgID_Provider", "Person_ID", "RecordNumber")
    #expect(Set(patients.map { $0[3] }).count == patients.count)
    var providers: [String: Set<String>] = [:]
    var persons: [[String]: Set<String>] = [:]
    for row in patients {
      providers[row[0], default: []].insert(row[1])
      persons[[row[0], row[1]], default: []].insert(row[2])
    }
    let shared = Double(providers.count { $0.value.count > 1 }) / Double(providers.count)
    #expect((0.02...0.06).contains(shared))
    // Within a provider an identifier is one person's.
    #expect(persons.allSatisfy { $0.value.count == 1 })
    #expect(persons.count < patients.count, "some patients have two rows")
    #expect(try Set(sample.patients.column("UniqueID_IDS001")).count == patients.count)
    #expect(try Set(sample.referrals.column("UniqueID_IDS101")).count == 20_000)
    let employment = try sample.employment.column("UniqueID_IDS004")
    #expect(Set(employment).count == employment.count)
  }

  @Test func repeatedPathways() throws {
    var months: [String: [(month: Int, row: Int, used: Bool)]] = [:]
    for row in try sample.referrals.columns(
      "PathwayID", "Unique_MonthID", "UniqueID_IDS101", "UsePathway_Flag")
    {
      let month = try #require(Int(row[1]))
      let id = try #require(Int(row[2]))
      months[row[0], default: []].append((month, id, row[3] == "true"))
    }
    let repeated = months.values.filter { $0.count > 1 }
    #expect(Double(repeated.count) > 0.1 * Double(months.count))
    #expect(repeated.contains { Set($0.map(\.month)).count > 1 }, "several months")
    #expect(repeated.contains { Set($0.map(\.month)).count < $0.count }, "refreshed within a month")
    // Published counts take the flagged row: exactly one, and the latest.
    for rows in months.values {
      #expect(rows.count { $0.used } == 1)
      #expect(rows.max { ($0.month, $0.row) < ($1.month, $1.row) }?.used == true)
    }
  }

  @Test func unmatchedRows() throws {
    let referred = try Set(sample.referrals.column("Person_ID"))
    let known = try Set(sample.patients.column("Person_ID"))
    #expect(known.isSubset(of: referred))
    let unknown = Double(referred.subtracting(known).count) / Double(referred.count)
    #expect((0.003...0.02).contains(unknown))
    var records: [[String]: Int] = [:]
    for key in try sample.employment.columns("LocalPatientId", "OrgID_Provider") {
      records[key, default: 0] += 1
    }
    let patients = try Set(sample.patients.columns("LocalPatientId", "OrgID_Provider"))
    #expect(patients.contains { records[$0] == nil })
    #expect(records.values.contains(2) && records.values.contains(3))
    #expect(records.keys.contains { !patients.contains($0) }, "employment without a patient row")
  }

  @Test func employment() throws {
    let pairs = try Set(sample.employment.columns("EmployStatus", "WeekHoursWorked"))
    for status in ["01", "02", "03", "04", "05", "06", "07", "08", "NULL", "ZZ"] {
      for hours in ["01", "98", "99"] { #expect(pairs.contains([status, hours]), "\(status) with \(hours)") }
    }
    for hours in ["02", "03", "04"] { #expect(pairs.contains(["01", hours])) }
    for name in ["SSPInd", "BenefitRecInd", "JSAInd", "ESAInd", "UCInd", "PIPInd", "EmpSupportInd"] {
      #expect(try Set(sample.employment.column(name)) == ["Y", "N", "U", "Z", "NULL", ""])
    }
    #expect(try Set(sample.employment.column("SelfEmployInd")) == ["Y", "N", "8", "Z", "X", "NULL", ""])
    let share = try shares(sample.employment.column("EmployStatus"))
    #expect((0.5...0.65).contains(share["01"] ?? 0))
    #expect((0.08...0.15).contains(share["02"] ?? 0))
    let days = try sample.employment.columns("LocalPatientId", "OrgID_Provider", "EmployStatusRecDate")
    #expect(Set(days).count < days.count, "two records of one day")
  }

  @Test func agesAndCodes() throws {
    let ages = try shares(sample.patients.column("Age_RP_StartDate"))
    #expect((0.01...0.06).contains(ages["18"] ?? 0))
    #expect((ages[""] ?? 0) > 0 && (ages["17"] ?? 0) > 0 && (ages["71"] ?? 0) > 0)
    let bounds = try sample.patients.columns("Age_RP_StartDate", "Age_RP_EndDate")
    #expect(bounds.contains { $0[0] != $0[1] })
    #expect(try Set(sample.patients.column("Gender")) == ["1", "2", "9", "X", ""])
    let ethnicities = try Set(sample.patients.column("EthnicCategory"))
    let codes = "ABCDEFGHJKLMNPRSZ".map(String.init) + ["99", "-1", "-3", "NULL"]
    #expect(ethnicities == Set(codes))
    let deciles = try shares(sample.patients.column("IndicesOfDeprivationDecile"))
    #expect(deciles.count == 11 && (0.01...0.08).contains(deciles[""] ?? 0))
    #expect(
      try Set(sample.referrals.column("PrimaryPresentingComplaint")) == [
        "Depression", "Anxiety and stress related disorders (Total)", "Other Mental Health problems",
        "Other recorded problems", "Unspecified", "Invalid Data supplied", "",
      ])
  }

  @Test func datesAndContacts() throws {
    let fifteen = Set(DemoProviders.fifteen)
    let rows = try sample.referrals.columns(
      "OrgID_Provider", "CompletedTreatment_Flag", "ServDischDate", "ReferralRequestReceivedDate",
      "TherapySession_FirstDate", "CareContact_Count", "TreatmentCareContact_Count"
    ).filter { $0[1] == "true" && fifteen.contains($0[0]) }
    let discharges = Set(rows.map { $0[2] })
    for day in ["2020-12-31", "2021-01-01", "2021-12-31", "2022-01-01", ""] {
      #expect(discharges.contains(day), "discharged on \(day)")
    }
    var waits: [Int32] = []
    for row in rows {
      let referred = try #require(Day(row[3]))
      guard let first = Day(row[4]) else { continue }
      waits.append(first.number - referred.number)
    }
    #expect(waits.count < rows.count, "unknown first treatment")
    #expect(waits.contains(42) && waits.contains(43) && waits.allSatisfy { $0 >= 0 })
    let withinSixWeeks = Double(waits.count { $0 <= 42 }) / Double(waits.count)
    #expect((0.87...0.95).contains(withinSixWeeks))
    #expect(rows.contains { $0[5] == "6" && $0[6] == "5" }, "six contacts, five of them treatment")
    #expect(rows.contains { $0[5] == "" })
  }

  @Test func daysStandInOrder() throws {
    let horizon = "2022-03-31"
    for row in try sample.referrals.columns(
      "ReferralRequestReceivedDate", "Assessment_FirstDate", "TherapySession_FirstDate",
      "TherapySession_SecondDate", "TherapySession_LastDate", "ServDischDate")
    {
      let days = row.filter { !$0.isEmpty }
      #expect(days == days.sorted() && days.allSatisfy { $0 <= horizon && Day($0) != nil })
    }
  }

  @Test func outcomes() throws {
    let rows = try sample.referrals.columns(
      "CompletedTreatment_Flag", "Caseness_Flag", "NotCaseness_Flag", "Recovery_Flag", "UsePathway_Flag",
      "ServDischDate")
    let flags = Set(rows.map { Array($0[0...3]) })
    for completed in ["true", "false", "NULL"] { #expect(flags.contains { $0[0] == completed }) }
    let finished = rows.filter { $0[0] == "true" && $0[4] == "true" && $0[5] != "" }
    let pairs = Set(finished.map { Array($0[1...2]) })
    for pair in [["NULL", "true"], ["", "true"], ["false", "NULL"], ["true", ""], ["", ""]] {
      #expect(pairs.contains(pair), "caseness \(pair)")
    }
    #expect(finished.contains { $0[1] == "true" && $0[3] == "NULL" })
    let eligible = finished.filter { $0[2] != "true" }
    let recovery = Double(eligible.count { $0[3] == "true" }) / Double(eligible.count)
    #expect((0.46...0.55).contains(recovery))
    let used = rows.filter { $0[4] == "true" }
    #expect((0.32...0.43).contains(Double(finished.count) / Double(used.count)))
  }

  /// The scores and the flags tell the same story.
  @Test func flagsFollowScores() throws {
    let rows = try sample.referrals.columns(
      "PHQ9_FirstScore", "GAD_FirstScore", "PHQ9_LastScore", "GAD_LastScore", "Caseness_Flag",
      "Recovery_Flag",
      "ReliableImprovement_Flag")
    for row in rows {
      guard let phq = Int(row[0]), let gad = Int(row[1]), row[4] == "true" || row[4] == "false" else {
        continue
      }
      #expect((phq >= 10 || gad >= 8) == (row[4] == "true"))
      guard let phqLast = Int(row[2]), let gadLast = Int(row[3]), row[5] == "true" || row[5] == "false"
      else { continue }
      #expect((row[4] == "true" && phqLast < 10 && gadLast < 8) == (row[5] == "true"))
      let fell = phqLast - phq <= -6 || gadLast - gad <= -4
      let rose = phqLast - phq >= 6 || gadLast - gad >= 4
      if row[6] == "true" || row[6] == "false" { #expect((fell && !rose) == (row[6] == "true")) }
    }
  }

  /// Recovery is likelier where there is less deprivation, with six or more sessions, and in work.
  @Test func directions() throws {
    let people = try sample.patients.columns("Person_ID", "IndicesOfDeprivationDecile")
    let deciles = Dictionary(people.map { ($0[0], $0[1]) }, uniquingKeysWith: { $0 > $1 ? $0 : $1 })
    let rows = try sample.referrals.columns(
      "Person_ID", "TreatmentCareContact_Count", "Recovery_Flag", "CompletedTreatment_Flag", "Caseness_Flag"
    ).filter { $0[3] == "true" && $0[4] == "true" }
    func rate(_ isIn: ([String]) -> Bool) -> Double {
      let part = rows.filter(isIn)
      return Double(part.count { $0[2] == "true" }) / Double(max(1, part.count))
    }
    let poor = rate { Int(deciles[$0[0]] ?? "").map { $0 <= 3 } ?? false }
    let rich = rate { Int(deciles[$0[0]] ?? "").map { $0 >= 8 } ?? false }
    #expect(poor + 0.02 < rich)
    #expect(rate { (Int($0[1]) ?? 0) < 6 } + 0.04 < rate { (Int($0[1]) ?? 0) >= 6 })
  }
}
