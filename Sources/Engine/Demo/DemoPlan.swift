/// How many patients the rows asked for need, and how many rows each of them has.
struct DemoPlan {
  /// How often a patient's referrals stand in the file.
  struct Layout {
    /// Rows of the first pathway, 1 to 3.
    var first: Int
    /// Rows of the second pathway; 0 when there is none.
    var second: Int
  }

  let seed: UInt64
  let rows: Int
  /// Patients are numbered from 0.
  let patients: Int
  /// Rows left for the last patient, whose layout is cut to it.
  private let lastRows: Int

  /// Counts the patients: O(rows), some nanoseconds each.
  init(_ data: DemoData, _ work: Work) throws {
    guard data.rows >= 0 else { throw DemoError.negativeRows(data.rows) }
    seed = data.seed
    rows = data.rows
    var index = 0
    var left = data.rows
    var last = 0
    while left > 0 {
      if index % Work.stride == 0 { try work.check() }
      let layout = DemoPlan.layout(seed: data.seed, index)
      last = min(left, layout.first + layout.second)
      left -= last
      index += 1
    }
    patients = index
    lastRows = last
  }

  /// The rows of a patient.
  func layout(_ index: Int) -> Layout {
    var layout = DemoPlan.layout(seed: seed, index)
    if index == patients - 1 {
      layout.first = min(layout.first, lastRows)
      layout.second = min(layout.second, lastRows - layout.first)
    }
    return layout
  }

  private static let repeats = DemoWeights(82, 14, 4)

  private static func layout(seed: UInt64, _ index: Int) -> Layout {
    var stream = DemoStream(seed: seed, index: index, .layout)
    let first = 1 + stream.pick(repeats)
    return Layout(first: first, second: stream.chance(36_000) ? 1 + stream.pick(repeats) : 0)
  }

  /// Makes a file piece by piece: `sink` gets at most about a quarter of a megabyte at a time.
  func generate(_ file: DemoData.File, _ work: Work, _ sink: ([UInt8]) throws -> Void) throws {
    var line = DemoLine()
    switch file {
    case .referrals:
      line.text("PathwayID,UniqueID_IDS101,RecordNumber,Person_ID,LocalPatientId,OrgID_Provider,OrgIDComm,")
      line.text("Unique_MonthID,UsePathway_Flag,ReferralRequestReceivedDate,SourceOfReferralMH,")
      line.text("PrimaryPresentingComplaint,OnsetDate,PrevDiagCondInd,ServDischDate,EndCode,")
      line.text("Assessment_FirstDate,TherapySession_FirstDate,TherapySession_SecondDate,")
      line.text("TherapySession_LastDate,CareContact_Count,TreatmentCareContact_Count,PHQ9_FirstScore,")
      line.text("PHQ9_LastScore,GAD_FirstScore,GAD_LastScore,CompletedTreatment_Flag,Caseness_Flag,")
      line.text("NotCaseness_Flag,Recovery_Flag,ReliableImprovement_Flag,ReliableDeterioration_Flag,")
      line.text("NoChange_Flag,Age_ReferralRequest_ReceivedDate,Age_ServiceDischarge_Date,SYNTHETIC\n")
      // First submissions of everyone, then later ones: a pathway's rows do not stand side by side.
      for rank in 0..<3 {
        try each(file, work, shuffled: false, &line, sink) { index, line in
          let layout = self.layout(index)
          guard rank < max(layout.first, layout.second) else { return }
          let patient = DemoPatient(seed: seed, index)
          let first = DemoCourse(patient, number: 0)
          if rank < layout.first {
            var course = first
            course.measure(patient, first)
            line.referral(patient, course, DemoSubmission(course, rank: rank, of: layout.first))
          }
          if rank < layout.second {
            var course = DemoCourse(patient, number: 1)
            course.measure(patient, first)
            line.referral(patient, course, DemoSubmission(course, rank: rank, of: layout.second))
          }
        }
      }
    case .patients:
      line.text("UniqueID_IDS001,RecordNumber,Person_ID,LocalPatientId,OrgID_Provider,Unique_MonthID,Gender,")
      line.text("EthnicCategory,Validated_EthnicCategory,Age_RP_StartDate,Age_RP_EndDate,")
      line.text("IndicesOfDeprivationDecile,SYNTHETIC\n")
      try each(file, work, shuffled: true, &line, sink) { index, line in
        let patient = DemoPatient(seed: seed, index)
        for slot in 0..<patient.rows {
          let course = DemoCourse(patient, number: 0)
          line.patient(patient, submittedOn: course.lastSubmissionDay, slot: slot)
        }
      }
    case .employment:
      line.text(
        "UniqueID_IDS004,RecordNumber,LocalPatientId,OrgID_Provider,EmployStatusRecDate,EmployStatus,")
      line.text(
        "WeekHoursWorked,SelfEmployInd,SickAbsenceInd,SSPInd,BenefitRecInd,JSAInd,ESAInd,UCInd,PIPInd,")
      line.text("EmpSupportInd,SYNTHETIC\n")
      try each(file, work, shuffled: true, &line, sink) { index, line in
        let patient = DemoPatient(seed: seed, index)
        guard patient.employmentRecords > 0 else { return }
        line.employment(patient, DemoCourse(patient, number: 0))
      }
    }
    try sink(line.bytes)
  }

  /// Calls `body` for every patient, in their order or in another fixed one, and empties the buffer as it
  /// fills.
  private func each(
    _ file: DemoData.File, _ work: Work, shuffled: Bool, _ line: inout DemoLine,
    _ sink: ([UInt8]) throws -> Void,
    _ body: (Int, inout DemoLine) -> Void
  ) throws {
    guard patients > 0 else { return }
    // Any step without a common factor visits every patient once; the golden section scatters neighbours.
    var step = shuffled ? max(1, patients / 1000 * 618) : 1
    while DemoPlan.commonFactor(step, patients) != 1 { step += 1 }
    var index = 0
    for done in 0..<patients {
      if done % Work.stride == 0 { try work.step("writing \(file.name), patients", done: done, of: patients) }
      body(index, &line)
      index += step
      if index >= patients { index -= patients }
      if line.bytes.count > 1 << 18 {
        try sink(line.bytes)
        line.bytes.removeAll(keepingCapacity: true)
      }
    }
  }

  private static func commonFactor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : commonFactor(b, a % b) }
}
