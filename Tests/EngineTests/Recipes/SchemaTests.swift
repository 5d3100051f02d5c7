import Testing

@testable import Engine

@Suite struct SchemaTests {
  private let schema = Schema([
    .init(name: "Gender", table: "patients"), .init(name: "Key", table: "referrals"),
    .init(name: "Key", table: "patients"), .init(name: "Sepal.Length", table: "referrals"),
    .init(name: "Length", table: "Sepal"), .init(name: "gender"), .init(name: "derived"),
    .init(name: "derived", table: "patients"), .init(name: "Derived", table: "referrals"),
  ])

  @Test(arguments: [
    ("Gender", 0), ("gender", 5), ("referrals.Key", 1), ("patients.Key", 2), ("PATIENTS.key", 2),
    ("Sepal.Length", 3), ("sepal.length", 3), ("length", 4), ("derived", 6), ("Derived", 8),
    ("patients.gender", 0),
  ])
  func finds(_ name: String, _ index: Int) throws { #expect(try schema.find(name) == index) }

  @Test func saysWhatCouldBeMeant() {
    #expect(
      throws: NameError(
        .column, "Key", candidates: ["referrals.Key", "patients.Key"], isAmbiguous: true, span: Span(1, 4))
    ) { try schema.find("Key", span: Span(1, 4)) }
    #expect(
      throws: NameError(
        .column, "GENDER", candidates: ["patients.Gender", "gender"], isAmbiguous: true)
    ) { try schema.find("GENDER") }
    #expect(
      throws: NameError(
        .column, "none",
        candidates: [
          "Gender", "referrals.Key", "patients.Key", "Sepal.Length", "Length", "gender", "derived",
          "patients.derived", "Derived",
        ])
    ) { try schema.find("none") }
  }

  @Test func framesFollowTheSameRules() throws {
    let left = try Frame(
      table("referrals", [("id", integers([1, 2])), ("a", integers([1, nil]))]), .unattended)
    let right = try Frame(
      table("patients", [("ID", integers([2, 9])), ("A", integers([5, 6]))]), .unattended)
    let joined = try left.joined(
      right, to: "referrals", on: ["id"], choosing: nil, .unattended, span: nowhere)
    #expect(joined.frame.columnNames == ["id", "a", "A"])
    #expect(try joined.frame.column("patients.a", .unattended).plain == [nil, .integer(5)])
    #expect(try joined.frame.column("A", .unattended).plain == [nil, .integer(5)])
    #expect(throws: NameError.self) { try joined.frame.column("patients.ID", .unattended) }
    let derived = joined.frame.deriving("a", flags([true, false])).deriving("a", flags([false, nil]))
    #expect(try derived.column("a", .unattended).plain == [.flag(false), nil])
    #expect(try derived.column("referrals.a", .unattended).plain == [.integer(1), nil])
  }
}
