extension DemoLine {
  /// The lines of `employment.csv` for one patient; `course` is the first.
  mutating func employment(_ patient: DemoPatient, _ course: DemoCourse) {
    var records = DemoRecords(patient, course)
    var slot = 1
    while let record = records.next() {
      number(patient.index * 4 + slot)
      number(patient.recordNumber(slot: max(0, patient.rows - 1)))
      identifier("L", patient.localNumber + 1, width: 7)
      code(providers.codes[patient.provider])
      date(record.day)
      code(codes.statuses[record.status])
      code(codes.hours[record.hours])
      for indicator in 0..<DemoRecord.indicators {
        // Work and sickness have other codes for "not known" and "declined" than pay and benefits.
        code((indicator < 2 ? codes.workAnswers : codes.answers)[record.answer(indicator)])
      }
      end()
      slot += 1
    }
  }
}
