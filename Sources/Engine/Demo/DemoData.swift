/// Made-up NHS Talking Therapies data (data set version 2.0) for learning, testing and measuring.
///
/// No patient stands behind any row; the last column of every file, `SYNTHETIC`, is `Y` throughout. The shape
/// is roughly England 2021-22 as published; on purpose the files hold every oddity that cleaning has to deal
/// with: pathways repeated over months, identifiers shared across providers, several employment records a
/// patient, missing and odd codes, dates on the edge of the year. The same rows and seed give the same bytes
/// on every machine.
public struct DemoData: Sendable, Hashable {
  /// One of the three files.
  public enum File: String, CaseIterable, Sendable {
    /// IDS101: one line a referral and monthly submission.
    case referrals
    /// IDS001: usually one line a patient.
    case patients
    /// IDS004: none to three lines a patient.
    case employment

    /// The file's name, for example `referrals.csv`.
    public var name: String { rawValue + ".csv" }
  }

  /// Lines of `referrals.csv` without its header.
  public var rows: Int
  /// Where the random numbers start.
  public var seed: UInt64

  /// Describes data; nothing is made yet. Negative `rows` are refused when writing.
  public init(rows: Int, seed: UInt64) {
    self.rows = rows
    self.seed = seed
  }

  /// The whole of one file: exactly the bytes that ``write(to:_:)`` writes. O(rows): the three files together
  /// hold about 300 bytes a referral.
  ///
  /// Throws ``DemoError`` and ``Cancelled``.
  public func bytes(of file: File, _ work: Work) throws -> [UInt8] {
    var result: [UInt8] = []
    let plan = try DemoPlan(self, work)
    try plan.generate(file, work) { result.append(contentsOf: $0) }
    return result
  }
}

/// Why demo data could not be made.
public enum DemoError: Error, Sendable, Hashable {
  /// Fewer than no rows were asked for.
  case negativeRows(Int)
  /// The operating system refused; `code` is `errno`.
  case cannotWrite(path: String, code: Int32)
}
