import Commands
import Engine

/// How a run is written in one format: what stands around the outputs, and the outputs themselves.
///
/// Every function gives the text to write now; a writer remembers only what the next piece hangs on.
protocol NotebookWriter {
  /// Whether notices and errors have a place among the results.
  var holdsMessages: Bool { get }
  /// The run begins; the scripts it is of, none for statements from standard input.
  mutating func opening(_ scripts: [ScriptHeading]) -> String
  /// One of several scripts begins.
  mutating func script(_ heading: ScriptHeading) -> String
  /// A text cell, in Markdown.
  mutating func words(_ text: String) -> String
  /// A code cell begins; without a number it is one that is left out.
  mutating func cell(_ text: String, title: String, number: Int?) -> String
  /// An output of the cell, laid out as the session is set.
  mutating func output(_ gated: Gated, _ display: Settings.Display, cell: Int) -> String
  /// The cell's error; `source` is the text its span points into.
  mutating func failure(_ diagnostic: Diagnostic, cell: Int, in source: SourceText) -> String
  /// The cell that ``cell(_:title:number:)`` began is over.
  mutating func endCell() -> String
  /// The run is over.
  mutating func closing() -> String
}

/// What a script is called in a notebook.
struct ScriptHeading: Hashable {
  /// Its path as given.
  var path: String
  /// Its first cell's first heading, if it begins with a text cell.
  var title: String?
  /// Its path among several, or its title or path when it is alone.
  func name(isAlone: Bool) -> String { isAlone ? title ?? path : path }
}

/// Plain text: a session as it would stand on a screen.
struct TextWriter: NotebookWriter {
  private let style: Style
  /// Columns of the window, where there is one.
  private let columns: Int?
  /// On standard output only results stand; a file is the whole notebook.
  let holdsMessages: Bool
  private var spacing = Spacing()
  private var isFirst = true

  init(style: Style = Style(), columns: Int? = nil, holdsMessages: Bool) {
    self.style = style
    self.columns = columns
    self.holdsMessages = holdsMessages
  }

  mutating func opening(_ scripts: [ScriptHeading]) -> String { "" }

  mutating func script(_ heading: ScriptHeading) -> String {
    let name = DisplayWidth.escaped(heading.path)
    defer { isFirst = false }
    return (isFirst ? "" : "\n") + name + "\n" + String(repeating: "=", count: DisplayWidth.of(name)) + "\n\n"
  }

  mutating func words(_ text: String) -> String {
    spacing = Spacing()
    return DisplayWidth.escapedKeepingLines(text) + "\n\n"
  }

  mutating func cell(_ text: String, title: String, number: Int?) -> String {
    spacing = Spacing()
    return Prompt.echo(text, title: title, number: number) + (number == nil ? "skipped\n" : "")
  }

  mutating func output(_ gated: Gated, _ display: Settings.Display, cell: Int) -> String {
    let renderer = TextRenderer(style: style, width: display.width ?? columns, digits: display.digits)
    return spacing.gap(before: gated) + renderer.render(gated)
  }

  mutating func failure(_ diagnostic: Diagnostic, cell: Int, in source: SourceText) -> String {
    DiagnosticRenderer().headless(diagnostic, in: source)
  }

  mutating func endCell() -> String {
    spacing = Spacing()
    return "\n"
  }

  mutating func closing() -> String { "" }
}

/// JSON Lines: outputs and errors, nothing around them.
struct JSONLinesWriter: NotebookWriter {
  let holdsMessages = true
  private var renderer = JSONRenderer()

  mutating func opening(_ scripts: [ScriptHeading]) -> String { "" }

  mutating func script(_ heading: ScriptHeading) -> String {
    renderer.script = heading.path
    return ""
  }

  mutating func words(_ text: String) -> String { "" }
  mutating func cell(_ text: String, title: String, number: Int?) -> String { "" }

  mutating func output(_ gated: Gated, _ display: Settings.Display, cell: Int) -> String {
    renderer.render(gated, cell: cell)
  }

  mutating func failure(_ diagnostic: Diagnostic, cell: Int, in source: SourceText) -> String {
    renderer.render(diagnostic, cell: cell, source: source)
  }

  mutating func endCell() -> String { "" }
  mutating func closing() -> String { "" }
}
