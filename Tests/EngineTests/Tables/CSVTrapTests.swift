import Testing

@testable import Engine

/// Files by the trap in them.
struct Trap: CustomTestStringConvertible, Sendable {
  var name: String
  var text: [UInt8]
  var names: [String]
  var cells: [[String?]]
  var problems: [String]

  init(_ name: String, _ text: String, _ names: [String], _ cells: [[String?]], _ problems: [String] = []) {
    self.init(name, bytes: Array(text.utf8), names, cells, problems)
  }

  init(
    _ name: String, bytes: [UInt8], _ names: [String], _ cells: [[String?]], _ problems: [String] = []
  ) {
    self.name = name
    self.text = bytes
    self.names = names
    self.cells = cells
    self.problems = problems
  }

  var testDescription: String { name }

  static let all: [Trap] = [
    Trap("plain", "a,b\n1,x\n2,y\n", ["a", "b"], [["1", "x"], ["2", "y"]]),
    Trap("no last newline", "a,b\n1,x", ["a", "b"], [["1", "x"]]),
    Trap("last field empty, no newline", "a,b\n1,", ["a", "b"], [["1", nil]]),
    Trap("CRLF", "a,b\r\n1,x\r\n", ["a", "b"], [["1", "x"]]),
    Trap("lone CR", "a,b\r1,x\r2,y", ["a", "b"], [["1", "x"], ["2", "y"]]),
    Trap("mixed line ends", "a,b\n1,x\r2,y\r\n3,z", ["a", "b"], [["1", "x"], ["2", "y"], ["3", "z"]]),
    Trap("byte order mark", "\u{feff}a,b\n1,x\n", ["a", "b"], [["1", "x"]]),
    Trap("byte order mark and quoted header", "\u{feff}\"a\",b\n1,x\n", ["a", "b"], [["1", "x"]]),
    Trap("quoted comma", "a,b\n\"1,5\",x\n", ["a", "b"], [["1,5", "x"]]),
    Trap("doubled quotes", "a,b\n\"say \"\"no\"\"\",\"\"\"\"\n", ["a", "b"], [["say \"no\"", "\""]]),
    Trap(
      "newline in quotes", "a,b\n\"x\ny\",1\n2\n", ["a", "b"], [["x\ny", "1"], ["2", nil]],
      ["4 - too few fields 1"]),
    Trap(
      "CRLF in quotes", "a,b\n\"x\r\ny\",1\n2\n", ["a", "b"], [["x\r\ny", "1"], ["2", nil]],
      ["4 - too few fields 1"]),
    Trap(
      "blank lines", "\n\na,b\n\n1,x\n\n\n2\n", ["a", "b"], [["1", "x"], ["2", nil]], ["8 - too few fields 1"]
    ),
    Trap("blank lines with CRLF", "a,b\r\n\r\n1,x\r\n", ["a", "b"], [["1", "x"]]),
    Trap("one column, blank line", "a\n1\n\n2\n", ["a"], [["1"], [nil], ["2"]]),
    Trap("header only", "a,b\n", ["a", "b"], []),
    Trap("header only, no newline", "a,b", ["a", "b"], []),
    Trap(
      "missing markers", "a,b\nNULL,NA\n*,-\n\"NA\",\"\"\nna, \n", ["a", "b"],
      [[nil, nil], [nil, nil], [nil, nil], ["na", " "]]),
    Trap(
      "short and long rows", "a,b\n1\n1,2,3\n4,5\n6\n", ["a", "b"],
      [["1", nil], ["1", "2"], ["4", "5"], ["6", nil]], ["2 - too few fields 2", "3 - too many fields 1"]),
    Trap(
      "duplicate headers", "a,a,a_2,a\n1,2,3,4\n", ["a", "a_3", "a_2", "a_4"], [["1", "2", "3", "4"]],
      ["1 a_3 duplicate header 1", "1 a_4 duplicate header 1"]),
    Trap(
      "empty headers", ",a, \n1,2,3\n", ["column_1", "a", "column_3"], [["1", "2", "3"]],
      ["1 column_1 empty header 1", "1 column_3 empty header 1"]),
    Trap("header with blanks", " a ,\" b\"\n1,2\n", ["a", "b"], [["1", "2"]]),
    Trap(
      "quote inside a field", "a,b\n5\" pipe,1\n", ["a", "b"], [["5\" pipe", "1"]], ["2 a stray quote 1"]),
    Trap(
      "characters after a closing quote", "a,b\n\"x\"y,1\n\"x\" ,2\n", ["a", "b"],
      [[nil, "1"], [nil, "2"]],
      ["2 a stray quote 2"]),
    Trap("unclosed quote", "a,b\n1,\"x\n2,y\n", ["a", "b"], [["1", nil]], ["2 b unclosed quote 1"]),
    Trap("unclosed quote at the very end", "a,b\n1,\"", ["a", "b"], [["1", nil]], ["2 b unclosed quote 1"]),
    Trap(
      "unclosed quote in the header", "a,\"secret\n1,2\n", ["a", "column_2"], [],
      ["1 column_2 unclosed quote 1"]),
    Trap("NUL bytes", "a,b\n\0,x\0y\n", ["a", "b"], [["\0", "x\0y"]]),
    Trap(
      "not UTF-8", bytes: Array("a,b\n1,".utf8) + [0xff, 10, 50, 44, 0xff, 10, 51, 44, 0xc3, 0xa9, 10],
      ["a", "b"],
      [["1", nil], ["2", nil], ["3", "é"]], ["2 b not UTF-8 2"]),
    Trap(
      "not UTF-8 header", bytes: [97, 44, 0xff, 10, 49, 44, 50, 10], ["a", "\u{fffd}"], [["1", "2"]],
      ["1 \u{fffd} not UTF-8 1"]),
  ]
}

