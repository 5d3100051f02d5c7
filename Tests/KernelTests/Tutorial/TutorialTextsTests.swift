import Commands
import Foundation
import Testing

@testable import Kernel

/// The tutorials of the program: each is played, and each reads well.
@Suite struct TutorialTextsTests {
  /// Every step: its test false before the answer and true after it and after other answers, its known wrong answers
  /// refused with their replies, its figures known. A process of its own, since files are named from where one is.
  @Test(arguments: Command.tutorials) func plays(_ name: String) throws {
    let run = try Run(["tutorial", "--check", name], limit: 240)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("nothing to complain of"))
  }

  @Test func theProgramKnowsEachByName() throws {
    #expect(Set(Tutorials.texts.keys) == Set(Command.tutorials))
    for name in Command.tutorials {
      let tutorial = try Tutorials.find(name)
      #expect(tutorial.minutes <= 20 && tutorial.intro.contains("minutes") && tutorial.intro.contains("quit"))
      for step in tutorial.steps {
        #expect(!step.wrong.isEmpty && !step.done.isEmpty, "\(name) \(step.id)")
      }
    }
  }

  @Test(arguments: Command.tutorials) func fitsEightyColumns(_ name: String) throws {
    for text in try texts(of: name) {
      let lines = TutorialText.laidOut(text, width: 79, Style()).split(separator: "\n")
      for line in lines { #expect(DisplayWidth.of(String(line)) < 80, "\(name): \(line)") }
    }
  }

  /// A figure in the prose is worked out when it is shown, or it stands in a statement, or it is one of a few that no
  /// data can change.
  @Test(arguments: Command.tutorials) func numbersAreNotWrittenByHand(_ name: String) throws {
    let tutorial = try Tutorials.find(name)
    // Years, the level of intervals, deciles, odds of even chances, exit statuses.
    var known: Set<String> = ["2021", "2022", "95", "1", "10", "2", "0", "130", "0.5", "\(tutorial.minutes)"]
    // A file's days, bands of age and counts of steps, said as they are in the files and recipes.
    known.formUnion(["15", "03", "90", "17", "18", "19", "12"])
    for step in tutorial.steps {
      let statements = ([step.answer, step.test.text] + step.also + step.wrong.map(\.example)).joined(
        separator: " ")
      known.formUnion(numbers(in: statements))
    }
    for text in try texts(of: name) {
      for number in numbers(in: prose(text)) {
        #expect(known.contains(number), "\(name): \(number) in \(text)")
      }
    }
  }

  private func texts(of name: String) throws -> [String] {
    let tutorial = try Tutorials.find(name)
    var result = [tutorial.intro, tutorial.closing]
    for step in tutorial.steps {
      result += [step.say, "Task: " + step.task, step.done]
      result += step.hints.map { "Hint 1 of 2: " + $0 }
      result += step.wrong.map(\.reply)
      result += step.answer.split(separator: "\n").map { "    \($0)" }
    }
    return result
  }

  /// Without code, figures to be worked out and set-in lines.
  private func prose(_ text: String) -> String {
    var result = text.split(separator: "\n").filter { !$0.hasPrefix("    ") }.joined(separator: " ")
    for pattern in ["`[^`]*`", "\\{[^}]*\\}", "talking-therapies", "nhs-2022"] {
      result = result.replacingOccurrences(of: pattern, with: "", options: .regularExpression)
    }
    return result
  }

  private func numbers(in text: String) -> [String] {
    text.split { !($0.isNumber || $0 == ".") }
      .map { $0.hasSuffix(".") ? String($0.dropLast()) : String($0) }
      .filter { $0.contains(where: \.isNumber) }
  }

  @Test func readsInAPipe() throws {
    let list = try Run(["tutorial", "--list"])
    #expect(list.status == 0 && list.errors.isEmpty)
    for name in Command.tutorials { #expect(list.output.contains(name)) }
    #expect(try Run([], input: "tutorial\n").output == list.output)
    #expect(try Run(["tutorial"]).output == list.output)

    let text = try Run(["tutorial", "from-session-to-script", "--text"], limit: 120)
    #expect(text.status == 0 && text.output.hasPrefix("# From session to script\n"))
    #expect(!text.output.contains(TutorialText.unknown) && !text.output.contains("{"))
    #expect(text.output.contains("```iapt\nsegment gender=$gender\n```"))

    let unknown = try Run(["tutorial", "frist-steps"])
    #expect(unknown.status == 2 && unknown.errors.contains("there are: first-steps"))
    let typed = try Run([], input: "tutorial frist-steps\n")
    #expect(typed.status == 2 && typed.errors.contains("did you mean: tutorial first-steps"))
  }
}
