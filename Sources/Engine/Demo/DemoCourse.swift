/// One made-up pathway: a referral, the treatment that may follow, and how it ended. Days count from
/// 2019-01-01.
struct DemoCourse {
  /// Yes, no, an empty field or the word `NULL`.
  enum Flag {
    case no, yes, empty, null

    init(_ value: Bool) { self = value ? .yes : .no }
  }

  /// Measured scores; −1 is missing.
  struct Scores {
    var phqFirst = -1
    var phqLast = -1
    var gadFirst = -1
    var gadLast = -1
  }

  /// Which of the patient's pathways: 0 or 1.
  let number: Int
  let referralDay: Int
  /// Days from referral to the first treatment, had or planned.
  let wait: Int
  /// 0 Depression … 6 missing: an index into ``DemoCodes/complaints``.
  let complaint: Int
  /// −1 for days that are missing or never came.
  var dischargeDay = -1
  var assessmentDay = -1
  var firstDay = -1
  var secondDay = -1
  var lastDay = -1
  /// Attended treatment sessions; all contacts.
  var sessions = 0
  var contacts = 0
  var isContactsMissing = false
  /// When discharge is recorded as something else than it was.
  var isDischargeMissing = false
  var isFirstMissing = false
  var completed = Flag.no
  var caseness = Flag.empty
  var notCaseness = Flag.empty
  var recovery = Flag.empty
  var improvement = Flag.empty
  var deterioration = Flag.empty
  var noChange = Flag.empty
  var scores = Scores()
  /// An index into ``DemoCodes/ends``, or −1.
  var end = -1
  /// Codes of little consequence, drawn once: two values a bit apart.
  let minor: UInt64

  /// The last day any file knows of: 2022-03-31.
  static let horizon = 1185
  private static let firstReferral = 578  // 2020-08-01
  private static let referrals = 600
  private static let firstDischarge = 639  // 2020-10-01
  private static let discharges = 561
  private static let complaints = DemoWeights(3981, 4965, 90, 79, 750, 30, 105)
  private static let waits = DemoWeights(352, 302, 245, 12, 9, 45, 21, 14)
  private static let waitStarts = [0, 10, 22, 42, 43, 44, 80, 127]
  private static let waitWidths = [10, 12, 20, 1, 1, 36, 46, 60]
  private static let gaps = DemoWeights(487, 228, 132, 153)
  private static let gapStarts = [5, 29, 57, 91]
  private static let gapWidths = [24, 28, 34, 50]
  private static let sessionCounts = DemoWeights(
    60, 65, 101, 95, 140, 110, 95, 75, 60, 55, 45, 49, 30, 20, 20, 15, 12, 10)
  private static let edges = [730, 731, 731, 1095, 1095, 1096]  // 2020-12-31, 2021-01-01 …

  init(_ patient: DemoPatient, number: Int) {
    self.number = number
    var stream = DemoStream(
      seed: patient.seed, index: patient.index, number == 0 ? .firstCourse : .secondCourse)
    minor = stream.next()
    complaint = stream.pick(DemoCourse.complaints)
    wait = DemoCourse.draw(DemoCourse.waits, DemoCourse.waitStarts, DemoCourse.waitWidths, &stream)
    let gap = DemoCourse.draw(DemoCourse.gaps, DemoCourse.gapStarts, DemoCourse.gapWidths, &stream)
    let planned = 2 + stream.pick(DemoCourse.sessionCounts)
    let spacing = 7 + stream.below(7)
    let afterwards = stream.below(36)
    let length = wait + gap + (planned - 2) * spacing + afterwards
    var odds = DemoModel.completion[patient.decile - 1]
    if patient.gender == 1 { odds += DemoModel.completionMale }
    if patient.status == .unemployed { odds += DemoModel.completionUnemployed }
    if stream.chance(DemoModel.probability(odds)) {
      // Discharge is drawn, not referral, so that a year's finished courses hold long ones in their proportion;
      // some fall exactly on the edges of the year.
      let day =
        stream.chance(33_000)
        ? DemoCourse.edges[stream.below(6)]
        : DemoCourse.firstDischarge + stream.below(DemoCourse.discharges)
      referralDay = max(0, min(DemoCourse.horizon, day - length))
      firstDay = referralDay + wait
      assessmentDay = referralDay + wait / 2
      secondDay = firstDay + gap
      lastDay = secondDay + (planned - 2) * spacing
      sessions = planned
      dischargeDay = lastDay + afterwards
      completed = .yes
      end = [0, 0, 0, 0, 1, 1, 2, 3][stream.below(8)]
    } else {
      referralDay = DemoCourse.firstReferral + stream.below(DemoCourse.referrals)
      leaveEarly(wait: wait, &stream)
    }
    contacts = sessions == 0 ? stream.below(2) : sessions + [0, 1, 1, 1, 2, 2, 3][stream.below(7)]
    if dischargeDay < 0 || dischargeDay > DemoCourse.horizon { cutOff() }
    isContactsMissing = stream.chance(10_000)
    isFirstMissing = stream.chance(20_000)
    isDischargeMissing = stream.chance(10_000)
  }

  /// A day in the month of the pathway's last submission.
  var lastSubmissionDay: Int {
    min(dischargeDay < 0 ? max(referralDay + 75, lastDay) : dischargeDay, DemoCourse.horizon)
  }

  private static func draw(
    _ weights: DemoWeights, _ starts: [Int], _ widths: [Int], _ stream: inout DemoStream
  ) -> Int {
    let piece = stream.pick(weights)
    return starts[piece] + stream.below(widths[piece])
  }

  /// Not suitable, not assessed, one session only, or waiting still.
  private mutating func leaveEarly(wait: Int, _ stream: inout DemoStream) {
    let kind = stream.below(100)
    if kind < 60 {
      dischargeDay = referralDay + 3 + stream.below(70)
      end = 4 + stream.below(6)
      if kind < 25 { assessmentDay = referralDay + (dischargeDay - referralDay) / 2 }
    } else {
      assessmentDay = referralDay + wait / 2
      firstDay = referralDay + wait
      lastDay = firstDay
      sessions = 1
      if kind < 85 {
        dischargeDay = firstDay + 10 + stream.below(60)
        end = 1 + stream.below(3)
      } else {
        completed = .null
      }
    }
  }

  /// What the files cannot know yet at the horizon.
  private mutating func cutOff() {
    dischargeDay = -1
    end = -1
    completed = .null
    if assessmentDay > DemoCourse.horizon { assessmentDay = -1 }
    if firstDay > DemoCourse.horizon { firstDay = -1 }
    if secondDay > DemoCourse.horizon { secondDay = -1 }
    if lastDay > DemoCourse.horizon { lastDay = -1 }
    sessions = firstDay < 0 ? 0 : secondDay < 0 ? 1 : min(sessions, 3)
    contacts = sessions + (assessmentDay < 0 ? 0 : 1)
  }
}