@Suite struct CSVTrapTests {
  @Test(arguments: Trap.all) func trap(_ trap: Trap) throws {
    let source = try CSVSource(bytes: trap.text, label: "t.csv")
    #expect(source.columnNames == trap.names)
    #expect(try source.cells() == trap.cells)
    #expect(source.found == trap.problems)
    // Reading again counts nothing twice.
    _ = try source.cells()
    #expect(source.found == trap.problems)
  }

  @Test(arguments: ["", "\u{feff}", "\n\n\r\n\r", "\u{feff}\n"]) func noHeader(_ text: String) {
    #expect(throws: TableError.noHeader(path: "t.csv")) { try CSVSource.text(text) }
  }

  @Test func tenThousandColumnsAndAHugeField() throws {
    let names = (0..<10_000).map { "c\($0)" }
    let huge = String(repeating: "x", count: 3_000_000)
    let text =
      names.joined(separator: ",") + "\n"
      + String(repeating: ",", count: 9_999) + "7\n" + huge + "\n"
    let source = try CSVSource.text(text)
    #expect(source.columnNames == names)
    #expect(try source.values("c9999") == ["7", nil])
    #expect(try source.values("c0")[1]?.utf8.count == 3_000_000)
    #expect(try source.values("c0", .decimal) == [nil, nil])
    #expect(source.found == ["3 - too few fields 1", "3 c0 does not fit 1"])
  }

  @Test func otherMarkers() throws {
    let dialect = CSVDialect(missing: ["-99", "unbekannt"])
    let source = try CSVSource(
      bytes: Array("a,b\n-99,\n5,NA\nunbekannt,x".utf8), label: "t", dialect: dialect)
    #expect(try source.cells() == [[nil, ""], ["5", "NA"], [nil, "x"]])
    #expect(try source.values("a") == [nil, "5", nil])
    #expect(try source.column(at: 0, as: nil, .unattended).type == .integer)
  }

  @Test func syntheticMark() throws {
    #expect(try CSVSource.text("a,SYNTHETIC\n1,1\n").isSynthetic)
    #expect(try !CSVSource.text("a,synthetic\n1,1\n").isSynthetic)
  }
}
