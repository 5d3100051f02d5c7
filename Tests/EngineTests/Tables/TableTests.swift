import Synchronization
import Testing

@testable import Engine

/// Counts calls from any thread.
final class Calls: Sendable {
  private let count = Mutex(0)

  func next() -> Int {
    count.withLock {
      $0 += 1
      return $0
    }
  }
}

@Suite struct TableTests {
  private func table(_ text: String, weight: String? = nil) throws -> Table {
    Table(name: "t", source: try CSVSource.text(text), weight: weight)
  }

  @Test func renaming() throws {
    var table = try table("a,b,c\n01,2,3\n", weight: "B")
    table.declaredTypes = ["a": .integer, "c": .category]
    let renamed = try table.renamed([("A", "b"), ("b", "a")])
    #expect(renamed.columnNames == ["b", "a", "c"])
    #expect(renamed.declaredTypes == ["b": .integer, "c": .category])
    #expect(renamed.weight == "a")
    #expect(try renamed.columns(["c", "B"], .unattended).map { $0.text(0) } == ["3", "1"])
    #expect(try renamed.weights(.unattended) == [2])
    #expect(table.columnNames == ["a", "b", "c"])
  }

  @Test func renamingThatCannotBe() throws {
    let table = try table("a,b,c\n1,2,3\n")
    #expect(throws: NameError(.column, "x", candidates: ["a", "b", "c"], place: "t")) {
      try table.renamed([("x", "y")])
    }
    #expect(throws: TableError.nameTaken(name: "b", table: "t")) { try table.renamed([("a", "b")]) }
    #expect(throws: TableError.nameTaken(name: "z", table: "t")) {
      try table.renamed([("a", "z"), ("b", "z")])
    }
    #expect(throws: TableError.renamedTwice(name: "a", table: "t")) {
      try table.renamed([("a", "z"), ("A", "y")])
    }
    #expect(throws: TableError.emptyName(old: "a", table: "t")) { try table.renamed([("a", "")]) }
  }

  @Test func weights() throws {
    #expect(try table("a,n\n1,2\n1,0\n").weights(.unattended) == nil)
    #expect(try table("a,n\n1,2\n1,0\n", weight: "N").weights(.unattended) == [2, 0])
    func fault(_ values: [String]) throws -> TableError? {
      let table = try table("a,n\n" + values.map { "1,\($0)\n" }.joined(), weight: "n")
      do {
        _ = try table.weights(.unattended)
        return nil
      } catch let error as TableError { return error }
    }
    func bad(_ fault: TableError.WeightFault, _ first: Int, _ rows: Int) -> TableError {
      .badWeights(table: "t", column: "n", fault: fault, firstRow: first, rows: rows)
    }
    #expect(try fault(["1", "", "NA", "2.5"]) == bad(.missing, 2, 3))
    #expect(try fault(["1", "-1"]) == bad(.negative, 2, 1))
    #expect(try fault(["9007199254740991", "1"]) == nil)
    #expect(try fault(["9007199254740992", "1"]) == bad(.tooLarge, 2, 1))
    #expect(try fault(["1", "9223372036854775807", "1"]) == bad(.tooLarge, 2, 1))
    #expect(throws: NameError.self) { try table("a\n1\n", weight: "n").weights(.unattended) }
    let memory = MemorySource(label: "m", names: ["n"], columns: [Column(.decimal([1, 2.5, .nan]))])
    #expect(throws: TableError.badWeights(table: "m", column: "n", fault: .missing, firstRow: 2, rows: 2)) {
      try Table(name: "m", source: memory, weight: "n").weights(.unattended)
    }
  }

  @Test func columnsOfAnySource() throws {
    let memory = MemorySource(
      label: "m", names: ["x", "y"], columns: [Column(.integer([1, 2])), Column(.flag([0, 2]))])
    let columns = try Table(name: "m", source: memory).columns(["y", "x"], .unattended)
    #expect(columns.map { $0.text(0) } == ["false", "1"])
  }
}
