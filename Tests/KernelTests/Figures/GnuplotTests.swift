import Commands
import Engine
import Foundation
import Testing

@testable import Kernel

@Suite struct GnuplotTests {
  private static let isThere = (try? Gnuplot()) != nil

  /// Whatever a label holds, each line of data begins with a number and every other line is one of a few.
  @Test func noLabelIsACommand() throws {
    let evil = [
      "END", "\nEND\nsystem('id')", "'; !reboot", "\"; set output \"/tmp/x\"", "`id`", "$(id)", "a\\nb",
      "{/=99 big}_sub",
      "\tEND", "# comment", "@macro", "\u{1}",
    ]
    var drawing = Drawing()
    (drawing.width, drawing.height) = (200, 300)
    for (index, text) in evil.enumerated() { drawing.text(text, .init(10, Double(index) * 20 + 20)) }
    drawing.line(.init(0, 0), .init(10, 10))
    for picture in [Drawing.Picture.png, .pdf] {
      var isData = false
      for line in drawing.gnuplot(picture).split(separator: "\n") {
        if isData {
          isData = line != "END"
          #expect(!isData || line.first?.isNumber == true || line.first == "-", "\(line)")
        } else {
          #expect(
            line.wholeMatch(of: /(set|unset) [^'`;!]*|\$D\d+ << END|(plot )?\$D\d+ [^'`;!]*/) != nil,
            "\(line)")
          isData = line.hasPrefix("$D") && line.hasSuffix("<< END")
        }
      }
      #expect(!isData)
    }
  }

  @Test(.enabled(if: isThere)) func picturesAreMadeAndAreTheSameEachTime() throws {
    let bench = try FigureBench.ofEachKind()
    for (figure, policy) in bench.figures.prefix(3) {
      let png = try FigureFile.bytes(figure, policy, .png, .unattended)
      #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
      let pdf = try FigureFile.bytes(figure, policy, .pdf, .unattended)
      #expect(pdf.starts(with: Array("%PDF".utf8)))
      #expect(try FigureFile.bytes(figure, policy, .png, .unattended) == png)
      #expect(try FigureFile.bytes(figure, policy, .pdf, .unattended) == pdf)
    }
  }

  private static let reader = "/usr/bin/pdftotext"

  /// On paper text is as wide as the layout took it for, and nothing of it is cut off.
  @Test(.enabled(if: isThere && FileManager.default.isExecutableFile(atPath: reader)))
  func textOnPaperIsAsWideAsMeasured() throws {
    let bench = try FigureBench.ofEachKind()
    let (figure, policy) = try #require(bench.figures.first { $0.figure.kind == .forest })
    let folder = try Paths.temporary()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let pdf = try FigureFile.bytes(figure, policy, .pdf, .unattended)
    try Data(pdf).write(to: URL(fileURLWithPath: "\(folder)/f.pdf"))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.reader)
    process.arguments = ["-bbox", "\(folder)/f.pdf", "\(folder)/f.txt"]
    try process.run()
    process.waitUntilExit()
    let boxes = try String(contentsOfFile: "\(folder)/f.txt", encoding: .utf8)
    let page = try #require(boxes.firstMatch(of: /<page width="([\d.]+)"/).flatMap { Double($0.1) })
    var isFound = false
    for word in boxes.matches(
      of: /<word xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)" yMax="[\d.]+">([^<]*)</)
    {
      let (left, right) = (try #require(Double(word.1)), try #require(Double(word.2)))
      #expect(right <= page, "\(word.3)")
      guard word.3 == "Unemployed" else { continue }
      isFound = true
      // A pixel of the layout is three quarters of a point; the measure leaves some room.
      let measured = 0.75 * TextMeasure.width("Unemployed")
      #expect(abs((right - left) / measured - 1) < 0.12, "\(right - left), \(measured)")
    }
    #expect(isFound)
  }

  @Test func aMissingProgramIsNamed() throws {
    let folder = try Paths.temporary()
    #expect(throws: DocumentFailure.programMissing("gnuplot")) { try Gnuplot(path: "\(folder):bin:") }
  }

  /// Played by small programs of its name: one that fails, one that says nothing, one that never ends.
  @Test func aProgramThatFailsOrHangsIsToldAndStopped() throws {
    func failure(_ body: String, _ work: Work = .unattended) throws -> (any Error)? {
      let folder = try Paths.temporary()
      try makeProgram("\(folder)/gnuplot", body)
      do { _ = try Gnuplot(path: folder).run("plot 1\n", work) } catch { return error }
      return nil
    }
    #expect(
      try failure("echo 'no such terminal' >&2; exit 1") as? DocumentFailure
        == .programFailed("gnuplot", why: "no such terminal"))
    #expect(try failure("exit 0") as? DocumentFailure == .programFailed("gnuplot", why: "no reason"))
    let start = Date()
    #expect(
      try failure("exec sleep 60", Work(isCancelled: { Date().timeIntervalSince(start) > 0.3 })) is Cancelled)
    #expect(Date().timeIntervalSince(start) < 30)
    // What it reads is what it was given.
    #expect(try failure("exec cat") == nil)
  }
}
