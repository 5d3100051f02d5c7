import Commands
import Engine
import Foundation
import Testing

@testable import Kernel

/// Statements run in a session, and the figures they give.
struct FigureBench {
  var session = Session()
  var figures: [(figure: FigureOutput, policy: DisclosurePolicy)] = []

  mutating func run(_ text: String) throws {
    var made: [Gated] = []
    let ending = session.run(text, Interpreter.parse(text), .unattended) { made.append($0) }
    if case .failed(let diagnostic) = ending { Issue.record("\(text): \(diagnostic.message)") }
    for gated in made {
      if case .figure(let figure) = gated.output { figures.append((figure, gated.policy)) }
    }
  }

  /// A figure of each kind, of the demo data under the usual policy for people: some of it is hidden.
  static func ofEachKind(_ disclosure: String = "nhs-sde") throws -> FigureBench {
    var bench = FigureBench()
    try bench.run(
      """
      load demo rows=20000 seed=7
      set disclosure \(disclosure)
      clean with talking-therapies
      plot flow
      plot missing
      plot deciles by deprivation
      fit recovery ~ deprivation + ethnicity + employment as m holdout 20%
      plot forest m
      plot calibration m
      plot roc m
      segment by age
      plot segments
      """)
    return bench
  }

  /// What a drawing is made of, without its lengths: elements by kind with their number, and the texts in order.
  static func structure(_ svg: String) -> String {
    let page = Page(svg)
    var counts: [String: Int] = [:]
    for tag in page.tags where !tag.isEnd { counts[tag.name, default: 0] += 1 }
    let lines = counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    return (lines + page.text.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }).joined(
      separator: "\n") + "\n"
  }

  /// Compares a text with the one kept, or keeps it.
  static func expect(_ text: String, kept path: String) throws {
    let place = "\(Paths.root)/Tests/KernelTests/Golden/\(path)"
    if ProcessInfo.processInfo.environment["IAPT_RECORD"] == "1" {
      try FileManager.default.createDirectory(
        atPath: (place as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: URL(fileURLWithPath: place))
      Issue.record("recorded \(path)")
      return
    }
    let kept = try String(contentsOfFile: place, encoding: .utf8)
    let (found, wanted) = (text.split(separator: "\n"), kept.split(separator: "\n"))
    let place1 = zip(found, wanted).enumerated().first { $0.element.0 != $0.element.1 }
    #expect(
      text == kept,
      "\(path), line \((place1?.offset ?? min(found.count, wanted.count)) + 1): \(place1.map { $0.element.0 } ?? "")"
    )
  }
}
