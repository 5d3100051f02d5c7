import Testing

@testable import Commands

@Suite struct CompletionTests {
  /// Candidates at the end of a text, in a session with the demo cohort, one model and one table beside it.
  private func candidates(_ text: String) throws -> [String] {
    var bench = Bench()
    try bench.run(ResolveTests.demo + ResolveTests.load + "fit recovery ~ deprivation as base")
    return Interpreter.complete(text, cursor: text.utf8.count, in: bench.workspace).candidates.map(\.text)
  }

  @Test func verbs() throws {
    #expect(try candidates("seg") == ["segment"])
    #expect(try candidates("") == Command.all.map(\.name))
    #expect(try candidates("load demo rows=1\nfi") == ["fit"])
  }

  @Test func dimensionsAndLevels() throws {
    #expect(try candidates("segment gen") == ["gender="])
    #expect(try candidates("segment by ") == ["symptom", "gender", "ethnicity", "age"])
    #expect(try candidates("segment gender=") == ["Male", "Female", "Not_known", "All"])
    #expect(try candidates("segment age=18") == ["18-30"])
  }

  @Test func columnsModelsAndClauses() throws {
    #expect(try candidates("fit recovery ~ dep") == ["deprivation"])
    #expect(try candidates("fit recovery ~ deprivation + EmployStatusR") == ["EmployStatusRecDate"])
    #expect(try candidates("describe birthwt rac") == ["race"])
    #expect(try candidates("summary ba") == ["base"])
    #expect(try candidates("compare b").contains("base"))
    #expect(try candidates("clean with n") == ["nhs-2022"])
    #expect(try candidates("fit recovery ~ deprivation hol") == ["holdout"])
    #expect(try candidates("fit low ~ age in b") == ["birthwt"])
    #expect(try candidates("help reliable_r") == ["reliable_recovery"])
    #expect(try candidates("help exp") == ["expect", "expressions"])
    #expect(try candidates("set d") == ["disclosure", "digits"])
    #expect(try candidates("set disclosure n") == ["none", "nhs-sde"])
  }

  @Test func nothingWhereNothingFits() throws {
    #expect(try candidates("quit ") == [])
    #expect(try candidates("nonsense x") == [])
    #expect(try candidates("segment nonsense=") == [])
  }

  @Test func theCursorDecides() {
    let found = Interpreter.complete("su treated", cursor: 2, in: Workspace())
    #expect(found.start == 0)
    #expect(found.candidates.map(\.text) == ["summary"])
  }
}
