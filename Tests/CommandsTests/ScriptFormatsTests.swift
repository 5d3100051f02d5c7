import Foundation
import Testing

@testable import Commands

/// Scripts in other forms than the percent format, and back.
@Suite struct ScriptFormatsTests {
  /// What survives: kind, title and text, byte by byte.
  private static func essence(_ script: Script) -> [[UInt8]] {
    script.cells.map { Array("\($0.kind)\u{0}\($0.title)\u{0}\($0.text)".utf8) }
  }

  private static func random(_ generator: inout Draws) -> String {
    let lines = [
      "", "", " ", "\t", "load demo rows=20", "fit a ~ b (", "# a comment", "text", "# Title", "  set in  ",
      "trailing   ", "```", "````", "```iapt", " ```iapt run", "```iapt `x", "~~~", "~~~ iapt a ~~~", "```sh",
      "%% x",
      "\\%% x", "\\\\MAGIC x", "MAGIC %md", "MAGIC", "MAGICAL", "COMMAND ----------", "# COMMAND ------",
      "%md", "%md x",
      "%sql", "%%bash", "!ls", "# DBTITLE 1,x", "DBTITLE 1,x", "<!-- %% x -->", "  <!-- %% -->  ",
      "<!-- %%-->",
      "<!-- x -->", "naïve – 漢字 🧪", "\u{301}combining", " \u{301}x", "a\rb", "\u{2028}", "\u{FEFF}",
      "{\"a\": 1}", "\"\\n\"",
      "#", "##", "#x", " # %% set in", "# Databricks notebook source", "\\", "$x", "---",
    ]
    let titles = [
      "", "", "", "Load", "two words", "[markdown] x", "a `tick`", "x --> y", "-->", "%% a", "% b", "1,2",
      "ünï",
      "\u{301}c", "[md]",
    ]
    var text = ""
    for _ in 0..<Int.random(in: 0...6, using: &generator) {
      let isText = Bool.random(using: &generator)
      text += isText ? "# %% [markdown] " : "# %% "
      text += (titles.randomElement(using: &generator) ?? "") + "\n"
      for _ in 0..<Int.random(in: 0...7, using: &generator) {
        let line = lines.randomElement(using: &generator) ?? ""
        text += (isText && Int.random(in: 0...9, using: &generator) > 0 ? "# " + line : line) + "\n"
      }
    }
    return text
  }

  @Test(arguments: Script.Format.allCases) func thereAndBackIsTheSame(_ format: Script.Format) throws {
    for seed in 0..<2000 as Range<UInt64> {
      var generator = Draws(state: seed)
      let text = Self.random(&generator)
      let script = Script(path: "a.iapt", text: text)
      let other = try script.text(as: format)
      let back = try Script.read(path: "b", text: other, as: format).script
      try #require(Self.essence(back) == Self.essence(script), "seed \(seed)\n\(text)\n=>\n\(other)")
      let percent = Script(path: "c", text: back.percentText())
      try #require(Self.essence(percent) == Self.essence(script), "seed \(seed), percent again\n\(text)")
    }
  }

  /// Pages and notebooks of others: written once, they stay as they are.
  @Test func whatOthersWroteIsStableFromThenOn() throws {
    let sources: [(Script.Format, String)] = [
      (.markdown, "# A\n\n```iapt Load\n# %% x\n# MAGIC y\nset seed 4\n```\n\n    ```iapt\n```sh\nls\n```\n"),
      (
        .ipynb,
        notebook(
          ##"{"cell_type":"code","metadata":{"title":"[markdown] a\nb"},"source":"# %% x\nset seed 4"}"##)
      ),
      (
        .databricks,
        "# Databricks notebook source\n# MAGIC %sql\n# MAGIC # COMMAND ----------\n# MAGIC # %% x\n"
      ),
    ]
    for (format, text) in sources {
      let script = Script(
        path: "a", text: try Script.read(path: "a", text: text, as: format).script.percentText())
      #expect(!script.cells.isEmpty)
      for other in Script.Format.allCases {
        let back = try Script.read(path: "b", text: script.text(as: other), as: other).script
        #expect(Self.essence(back) == Self.essence(script), "\(format) to \(other)")
      }
    }
  }

  @Test func markdown() throws {
    let text = """
      # Title

      Words.

      ```iapt Load
      load demo rows=20
      ```

      ```sh
      ls
      ```

      <!-- %% Next -->

      More.

      ````iapt
      ```
      ````
      """
    let script = try Script.read(path: "a.md", text: text, as: .markdown).script
    #expect(script.cells.map(\.kind) == [.markdown, .code, .markdown, .markdown, .code])
    #expect(script.cells.map(\.title) == ["", "Load", "", "Next", ""])
    #expect(
      script.cells.map(\.text) == [
        "# Title\n\nWords.", "load demo rows=20", "```sh\nls\n```", "More.", "```",
      ])
    #expect(script.cells.map(\.firstLine) == [1, 6, 9, 15, 18])
    #expect(script.markdownText() == text + "\n")
  }

  @Test func databricks() throws {
    let text = """
      # Databricks notebook source
      # MAGIC %md
      # MAGIC # Title
      # MAGIC
      # MAGIC Words.

      # COMMAND ----------

      # DBTITLE 1,Load
      df = spark.table("x")

      # COMMAND ----------

      # MAGIC %sql
      # MAGIC select 1
      """
    let (script, notes) = try Script.read(path: "a.py", text: text, as: .databricks)
    #expect(script.cells.map(\.text) == ["# Title\n\nWords.", "df = spark.table(\"x\")", "%sql\nselect 1"])
    #expect(script.cells.map(\.title) == ["", "Load", ""])
    #expect(notes == [.notStatements([2, 3])])
    #expect(notes[0].words == "not statements of iapt, kept as they are: cells 2, 3")
    #expect(script.databricksText() == text + "\n")
  }

