import Foundation
import Testing

/// `docs/json.md` names every key that the program writes, and no other.
@Suite struct JSONPageTests {
  /// Statements that between them write every kind of object and every part of a model.
  private static let statements = """
    param choice = All choose All, Female
    load demo rows=20000 seed=7
    load birthwt from "$fixtures/birthwt.csv"
    type smoke date in birthwt
    derive odd = year(smoke) in birthwt
    problems birthwt
    clean with nhs-2022
    keep "first deciles" where deprivation < 9 in cohort
    describe cohort
    describe cohort gender
    describe cohort deprivation
    recipe
    show settings
    show parameters
    show recipe nhs-2022
    session
    segment by gender
    fit recovery ~ deprivation as by_gender
    segment all
    derive sex = recode Gender (2 -> "Female"; else -> "Other") in cohort
    fit recovery ~ deprivation + unemployed + factor(sex) scaled holdout 20% by patient as small
    fit recovery ~ small + benefits scaled holdout 20% by patient as large
    summary large
    compare small large
    set disclosure none
    derive twice = 2 * deprivation in cohort
    derive partly = case(deprivation > 2 -> deprivation) in cohort
    fit recovery ~ deprivation + twice + partly as aliased
    derive perfect = recovery in cohort
    fit recovery ~ deprivation + perfect allow separation as separated
    summary tables
    summary cohort
    summary recovery by deprivation
    summary models
    predict small deprivation=1 unemployed=no sex=Female
    clean with talking-therapies providers complete >= 10%
    set timing on
    show plan
    set timing off
    summary cohort
    summary recovery by deprivation
    fit recovery ~ deprivation random by provider as mixed
    fit recovery ~ deprivation + benefits as plain
    validate plain bootstrap=20
    validate plain folds=2
    margins plain
    margins plain of deprivation
    confounding deprivation
    inequality recovery by deprivation
    decompose recovery by gender=Female, Male ~ deprivation
    plot flow
    plot missing
    plot deciles by deprivation
    plot forest plain
    plot calibration plain
    plot roc plain
    describe gender by recovery
    describe missing by recovery
    segment by gender
    inequality recovery by deprivation
    plot segments
    fit recovery ~ deprivation as each holdout 20% by patient
    compare each[Female] each[Male]
    expect 1 > 2
    """

  /// The keys of objects by what they belong to: `table`, `model.terms`, `table:attrition`, …
  private func written() throws -> [String: Set<String>] {
    let fixtures = "param fixtures = \"\(Paths.root)/Tests/CommandsTests/Fixtures\"\n"
    let run = try Run(["--format", "json"], input: fixtures + JSONPageTests.statements)
    #expect(run.status == 1 && run.errors.contains("does not hold"), "\(run.errors)")
    var result: [String: Set<String>] = [:]
    func note(_ object: [String: Any], as part: String) {
      let keys = object.keys.filter { key in
        // Of `log_p` the page speaks by itself; the other two belong to a rule of the whole.
        key == "log_p"
          || !key.hasSuffix("_reason")
            && !(key.hasPrefix("log_") && object.keys.contains(String(key.dropFirst(4))))
      }
      result[part, default: []].formUnion(keys)
    }
    for line in run.output.split(separator: "\n") {
      let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      let kind = try #require(object["kind"] as? String)
      note(object, as: kind)
      if let span = object["span"] as? [String: Any] { note(span, as: "error") }
      if ["table", "figure"].contains(kind), let name = object["name"] as? String {
        for row in object["rows"] as? [[String: Any]] ?? [] { note(row, as: "table:\(name)") }
      }
      guard kind == "model" else { continue }
      for (key, value) in object {
        if let group = value as? [String: Any] { note(group, as: key) }
        for row in value as? [[String: Any]] ?? [] { note(row, as: key) }
      }
    }
    return result
  }

  /// The page's sections by their titles, as the words in backticks of their tables' rows.
  private func page() throws -> (lines: [String: [[String]]], words: [String: Set<String>]) {
    var lines: [String: [[String]]] = [:]
    var title = ""
    for line in try Document("docs/json.md").lines {
      if line.hasPrefix("## ") { title = String(line.dropFirst(3)).replacing("`", with: "") }
      guard line.hasPrefix("| ") else { continue }
      lines[title, default: []].append(line.matches(of: /`([^`]+)`/).map { String($0.1) })
    }
    return (lines, lines.mapValues { Set($0.joined()) })
  }

  @Test func everyKeyIsNamed() throws {
    let (lines, words) = try page()
    let written = try written()
    let every = try #require(words["Every object"])
    #expect(Set(["text", "notice", "table", "figure", "model", "error"]).isSubset(of: written.keys))
    for (part, keys) in written {
      switch part {
      case "text", "notice": #expect(keys == ["cell", "kind", "policy", "text"])
      case "coefficients": break
      case let part where part.hasPrefix("table:"):
        let name = String(part.dropFirst(6))
        let line = try #require(lines["table"]?.last { $0.first == name }, "no line about \(part)")
        // Their further keys are made of names of models and terms.
        let isOpen = ["coefficients", "by_dimension", "baseline"].contains(name)
        #expect(isOpen || keys.subtracting(line).isEmpty, "\(part): \(keys.subtracting(line))")
      case "figure":
        let known = every.union(try #require(words["table"])).union(try #require(words["figure"]))
        #expect(keys.subtracting(known).isEmpty, "\(part): \(keys.subtracting(known))")
      case "table", "error":
        let known = every.union(try #require(words[part]))
        #expect(keys.subtracting(known).isEmpty, "\(part): \(keys.subtracting(known))")
      default:
        // Whatever belongs to a model.
        let known = every.union(try #require(words["model"]))
        #expect(keys.subtracting(known).isEmpty, "\(part): \(keys.subtracting(known))")
      }
    }
  }

  @Test func everyNameIsWritten() throws {
    let (lines, _) = try page()
    let written = try written()
    let all = Set(written.values.joined())
    for line in lines["table"] ?? [] {
      guard let first = line.first else { continue }
      #expect(all.contains(first) || written.keys.contains("table:\(first)"), "table: \(first)")
    }
    for title in ["Every object", "text and notice", "model", "error"] {
      for line in lines[title] ?? [] {
        if let first = line.first { #expect(all.contains(first), "\(title): \(first)") }
      }
    }
  }
}
