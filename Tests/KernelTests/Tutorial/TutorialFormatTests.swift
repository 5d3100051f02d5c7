import Commands
import Engine
import Testing

@testable import Kernel

/// A tutorial's text is read strictly, and its check finds what its author promised and did not keep.
@Suite struct TutorialFormatTests {
  static let sound = """
    # Small

    * minutes: 1
    * about: parameters

    Said first; `quit` leaves.

    ## one: First

    Say one.

    * task: Make a parameter a of 1.
    * test: param(a, "1")
    * hint: First hint.
    * hint: Second hint.
    * answer: param a = 1
    * also: param b = 2
      param a = 1
    * wrong: param a = 2
    * reply: That is two.
    * wrong if: param(c)
    * example: param c = 1
    * reply: That is c.
    * done: It is one.

    ## two: Second

    Say two.

    * task: Make a parameter d of 4.
    * needs: param(a, "1")
    * test: param(d, "4")
    * hint: Third hint.
    * hint: Fourth hint.
    * answer: param d = 4
    * also: param d = "4"
    * wrong: param d ...
    * reply: That is not four.

    ## three: Third

    Say three.

    * task: Ask for help.
    * test: ran(help)
    * hint: Fifth hint.
    * hint: Sixth hint.
    * answer: help
    * also: help fit
    * wrong: history
    * reply: That is the past.

    ## end

    Said last.
    """

  static func faults(_ text: String) throws -> [String] {
    TutorialCheck.faults(in: try Tutorial(name: "small", text: text), folder: nil).map(\.description)
  }

  @Test func isReadWhole() throws {
    let tutorial = try Tutorial(name: "small", text: TutorialFormatTests.sound)
    #expect(tutorial.title == "Small" && tutorial.minutes == 1 && tutorial.closing == "Said last.")
    #expect(
      tutorial.steps.map(\.id) == ["one", "two", "three"] && tutorial.steps.map(\.line) == [8, 26, 40])
    #expect(tutorial.steps[0].also == ["param b = 2\nparam a = 1"] && tutorial.steps[0].hints.count == 2)
    #expect(tutorial.steps[0].wrong.map(\.example) == ["param a = 2", "param c = 1"])
    #expect(try TutorialFormatTests.faults(TutorialFormatTests.sound).isEmpty)
    #expect(
      tutorial.index(of: "2") == 1 && tutorial.index(of: "Three") == 2 && tutorial.index(of: "4") == nil)
  }

  @Test(arguments: [
    ("# Small\n", "Small\n", "small.md:1: the first line is"),
    ("* minutes: 1\n", "", "small.md:1: it does not say how long"),
    ("* minutes: 1\n", "* minutes: soon\n", "small.md:3: minutes is a whole number"),
    (
      "* about: parameters", "* aboot: parameters",
      "small.md:4: there is no field \"aboot\"; there are: minutes"
    ),
    ("## one: First", "## one", "small.md:8: a step is \"## id: title\""),
    ("## two: Second", "## one: Second", "small.md:26: there are two steps \"one\""),
    ("## one: First", "## One: First", "small.md:8: a step's id"),
    ("Say one.\n\n", "", "small.md:8: step one says nothing"),
    ("* test: param(a, \"1\")\n", "", "small.md:8: step one has no test"),
    ("* test: param(a, \"1\")", "* test: parma(a, \"1\")", "small.md:13: there is no function \"parma\""),
    ("* test: param(a, \"1\")", "* test: param(a, \"1\", 2)", "small.md:13:"),
    ("* test: param(a, \"1\")", "* test: param(a", "small.md:13:"),
    ("* hint: First hint.\n", "", "small.md:8: step one needs two hints"),
    ("* answer: param a = 1", "* answer: parm a = 1", "small.md:16:"),
    ("* also: param d = \"4\"\n", "", "small.md:26: step two has no other answer"),
    ("* reply: That is two.\n", "", "small.md:19: behind \"wrong\" stands \"* reply: …\""),
    ("* example: param c = 1\n", "", "small.md:21: behind \"wrong if\" stands \"* example: …\""),
    ("* done: It is one.", "* done:", "small.md:24: done says nothing"),
    ("* done: It is one.", "* done: {rows(x)", "small.md:24: a \"{\" is not closed"),
    ("* done: It is one.", "It is one.", "small.md:24: expected a field"),
    ("## end\n\nSaid last.", "", "it has no end"),
    ("* about: parameters", "* about: x\n* file: ../x\n  text", "small.md:5: files are made in"),
  ])
  func saysWhatIsWrongAndWhere(_ old: String, _ new: String, _ message: String) {
    let text = TutorialFormatTests.sound.replacing(old, with: new, maxReplacements: 1)
    #expect(text != TutorialFormatTests.sound)
    do {
      _ = try Tutorial(name: "small", text: text)
      Issue.record("it was read: \(new)")
    } catch {
      #expect(error.description.contains(message), "\(error)")
    }
  }

  @Test(arguments: [
    ("* test: param(d, \"4\")", "* test: param(a)", "two: its test holds before the answer"),
    ("* answer: param d = 4", "* answer: param d = 5", "two: it does not accept: param d = 5"),
    ("* also: param d = \"4\"", "* also: expect 1 = 2", "two: it does not accept: expect 1 = 2 (it fails)"),
    ("* also: param d = \"4\"", "* also: param  d = 4", "two: two of its answers are the same"),
    ("* wrong: history", "* wrong: help", "three: it accepts the wrong answer: help"),
    ("* example: param c = 1", "* example: param e = 1", "one: the wrong answer does not get its reply"),
    ("* needs: param(a, \"1\")", "* needs: param(z)", "two: what it needs does not hold"),
    ("* done: It is one.", "* done: It is {rows(cohort)}.", "one: a figure of what is said after it"),
    ("Say two.", "Say {n(model)}.", "two: a figure of its text"),
  ])
  func theCheckFindsIt(_ old: String, _ new: String, _ message: String) throws {
    let text = TutorialFormatTests.sound.replacing(old, with: new, maxReplacements: 1)
    #expect(text != TutorialFormatTests.sound)
    let found = try TutorialFormatTests.faults(text)
    #expect(found.contains { $0.contains(message) }, "\(found)")
  }

  @Test func textIsLaidOut() {
    let text =
      "## Head\nOne two three `four five` six.\n\n    code stays   as it is\n\n- an item that is long"
    #expect(
      TutorialText.laidOut(text, width: 16, Style())
        == "Head\n----\nOne two three\n`four five` six.\n\n    code stays   as it is\n\n- an item that\n  is long\n"
    )
    #expect(
      TutorialText.laidOut("a `b`", width: 16, Style(hasColour: true)) == "a \u{1B}[1mb\u{1B}[0m\n")
  }

  @Test func figuresFollowTheState() {
    var session = Session()
    let text = "load demo rows=100 seed=7"
    _ = session.run(text, Interpreter.parse(text), .unattended) { _ in }
    #expect(
      TutorialText.filled("{rows(referrals)} of {rows(referrals) * 50}", in: session.workspace)
        == "100 of 5,000")
    #expect(TutorialText.filled("{rows(referrals) / 400 %}", in: session.workspace) == "25.0%")
    #expect(TutorialText.filled("{n(nothing)}", in: session.workspace) == TutorialText.unknown)
  }
}
