import ArgumentParser
import Kernel

/// `iapt docs`: the reference pages made from the command list.
struct Docs: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the generated reference pages.", shouldDisplay: false)

  @Flag(help: "Only compare: exit 1 when a page is not as it would be written.")
  var check = false

  @Flag(help: "Print the manual page and nothing else.")
  var man = false

  @Argument(help: "The folder of the pages.")
  var folder = "docs"

  func run() throws {
    if man {
      let out = StandardOutput()
      out.write(Manual.page)
      leave(out.close())
    }
    let page = (name: "iapt.1", text: Manual.page)
    leave(
      check
        ? Files.checkDocumentation(in: folder, and: [page])
        : Files.writeDocumentation(to: folder, and: [page]))
  }
}
