import Commands
import Engine
import Testing

@testable import Kernel

/// Outputs as Markdown and as pieces of a page.
@Suite struct NotebookRendererTests {
  private static let hostile = [
    "<script>alert(1)</script>", "</td></table></main>", "\" onmouseover=\"x", "a|b", "`code`",
    "**bold** _em_",
    "[x](https://evil.example)", "![x](https://evil.example/i.png)", "https://evil.example/a",
    "www.evil.example",
    "\u{1B}[2J\u{7}", "two\nlines", "\u{202E}backwards", "&lt;b&gt;", "$x$", "@someone", "# heading",
    "| - | - |",
    "```", "\\", "a\\|b", "~~x~~", "<!-- x",
  ]

  private static let table = TableOutput(
    name: "t", title: "Title " + hostile.joined(),
    headers: hostile.map { Header($0, isText: true) } + [Header("n")],
    rows: [hostile.map(Cell.label) + [.count(3)]], notes: hostile)

  private static var model: ModelOutput {
    var model = Samples.model
    (model.name, model.formula, model.data, model.outcome) = (hostile[0], hostile[1], hostile[3], hostile[9])
    for text in hostile {
      var term = Samples.term
      (term.term, term.levels) = (text, [text])
      model.terms.append(term)
    }
    model.tables.append(table)
    model.notes = hostile
    return model
  }

  @Test func table() {
    #expect(
      MarkdownRenderer().render(Samples.gated(.table(Samples.table))) == """
        **Every cell**

        | Level            |          N |      Share |   Mean |      p |  First day | Line |
        | :--------------- | ---------: | ---------: | -----: | -----: | ---------: | ---: |
        | White            |  1,234,565 |      50.0% |   1.50 | 0.3679 | 1970-01-01 |    7 |
        | a\\\\u\\{1B\\}\\[31mb | suppressed | suppressed | -12.25 |      – |            |   12 |

        400 rows (2 shown)

        suppressed: a count under 10, or a figure that would reveal one

        – one class

        A note.

        *disclosure: nhs-sde (counts under 10 suppressed, others rounded to 5)*

        """)
  }

  @Test func figuresAreThoseOfTheText() {
    for output in [Output.table(Samples.table), .model(Samples.model)] {
      let gated = Samples.gated(output)
      let text = TextRenderer().render(gated)
      let page = Page(HTMLRenderer.fragment(gated)).text.joined(separator: " ")
      let markdown = MarkdownRenderer().render(gated)
      let figures = text.matches(of: /-?[0-9]+(?:[,.][0-9]+)*(?:e-[0-9]+)?%?/).map { String($0.0) }
      #expect(figures.count > 10)
      for figure in figures {
        #expect(page.contains(figure) && markdown.contains(figure), "\(figure)")
      }
      #expect(page.contains("suppressed") && page.contains("disclosure: nhs-sde"))
    }
  }

  @Test func aPageReadsWithoutEyes() throws {
    let page = Page(HTMLRenderer.fragment(Samples.gated(.model(Samples.model))))
    #expect(page.faults == [])
    let starts = page.tags.filter { !$0.isEnd }
    #expect(starts.count { $0.name == "caption" } == starts.count { $0.name == "table" })
    #expect(starts.filter { $0.name == "th" }.allSatisfy { ["col", "row"].contains($0.attributes["scope"]) })
    let drawing = try #require(starts.first { $0.name == "svg" })
    #expect(drawing.attributes["role"] == "img" && drawing.attributes["aria-label"]?.isEmpty == false)
    #expect(starts.contains { $0.name == "title" } && starts.contains { $0.name == "desc" })
  }

  @Test func aNameIsNoMarkup() {
    for output in [Output.table(Self.table), .model(Self.model)]
      + Self.hostile.flatMap({ [.text($0), .notice($0)] })
    {
      let gated = Samples.gated(output)
      #expect(Page(HTMLRenderer.fragment(gated)).faults == [])
      let markdown = MarkdownRenderer().render(gated)
      // Our own reader of Markdown finds words only in it: no link, no second table, no code that stays open.
      let page = Page(Markdown(markdown).html { $0 })
      #expect(page.faults == [] && !page.tags.contains { ["a", "h1", "h2"].contains($0.name) })
      #expect(MarkdownReader.openFence(markdown) == nil)
      #expect(!markdown.unicodeScalars.contains { $0.value < 32 && $0 != "\n" || $0.value == 0x202E })
      if case .text = output { continue }
      let bare = markdown.replacing(/\\./, with: "")
      #expect(!bare.contains("<") && !bare.contains("](") && !bare.contains("`") && !bare.contains("$"))
      #expect(!markdown.contains("://") && !markdown.contains("www."))
    }
  }

  @Test func everyRowOfATableHasItsCells() {
    let lines = MarkdownRenderer().render(Samples.gated(.table(Self.table))).split(separator: "\n")
      .filter { $0.hasPrefix("| ") }
    #expect(lines.count == 3)
    for line in lines {
      #expect(line.replacing(/\\./, with: "").count { $0 == "|" } == Self.hostile.count + 2)
    }
  }

  @Test func namesOfHostileTablesSurvive() {
    let page = Page(HTMLRenderer.fragment(Samples.gated(.table(Self.table))))
    for text in ["<script>alert(1)</script>", "a|b", "&lt;b&gt;", "two\\nlines", "\\u{202E}backwards"] {
      #expect(page.text.contains(text), "\(text)")
    }
  }

  @Test func theDrawingHoldsWhatItIsGiven() throws {
    var model = Samples.model
    func term(_ name: String, _ ratio: Double, _ low: Double, _ high: Double) -> ModelOutput.Term {
      var term = Samples.term
      (term.term, term.oddsRatio, term.low, term.high) = (name, .number(ratio), .number(low), .number(high))
      return term
    }
    for terms in [
      [term("a", 1, 1, 1)], [term("a", 1e-300, 1e-308, 1e300)],
      [term("a", 2, 0.001, 1e12), term("b", 1.1, 1, 1.2)],
      [term("a", 1.001, 1.0005, 1.002)], (0..<200).map { term("t\($0)", 1 + Double($0) / 100, 0.5, 9) },
    ] {
      model.terms = terms
      let svg = FigureLayout.embedded(.forest(model), .none).drawing.svg(isFile: false)
      #expect(Page(svg).faults == [])
      #expect(!svg.contains("nan") && !svg.contains("inf"))
      #expect(svg.contains(">1</text>") && svg.components(separatedBy: "<circle").count == terms.count + 1)
    }
    model.terms = [Samples.term, term("a", 2, .nan, 3), term("a", 2, 0, 3), term("a", 2, 1, .infinity)]
    let gated = Gate(.none).pass(.model(model))
    #expect(!HTMLRenderer.fragment(gated).contains("<svg"))
    // An arrow at each end that is cut off.
    model.terms = [term("a", 2, 0.001, 1e12), term("b", 1.1, 1, 1.2)]
    let svg = FigureLayout.embedded(.forest(model), .none).drawing.svg(isFile: false)
    #expect(svg.components(separatedBy: "z\"").count == 3)
  }
}
