import Engine
import Synchronization
import Testing

@testable import Commands

/// At every word of statements that work, that word is offered; and whatever is offered can stand there.
@Suite struct CompletionPropertyTests {
  /// A statement with the session it works in.
  struct Statement: Sendable, CustomTestStringConvertible {
    var setup: String
    var text: String
    var testDescription: String { text }
  }

  private static let demo = "load demo rows=3000 seed=7\nclean with nhs-2022"
  private static let births = "load birthwt from \"\(fixtures)/birthwt.csv\""

  static let statements: [Statement] =
    Command.all.flatMap { command in
      // Long setups are shortened: names are what counts here.
      command.examples.map {
        // What concerns the session itself changes nothing here.
        let setup = command.role == .session ? "" : $0.setup.replacing("rows=20000", with: "rows=3000")
        return Statement(setup: setup, text: $0.text)
      }
    }
    + [
      "fit recovery ~ deprivation + gender*age - full_time holdout 20% by patient scaled seed=3 as mine",
      "fit recovery ~ . without intercept allow separation", "segment by gender, age",
      "segment gender=Female, age=\"<18\" by ethnicity", "sample 100 by deprivation, gender seed=4",
      "derive x = days(ReferralRequestReceivedDate, coalesce(ServDischDate, 2021-12-31)) <= 42 else no",
      "derive x = case(gender = \"Male\" and not full_time -> 1; deprivation between 1 and 3 -> 2; else -> 3)",
      "derive x = bands(deprivation, ..3 -> \"low\", 4.. -> \"high\", else -> \"unknown\")",
      "derive x = recode gender (Male, Female -> \"known\"; else -> \"unknown\")",
      "keep \"men\" where gender in (Male, Not_known) or referrals.CareContact_Count is missing",
      "clean with nhs-2022 providers (AM601, RAT) from 2021-01-01", "describe cohort gender",
      "expect rows(segment) > 0 and not rows(cohort) < abs(-1)", "clean providers complete >= 85%",
    ].map { Statement(setup: demo, text: $0) }
    + [
      "fit low ~ factor(race, ref=\"2\") + smoke:age in birthwt as m", "type race, smoke category in birthwt",
      "keep \"young\" where age < 20 and race not in (1, 2) in birthwt", "map birthwt lwt -> w, low -> l",
      "sample at most 5 per race in birthwt", "segment race=1 in birthwt",
      "derive y = first_of(age, lwt) + min(age, lwt) * 2 in birthwt", "set disclosure none",
    ].map { Statement(setup: births, text: $0) }
    + [Statement(setup: births + "\ntype race category", text: "fit race=\"1\" ~ age + smoke")]

  // Many statements share a setup, and none of them is run.
  private static let sessions = Mutex<[String: Workspace]>([:])

  private func workspace(_ setup: String) throws -> Workspace {
    try Self.sessions.withLock { sessions in
      if let known = sessions[setup] { return known }
      var bench = Bench()
      try bench.run("param fixtures = \"\(fixtures)\"\nparam scratch = \"no/such/folder\"")
      try bench.run(setup)
      sessions[setup] = bench.workspace
      return bench.workspace
    }
  }

  /// Where tokens of a text start, with their kinds.
  private func tokens(_ text: String) throws -> [Token] {
    var lexer = Lexer(text)
    var result: [Token] = []
    while true {
      let token = try lexer.next()
      if token.kind == .end { return result }
      result.append(token)
    }
  }

  @Test(arguments: statements)
  func everyWordIsOffered(_ statement: Statement) throws {
    let workspace = try workspace(statement.setup)
    let text = statement.text
    for token in try tokens(text) where token.kind == .word || token.kind == .quotedName {
      let start = token.span.start
      let (expectations, _) = Interpreter.expectations(
        at: String(decoding: text.utf8.prefix(start), as: UTF8.self))
      guard expectations.cursor?.span.start == start, isKnown(expectations) else { continue }
      let rest = String(decoding: text.utf8.dropFirst(start), as: UTF8.self)
      // Behind the first letter the many columns of a cohort's tables are offered, too.
      let offered = [start, start + 1].flatMap { cursor in
        Interpreter.complete(text, cursor: cursor, in: workspace).candidates.map(\.text)
      }
      #expect(
        offered.contains { rest.lowercased().hasPrefix($0.lowercased()) },
        "\(rest.prefix(20)) is not among \(offered.prefix(40))")
    }
  }

  /// Whether what stands at the cursor must be a name or word that is known.
  private func isKnown(_ expectations: Expectations) -> Bool {
    !expectations.found.contains { expected in
      switch expected {
      case .name(let kind, _, _):
        switch kind {
        case .name, .choice, .parameter, .none, .argumentValue: true
        // A table of any name can be loaded.
        case .words: expectations.command?.name == "load"
        default: false
        }
      // Codes need not be in the data.
      case .code: true
      default: false
      }
    }
  }

  @Test(arguments: statements)
  func whatIsOfferedCanStandThere(_ statement: Statement) throws {
    let workspace = try workspace(statement.setup)
    let text = statement.text
    for token in try tokens(text) {
      let before = String(decoding: text.utf8.prefix(token.span.start), as: UTF8.self)
      let found = Interpreter.complete(before, cursor: before.utf8.count, in: workspace)
      for candidate in found.candidates {
        let whole = String(decoding: before.utf8.prefix(found.start), as: UTF8.self) + candidate.text
        guard case .invalid(let error) = Interpreter.parse(whole + candidate.ending), let span = error.span
        else { continue }
        let isLacking = error.message.contains(" needs ") || error.message.contains("no closing quote")
        #expect(
          span.start >= whole.utf8.count || span.start < found.start || isLacking,
          "\(whole): \(error.message)")
      }
    }
  }

  @Test func aTabIsAMoment() throws {
    let workspace = try CompletionCase.workspace(.cohort)
    for text in [
      "fit recovery ~ d", "derive x = gender = ", "segment gender=", "keep \"a\" where days(", "help ",
    ] {
      let clock = ContinuousClock()
      var least = Duration.seconds(60)
      for _ in 0..<10 {
        least = min(
          least, clock.measure { _ = Interpreter.complete(text, cursor: text.utf8.count, in: workspace) })
      }
      // Unoptimised and beside other tests; a person waits for it.
      #expect(least < .milliseconds(50), "\(text)")
    }
  }
}