  private func notebook(_ cells: String, _ metadata: String = "{}") -> String {
    #"{"cells":[\#(cells)],"metadata":\#(metadata),"nbformat":4,"nbformat_minor":2}"#
  }

  @Test func notebooksOfOthers() throws {
    let text = notebook(
      #"""
      {"cell_type":"markdown","metadata":{"title":7},"source":["# A\n","b"]},
      {"cell_type":"code","execution_count":3,"metadata":{},"outputs":[{"output_type":"stream","text":["SECRET"]}],
       "source":"%matplotlib inline\r\nimport pandas\n!ls"},
      {"cell_type":"raw","metadata":{},"source":["%% raw\n","\n","x"]},
      {"cell_type":"code","metadata":{},"source":[]}
      """#, #"{"kernelspec":{"language":"python","name":7}}"#)
    let (script, notes) = try Script.read(path: "a.ipynb", text: text, as: .ipynb)
    #expect(
      script.cells.map(\.text) == [
        "# A\nb", "# %matplotlib inline\nimport pandas\n# !ls", "# %% raw\n#\n# x",
      ])
    #expect(notes == [.language("python"), .rawCells([3]), .magicLines([2]), .notStatements([2])])
    #expect(!script.percentText().contains("SECRET"))
    #expect(Script(path: "", text: script.percentText()).cells.count == 3)
  }

  @Test func aNotebookIsNbformat4() throws {
    let script = Script(path: "a", text: "# %% Load\nquit\nquit\n# %% [markdown]\n# a\n# %%\nx\n# %%\nx\n")
    let text = try script.notebookText([0: .init(number: 1, outputs: [.result(text: "a\nb\n", html: "<p>")])])
    let root = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(root["nbformat"] as? Int == 4 && root["nbformat_minor"] as? Int == 5)
    let cells = try #require(root["cells"] as? [[String: Any]])
    #expect(cells.map { $0["cell_type"] as? String } == ["code", "markdown", "code", "code"])
    let ids = cells.compactMap { $0["id"] as? String }
    #expect(Set(ids).count == 4)
    #expect(ids.allSatisfy { $0.wholeMatch(of: /[a-zA-Z0-9_-]{1,64}/) != nil })
    #expect(cells[0]["source"] as? [String] == ["quit\n", "quit"])
    #expect(cells[0]["execution_count"] as? Int == 1 && cells[2]["execution_count"] is NSNull)
    let output = try #require((cells[0]["outputs"] as? [[String: Any]])?.first)
    #expect((output["data"] as? [String: [String]])?["text/plain"] == ["a\n", "b\n"])
    #expect((output["data"] as? [String: [String]])?["text/html"] == ["<p>"])
    #expect(cells[1]["outputs"] == nil && cells[1]["execution_count"] == nil)
    #expect((cells[0]["metadata"] as? [String: Any])?["title"] as? String == "Load")
    let metadata = try #require(root["metadata"] as? [String: [String: Any]])
    #expect(metadata["kernelspec"]?["name"] as? String == "iapt")
    #expect(metadata["language_info"]?["name"] as? String == "iapt")
  }

  /// Whatever a title is made of, code stays code, and no line of it becomes one of the script.
  @Test func noTitleChangesWhatACellIs() throws {
    let pieces = [
      "[markdown]", "[md]", "[mark", "down]", "[m", "d]", "[", "]", " ", "q", "\r\n", "\n", "\r", "\u{301}",
    ]
    var titles = ["[mark[md]down] q", "[m[markdown]d] q", "[[md]md]", "a\r\nset seed 5"]
    for seed in 0..<1000 as Range<UInt64> {
      var draws = Draws(state: seed)
      titles.append((0..<8).map { _ in pieces.randomElement(using: &draws) ?? "" }.joined())
    }
    for title in titles {
      let cell: [String: Any] = [
        "cell_type": "code", "metadata": ["title": title], "source": "set seed 4", "outputs": [],
      ]
      let notebook: [String: Any] = [
        "nbformat": 4, "nbformat_minor": 5, "metadata": [String: String](), "cells": [cell],
      ]
      let text = String(decoding: try JSONSerialization.data(withJSONObject: notebook), as: UTF8.self)
      let script = try Script.read(path: "a", text: text, as: .ipynb).script
      for format in Script.Format.allCases {
        let back = try Script.read(path: "b", text: try script.text(as: format), as: format).script
        try #require(Self.essence(back) == Self.essence(script), "\(format) \(title.debugDescription)")
      }
      #expect(script.cells.map(\.kind) == [.code] && script.cells.map(\.text) == ["set seed 4"])
    }
  }

  @Test func whatIsNoNotebookIsRefused() {
    for text in ["", "x", "[]", "{}", #"{"nbformat":4}"#, String(repeating: "[", count: 100_000)] {
      #expect(throws: Script.ReadingError.notANotebook) {
        try Script.read(path: "a", text: text, as: .ipynb)
      }
    }
    #expect(throws: Script.ReadingError.oldNotebook(3)) {
      try Script.read(path: "a", text: #"{"nbformat":3,"worksheets":[]}"#, as: .ipynb)
    }
  }

  @Test func namesTellTheForm() {
    #expect(Script.Format(path: "a.b/c.IPYNB") == .ipynb && Script.Format(path: "x.md") == .markdown)
    #expect(Script.Format(path: "x.py") == .databricks && Script.Format(path: "x.iapt") == .iapt)
    #expect(Script.Format(path: "a.md/b") == nil && Script.Format(path: "-") == nil)
  }
}
