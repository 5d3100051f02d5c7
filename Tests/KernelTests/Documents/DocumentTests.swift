import Commands
import Foundation
import Testing

/// What the pages say is true: every code block runs, or reads as what it claims to be.
///
/// * `iapt` blocks run as statements; with a file name behind the word they are that file, as `csv` and `markdown`
///   blocks are.
/// * `sh` blocks run where they call the program; other commands must exist. A `text` block right behind one is what it
///   prints.
/// * Other `text` blocks are sessions, typed again at a real prompt and compared.
///
/// With `IAPT_RECORD=1` printed text is written anew, and the run fails so that nobody takes a recording for a test.
@Suite struct DocumentTests {
  @Test(arguments: Document.paths) func blocksRun(_ path: String) throws {
    let page = try Document(path)
    let folder = try Paths.temporary()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for name in ["scripts", "Tests"] {
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/\(name)", withDestinationPath: "\(Paths.root)/\(name)")
    }
    var printed: String?
    var answers: [(Document.Block, String)] = []
    for block in page.blocks {
      let place = Comment(rawValue: "\(path):\(block.line)")
      let before = printed
      printed = nil
      switch (block.language, block.file) {
      case ("csv", let file?), ("iapt", let file?), ("markdown", let file?):
        try write(block.text, to: "\(folder)/\(file)")
      // The commands' own tests run their examples; here is tested that the page has them as they are.
      case ("iapt", nil) where path == "docs/commands.md": break
      case ("iapt", nil): try runs(block.text, in: folder, place)
      case ("sh", nil):
        printed = try block.text.split(separator: "\n").map { try shell(String($0), folder, place) }.joined()
      case ("text", nil):
        let answer = try before ?? session(block.text, folder)
        if answer.trimmingSuffix("\n") != block.text { answers.append((block, answer.trimmingSuffix("\n"))) }
      case ("json", nil):
        #expect(throws: Never.self, place) { try JSONSerialization.jsonObject(with: Data(block.text.utf8)) }
      case ("ebnf", nil): #expect(path.hasPrefix("docs/"), place)
      default:
        Issue.record("\(path):\(block.line): no test knows what a block of \"\(block.language)\" claims")
      }
    }
    if ProcessInfo.processInfo.environment["IAPT_RECORD"] == "1", !answers.isEmpty {
      try page.record(answers)
      Issue.record("recorded \(path)")
    } else {
      for (block, answer) in answers { #expect(block.text == answer, "\(path):\(block.line)") }
    }
  }

  /// A file that a page shows.
  private func write(_ text: String, to path: String) throws {
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data((text + "\n").utf8).write(to: URL(fileURLWithPath: path))
  }

  private func runs(_ text: String, in folder: String, _ place: Comment) throws {
    let scratch = try Paths.temporary()
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    let parameters = """
      param fixtures = "\(Paths.root)/Tests/CommandsTests/Fixtures"
      param scratch = "\(scratch)"

      """
    let run = try Run([], input: parameters + text + "\n", in: folder)
    #expect(run.status == 0 && !run.errors.contains("error: "), "\(place) \(run.errors)")
  }

  /// A line of a shell: run where it calls the program, and what it printed; looked up where it does not.
  private func shell(_ line: String, _ folder: String, _ place: Comment) throws -> String {
    let parts = line.components(separatedBy: "  # ")
    var command = parts[0].trimmingCharacters(in: .whitespaces)
    if command.hasPrefix("scripts/iapt ") {
      #expect(FileManager.default.isExecutableFile(atPath: Paths.root + "/scripts/iapt"), place)
      command.removeFirst("scripts/".count)
    }
    guard command.split(separator: " ").contains("iapt") else {
      for part in command.components(separatedBy: " && ") { lookUp(part, place) }
      return ""
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command + " >.printed 2>&1"]
    let programs = (Paths.binary as NSString).deletingLastPathComponent
    process.environment = ["PATH": programs + ":/usr/bin:/bin", "HOME": folder]
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    let printed = try String(contentsOfFile: folder + "/.printed", encoding: .utf8)
    let expected = parts.count > 1 && parts[1].hasPrefix("exits with ") ? Int32(parts[1].dropFirst(11)) : 0
    #expect(process.terminationStatus == expected, "\(place) \(printed)")
    return printed
  }

  /// A command that is not run here: it is ours or Swift's, and the files it names are there.
  private func lookUp(_ command: String, _ place: Comment) {
    let words = command.split(separator: " ").map(String.init)
    let isOurs = words[0].hasPrefix("scripts/") || words[0].hasPrefix(".ci/")
    #expect(isOurs || words[0] == "swift", "\(place) \(command)")
    for word in words where word.contains("/") || word.first?.isUppercase == true {
      let path = "\(Paths.root)/\(word)"
      #expect(word == "NAME" || FileManager.default.fileExists(atPath: path), "\(place) \(word)")
      #expect(word != words[0] || FileManager.default.isExecutableFile(atPath: path), "\(place) \(word)")
    }
  }

  /// Types a session's entries at a prompt; the screen from the first entry on.
  private func session(_ text: String, _ folder: String) throws -> String {
    let terminal = try PseudoTerminal(home: folder, columns: 120, environment: ["NO_COLOR": "1"])
    var number = 1
    try terminal.wait(for: "In [1]: ")
    for line in text.split(separator: "\n") {
      if line.hasPrefix("In [\(number)]: ") {
        terminal.send(line.drop { $0 != ":" }.dropFirst(2) + "\r")
        number += 1
        try terminal.wait(for: "In [\(number)]: ", seconds: 30)
      } else if line.hasPrefix("   ...: ") {
        throw PseudoTerminal.Failure(description: "entries of several lines are not typed")
      }
    }
    terminal.send("quit\r")
    #expect(try terminal.end() == 0)
    // How long a cell took differs from machine to machine.
    let lines = screen(terminal.raw).filter { $0.wholeMatch(of: /[0-9.]+ s|[0-9]+ min [0-9]+ s/) == nil }
    let first = lines.firstIndex { $0.hasPrefix("In [1]: ") } ?? lines.endIndex
    let last = lines.lastIndex { $0.hasPrefix("In [\(number)]: ") } ?? lines.endIndex
    return lines[first..<max(first, last)].joined(separator: "\n")
  }

  @Test func generatedPagesAreCurrent() throws {
    for page in Documentation.files() {
      let text = try? String(contentsOfFile: "\(Paths.root)/docs/\(page.name)", encoding: .utf8)
      #expect(text == page.text, "docs/\(page.name) is old: scripts/iapt docs docs writes it anew")
    }
  }

  /// A link to a page or folder that is not there helps nobody.
  @Test(arguments: Document.paths + ["CHANGELOG.md"]) func linksLead(_ path: String) throws {
    let folder = (path as NSString).deletingLastPathComponent
    let text = try Document(path).lines.joined(separator: "\n")
    for link in text.matches(of: /\]\(([^)#:\s]+)(?:#[^)]*)?\)/) {
      let target = "\(Paths.root)/\(folder)/\(link.1)"
      #expect(FileManager.default.fileExists(atPath: target), "\(path): \(link.1)")
    }
  }
}

extension String {
  fileprivate func trimmingSuffix(_ end: Character) -> String {
    var result = self
    while result.last == end { result.removeLast() }
    return result
  }
}
