import ArgumentParser
import Kernel

/// `iapt docs`: the reference pages made from the command list.
struct Docs: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the generated reference pages.", shouldDisplay: false)

  @Flag(help: "Only compare: exit 1 when a page is not as it would be written.")
  var check = false

  @Argument(help: "The folder of the pages.")
  var folder: String

  func run() throws {
    leave(check ? Files.checkDocumentation(in: folder) : Files.writeDocumentation(to: folder))
  }
}
