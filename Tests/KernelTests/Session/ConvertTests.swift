import Foundation
import Testing

/// `iapt convert`, the real program.
@Suite struct ConvertTests {
  private static let script = """
    # %% [markdown]
    # # Demo
    # %% Load
    load demo rows=400 seed=3
    # %%
    expect rows(referrals) = 400

    """

  /// A folder with the script in it.
  private func withScript(_ text: String = script, _ body: (String) throws -> Void) throws {
    let folder = try Paths.temporary()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/a.iapt"))
    try body(folder)
  }

  private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  @Test func throughEveryFormAndBack() throws {
    try withScript { folder in
      for (from, to) in [("a.iapt", "b.py"), ("b.py", "c.md"), ("c.md", "d.ipynb"), ("d.ipynb", "e.iapt")] {
        let run = try Run(["convert", from, to], in: folder)
        #expect(run.status == 0 && run.output.isEmpty && run.errors.isEmpty, "\(to) \(run.errors)")
      }
      #expect(try text(folder + "/b.py").hasPrefix("# Databricks notebook source\n# MAGIC %md\n"))
      #expect(try text(folder + "/c.md").contains("```iapt Load\nload demo"))
      #expect(try Run(["check", "e.iapt"], in: folder).status == 0)
      let back = try text(folder + "/e.iapt").replacing("\n\n", with: "\n")
      #expect(back == Self.script.replacing("\n\n", with: "\n"))
    }
  }

  @Test func linksAndModesAreKept() throws {
    try withScript { folder in
      let real = folder + "/real.md"
      try Data("old".utf8).write(to: URL(fileURLWithPath: real))
      #expect(chmod(real, 0o600) == 0 && symlink("real.md", folder + "/b.md") == 0)
      #expect(symlink("none.md", folder + "/lost.md") == 0)
      #expect(try Run(["convert", "a.iapt", "b.md", "--force"], in: folder).status == 0)
      var facts = stat()
      #expect(lstat(folder + "/b.md", &facts) == 0 && facts.st_mode & S_IFMT == S_IFLNK)
      #expect(stat(real, &facts) == 0 && facts.st_mode & 0o7777 == 0o600)
      #expect(try text(real).contains("load demo"))
      #expect(try Run(["convert", "a.iapt", "lost.md"], in: folder).status == 1)
      #expect(!FileManager.default.fileExists(atPath: folder + "/none.md"))
    }
  }

  @Test func standardStreams() throws {
    let run = try Run(["convert", "-", "-", "--from", "iapt", "--to", "markdown"], input: Self.script)
    #expect(run.status == 0 && run.output.hasPrefix("# Demo\n\n```iapt Load\n") && run.errors.isEmpty)
    #expect(try Run(["convert", "-", "-", "--to", "markdown"], input: "").status == 2)
  }

  @Test func outputsGoIntoTheNotebook() throws {
    try withScript { folder in
      let run = try Run(["convert", "a.iapt", "a.ipynb", "--outputs"], in: folder)
      #expect(run.status == 0 && run.output.isEmpty, "\(run.errors)")
      let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/a.ipynb"))
      let root = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      let cells = try #require(root["cells"] as? [[String: Any]])
      #expect(cells.map { $0["execution_count"] as? Int } == [nil, 1, 2])
      let outputs = try #require(cells[1]["outputs"] as? [[String: Any]])
      let lines = try #require((outputs.first?["data"] as? [String: [String]])?["text/plain"])
      #expect(lines.first == "Loaded\n" && lines.contains { $0.hasPrefix("referrals") })
      #expect((cells[2]["outputs"] as? [Any])?.isEmpty == true)
    }
  }

