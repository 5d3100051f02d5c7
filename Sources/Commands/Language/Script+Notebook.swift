import Engine
import Foundation

/// A Jupyter notebook, as far as scripts are concerned: nbformat 4, written as 4.5.
struct Notebook: Codable {
  var cells: [Cell]
  var metadata: Metadata
  var nbformat: Int
  var nbformatMinor: Int?

  struct Cell: Codable {
    var cellType: String
    var id: String?
    var metadata: CellMetadata?
    var source: Lines
    var outputs: [Output]?
    var executionCount: Int?
  }

  struct CellMetadata: Codable {
    var title: String?
  }

  struct Metadata: Codable {
    var kernelspec: Kernel?
    var languageInfo: Language?
  }

  struct Kernel: Codable {
    var displayName: String?
    var language: String?
    var name: String?
  }

  struct Language: Codable {
    var name: String?
    var fileExtension: String?
    var mimetype: String?
  }

  /// Text as a list of lines with their ends, or in one piece.
  struct Lines: Codable {
    var text: String
  }

  /// What a cell printed. Only ever written.
  struct Output: Encodable {
    var outputType: String
    var data: [String: Lines]?
    var metadata: [String: String]?
    var name: String?
    var text: Lines?
    var ename: String?
    var evalue: String?
    var traceback: [String]?
  }
}

extension Notebook.Lines {
  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let whole = try? container.decode(String.self) {
      text = whole
    } else {
      text = try container.decode([String].self).joined()
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    var pieces = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self) + "\n"
    }
    // The last line has no end of its own; an empty one is none.
    if let last = pieces.popLast(), last.utf8.count > 1 {
      pieces.append(String(decoding: last.utf8.dropLast(), as: UTF8.self))
    }
    try container.encode(pieces)
  }
}

extension Notebook.CellMetadata {
  // What others put there under the same names is not ours to fail on.
  init(from decoder: any Decoder) throws {
    let container = try? decoder.container(keyedBy: CodingKeys.self)
    title = try? container?.decodeIfPresent(String.self, forKey: .title)
  }
}

extension Notebook.Kernel {
  init(from decoder: any Decoder) throws {
    let container = try? decoder.container(keyedBy: CodingKeys.self)
    language = try? container?.decodeIfPresent(String.self, forKey: .language)
  }
}

extension Notebook.Language {
  init(from decoder: any Decoder) throws {
    let container = try? decoder.container(keyedBy: CodingKeys.self)
    name = try? container?.decodeIfPresent(String.self, forKey: .name)
  }
}

extension Notebook.Metadata {
  init(from decoder: any Decoder) throws {
    let container = try? decoder.container(keyedBy: CodingKeys.self)
    kernelspec = try? container?.decodeIfPresent(Notebook.Kernel.self, forKey: .kernelspec)
    languageInfo = try? container?.decodeIfPresent(Notebook.Language.self, forKey: .languageInfo)
  }
}

extension Notebook.Cell {
  private enum CodingKeys: String, CodingKey {
    case cellType, id, metadata, source, outputs, executionCount
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    cellType = try container.decode(String.self, forKey: .cellType)
    metadata = try? container.decodeIfPresent(Notebook.CellMetadata.self, forKey: .metadata)
    source = try container.decode(Notebook.Lines.self, forKey: .source)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(cellType, forKey: .cellType)
    try container.encodeIfPresent(id, forKey: .id)
    try container.encode(metadata ?? Notebook.CellMetadata(title: nil), forKey: .metadata)
    try container.encode(source, forKey: .source)
    guard let outputs else { return }
    try container.encode(outputs, forKey: .outputs)
    // A cell that has not run says so with null.
    try container.encode(executionCount, forKey: .executionCount)
  }
}

