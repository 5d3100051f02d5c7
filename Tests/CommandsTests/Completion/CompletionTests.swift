import Engine
import Foundation
import Testing

@testable import Commands

@Suite struct CompletionTests {
  @Test(arguments: CompletionCase.all)
  func offers(_ example: CompletionCase) throws { try example.holds() }

  @Test func thereAreManyCasesAndEveryCommandHasOne() {
    #expect(CompletionCase.all.count >= 120)
    for command in Command.all where !command.arguments.isEmpty {
      #expect(CompletionCase.all.contains { $0.text.hasPrefix(command.name) }, "\(command.name)")
    }
  }

  /// What is offered, and from where on, in a session.
  private func offered(
    _ text: String, _ workspace: Workspace
  ) -> (start: Int, texts: [String], candidates: [Interpreter.Completion]) {
    let (text, cursor) = CompletionCase.cut(text)
    let found = Interpreter.complete(text, cursor: cursor, in: workspace)
    return (found.start, found.candidates.map(\.text), found.candidates)
  }

  @Test func theWordToReplaceStartsWhereItStarts() throws {
    let workspace = try CompletionCase.workspace(.cohort)
    #expect(offered("su| treated", workspace).start == 0)
    #expect(offered("summary |", workspace).start == 8)
    #expect(offered("segment gender=F|", workspace).start == 15)
    #expect(offered("segment gender=\"F|", workspace).start == 16)
    #expect(offered("segment gender=$g|", workspace).start == 15)
    #expect(offered("fit `rec|", workspace).start == 4)
    #expect(offered("fit `rec|", workspace).texts.first == "`recovery`")
    #expect(offered("é|", workspace).texts == [])
    #expect(Interpreter.complete("sum", cursor: 99, in: workspace).start == 0)
    #expect(Interpreter.complete("é", cursor: 1, in: workspace).candidates.isEmpty)
  }

  @Test(arguments: [
    ("segment gender=\"Fem|", "\""), ("segment gender=\"Fem|\"", "\""), ("segment gender=\"$gen|", ""),
    ("segment gender=Fem|", " "), ("segment gender=$gen|", " "), ("segment gen|", ""), ("fit events|", ""),
    ("fit `reco|", " "), ("summ|", " "),
  ])
  func whatEndsAWordIsSaid(_ text: String, _ ending: String) throws {
    let found = offered(text, try CompletionCase.workspace(.cohort)).candidates
    #expect(found.first?.ending == ending)
  }

