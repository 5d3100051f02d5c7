import Crypto
import Engine
import Foundation
import Testing

@testable import Kernel

enum SHA256Text {
  static func of(_ text: String) -> String {
    SHA256.hash(data: Data(text.utf8)).map { String(format: "%02x", $0) }.joined()
  }
}

/// The register of outputs, and `iapt verify`.
@Suite struct RegisterTests {
  /// A folder of outputs that is as registered.
  private func withOutputs(_ body: (ExportBench) throws -> Void) throws {
    let bench = try ExportBench()
    defer { bench.close() }
    try FileManager.default.createDirectory(atPath: bench.folder + "/out", withIntermediateDirectories: true)
    try bench.write("people.csv", ExportBench.people)
    let run = try bench.run(
      """
      load people from "people.csv"
      fit y ~ x + group as m
      export m to "out/m.csv"
      export m table tests to "out/tests.csv"
      export m to "out/m.md"
      """)
    #expect(run.status == 0, "\(run.errors)")
    try body(bench)
  }

  private func verify(_ bench: ExportBench) throws -> (status: Int32, kinds: [String]) {
    let run = try Run(["verify", "out", "--format", "json"], in: bench.folder)
    let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any] ?? [:]
    let findings = object["findings"] as? [[String: Any]] ?? []
    #expect((object["whole"] as? Bool) == findings.isEmpty)
    return (run.status, findings.map { "\($0["kind"] ?? "") \($0["file"] ?? "")" })
  }

  @Test func whatIsAsWrittenIsWhole() throws {
    try withOutputs { bench in
      #expect(try verify(bench) == (0, []))
      let text = try Run(["verify", "out"], in: bench.folder)
      #expect(text.output == "out: 3 lines registered, 3 files, 0 refused\neverything is as it was written\n")
    }
  }

  @Test func everyChangeShows() throws {
    let name = Register.name
    let cases: [(String, (ExportBench) throws -> Void, [String])] = [
      ("changed", { try $0.write("out/m.csv", "x") }, ["changed m.csv"]),
      ("sidecar", { try $0.write("out/m.csv.json", "{}") }, ["changed m.csv.json"]),
      ("gone", { try FileManager.default.removeItem(atPath: $0.folder + "/out/m.csv") }, ["missing m.csv"]),
      ("new", { try $0.write("out/new.csv", "x") }, ["unregistered new.csv"]),
      ("hidden", { try $0.write("out/.new", "x") }, ["unregistered .new"]),
      ("link", { #expect(symlink("m.csv", $0.folder + "/out/l.csv") == 0) }, ["link l.csv"]),
      (
        "folder",
        {
          try FileManager.default.createDirectory(
            atPath: $0.folder + "/out/in", withIntermediateDirectories: true)
          try $0.write("out/in/new.csv", "x")
        }, ["unregistered in/new.csv"]
      ),
      (
        "replaced by a link",
        {
          try FileManager.default.moveItem(atPath: $0.folder + "/out/m.csv", toPath: $0.folder + "/m.csv")
          #expect(symlink("../m.csv", $0.folder + "/out/m.csv") == 0)
        }, ["link m.csv"]
      ),
      (
        "line taken out", { try edit($0) { $0.remove(at: 1) } },
        ["chain \(name)", "unregistered tests.csv", "unregistered tests.csv.json"]
      ),
      (
        "lines moved", { try edit($0) { $0.swapAt(0, 1) } },
        ["chain \(name)", "chain \(name)", "chain \(name)"]
      ),
      (
        "line changed", { try edit($0) { $0[0] = $0[0].replacing("\"people\"", with: "\"others\"") } },
        ["chain \(name)"]
      ),
      (
        "line of something else", { try edit($0) { $0[1] = "not a line" } },
        [
          "damaged \(name)", "chain \(name)", "unregistered tests.csv", "unregistered tests.csv.json",
        ]
      ),
      (
        "cut off", { try $0.write("out/" + name, String($0.text("out/" + name).dropLast(40))) },
        ["damaged \(name)", "damaged \(name)", "unregistered m.md", "unregistered m.md.json"]
      ),
      (
        "leads out", { try edit($0) { $0[0] = $0[0].replacing("\"m.csv\"", with: "\"../people.csv\"") } },
        [
          "chain \(name)", "missing ../people.csv", "unregistered m.csv",
        ]
      ),
    ]
    for (what, change, expected) in cases {
      try withOutputs { bench in
        try change(bench)
        let found = try verify(bench)
        #expect(found.status == 1 && found.kinds == expected, "\(what): \(found.kinds)")
      }
    }
  }

  private func edit(_ bench: ExportBench, _ change: (inout [String]) -> Void) throws {
    var lines = try bench.text("out/" + Register.name).split(separator: "\n").map(String.init)
    change(&lines)
    try bench.write("out/" + Register.name, lines.joined(separator: "\n") + "\n")
  }

  @Test func nothingToCheckIsWrongUsage() throws {
    let bench = try ExportBench()
    defer { bench.close() }
    #expect(try Run(["verify", "none"], in: bench.folder).status == 2)
    #expect(try Run(["verify", "."], in: bench.folder).status == 2)
  }

  /// Many programs that write to one folder at once leave a register that is whole.
  @Test func writersWaitForEachOther() async throws {
    let bench = try ExportBench()
    defer { bench.close() }
    let folder = bench.folder
    await withTaskGroup(of: Void.self) { group in
      for index in 0..<8 {
        group.addTask {
          for line in 0..<10 {
            let register = try? Register(folder: folder, .unattended)
            try? register?.append([
              ("outcome", .text("refused")), ("file", .text("\(index)-\(line)")), ("policy", .text("none")),
            ])
          }
        }
      }
    }
    let lines = try bench.register()
    #expect(lines.count == 80 && lines.compactMap { $0["number"] as? Int } == Array(1...80))
    let run = try Run(["verify", "."], in: folder)
    #expect(run.status == 0 && run.output.contains("80 lines registered"), "\(run.output)")
  }

  @Test func aRegisterThatIsALinkOrAFolderIsRefused() throws {
    let bench = try ExportBench()
    defer { bench.close() }
    try bench.write("people.csv", ExportBench.people)
    let script = "load people from \"people.csv\"\nsummary y by group\nexport to \"out.csv\""
    #expect(symlink("elsewhere", bench.folder + "/" + Register.name) == 0)
    #expect(try bench.run(script).status == 1 && !bench.has("out.csv") && !bench.has("elsewhere"))
    unlink(bench.folder + "/" + Register.name)
    mkdir(bench.folder + "/" + Register.name, 0o700)
    let run = try bench.run(script)
    #expect(run.status == 1 && run.errors.contains(Register.name) && !bench.has("out.csv"), "\(run.errors)")
    #expect(bench.names == ["a.iapt", Register.name, "people.csv"])
  }

  /// A file that cannot be written leaves no line, no sidecar, nothing half.
  @Test func whatFailsLeavesNothing() throws {
    let bench = try ExportBench()
    defer { bench.close() }
    let register = try Register(folder: bench.folder, .unattended)
    try register.append([("outcome", .text("refused")), ("file", .text("a")), ("policy", .text("none"))])
    let before = try bench.text(Register.name)
    #expect(throws: WholeFile.Failure.self) {
      try register.append([("file", .text("b"))]) { throw WholeFile.Failure(code: ENOSPC) }
    }
    #expect(try bench.text(Register.name) == before)
  }
}
