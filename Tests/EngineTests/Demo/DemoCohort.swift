@testable import Engine

/// A year's finished courses by the published definitions, from the bytes of the three files alone: flagged
/// row of each pathway, completed, discharged in 2021; patient by RecordNumber; earliest employment record
/// from referral to discharge; outcomes from flags, else from scores.
struct DemoCohort {
  /// One finished course. Missing numbers are −1; missing flags and labels nil or as the labels say.
  struct Course {
    var provider = ""
    var decile = -1
    var gender = "Not known"
    var age = "Not known"
    var ethnicity = "Not known"
    var problem = "Not stated"
    var employment = "Not recorded"
    var benefits = "Not known"
    var phqFirst = -1
    var phqLast = -1
    var gadFirst = -1
    var gadLast = -1
    var sessions = 0
    var wait = -1
    var gap = -1
    var caseness: Bool?
    var notCaseness: Bool?
    var recovery: Bool?
    var improvement: Bool?
    var deterioration: Bool?
    var noChange: Bool?

    /// Not known to have started below caseness: the denominator of recovery.
    var isEligible: Bool { notCaseness != true }
    var isRecovered: Bool { recovery == true }
  }

  var courses: [Course] = []
  /// Flags that the scores contradict.
  var contradictions = 0

  private struct Patient {
    var decile = -1
    var gender = "Not known"
    var age = "Not known"
    var ethnicity = "Not known"
  }

  private struct Job {
    var day: Int
    var employment: String
    var benefits: String
  }

  init(rows: Int, seed: UInt64) throws {
    let data = DemoData(rows: rows, seed: seed)
    let patients = try DemoCohort.patients(data)
    let jobs = try DemoCohort.jobs(data)
    let names = [
      "UsePathway_Flag", "CompletedTreatment_Flag", "ServDischDate", "ReferralRequestReceivedDate",
      "TherapySession_FirstDate", "TherapySession_SecondDate", "RecordNumber", "OrgID_Provider",
      "PrimaryPresentingComplaint", "TreatmentCareContact_Count", "PHQ9_FirstScore", "GAD_FirstScore",
      "PHQ9_LastScore", "GAD_LastScore", "Caseness_Flag", "NotCaseness_Flag", "Recovery_Flag",
      "ReliableImprovement_Flag", "ReliableDeterioration_Flag", "NoChange_Flag",
    ]
    try DemoScan.each(data.bytes(of: .referrals, .unattended), names) { row in
      guard row.isTrue(0), row.isTrue(1), let over = row.day(2), row.text(2).hasPrefix("2021-") else {
        return
      }
      var course = Course()
      let record = row.number(6)
      if let patient = patients[record] {
        course.decile = patient.decile
        course.gender = patient.gender
        course.age = patient.age
        course.ethnicity = patient.ethnicity
      }
      course.provider = row.text(7)
      course.problem = DemoCohort.problems[row.text(8)] ?? "Not stated"
      course.sessions = row.number(9)
      (course.phqFirst, course.gadFirst) = (row.number(10), row.number(11))
      (course.phqLast, course.gadLast) = (row.number(12), row.number(13))
      (course.caseness, course.notCaseness) = (row.flag(14), row.flag(15))
      course.recovery = row.flag(16)
      (course.improvement, course.deterioration) = (row.flag(17), row.flag(18))
      course.noChange = row.flag(19)
      let referred = row.day(3) ?? 0
      if let first = row.day(4) { course.wait = first - referred }
      if let first = row.day(4), let second = row.day(5) { course.gap = second - first }
      let inTime = (jobs[record] ?? []).filter { $0.day >= referred && $0.day <= over }
      if let earliest = inTime.map(\.day).min(), let job = inTime.last(where: { $0.day == earliest }) {
        course.employment = job.employment
        course.benefits = job.benefits
      }
      if !course.follow() { contradictions += 1 }
      courses.append(course)
    }
  }

  private static let problems = [
    "Depression": "Depression", "Anxiety and stress related disorders (Total)": "Anxiety",
    "Other Mental Health problems": "Other", "Other recorded problems": "Other",
  ]
  private static let statuses = [
    "01": "Employed", "02": "Unemployed", "03": "Student", "04": "Long-term sick", "05": "Homemaker",
    "06": "Not seeking work", "07": "Voluntary", "08": "Retired", "ZZ": "Not stated",
  ]

  private static func patients(_ data: DemoData) throws -> [Int: Patient] {
    var result: [Int: Patient] = [:]
    let names = [
      "RecordNumber", "Gender", "EthnicCategory", "Age_RP_EndDate", "IndicesOfDeprivationDecile",
    ]
    try DemoScan.each(data.bytes(of: .patients, .unattended), names) { row in
      var patient = Patient()
      switch row.text(1) {
      case "1": patient.gender = "Male"
      case "2": patient.gender = "Female"
      case "9": patient.gender = "Indeterminate"
      default: break
      }
      switch row.text(2) {
      case "A", "B", "C": patient.ethnicity = "White"
      case "D", "E", "F", "G": patient.ethnicity = "Mixed"
      case "H", "J", "K", "L": patient.ethnicity = "Asian"
      case "M", "N", "P": patient.ethnicity = "Black"
      case "R", "S": patient.ethnicity = "Other"
      default: break
      }
      switch row.number(3) {
      case -1: break
      case ..<18: patient.age = "<18"
      case ..<26: patient.age = "18-25"
      case ..<65: patient.age = "26-64"
      case ..<75: patient.age = "65-74"
      case ..<90: patient.age = "75-89"
      default: patient.age = "90+"
      }
      patient.decile = row.number(4)
      result[row.number(0)] = patient
    }
    return result
  }

  private static func jobs(_ data: DemoData) throws -> [Int: [Job]] {
    var result: [Int: [Job]] = [:]
    let names = [
      "RecordNumber", "EmployStatusRecDate", "EmployStatus", "BenefitRecInd", "JSAInd", "ESAInd", "UCInd",
      "PIPInd",
    ]
    try DemoScan.each(data.bytes(of: .employment, .unattended), names) { row in
      guard let day = row.day(1) else { return }
      let answers = (3...7).map { row.text($0) }
      let benefits = answers.contains("Y") ? "Yes" : answers.contains("N") ? "No" : "Not known"
      let job = Job(day: day, employment: statuses[row.text(2)] ?? "Not recorded", benefits: benefits)
      result[row.number(0), default: []].append(job)
    }
    return result
  }
}

extension DemoCohort.Course {
  /// Fills missing flags from the scores by the published definitions; false when a flag and the scores
  /// disagree.
  mutating func follow() -> Bool {
    var agrees = true
    func settle(_ flag: inout Bool?, _ fromScores: Bool) {
      if let known = flag, known != fromScores { agrees = false }
      flag = flag ?? fromScores
    }
    guard phqFirst >= 0, gadFirst >= 0 else { return true }
    let isCase = phqFirst >= 10 || gadFirst >= 8
    settle(&caseness, isCase)
    settle(&notCaseness, !isCase)
    guard phqLast >= 0, gadLast >= 0 else { return agrees }
    settle(&recovery, isCase && phqLast < 10 && gadLast < 8)
    let fell = phqLast - phqFirst <= -6 || gadLast - gadFirst <= -4
    let rose = phqLast - phqFirst >= 6 || gadLast - gadFirst >= 4
    settle(&improvement, fell && !rose)
    settle(&deterioration, rose && !fell)
    settle(&noChange, fell == rose)
    return agrees
  }
}
