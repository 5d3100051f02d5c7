import Foundation
import Kernel
import Testing

@testable import Commands

/// `docs/iapt.1`: current, whole, and in macros that every formatter of manual pages knows.
@Suite struct ManualTests {
  private static func page() throws -> String {
    try String(contentsOfFile: Paths.root + "/docs/iapt.1", encoding: .utf8)
  }

  @Test func thePageIsCurrent() throws {
    let run = try Run(["docs", "--man"])
    #expect(run.status == 0)
    #expect(try Self.page() == run.output, "docs/iapt.1 is old: scripts/iapt docs docs writes it anew")
  }

  @Test func itHasEverySectionAndCommand() throws {
    let lines = try Self.page().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(
      lines.filter { $0.hasPrefix(".SH ") }
        == [
          "NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "OPTIONS", "FILES", "ENVIRONMENT", "EXIT STATUS",
          "EXAMPLES",
        ].map { ".SH \($0)" })
    let terms = zip(lines, lines.dropFirst()).filter { [".TP", ".TQ"].contains($0.0) }.map(\.1)
    for command in Command.all {
      #expect(terms.contains { $0.hasPrefix("\\fB\(command.name)") }, "\(command.name)")
    }
    for name in ["run", "check", "convert", "demo"] { #expect(lines.contains(".SS \"iapt \(name)\"")) }
    let run = try Run(["run", "--help"])
    for option in run.output.matches(of: /--[a-z-]+/).map({ String($0.output) })
    where !["--help", "--version"].contains(option) {
      let written = option.replacing("-", with: "\\-")
      #expect(terms.contains { $0.contains(written) }, "\(option)")
    }
    #expect(!lines.contains { $0.contains("iapt docs") })
  }

  /// What formatters would stumble over; they themselves are not everywhere.
  @Test func itsMacrosAreKnown() throws {
    let page = try Self.page()
    #expect(page.utf8.allSatisfy { $0 == 10 || (32..<127).contains($0) })
    #expect(page.hasPrefix(".TH IAPT 1 "))
    let known: Set = [".TH", ".SH", ".SS", ".TP", ".TQ", ".PP", ".RS", ".RE", ".nf", ".fi", ".br", ".ad"]
    var depth = 0
    let lines = page.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    for (line, next) in zip(lines, lines.dropFirst() + [""]) {
      #expect(!line.isEmpty && line.last != " " && !line.hasPrefix("'"), "\(line)")
      #expect(
        line.matches(of: /\\(?!f[BR]|e|-|&|\((?:ti|ha|aq|ga|dq)|\[u[0-9A-F]{4,6}\])/).isEmpty, "\(line)")
      guard line.hasPrefix(".") else { continue }
      let macro = String(line.prefix { $0 != " " })
      #expect(known.contains(macro), "\(line)")
      depth += [".nf": 1, ".fi": -1][macro] ?? 0
      #expect((0...1).contains(depth))
      if [".TP", ".TQ", ".SH", ".SS"].contains(macro) {
        #expect(!next.isEmpty && !next.hasPrefix(".T") && !next.hasPrefix(".S") || macro == ".SH", "\(line)")
      }
    }
    #expect(depth == 0)
  }

  private static let groff = "/usr/bin/groff"

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: groff), "groff is not installed"))
  func groffHasNothingToSay() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.groff)
    process.arguments = ["-man", "-Tascii", "-ww", Paths.root + "/docs/iapt.1"]
    let errors = Pipe()
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    try process.run()
    let said = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(said.isEmpty && process.terminationStatus == 0, "\(said)")
  }

  /// Help, manual and README tell the statuses that the program really has.
  @Test func exitStatusesAreTheSameEverywhere() throws {
    #expect(
      HelpText.exitStatuses.map { Int32($0.status) } == [
        ExitStatus.success, ExitStatus.failure, ExitStatus.usage, ExitStatus.crashed, ExitStatus.interrupted,
      ])
    let readme = try String(contentsOfFile: Paths.root + "/README.md", encoding: .utf8)
      .replacing("`", with: "")
    for exit in HelpText.exitStatuses { #expect(readme.contains("| \(exit.status) | \(exit.meaning) |")) }
  }
}
