import Foundation
import Testing

/// The oracle's reader takes RFC 4180 as it comes and refuses what is not.
@Suite struct OracleCSVTests {
  private func read(_ text: String, required: [String] = ["a", "b"], optional: [String] = []) throws
    -> OracleCSV
  {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(
      "oracle-\(UUID().uuidString).csv")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try OracleCSV(path: file.path, required: required, optional: optional)
  }

  @Test(arguments: [
    "a,b\n1,2\n3,4\n", "a,b\n1,2\n3,4", "a,b\r\n1,2\r\n3,4\r\n", "\u{FEFF}a,b\n1,2\n3,4\n",
    "B,x,A\n2,9,1\n4,9,3\n", "\"a\",\"b\"\r\n\"1\",\"2\"\r\n\"3\",\"4\"",
  ])
  func theSameTable(text: String) throws {
    let csv = try read(text)
    #expect(csv.rows == 2)
    #expect(csv["a"] == ["1", "3"])
    #expect(csv["b"] == ["2", "4"])
  }

  @Test func quotedFields() throws {
    let csv = try read("a,b\n\"x,\"\"y\"\"\nz\",\"\"\n é ,\"NULL\"\n")
    #expect(csv["a"] == ["x,\"y\"\nz", " é "])
    #expect(csv["b"] == [nil, nil])
  }

  @Test func missingValues() throws {
    let csv = try read("a,b\n,NULL\nNA,*\n-,null\n--,0\n", optional: ["c"])
    #expect(csv["a"] == [nil, nil, nil, "--"])
    #expect(csv["b"] == [nil, nil, "null", "0"])
    #expect(csv["c"] == [nil, nil, nil, nil])
  }

  @Test func whatItRefuses() {
    #expect(throws: OracleError.self) { try read("a\n1\n") }
    #expect(throws: OracleError.self) { try read("") }
    #expect(throws: OracleError.self) { try read("a,b\n1\n") }
    #expect(throws: OracleError.self) { try read("a,b\n1,2,3\n") }
    #expect(throws: OracleError.self) { try read("a,b\n1,\"2\n") }
    #expect(throws: OracleError.self) { try read("a,b\n\"1\"x,2\n") }
  }
}
