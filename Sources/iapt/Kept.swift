import ArgumentParser
import Glibc
import Kernel

extension SessionCatalogue.Format: ExpressibleByArgument {}

/// `iapt sessions`.
struct Sessions: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the sessions that are kept, the one used last first.")

  @Option(help: ArgumentHelp("How they are written: text or json.", valueName: "format"))
  var format: SessionCatalogue.Format = .text

  func run() throws { leave(SessionCatalogue().list(format)) }
}

/// `iapt resume`.
struct Resume: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Bring a session back, the last one unless its number is given, and go on with it.")

  @Argument(help: "The session's number, as iapt sessions shows it.")
  var id: Int?

  func run() throws {
    guard isatty(STDIN_FILENO) == 1 else {
      throw Refused("resume opens a prompt and needs a terminal")
    }
    leave(Repl.resume(id, version: Version.text))
  }
}

/// `iapt forget`.
struct Forget: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Delete kept sessions, so that nothing of them is left on disk.")

  @Argument(help: "The sessions' numbers, as iapt sessions shows them.")
  var ids: [Int] = []

  @Flag(help: "Forget every session.")
  var all = false

  @Flag(help: "Do not ask.")
  var yes = false

  func validate() throws {
    guard all == ids.isEmpty else { throw ValidationError("Give the sessions' numbers, or --all.") }
  }

  func run() throws {
    guard yes || isatty(STDIN_FILENO) == 1 else {
      throw Refused("forget asks first; without a terminal give --yes")
    }
    leave(SessionCatalogue().forget(all ? nil : ids) { yes || Forget.confirms($0) })
  }

  private static func confirms(_ what: String) -> Bool {
    StandardError.write("forget \(what)? it cannot be brought back" + Answer.choices)
    return Answer.isYes(readLine() ?? "")
  }
}
