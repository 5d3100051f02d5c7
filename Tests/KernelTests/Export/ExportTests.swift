import Foundation
import Testing

@testable import Kernel

/// `export`, the real program: what the files hold, what is refused, what is left as it was.
@Suite struct ExportTests {
  private func withBench(_ body: (ExportBench) throws -> Void) throws {
    let bench = try ExportBench()
    defer { bench.close() }
    try bench.write("people.csv", ExportBench.people)
    try body(bench)
  }

  private let load = "load people from \"people.csv\"\n"

  @Test func aTableStandsUnderItsPolicyInEveryForm() throws {
    try withBench { bench in
      let run = try bench.run(
        load + "summary y by group\n"
          + ["csv", "json", "md", "html", "tex"].map { "export to \"out.\($0)\"" }.joined(separator: "\n"))
      #expect(run.status == 0, "\(run.errors)")
      let csv = try bench.text("out.csv").split(separator: "\n").map(String.init)
      #expect(csv[0] == "level,rows,events,rate,interval_low,interval_high,policy", "\(csv[0])")
      #expect(csv.count == 5 && csv.dropFirst().allSatisfy { $0.hasSuffix(",nhs-sde") })
      #expect(csv.last == "(levels that few rows have),*,*,*,*,*,nhs-sde", "\(csv)")
      for ending in ["json", "md", "html", "tex"] {
        let text = try bench.text("out." + ending)
        #expect(text.contains("nhs-sde") && !text.contains("UNSAFE"), "\(ending)")
        #expect(text.contains("few rows have"), "\(ending)")
        #expect(
          text.contains(ending == "json" ? "\"rows_reason\": \"suppressed\"" : "suppressed"), "\(ending)")
      }
      let sidecar = try bench.object("out.csv.json")
      #expect(
        sidecar["policy"] as? String == "nhs-sde"
          && sidecar["statement"] as? String == "export to \"out.csv\"")
      let sources = sidecar["sources"] as? [[String: Any]] ?? []
      #expect(sources.first?["sha256"] as? String == SHA.of(ExportBench.people))
      let decisions = sidecar["decisions"] as? [[String: Any]] ?? []
      #expect(decisions.contains { $0["action"] as? String == "suppressed" && $0["reason"] is String })
      #expect(try bench.register().count == 5)
      #expect(try Run(["verify", "."], in: bench.folder).output.contains("people.csv is in no register"))
    }
  }

  @Test func sameScriptSameBytes() throws {
    try withBench { bench in
      let script =
        load + "fit y ~ group + x as m\n"
        + ["csv", "json", "md", "html", "tex"].map { "export m to \"m.\($0)\" replacing" }.joined(
          separator: "\n")
      #expect(try bench.run(script).status == 0)
      let files = ["m.csv", "m.json", "m.md", "m.html", "m.tex"]
      let first = try files.map(bench.text)
      let sidecar = try bench.object("m.csv.json")
      #expect(try bench.run(script).status == 0)
      #expect(try files.map(bench.text) == first)
      var again = try bench.object("m.csv.json")
      for key in ["time"] { again[key] = sidecar[key] }
      #expect(NSDictionary(dictionary: again) == NSDictionary(dictionary: sidecar))
      let lines = try bench.register()
      #expect(lines.count == 10 && lines[0]["sha256"] as? String == lines[5]["sha256"] as? String)
      #expect(lines[0]["sha256"] as? String == SHA.of(first[0]))
      #expect(lines[0]["scripts"] as? [String] == ["a.iapt"] && lines[0]["cell"] as? Int == 3)
    }
  }

  @Test func nothingUnsafeUnlessSaid() throws {
    try withBench { bench in
      let shown = load + "set disclosure none\nsummary y by group\n"
      let refused = try bench.run(shown + "export to \"out.csv\"")
      #expect(refused.status == 1 && refused.errors.contains("may not leave"), "\(refused.errors)")
      #expect(!bench.has("out.csv") && !bench.has("out.csv.json"))
      #expect(try bench.register().map { $0["outcome"] as? String } == ["refused"])
      for ending in ["csv", "json", "md", "html", "tex"] {
        #expect(try bench.run(shown + "export to \"out.\(ending)\" allow unsafe").status == 0)
        #expect(
          try bench.text("out." + ending).contains(ending == "json" ? "\"unsafe\": \"" : "UNSAFE"),
          "\(ending)")
        #expect(try bench.object("out.\(ending).json")["unsafe"] is String)
      }
      #expect(try bench.text("out.csv").contains("rare,3,"))
      #expect(try bench.register().last?["unsafe"] is String)
      #expect(try Run(["verify", "."], in: bench.folder).output.contains("out.csv was written as UNSAFE"))
    }
  }

  /// What passed a policy keeps it, whatever is in force when it is written; what a stricter one came for stays.
  @Test func resultsKeepThePolicyTheyPassed() throws {
    try withBench { bench in
      let run = try bench.run(load + "summary y by group\nset disclosure none\nexport 2 to \"out.csv\"")
      #expect(run.status == 0, "\(run.errors)")
      let text = try bench.text("out.csv")
      #expect(text.contains("few rows have),*,") && !text.contains("UNSAFE"))
      let later = try bench.run(
        load + "set disclosure none\nsummary y by group\nset disclosure nhs-sde\nexport 3 to \"b.csv\"")
      #expect(later.status == 1 && later.errors.contains("stricter") && !bench.has("b.csv"))
    }
  }

  @Test func filesThatAreThereStay() throws {
    try withBench { bench in
      try bench.write("out.csv", "mine")
      let shown = load + "summary y by group\n"
      let refused = try bench.run(shown + "export to \"out.csv\"")
      #expect(refused.status == 1 && refused.errors.contains("exists already"))
      #expect(try bench.text("out.csv") == "mine" && !bench.has("out.csv.json") && !bench.has(Register.name))
      #expect(try bench.run(shown + "export to \"out.csv\" replacing").status == 0)
      // What was loaded is not written over, nor the register.
      let own = try bench.run(shown + "export to \"people.csv\" replacing")
      #expect(own.status == 1 && own.errors.contains("was loaded from it"))
      #expect(try bench.text("people.csv") == ExportBench.people)
    }
  }

  @Test func wrongNamesAreToldBeforeAnythingRuns() throws {
    try withBench { bench in
      for (file, words) in [
        ("out", "must end in"), ("out.xlsx", "writes no .xlsx"), ("out.docx", "must end in"),
        (".csv", "must end in"),
      ] {
        let run = try bench.run(load + "summary y by group\nexport to \"\(file)\"")
        #expect(run.status == 2 && run.output.isEmpty && run.errors.contains(words), "\(file) \(run.errors)")
      }
      let rows = try bench.run(load + "export people to \"x.csv\"")
      #expect(rows.status == 2 && rows.errors.contains("people is rows"), "\(rows.errors)")
      let lost = try bench.run(load + "summary y by group\nexport to \"none/x.csv\"")
      #expect(lost.status == 1 && lost.errors.contains("cannot be written"), "\(lost.errors)")
      let several = try bench.run(
        load + "summary\ndescribe people\nfit y ~ x as m\nsummary m\nexport m table nope to \"x.csv\"")
      #expect(several.status == 1 && several.errors.contains("coefficients"), "\(several.errors)")
    }
  }

  @Test func rowsOfPeopleNeedBothSwitches() throws {
    try withBench { bench in
      try bench.write(
        "r.iapt",
        """
        recipe "r"
        key person
        cluster provider = site
        keep "all" where y >= 0
        outcome ill = y = 1
        predictor x, seen, site
        dimensions x
        """)
      try bench.write(
        "p.csv",
        "person,site,y,x,seen\n" + (0..<30).map { "N\($0),S\($0 % 2),\($0 % 2),\($0),2021-01-01\n" }.joined())
      let clean = "load p from \"p.csv\"\nclean with \"r.iapt\"\n"
      let both = "set disclosure none\nexport cohort to \"x.csv\" allow unsafe"
      for said in [
        "export cohort to \"x.csv\"", "export cohort to \"x.csv\" allow unsafe",
        "set disclosure none\nexport cohort to \"x.csv\"",
      ] {
        let run = try bench.run(clean + said)
        #expect(run.status == 1 && run.errors.contains("not written") && !bench.has("x.csv"), "\(run.errors)")
      }
      #expect(try bench.register().count == 3)
      // Rows that were only shown leave by no switch, in no form.
      for form in ["csv", "json", "md", "html", "tex"] {
        let run = try bench.run(
          clean + "set disclosure none\nshow rows of p\nexport to \"y.\(form)\" allow unsafe")
        #expect(
          run.status == 1 && run.errors.contains("not written") && !bench.has("y.\(form)"), "\(run.errors)")
      }
      #expect(try bench.register().count == 8)
      let run = try bench.run(clean + both)
      #expect(run.status == 0, "\(run.errors)")
      let lines = try bench.text("x.csv").split(separator: "\n")
      #expect(
        lines.count == 31 && lines[0] == "ill,x,policy" && lines[1].hasSuffix(",UNSAFE none"), "\(lines[0])")
      #expect(run.errors.contains("person, site, seen"))
    }
  }
}

enum SHA {
  static func of(_ text: String) -> String { SHA256Text.of(text) }
}