extension Script {
  /// Reads a Jupyter notebook. Outputs are dropped. Raw cells become comments, and in notebooks of other languages so do
  /// the lines of magic and shell commands; the notes say where.
  ///
  /// Throws ``ReadingError`` for what is no notebook of nbformat 4.
  static func reading(path: String, notebook text: String) throws(ReadingError) -> (Script, [Note]) {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    guard let notebook = try? decoder.decode(Notebook.self, from: Data(Script.withoutMark(text).utf8)) else {
      struct Head: Decodable { var nbformat: Int }
      let version = (try? decoder.decode(Head.self, from: Data(Script.withoutMark(text).utf8)))?.nbformat
      throw version.map { $0 == 4 ? .notANotebook : .oldNotebook($0) } ?? .notANotebook
    }
    guard notebook.nbformat == 4 else { throw .oldNotebook(notebook.nbformat) }
    let language = notebook.metadata.kernelspec?.language ?? notebook.metadata.languageInfo?.name ?? "iapt"
    var script = Script(path: path, cells: [])
    var (raw, magic) = ([Int](), [Int]())
    for (index, cell) in notebook.cells.enumerated() {
      var lines = Script.lines(of: cell.source.text)
      switch cell.cellType {
      case "markdown", "code": break
      default:
        lines = lines.map { $0.isEmpty ? "#" : "# " + $0 }
        raw.append(index + 1)
      }
      if cell.cellType == "code", language != "iapt" {
        let marked = lines.map { "%!".utf8.contains($0.utf8.first ?? 0) ? "# " + $0 : $0 }
        if marked != lines { magic.append(index + 1) }
        lines = marked
      }
      let kind = cell.cellType == "markdown" ? Cell.Kind.markdown : .code
      if let found = Cell(kind, title: cell.metadata?.title ?? "", lines: lines, firstLine: 1) {
        script.cells.append(found)
      }
    }
    let notes: [Note] = [
      language == "iapt" ? nil : .language(language), raw.isEmpty ? nil : .rawCells(raw),
      magic.isEmpty ? nil : .magicLines(magic),
    ].compactMap { $0 }
    return (script, notes)
  }

  /// The script as a Jupyter notebook, with what its cells printed where that is known, by their place from 0.
  func notebookText(_ results: [Int: Result] = [:]) throws -> String {
    var names: [String: Int] = [:]
    let cells = cells.enumerated().map { index, cell in
      let isCode = cell.kind == .code
      // By content, so that a cell keeps its id when others come and go.
      let hash = String(
        XXH64.hash(Array("\(isCode ? "code" : "markdown")\n\(cell.title)\n\(cell.text)".utf8), seed: 0),
        radix: 16)
      names[hash, default: 0] += 1
      let count = names[hash] ?? 1
      return Notebook.Cell(
        cellType: isCode ? "code" : "markdown", id: count == 1 ? hash : "\(hash)-\(count)",
        metadata: Notebook.CellMetadata(title: cell.title.isEmpty ? nil : cell.title),
        source: Notebook.Lines(text: cell.text),
        outputs: isCode ? (results[index]?.outputs ?? []).map(Notebook.Output.init) : nil,
        executionCount: results[index]?.number)
    }
    let notebook = Notebook(
      cells: cells,
      metadata: Notebook.Metadata(
        kernelspec: Notebook.Kernel(displayName: "iapt", language: "iapt", name: "iapt"),
        languageInfo: Notebook.Language(name: "iapt", fileExtension: ".iapt", mimetype: "text/x-iapt")),
      nbformat: 4, nbformatMinor: 5)
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(notebook), as: UTF8.self) + "\n"
  }
}

extension Notebook.Output {
  fileprivate init(_ shown: Script.Result.Output) {
    switch shown {
    case .result(let text, let html):
      outputType = "display_data"
      data = ["text/plain": Notebook.Lines(text: text)]
      data?["text/html"] = html.map(Notebook.Lines.init(text:))
      metadata = [:]
    case .notice(let words):
      outputType = "stream"
      name = "stderr"
      text = Notebook.Lines(text: words)
    case .error(let message, let lines):
      outputType = "error"
      ename = "error"
      evalue = message
      traceback = lines
    }
  }
}
