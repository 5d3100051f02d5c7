/// How a pathway stands in one monthly submission.
struct DemoSubmission {
  /// Which of the pathway's rows, from 0.
  let rank: Int
  /// The last row: the one published counts use.
  let isLast: Bool
  /// A row of the first submission of the month, which the refresh of the same month repeats.
  let isPrimary: Bool
  /// A row of an earlier month, when the course was not over.
  let isOpen: Bool
  /// Day in the month of submission.
  let day: Int

  init(_ course: DemoCourse, rank: Int, of rows: Int) {
    self.rank = rank
    isLast = rank == rows - 1
    let earlier = course.lastSubmissionDay - 30 * (rows - 1 - rank)
    isPrimary = !isLast && (course.minor & 1 == 0 || earlier <= course.referralDay)
    isOpen = !isLast && !isPrimary
    day = isOpen ? earlier : course.lastSubmissionDay
  }
}
