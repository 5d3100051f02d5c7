import Engine
import Foundation
import Testing

@testable import Commands

/// What a guarded session must not say, and what it must not do silently.
@Suite struct LeakTests {
  /// Twelve people: a unique postcode, a unique age, eleven of one ward and one of another.
  private static let people =
    "pc,age,ward\n"
    + (1...12).map { "AB\($0) \($0)CD,\(20 + $0),\($0 == 12 ? "Hidden" : "Common")\n" }.joined()

  private func bench(_ text: String = people, _ body: (inout Bench, String) throws -> Void) throws {
    try withFolder { folder in
      try text.write(toFile: "\(folder)/t.csv", atomically: true, encoding: .utf8)
      var bench = Bench()
      try bench.run("load t from \"\(folder)/t.csv\"")
      try body(&bench, folder)
    }
  }

  private func labels(_ table: TableOutput?) -> [String] {
    (table?.rows ?? []).compactMap { if case .label(let text)? = $0.first { text } else { nil } }
  }

  @Test func rareValuesAreNotListed() throws {
    try bench { bench, _ in
      try bench.run("describe t pc\ndescribe t ward")
      #expect(labels(bench.tables[1]) == ["(values that few rows have)", "(missing)"])
      #expect(labels(bench.tables[2]) == ["Common", "(values that few rows have)", "(missing)"])
      try bench.run("set disclosure none\ndescribe t ward")
      #expect(labels(bench.tables[3]) == ["Common", "Hidden", "(missing)"])
    }
  }

  @Test func anUnknownLevelDoesNotListRareOnes() throws {
    try bench { bench, _ in
      let error = bench.failure("segment ward=Nowhere in t")
      #expect(error?.notes == ["there are: Common"])
      let derived = bench.failure("derive w = ward in t\nsegment w=Nowhere in t")
      #expect(derived?.notes == ["there are: Common"])
      let postcode = bench.failure("segment pc=AB1 in t")
      #expect(postcode?.notes == [] && postcode?.suggestion == nil)
      let declared = bench.failure(
        "derive r = recode ward (Hidden -> \"Rare\"; else -> \"Other\") in t\nsegment r=x")
      #expect(declared?.notes == ["there are: Rare, Other"])
    }
  }

  @Test func aMeanOfFewIsHidden() throws {
    try bench("x\n1\n2\n") { bench, _ in
      try bench.run("describe t x")
      let rows = bench.tables[1].rows
      #expect(rows.suffix(2).map { $0[1] } == [.suppressed, .suppressed])
    }
  }

  @Test func theNumberOfIdentifiersIsACount() throws {
    try bench { bench, _ in
      try bench.run("describe t")
      #expect(bench.tables[1].rows.map { $0[3] } == [.roundedCount(10), .roundedCount(10), .integer(2)])
    }
  }

  @Test func errorsAndNoticesHoldNoCounts() throws {
    let many = "id,n\n" + (1...137).map { "p\($0)x,\($0 % 20 == 0 ? "-7" : "1")\n" }.joined()
    try bench(many) { bench, folder in
      var said = [bench.failure("segment id=a")]
      try bench.run("load t from \"\(folder)/t.csv\" weight=n\nderive y = n > 0")
      said.append(bench.failure("fit y ~ n"))
      try bench.run("load u from \"\(folder)/t.csv\"\ntype id date in u\ndescribe u")
      let text = said.map { "\($0?.message ?? "") \($0?.notes ?? [])" }.joined() + bench.notices.joined()
      #expect(said.allSatisfy { $0 != nil } && text.contains("problems in the data"))
      #expect(!text.contains("137") && !text.contains(" 6 ") && !text.contains("p20x"))
      try bench.run("problems u")
      #expect(bench.tables.last?.rows.first?.last == .roundedCount(135))
    }
  }

  @Test func whatNoLongerHoldsIsSaid() throws {
    try bench { bench, _ in
      try bench.run("segment ward=Common\nkeep \"grown\" where age > 20")
      #expect(bench.workspace.selections[.table("t")]?.description == "ward=Common")
      try bench.run("sample 10\nkeep \"older\" where age > 21")
      #expect(bench.tables.last?.notes.contains { $0.contains("sample no longer holds") } == true)
      let before = bench.notices.count
      try bench.run("map t pc -> postcode")
      #expect(bench.notices.count == before + 2)
      try bench.run("type ward category")
      #expect(bench.notices.count == before + 3)
    }
  }

  @Test func aScriptMayNameTheModelOfASegment() throws {
    let text = """
      load birthwt from "\(fixtures)/birthwt.csv"
      segment by smoke
      fit low ~ age as m
      summary "m[1]"
      compare `m[0]` `m[1]`
      expect n(`m[0]`) > 0
      """
    var scope = Scope(Workspace())
    for statement in try Interpreter.statements(of: text) { try Interpreter.check(statement, in: &scope) }
    var bench = Bench()
    try bench.run(text)
    #expect(bench.models.map(\.name) == ["m[1]"])
    #expect(bench.failure("summary `m[2]`") != nil && bench.failure("summary \"x[1]\"") != nil)
  }

  @Test func modelsOfChangedDataAreNotCompared() throws {
    var bench = Bench()
    try bench.run(
      """
      load birthwt from "\(fixtures)/birthwt.csv"
      derive y = low = 1
      derive w = lwt
      fit y ~ age as a
      fit y ~ age + w as b
      compare a b
      """)
    #expect(bench.tables.contains { $0.name == "fits" })
    for change in ["derive y = smoke = 1", "derive w = lwt * 2 else 1\nderive y = low = 1"] {
      bench.outputs = []
      try bench.run("\(change)\nfit y ~ age + w as c\ncompare b c")
      #expect(!bench.tables.contains { $0.name == "fits" })
      #expect(bench.tables.last?.notes.contains { $0.contains("not compared") } == true)
    }
    // The same figures derived once more are the same data.
    bench.outputs = []
    try bench.run("derive h = lwt / 3\nfit y ~ age + h as d")
    try bench.run("derive h = lwt / 3\nfit y ~ age + h + ui as e\ncompare d e")
    #expect(bench.tables.contains { $0.name == "fits" })
  }
}
