import Engine
import Foundation
import Testing

@testable import Commands

@Suite struct CompletionFileTests {
  /// The names offered in a folder that is called `$dir`.
  private func offered(_ text: String, _ folder: String) throws -> [String] {
    var bench = Bench()
    try bench.run("param dir = \"\(folder)\"")
    let (text, cursor) = CompletionCase.cut(text)
    return Interpreter.complete(text, cursor: cursor, in: bench.workspace).candidates
      .map { $0.text + ($0.ending == " " ? "" : $0.ending) }
  }

  private func expect(_ text: String, _ folder: String, _ names: [String]) throws {
    let found = try offered(text, folder)
    #expect(found == names, "\(text)")
  }

  private func withFiles(_ body: (String) throws -> Void) throws {
    try withFolder { folder in
      for name in [
        "data 10.csv", "data 2.csv", "more.csv.gz", "script.iapt", "notes.txt", ".hidden.csv", "q\"$a.csv",
      ] {
        try "a\n1\n".write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
      }
      for name in ["sub", ".git"] {
        try FileManager.default.createDirectory(
          atPath: "\(folder)/\(name)", withIntermediateDirectories: false)
      }
      try "a\n1\n".write(toFile: "\(folder)/sub/inner.csv", atomically: true, encoding: .utf8)
      try FileManager.default.createSymbolicLink(atPath: "\(folder)/linked", withDestinationPath: "sub")
      try FileManager.default.createSymbolicLink(atPath: "\(folder)/lost.csv", withDestinationPath: "nowhere")
      try body(folder)
    }
  }

  @Test func filesOfTheRightKind() throws {
    try withFiles { folder in
      try expect(
        "load x from \"$dir/|", folder,
        [
          "data 2.csv\"", "data 10.csv\"", "linked/", "more.csv.gz\"", "q\\\"\\$a.csv\"", "sub/",
        ])
      try expect("load x from \"$dir/sub/|", folder, ["inner.csv\""])
      try expect("load x from \"\(folder)/DATA |", folder, ["data 2.csv\"", "data 10.csv\""])
      try expect("load x from \"$dir/.|", folder, [".git/", ".hidden.csv\""])
      try expect("load from \"$dir/|", folder, ["linked/", "sub/"])
      for text in [
        "run \"$dir/s|", "clean with \"$dir/s|", "recipe \"$dir/s|", "save recipe nhs-2022 to \"$dir/s|",
      ] {
        try expect(text, folder, ["script.iapt\"", "sub/"])
      }
      try expect("load x from \"$dir/mor|e.csv.gz\"", folder, ["more.csv.gz\""])
      try expect("load x from \(folder)/su|", folder, ["\"\(folder)/sub/"])
    }
  }

  @Test func whatIsInsertedIsRead() throws {
    try withFiles { folder in
      for name in try offered("load x from \"$dir/|", folder)
      where name.hasSuffix("\"") && !name.contains("gz") {
        var bench = Bench()
        try bench.run("load x from \"\(folder)/\(name)")
      }
    }
  }

  @Test func parametersOfAScript() throws {
    try withFiles { folder in
      try "param who = All choose All, \"not known\"\nparam cut = 9\nrun \"\(folder)/inner.iapt\"\n"
        .write(toFile: "\(folder)/script.iapt", atomically: true, encoding: .utf8)
      try "param deep = 1\n".write(toFile: "\(folder)/inner.iapt", atomically: true, encoding: .utf8)
      try expect("run \"$dir/script.iapt\" |", folder, ["who=", "cut=", "deep="])
      try expect("run \"$dir/script.iapt\" c|", folder, ["cut="])
      try expect("run \"$dir/script.iapt\" cut=3 |", folder, ["who=", "deep="])
      try expect("run \"$dir/script.iapt\" who=|", folder, ["All", "\"not known\"", "$dir"])
      try expect("run \"$dir/script.iapt\" cut=|", folder, ["9", "$dir"])
      try expect("run \"$dir/none.iapt\" |", folder, [])
      try expect("run \"$dir/sub\" |", folder, [])
    }
  }

  @Test func parametersInsideQuotes() throws {
    try withFiles { folder in
      try expect("load x from \"$d|", folder, ["$dir"])
      try expect("load x from \"$|", folder, ["$dir"])
      try expect("load x from \"$no/|", folder, [])
      try expect("keep \"$d|", folder, [])
    }
  }

  @Test func nothingWhereNothingCanBeRead() throws {
    try withFiles { folder in
      try expect("load x from \"$dir/none/|", folder, [])
      try expect("load x from \"$dir/notes.txt/|", folder, [])
      try expect("load x from \"~|", folder, [])
      chmod("\(folder)/sub", 0)
      defer { chmod("\(folder)/sub", 0o755) }
      let found = try offered("load x from \"$dir/sub/|", folder)
      #expect(found.isEmpty || geteuid() == 0)
    }
  }

  @Test func hugeFoldersAreBounded() throws {
    try withFolder { folder in
      for index in 0..<6000 { close(open("\(folder)/f\(index).csv", O_CREAT | O_WRONLY, 0o600)) }
      let found = try offered("load x from \"$dir/f|", folder)
      #expect(found.count >= 4000 && found.count <= 5000)
    }
  }
}