  @Test func whatItIsStandsBesideIt() throws {
    func summary(_ session: CompletionCase.Session, _ text: String) throws -> String {
      try #require(offered(text, try CompletionCase.workspace(session)).candidates.first).summary
    }
    #expect(try summary(.cohort, "fit rec|").hasPrefix("outcome"))
    #expect(try summary(.published, "fit recovery|").hasPrefix("outcome: "))
    #expect(try summary(.cohort, "fit recovery ~ dep|").hasPrefix("predictor"))
    #expect(try summary(.cohort, "segment gend|").contains("dimension"))
    #expect(try summary(.cohort, "seg|") == Command.segment.summary)
    #expect(try summary(.cohort, "fit recovery ~ deprivation hol|") == "share of rows set aside, such as 20%")
    #expect(try summary(.cohort, "segment gender=$|") == "\"Female\", one of All, Male, Female")
    #expect(try summary(.cohort, "fit low ~ ag| in birthwt").hasPrefix("integer"))
    #expect(
      try summary(.table, "derive a = day|") == "days from date a to date b, negative when b is earlier")
    #expect(try summary(.cohort, "clean with nhs-2022 fro|") == "first day; 2021-01-01 unless said")
  }

  @Test func exactLettersComeFirst() throws {
    try withFolder { folder in
      let path = "\(folder)/cases.csv"
      try "Age_Group,age,AGE_old,aged\n1,2,3,4\n".write(toFile: path, atomically: true, encoding: .utf8)
      var bench = Bench()
      try bench.run("load t from \"\(path)\"")
      #expect(offered("describe t ag|", bench.workspace).texts == ["age", "aged", "Age_Group", "AGE_old"])
      #expect(offered("describe t AGE|", bench.workspace).texts == ["AGE_old", "Age_Group", "age", "aged"])
    }
  }

  @Test func oddNamesComeInBackticks() throws {
    try withFolder { folder in
      let path = "\(folder)/odd.csv"
      try "Sepal.Length,a b,not,plain,5QH,na`me\n1,2,3,4,5,6\n"
        .write(toFile: path, atomically: true, encoding: .utf8)
      var bench = Bench()
      try bench.run("load t from \"\(path)\"")
      #expect(
        offered("describe t |", bench.workspace).texts == [
          "`Sepal.Length`", "`a b`", "`not`", "plain", "`5QH`",
        ])
      #expect(offered("describe t `S|", bench.workspace).texts == ["`Sepal.Length`"])
      #expect(offered("describe t Sep|", bench.workspace).texts == ["`Sepal.Length`"])
      #expect(offered("derive x = `a| + 1", bench.workspace).texts == ["`a b`"])
      for name in ["`Sepal.Length`", "`a b`", "`not`", "`5QH`"] {
        try bench.run("derive x = \(name) + 1")
      }
    }
  }

  @Test func modelsOfSegments() throws {
    var bench = Bench()
    try bench.run(
      "load demo rows=3000 seed=7\nclean with nhs-2022\nsegment by gender\nfit recovery ~ deprivation as m")
    let names = bench.workspace.models.keys.filter { $0.hasPrefix("m[") }
    #expect(!names.isEmpty)
    for name in names {
      #expect(offered("summary |", bench.workspace).texts.contains("`\(name)`"))
      #expect(offered("summary \"m[|", bench.workspace).texts.contains(name))
      try bench.run("summary `\(name)`")
    }
  }

  @Test func rareLevelsAndKeysAreNotOffered() throws {
    try withFolder { folder in
      let path = "\(folder)/rare.csv"
      let rows = (0..<60).map { "id\($0),\($0 < 5 ? "rare" : $0 < 30 ? "one" : "two"),\($0 % 2)" }
      try ("id,group,y\n" + rows.joined(separator: "\n") + "\n")
        .write(toFile: path, atomically: true, encoding: .utf8)
      var bench = Bench()
      try bench.run("load t from \"\(path)\"")
      #expect(offered("segment group=|", bench.workspace).texts == ["one", "two", "All"])
      #expect(offered("segment id=|", bench.workspace).texts == [])
      try bench.run("set disclosure none")
      #expect(offered("segment group=|", bench.workspace).texts == ["one", "rare", "two", "All"])
      #expect(offered("segment id=|", bench.workspace).texts == [])
    }
  }

  @Test func lookingLeavesNoTrace() throws {
    try withFolder { folder in
      let path = "\(folder)/bad.csv"
      try "a,b\n1,2\n2\n3,x\n".write(toFile: path, atomically: true, encoding: .utf8)
      var bench = Bench()
      try bench.run("load t from \"\(path)\"\ntype b integer")
      let before = bench.workspace.tables["t"]?.source.problems()
      _ = offered("segment b=|", bench.workspace)
      _ = offered("fit |", bench.workspace)
      #expect(bench.workspace.tables["t"]?.source.problems() == before)
    }
  }

  @Test func earlierStatementsOfTheTextCount() throws {
    let load = "load births from \"\(fixtures)/birthwt.csv\"\n"
    #expect(offered(load + "describe births ra|", Workspace()).texts == ["race"])
    #expect(offered(load + "derive young = age < 20\nfit low ~ yo|", Workspace()).texts == ["young"])
    let demo = "load demo rows=1000 seed=1\nclean with nhs-2022\n"
    #expect(offered(demo + "segment gender=F|", Workspace()).texts == ["Female"])
  }
}
