import Testing

@testable import Commands

@Suite struct ScriptTests {
  @Test func percentCells() {
    let script = Script(
      path: "a.iapt",
      text:
        "# %% [markdown]\n# # Title\n#\n# Text.\n# %% Parameters\nparam a = 1\n\n# %%\n\n#%% Last\r\nquit\r\n"
    )
    #expect(script.cells.map(\.kind) == [.markdown, .code, .code])
    #expect(script.cells.map(\.title) == ["", "Parameters", "Last"])
    #expect(script.cells.map(\.text) == ["# Title\n\nText.", "param a = 1", "quit"])
    #expect(script.cells.map(\.firstLine) == [2, 6, 11])
  }

  @Test func databricksCells() {
    let script = Script(
      path: "a.py",
      text: """
        # Databricks notebook source
        # MAGIC %md
        # MAGIC # Title
        # COMMAND ----------
        set seed 4
        # COMMAND ----------
        # MAGIC %md Words.
        """)
    #expect(script.cells.map(\.kind) == [.markdown, .code, .markdown])
    #expect(script.cells.map(\.text) == ["# Title", "set seed 4", "Words."])
  }

  @Test func titlesStandBeforeOrBehindTheKind() {
    let script = Script(
      path: "a.iapt",
      text: "# %% [markdown] One\n# 1\n# %% Two [md] tags=[\"x\"]\n# 2\n# %% Three tags=[]\nset seed 3\n")
    #expect(script.cells.map(\.kind) == [.markdown, .markdown, .code])
    #expect(script.cells.map(\.title) == ["One", "Two", "Three tags=[]"])
  }

  @Test func databricksTitles() {
    let script = Script(
      path: "a.py",
      text:
        "# Databricks notebook source\n# DBTITLE 1,Draw, again\nset seed 4\n\n# COMMAND ----------\n\nquit\n")
    #expect(script.cells.map(\.title) == ["Draw, again", ""])
    #expect(script.cells.map(\.text) == ["set seed 4", "quit"])
    #expect(script.cells.map(\.firstLine) == [3, 7])
  }

  @Test func aFileWithoutMarksIsOneCell() {
    let script = Script(path: "a", text: "\u{FEFF}set seed 4\nquit")
    #expect(script.cells.map(\.text) == ["set seed 4\nquit"])
    #expect(Script(path: "a", text: "").cells.isEmpty)
  }
}
