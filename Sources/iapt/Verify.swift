import ArgumentParser
import Kernel

extension RegisterCheck.Format: ExpressibleByArgument {}

/// `iapt verify`.
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compare a folder of outputs with its register.",
    discussion: """
      Files must be there and as they were written, the register's lines must follow one another, and no other file may \
      lie in the folder. Exit status: 0 all is as registered, 1 something is not or a file is marked UNSAFE, 2 there is \
      no such folder or no register in it.
      """)

  @Argument(help: "The folder; folders in it are checked too.")
  var folder: String

  @Option(help: ArgumentHelp("How what was found is written: text or json.", valueName: "format"))
  var format: RegisterCheck.Format = .text

  func run() throws {
    Interrupt.install(exitsOnSecond: true)
    var check = RegisterCheck(folder)
    leave(check.run(format))
  }
}
