import Commands
import Engine
import Foundation
import Testing

@testable import Kernel

@Suite struct FigureTests {
  /// Of each kind what is drawn: kept as elements and texts, not as lengths.
  @Test func aFigureOfEachKindIsDrawnAsKept() throws {
    let bench = try FigureBench.ofEachKind()
    #expect(Set(bench.figures.map(\.figure.kind)) == Set(FigureOutput.Kind.allCases))
    for (figure, policy) in bench.figures {
      let drawing = FigureLayout.alone(figure, policy)
      let svg = drawing.svg(isFile: false)
      #expect(Page(svg).faults == [], "\(figure.kind)")
      #expect(!svg.contains("nan") && !svg.contains("\"inf") && !svg.contains(" inf"))
      try FigureBench.expect(FigureBench.structure(svg), kept: "Figures/\(figure.kind.rawValue).txt")
      try FigureBench.expect(
        TextRenderer().render(Gate(.none).pass(.figure(figure))),
        kept: "Figures/\(figure.kind.rawValue)-screen.txt")
    }
  }

  /// Nothing is hidden: every level of the model has its interval.
  @Test func aWholeForestIsDrawnAsKept() throws {
    let bench = try FigureBench.ofEachKind("none")
    let (figure, policy) = try #require(bench.figures.first { $0.figure.kind == .forest })
    let svg = FigureLayout.alone(figure, policy).svg(isFile: false)
    #expect(!svg.contains(">*</text>"))
    try FigureBench.expect(FigureBench.structure(svg), kept: "Figures/forest-none.txt")
    try FigureBench.expect(
      TextRenderer().render(Gate(.none).pass(.figure(figure))), kept: "Figures/forest-none-screen.txt")
  }

  /// Every mark lies on the drawing, and texts of one line do not run into each other.
  @Test func nothingIsOutsideOrOnTopOfAnother() throws {
    var figures = try FigureBench.ofEachKind().figures
    figures += Self.odd.map { ($0, DisclosurePolicy.nhsSDE) }
    for (figure, policy) in figures {
      let drawing = FigureLayout.alone(figure, policy)
      var texts: [(x: ClosedRange<Double>, y: Double, text: String)] = []
      for shape in drawing.shapes {
        switch shape {
        case .text(let text, let place, let anchor, let size, _, let isBold, true):
          let width = TextMeasure.width(text, size: size, isBold: isBold)
          let left = anchor == .left ? place.x : anchor == .middle ? place.x - width / 2 : place.x - width
          #expect(left >= -1 && left + width <= drawing.width + 1, "\(figure.kind): \(text)")
          texts.append((left...(left + width), place.y, text))
        case .path(let points, _), .area(let points, _):
          #expect(
            points.allSatisfy { (0...drawing.width).contains($0.x) && (0...drawing.height).contains($0.y) },
            "\(figure.kind)")
        default: break
        }
      }
      for (index, one) in texts.enumerated() {
        for other in texts[..<index] where abs(one.y - other.y) < 9 {
          #expect(!one.x.overlaps(other.x), "\(figure.kind): \(one.text) on \(other.text)")
        }
      }
    }
  }

  /// Long names, one level, many levels, ends far away, hidden cells.
  private static let odd: [FigureOutput] = {
    let long =
      "a level whose name goes on and on, as names of services and of conditions do, "
      + String(repeating: "x", count: 60)
    func rates(_ names: [String], _ kind: FigureOutput.Kind) -> FigureOutput {
      let data = TableOutput(
        name: "deciles", title: "t",
        headers: [
          Header("level", isText: true), Header("rows"), Header("events"), Header("rate"),
          Header("[95% CI]", key: "interval", isText: true),
        ],
        rows: names.enumerated().map { index, name in
          index % 4 == 3
            ? [.label(name), .suppressed, .suppressed, .suppressed, .suppressed]
            : [.label(name), .roundedCount(20), .roundedCount(10), .share(0.5), .interval(0.3, 0.7)]
        })
      return FigureOutput(kind: kind, title: long, horizontal: "across", vertical: "up, %", data: data)
    }
    func term(_ name: String, _ ratio: Double, _ low: Double, _ high: Double) -> ModelOutput.Term {
      var term = Samples.term
      (term.term, term.oddsRatio, term.low, term.high) = (name, .number(ratio), .number(low), .number(high))
      return term
    }
    var model = Samples.model
    model.terms = [term(long, 1e-300, 1e-308, 1e300), term("b", 1.1, 1, 1.2)]
    var narrow = Samples.model
    narrow.terms = [term("a", 1.0001, 1.00005, 1.0002)]
    return [
      rates([long, "b"], .deciles), rates(["one"], .deciles), rates((1...60).map(String.init), .deciles),
      rates([long], .segments), rates((1...200).map { "level \($0)" }, .segments), rates(["a"], .segments),
      rates([], .segments), .forest(model), .forest(narrow),
    ]
  }()

  /// A hidden cell leaves a mark and its meaning, and no point.
  @Test func whatIsHiddenIsAGapWithAMark() throws {
    for figure in Self.odd where figure.data.rows.contains(where: { $0.contains(.suppressed) }) {
      let svg = FigureLayout.alone(figure, .nhsSDE).svg(isFile: true)
      let hidden = figure.data.rows.filter { $0.contains(.suppressed) }.count
      let shown = figure.data.rows.count - hidden
      #expect(svg.components(separatedBy: "<circle").count - 1 == shown)
      #expect(svg.contains(">*</text>") && svg.contains("* suppressed"))
    }
  }

  /// The figure is made of nothing that the gate did not let out: no raw cell is in it.
  @Test func onlyWhatPassedTheGateIsDrawn() throws {
    for (figure, _) in try FigureBench.ofEachKind().figures {
      for cell in figure.data.rows.joined() {
        switch cell {
        case .count, .proportion, .shareInterval, .ratio, .figure, .shareFigure:
          Issue.record("\(figure.kind): \(cell)")
        default: break
        }
      }
    }
  }
}