  /// The notebook shows how far it came; nothing after the failure has run.
  @Test func aFailureIsAnOutput() throws {
    let failing = Self.script.replacing("= 400\n", with: "= 5\n") + "# %%\nsummary tables\n"
    try withScript(failing) { folder in
      let run = try Run(["convert", "a.iapt", "a.ipynb", "--outputs"], in: folder)
      #expect(run.status == 1 && run.errors.contains("does not hold: rows(referrals) = 5"))
      let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/a.ipynb"))
      let root = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      let cells = try #require(root["cells"] as? [[String: Any]])
      let failed = try #require((cells[2]["outputs"] as? [[String: Any]])?.first)
      #expect(failed["output_type"] as? String == "error")
      #expect(failed["evalue"] as? String == "does not hold: rows(referrals) = 5")
      #expect((failed["traceback"] as? [String])?.contains { $0.contains("rows(referrals) is 400") } == true)
      #expect(cells[3]["execution_count"] is NSNull)
    }
  }

  @Test func withOutputsTheScriptIsCheckedWhole() throws {
    try withScript(Self.script + "# %%\nfit a ~ b in nowhere\n") { folder in
      let run = try Run(["convert", "a.iapt", "a.ipynb", "--outputs"], in: folder)
      #expect(run.status == 2 && run.errors.contains("nowhere"))
      #expect(!FileManager.default.fileExists(atPath: folder + "/a.ipynb"))
      let wrong = try Run(["convert", "a.iapt", "a.md", "--outputs"], in: folder)
      #expect(wrong.status == 2 && wrong.errors.contains("only ipynb holds outputs"))
      let unknown = try Run(["convert", "a.iapt", "b.ipynb", "--outputs", "--param", "x=1"], in: folder)
      #expect(unknown.status == 2)
    }
  }

  @Test func nothingIsOverwrittenUnasked() throws {
    try withScript { folder in
      try Data("mine".utf8).write(to: URL(fileURLWithPath: folder + "/a.md"))
      let run = try Run(["convert", "a.iapt", "a.md"], in: folder)
      #expect(run.status == 1 && run.errors.contains("a.md exists already and is left as it is"))
      #expect(try text(folder + "/a.md") == "mine")
      #expect(try Run(["convert", "a.iapt", "a.md", "--force"], in: folder).status == 0)
      #expect(try text(folder + "/a.md").contains("# Demo"))
      // All or nothing: what cannot be written leaves no piece behind.
      #expect(try Run(["convert", "a.iapt", "none/a.md"], in: folder).status == 1)
      let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      #expect(names == ["a.iapt", "a.md"])
    }
  }

  @Test func otherLanguagesAreKeptAndTold() throws {
    let source = """
      # Databricks notebook source
      df = spark.table("referrals")

      # COMMAND ----------

      # MAGIC %md Words.
      """
    try withScript { folder in
      try Data(source.utf8).write(to: URL(fileURLWithPath: folder + "/n.py"))
      let run = try Run(["convert", "n.py", "n.iapt"], in: folder)
      #expect(run.status == 0)
      #expect(run.errors == "n.py: not statements of iapt, kept as they are: cell 1\n")
      let written = try text(folder + "/n.iapt")
      #expect(written == "# %%\ndf = spark.table(\"referrals\")\n\n# %% [markdown]\n# Words.\n")
      #expect(try Run(["convert", "n.py", "q.iapt", "--quiet"], in: folder).errors.isEmpty)
    }
  }

  @Test(arguments: [
    (["convert", "missing.iapt", "a.md"], "there is no readable file missing.iapt"),
    (["convert", "a.iapt", "a.txt"], "give --to"), (["convert", "a.txt", "a.md"], "give --from"),
    (["convert", "a.iapt", "x.md", "--from", "ipynb"], "this is not a Jupyter notebook"),
    (["convert", "a.iapt", "x.md", "--from", "word"], "--from"), (["convert", "a.iapt"], "output"),
  ])
  func wrongUsageWritesNothing(_ arguments: [String], _ words: String) throws {
    try withScript { folder in
      let run = try Run(arguments, in: folder)
      #expect(run.status == 2 && run.errors.contains(words), "\(run.errors)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a.iapt"])
    }
  }

  @Test func whatIsNotTextIsRefused() throws {
    try withScript { folder in
      try Data([0xFF, 0xFE, 0x00]).write(to: URL(fileURLWithPath: folder + "/b.iapt"))
      let run = try Run(["convert", "b.iapt", "b.md"], in: folder)
      #expect(run.status == 2 && run.errors.contains("b.iapt is not UTF-8 text"))
    }
  }
}
