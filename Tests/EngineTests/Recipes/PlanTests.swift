import OrderedCollections
import Testing

@testable import Engine

/// The order in which a recipe's statements run, and what the plan says of it. That the cohort is the one of the
/// written order is for the differential tests.
@Suite struct PlanTests {
  private func column(_ name: String) -> Expression { Expression(.column(name), Span(0, 0)) }

  private func isOne(_ name: String) -> Expression {
    Expression(.compare(.equal, column(name), Expression(.integer(1), Span(0, 0))), Span(0, 0))
  }

  private func labels(_ rules: [Recipe.Rule], _ texts: KeyValuePairs<String, String>) throws -> [String] {
    var schemas: OrderedDictionary<String, Schema> = [:]
    for (name, header) in texts {
      schemas[name] = Schema(
        Table(name: name, source: try CSVSource.text(header + "\n")))
    }
    return try recipe(rules).steps(tables: schemas).map { ($0.isLater ? "later: " : "") + $0.label }
  }

  @Test func whatAFilterDoesNotNeedComesAfterIt() throws {
    let types = Recipe.Rule.type(columns: ["a", "b"], .integer)
    #expect(
      try labels(
        [
          types, .derive(name: "x", column("a")), .derive(name: "y", isOne("x")),
          .derive(name: "z", column("b")), .outcome(name: "o", isOne("b"), among: nil),
          .keep(label: "y", condition: column("y")),
          .derive(name: "w", column("z")),
        ], ["t": "a,b"])
        == [
          "read t", "derive x", "derive y", "keep y", "later: derive z", "later: outcome o", "derive w",
          "count outcomes and the levels of dimensions",
        ])
  }

  @Test func nothingMovesPastAJoinOrWithoutAFilter() throws {
    let type = Recipe.Rule.type(columns: ["a"], .integer)
    #expect(
      try labels(
        [
          type, .derive(name: "x", column("a")), join("u", "t", ["k"]),
          .keep(label: "a", condition: isOne("a")),
        ], ["t": "a,k", "u": "k,b"])
        == [
          "read t", "derive x", "read u", "join u to t", "keep a",
          "count outcomes and the levels of dimensions",
        ])
    #expect(
      try labels(
        [type, .derive(name: "x", column("a")), .check(label: "a", condition: isOne("a"))], ["t": "a"])
        == ["read t", "derive x", "check a", "count outcomes and the levels of dimensions"])
  }

  /// A share of a group depends on which rows there are.
  @Test func sharesStayWhereTheyAre() throws {
    let share = Expression(.call("share_by", [column("g"), isOne("a")]), Span(0, 0))
    #expect(
      try labels(
        [
          .type(columns: ["a"], .integer), .type(columns: ["g"], .category), .derive(name: "x", column("a")),
          .derive(name: "s", share), .derive(name: "y", column("a")),
          .keep(label: "a", condition: isOne("a")),
        ], ["t": "a,g"])
        == [
          "read t", "derive x", "derive s", "keep a", "later: derive y",
          "count outcomes and the levels of dimensions",
        ])
  }

  /// A column that is made anew later is read as it was where it was read.
  @Test(arguments: ["x", "X"]) func whatIsMadeAnewIsReadBefore(_ written: String) throws {
    let table = Table(name: "t", source: try CSVSource.text("X,c\n1,1\n2,1\n3,0\n"))
    let five = Expression(.integer(5), Span(0, 0))
    func values(_ rules: [Recipe.Rule]) throws -> Column {
      try recipe([.type(columns: ["X", "c"], .integer)] + rules).run(on: loaded(table), .unattended)
        .frame.column("a", .unattended)
    }
    let rest: [Recipe.Rule] = [
      .derive(name: written, five),
      .keep(
        label: "k",
        condition: Expression(
          .and(Expression(.compare(.equal, column(written), five), Span(0, 0)), isOne("c")), Span(0, 0))),
    ]
    let read = try values([.derive(name: "a", column(written))] + rest)
    #expect([0, 1].map { read.text($0) } == ["1", "2"] && read.count == 2)
    // The same through a function of columns that need not exist, and through a chain.
    let first = Expression(.call("first_of", [column(written), column("c")]), Span(0, 0))
    #expect([0, 1].map { try? values([.derive(name: "a", first)] + rest).text($0) } == ["1", "2"])
    let chain = try values([.derive(name: "b", column(written)), .derive(name: "a", column("b"))] + rest)
    #expect([0, 1].map { chain.text($0) } == ["1", "2"])
  }

  /// Columns stand in the recipe's order, whatever the order they were made in; every step has its rows.
  @Test func theCohortKeepsTheWrittenOrder() throws {
    let table = Table(name: "t", source: try CSVSource.text("a,b\n1,5\n2,6\n1,7\n"))
    let made = try recipe([
      .type(columns: ["a", "b"], .integer), .derive(name: "late", column("b")),
      .derive(name: "early", isOne("a")),
      .keep(label: "ones", condition: column("early")),
    ]).run(on: loaded(table), .unattended)
    #expect(made.frame.columnNames == ["a", "b", "late", "early"])
    #expect(made.plan.map(\.label).prefix(4) == ["read t", "derive early", "keep ones", "derive late"])
    #expect(made.plan.map { $0.measured?.rows } == [3, 3, 2, 2, 2])
    #expect(made.plan.allSatisfy { ($0.measured?.seconds ?? -1) >= 0 })
    #expect(made.plan[0].columns == ["a", "b"] && made.plan[0].fileColumns == 2 && made.plan[0].keys.isEmpty)
  }
}

/// The time of parts of some work.
@Suite struct StagesTests {
  @Test func aPartWithinAnotherCountsForItself() throws {
    let stages = Stages()
    let work = Work.unattended.noting(stages)
    func wait(_ milliseconds: Int) {
      let begun = ContinuousClock.now
      while begun.duration(to: .now) < .milliseconds(milliseconds) {}
    }
    let begun = ContinuousClock.now
    work.timed("outer") {
      wait(5)
      work.timed("inner") { wait(20) }
      work.timed("inner") { wait(20) }
    }
    #expect(throws: Cancelled.self) { try work.timed("failed") { throw Cancelled() } }
    let all = begun.duration(to: .now) / .seconds(1)
    let times = stages.all
    #expect(times.map(\.name) == ["inner", "outer", "failed"])
    #expect(times[0].seconds >= 0.04 && times[1].seconds >= 0.005)
    #expect(times.reduce(0) { $0 + $1.seconds } <= all)
    // Nobody wants to know: nothing is noted.
    work.unreported.timed("untold") {}
    #expect(stages.all == times)
  }
}
