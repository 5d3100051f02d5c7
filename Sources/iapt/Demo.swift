import ArgumentParser
import Kernel

/// `iapt demo`.
struct Demo: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write synthetic demo data: referrals.csv, patients.csv and employment.csv.")

  @Option(help: "Referral rows.")
  var rows = 100_000

  @Option(help: "The same seed gives the same bytes.")
  var seed: UInt64 = 7

  @Argument(help: "The folder to write to; it is made when it is not there.")
  var folder: String

  func validate() throws {
    guard rows > 0 else { throw ValidationError("--rows must be 1 or more.") }
  }

  func run() throws {
    Interrupt.install(exitsOnSecond: true)
    leave(Files.writeDemo(rows: rows, seed: seed, to: folder))
  }
}
