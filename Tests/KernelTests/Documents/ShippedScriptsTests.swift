import Foundation
import Testing

/// The scripts that come with the program, run by the real program from the root, as a user would.
@Suite struct ShippedScriptsTests {
  private func run(_ arguments: [String]) throws -> Run { try Run(arguments, in: Paths.root) }

  /// The tables and models of a run in JSON.
  private func outputs(_ run: Run) throws -> [[String: Any]] {
    try run.output.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  private func names(_ outputs: [[String: Any]]) -> [String] { outputs.compactMap { $0["name"] as? String } }

  @Test func quickstart() throws {
    let run = try run(["run", "scripts/quickstart.iapt", "--format", "json", "--quiet"])
    #expect(run.status == 0 && run.errors == "")
    let outputs = try outputs(run)
    #expect(
      names(outputs) == [
        "loaded", "attrition", "outcomes", "segment", "base", "treated", "fits", "areas", "coefficients",
      ])
    #expect(outputs.allSatisfy { $0["policy"] as? String == "none" })
    let models = outputs.filter { $0["kind"] as? String == "model" }
    #expect(models.allSatisfy { $0["outcome"] as? String == "converged" })
    // What the text cells say about these numbers.
    func rows(_ name: String) throws -> [[String: Any]] {
      try #require(outputs.first { $0["name"] as? String == name }?["rows"] as? [[String: Any]])
    }
    let attrition = try rows("attrition")
    #expect(attrition.contains { ($0["multiple"] as? Int ?? 0) > 0 })
    let providers = try #require(attrition.first { ($0["step"] as? String)?.contains("provider") == true })
    let before = try #require(providers["before"] as? Double)
    let dropped = try #require(providers["dropped"] as? Double)
    #expect((0.85...0.95).contains(dropped / before), "nine rows in ten")
    #expect(try rows("outcomes").first?["unknown"] as? Int ?? 0 > 0)
    for fit in try rows("fits") {
      #expect((0.45...0.65).contains(try #require(fit["auc"] as? Double)), "little about one person")
    }
  }

  @Test func recovery2022() throws {
    let folder = try Paths.temporary()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    #expect(try run(["demo", "--rows", "20000", folder]).status == 0)
    let path = "scripts/recovery-2022.iapt"
    let all = try run(["run", path, "--param", "data=\(folder)", "--format", "json", "--quiet"])
    #expect(all.status == 0 && all.errors == "")
    #expect(names(try outputs(all)).suffix(5) == ["base", "treated", "fits", "areas", "coefficients"])
    let women = try run([
      "run", path, "--param", "data=\(folder)", "--param", "gender=Female", "--format", "json",
    ])
    #expect(women.status == 0 && women.output != all.output)
    #expect(try run(["check", path, "--param", "data=\(folder)"]).status == 0)
    let missing = try run(["run", path, "--param", "data=\(folder)/none"])
    #expect(missing.status == 2 && missing.output == "" && missing.errors.contains("\(path):"))
    let level = try run(["run", path, "--param", "data=\(folder)", "--param", "gender=Femal"])
    #expect(level.status == 2 && level.output == "")
  }

  @Test func publishedEngland() throws {
    let run = try run(["run", "scripts/published-england.iapt", "--format", "json", "--quiet"])
    #expect(run.status == 0 && run.errors == "")
    #expect(names(try outputs(run)) == ["loaded", "published"])
  }

  /// Each mistake is found before anything runs.
  @Test(
    arguments: [
      ("quickstart", "clean with nhs-2022", "clean with nhs-2023"),
      ("quickstart", "segment gender=Female", "segment gendre=Female"),
      ("quickstart", "segment gender=Female", "segment gender=Femal"),
      ("quickstart", "fit recovery ~ deprivation", "fit recovery ~ deprivaton"),
      ("quickstart", "fit recovery ~ base", "fit recovery ~ bas"),
      ("quickstart", "compare base treated", "compare base treatd"),
      ("quickstart", "compare base treated", "compar base treated"),
      ("quickstart", "\ncompare base treated", "\ncompare (base treated"),
      ("quickstart", "rows(segment)", "rws(segment)"),
      ("published-england", "england-2021-22.csv", "england-2021-23.csv"),
      ("published-england", "weight=n", "weight=m"),
      ("published-england", "recovered=\"yes\"", "recovered=\"yes"),
    ])
  func aBrokenScriptDoesNotStart(_ name: String, _ right: String, _ wrong: String) throws {
    let path = "scripts/\(name).iapt"
    #expect(try run(["check", path]).status == 0)
    let text = try String(contentsOfFile: "\(Paths.root)/\(path)", encoding: .utf8)
    #expect(text.contains(right))
    let folder = try Paths.temporary()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let broken = folder + "/broken.iapt"
    try Data(text.replacing(right, with: wrong).utf8).write(to: URL(fileURLWithPath: broken))
    for verb in ["check", "run"] {
      let run = try run([verb, broken])
      #expect(run.status == 2 && run.output == "", "\(verb): \(wrong)")
      #expect(run.errors.contains("\(broken):"), "\(verb): \(wrong)")
    }
  }
}
