import Commands
import Engine
import Foundation
import Testing

@testable import Kernel

/// The step machine, without a terminal.
@Suite struct TutorialRunTests {
  private var session = Session()
  private var run: TutorialRun

  init() throws {
    run = TutorialRun(try Tutorial(name: "small", text: TutorialFormatTests.sound))
  }

  private mutating func begin(_ index: Int = 0) -> String { run.begin(at: index, &session, .unattended).text }

  private mutating func type(_ text: String) -> String {
    let ending = session.run(text, Interpreter.parse(text), .unattended) { _ in }
    return run.entered(text, ending, &session, .unattended).text
  }

  private mutating func say(_ word: String) -> TutorialRun.Reply { run.word(word, &session, .unattended) }

  private func has(_ name: String, _ value: String) throws -> Bool {
    try StateTest("param(\(name), \"\(value)\")").holds(in: session.workspace)
  }

  @Test mutating func aWholeTutorial() {
    let first = begin()
    #expect(first.hasPrefix("# Small\n\nSaid first") && first.contains("## Step 1 of 3: First"))
    #expect(first.hasSuffix("Task: Make a parameter a of 1.") && run.label == "small 1/3")
    let second = type("param a = 1")
    #expect(second.hasPrefix("Right. It is one.") && second.contains("## Step 2 of 3: Second"))
    #expect(type("param d = 4").hasPrefix("Good.") && run.label == "small 3/3")
    let ending = session.run("help fit", Interpreter.parse("help fit"), .unattended) { _ in }
    let last = run.entered("help fit", ending, &session, .unattended)
    #expect(last.leaves && last.text.hasSuffix("Said last.") && run.done == ["one", "two", "three"])
    #expect(run.place == TutorialProgress.Place(step: nil, done: ["one", "two", "three"]))
  }

  @Test mutating func knownMistakesAreAnswered() {
    _ = begin()
    #expect(type("param a = 2") == "That is two.")
    #expect(type("PARAM  a=2 # again") == "That is two.")
    #expect(type("param c = 9") == "That is c.")
    #expect(run.index == 0 && type("param a = 1").contains("Step 2"))
    // A statement that only begins so.
    #expect(type("param d = 9") == "That is not four.")
  }

  @Test mutating func aNudgeComesAfterTheSecondTry() {
    _ = begin()
    #expect(type("param x = 1") == "")
    #expect(type("help") == "" && type("show parameters") == "")
    let nudge = type("nonsense")
    #expect(nudge.contains("Not there yet. The task: Make a parameter a of 1.") && nudge.contains("`hint`"))
  }

  @Test mutating func everyHintIsShownInItsOrder() {
    for index in 0..<3 {
      _ = begin(index)
      let hints = run.tutorial.steps[index].hints
      for (number, hint) in hints.enumerated() {
        #expect(say("hint").text.hasPrefix("Hint \(number + 1) of \(hints.count): \(hint)"))
      }
      #expect(say("hint").text.contains("That was the last"))
    }
  }

  @Test mutating func skipShowsTheAnswerAndDoesIt() throws {
    _ = begin()
    #expect(say("answer").text.contains("    param a = 1") && run.index == 0)
    let reply = say("skip")
    #expect(reply.text.contains("The answer:\n\n    param a = 1") && reply.after.contains("Step 2 of 3"))
    #expect(try has("a", "1"))
    _ = say("skip")
    let last = say("skip")
    #expect(last.leaves && last.after.contains("Said last.") && !last.outputs.isEmpty)
  }

  @Test mutating func nextWaitsForTheStep() throws {
    _ = begin()
    #expect(say("next").text.contains("not done yet") && run.index == 0)
    _ = type("param a = 1")
    // Back at a step that is done, its beginning is there again, and next goes on with what the next one needs.
    #expect(say("back").text.contains("Step 1 of 3"))
    #expect(try !has("a", "1"))
    #expect(say("next").text.contains("Step 2 of 3"))
    #expect(try has("a", "1"))
    #expect(begin().contains("Small") && say("back").text.hasPrefix("This is the first step."))
  }

  @Test mutating func whoRunsAheadIsNotSentBack() {
    _ = begin()
    #expect(type("param a = 1\nparam d = 4").hasSuffix("You have done this already: `next` goes on."))
    #expect(say("next").text.contains("Step 3 of 3"))
  }

  @Test mutating func aSpoiltStateIsPutBack() throws {
    _ = begin(1)
    #expect(try has("a", "1"))
    let reply = type("param a = 7")
    #expect(reply.contains("put back") && run.index == 1)
    #expect(try has("a", "1"))
    #expect(type("param d = 4").contains("Step 3 of 3"))
    // What is spoilt and right at once is right; the next step mends what it needs itself.
    _ = begin(0)
    _ = type("param a = 1")
    #expect(type("param d = 4\nparam a = 7").contains("Step 3 of 3"))
  }

  @Test mutating func everyStepCanBeBegunAlone() throws {
    for index in 0..<3 {
      session = Session()
      run = TutorialRun(run.tutorial)
      #expect(begin(index).contains("Step \(index + 1) of 3") && !run.isPassed(session))
      #expect(try index == 0 || has("a", "1"))
      _ = type(run.tutorial.steps[index].answer)
      #expect(run.index == index + 1)
    }
  }

  @Test mutating func theListMarksTheSteps() {
    _ = begin()
    _ = type("param a = 1")
    let list = say("list").text
    #expect(list.contains("x  1  First") && list.contains(">  2  Second") && list.contains("   3  Third"))
  }

  @Test func wordsStandAlone() {
    #expect(TutorialRun.word(" Hint ") == "hint" && TutorialRun.word("quit") == "quit")
    for text in ["hint please", "quit 1", "load demo rows=1", "", "help", "next # on"] {
      #expect(TutorialRun.word(text) == nil, "\(text)")
    }
    // None of them takes a command of the language away.
    let verbs = Set(Command.all.map(\.name))
    #expect(TutorialRun.words.map(\.name).filter(verbs.contains) == ["quit"])
  }

  @Test mutating func progressIsKept() throws {
    let folder = try Paths.temporary() + "/iapt/tutorials"
    var progress = TutorialProgress(folder: folder)
    let tutorial = run.tutorial
    #expect(progress.place(in: tutorial) == TutorialProgress.Place())
    let place = TutorialProgress.Place(step: "two", done: ["one"])
    progress.keep(place, in: tutorial)
    #expect(progress.trouble == nil && TutorialProgress(folder: folder).place(in: tutorial) == place)
    func mode(_ path: String) throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
    #expect(try mode(folder) == 0o700)
    #expect(try mode(folder + "/small") == 0o600)
    // What another version wrote, or nobody, is no reason to fail.
    try "at nowhere\ndone two\nrubbish\n".write(toFile: folder + "/small", atomically: true, encoding: .utf8)
    #expect(TutorialProgress(folder: folder).place(in: tutorial) == TutorialProgress.Place(done: ["two"]))
  }

  @Test mutating func progressThatCannotBeWrittenIsKeptInMemory() {
    var progress = TutorialProgress(folder: "/proc/nothing/tutorials")
    let place = TutorialProgress.Place(step: "two", done: ["one"])
    progress.keep(place, in: run.tutorial)
    #expect(progress.trouble?.contains("/proc/nothing") == true && progress.place(in: run.tutorial) == place)
  }
}
