import Engine
import Foundation

/// `load`: names a file as a table. Only the header and the row ends are read; columns are read when used.
struct Load: Action {
  enum Source: Sendable {
    case file(Value, as: Name)
    case folder(Value)
    case demo(rows: Value, seed: Value?)
  }

  var source: Source
  var weight: Value?

  static let parts = DemoData.File.allCases.map(\.rawValue)

  func check(_ scope: inout Scope) throws {
    for table in try open(scope.settings, scope, nil) { scope.forget(table.name, replacing: table) }
  }

  func run(_ run: inout Run) throws {
    var rows: [[Cell]] = []
    let opened = try open(run.workspace.settings, run.workspace, run.work)
    for table in opened {
      let count = try run.work.timed("find rows of \(table.name)") { try table.rowCount(run.work) }
      rows.append([
        .label(table.name), .count(count), .integer(table.columnNames.count), .label(table.source.label),
      ])
      if let weight = table.weight { _ = try table.index(of: weight, span: self.weight?.span) }
      run.workspace.tables[table.name] = table
      if !table.isDemo { run.workspace.hasSeenPeople = true }
      let source = Document.Source(
        table: table.name, label: table.source.label, file: (table.source as? CSVSource)?.file)
      if !run.workspace.loaded.contains(source) { run.workspace.loaded.append(source) }
      run.workspace.forget(table.name)
    }
    run.table(
      TableOutput(
        name: "loaded", title: "Loaded",
        headers: [
          Header("table", isText: true), Header("rows"), Header("columns"), Header("source", isText: true),
        ], rows: rows))
    if case .demo = source {
    } else if opened.contains(where: \.isDemo), run.workspace.policy.isOpen,
      run.workspace.settings.policy == nil
    {
      run.notice(
        "disclosure control is off: all data loaded have a column SYNTHETIC, which says that no person is behind them"
      )
    }
    if case .folder = source, opened.count < Self.parts.count {
      let missing = Self.parts.filter { part in !opened.contains { $0.name == part } }
      run.notice("not in the folder: \(missing.joined(separator: ", "))")
    }
    run.noticeProblems(of: opened)
  }

  /// The CSV files of the folder a path points into.
  private static func tables(beside path: String) -> [String] {
    let cut = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    let folder = String(path[..<cut])
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
    return files.filter { $0.hasSuffix(".csv") || $0.hasSuffix(".csv.gz") }.sorted().map { folder + $0 }
  }

  /// The tables meant. Without `work` only names are wanted, and demo data are made without rows.
  private func open(_ settings: Settings, _ parameters: some ParameterSource, _ work: Work?) throws -> [Table]
  {
    let dialect = CSVDialect(missing: Set(settings.missing))
    switch source {
    case .file(let value, let name):
      let path = try value.resolved(parameters)
      do {
        var table = Table(name: name.text, csv: try CSVSource(path: path, dialect: dialect))
        if let weight { table.weight = try weight.resolved(parameters) }
        if let weight = table.weight { _ = try table.index(of: weight, span: self.weight?.span) }
        return [table]
      } catch TableError.fileNotFound {
        throw NameError(.file, path, candidates: Self.tables(beside: path), span: value.span)
      } catch let error as TableError { throw Placed(error, value.span) }
    case .folder(let value):
      let path = try value.resolved(parameters)
      let tables = try Self.parts.compactMap { part -> Table? in
        for ending in ["csv", "csv.gz"] {
          let file = path.hasSuffix("/") ? "\(path)\(part).\(ending)" : "\(path)/\(part).\(ending)"
          guard FileManager.default.fileExists(atPath: file) else { continue }
          do {
            return Table(name: part, csv: try CSVSource(path: file, dialect: dialect))
          } catch { throw Placed(error, value.span) }
        }
        return nil
      }
      guard !tables.isEmpty else {
        throw CommandError(.emptyFolder(path, Self.parts.map { "\($0).csv" }), value.span)
      }
      return tables
    case .demo(let rows, let seed):
      let count = try rows.whole("rows", 0...20_000_000, parameters)
      let demo = DemoData(
        rows: work == nil ? 0 : count, seed: UInt64(try seed?.whole("seed", 0...Int.max, parameters) ?? 1))
      return try DemoData.File.allCases.map { file in
        let work = work ?? .unattended
        let bytes = try work.timed("make \(file.rawValue)") { try demo.bytes(of: file, work) }
        let source = try CSVSource(bytes: bytes, label: "demo \(file.rawValue).csv", dialect: dialect)
        return Table(name: file.rawValue, csv: source)
      }
    }
  }
}

extension Table {
  init(name: String, csv: CSVSource) {
    self.init(name: name, source: csv, isDemo: csv.isSynthetic)
  }
}

extension Command {
  static let load = Command(
    "load", "name a CSV file as a table", role: .changes,
    usage: [
      "load NAME from \"FILE.csv\" [weight=COLUMN]", "load from \"FOLDER\"", "load demo rows=N [seed=N]",
    ],
    details: [
      """
      The file is CSV as RFC 4180 has it, plain or gzipped (.csv.gz). Only the header and the row ends are read now; \
      a column is read when something first uses it. What does not fit goes to the table that problems shows.
      """,
      """
      weight= names a column of counts: a row then stands for that many. A folder loads referrals, patients and \
      employment from files of those names. load demo makes synthetic data with no person behind them.
      """,
    ],
    arguments: [
      .init(.positional, .words(["demo"] + Load.parts), "the table's name"),
      .init(.clause("from"), .dataFile, "the file or folder"),
      .init(.setting("weight"), .counts, "the column of counts"),
      .init(.setting("rows"), .number, "how many referrals the demo data have"),
      .init(.setting("seed"), .number, "which demo data"),
    ],
    examples: [
      .init("load demo rows=2000 seed=7", "synthetic referrals, patients and employment records"),
      .init("load birthwt from \"$fixtures/birthwt.csv\"", "any CSV file"),
      .init("load england from \"$fixtures/england.csv\" weight=n", "a published table of counts"),
    ]
  ) { parser in
    if try parser.take(word: "from") {
      return Load(source: .folder(try parser.value(.folder)), weight: nil)
    }
    let name = try parser.name(.words(["demo"] + Load.parts), "a table's name")
    if name.text.lowercased() == "demo", !parser.at(word: "from") {
      let settings = try parser.settings(["rows", "seed"], of: "load demo")
      guard let rows = settings["rows"] else {
        throw SyntaxError(reason: .lacks(command: "load demo", clause: "rows=N"), span: name.span)
      }
      return Load(source: .demo(rows: rows, seed: settings["seed"]), weight: nil)
    }
    try parser.expect(word: "from")
    if name.text.lowercased() == "cohort" {
      throw CommandError(.nameTaken(name.text, by: "what clean makes"), name.span)
    }
    let file = try parser.value(.dataFile)
    parser.expectations?.file = file
    let settings = try parser.settings(["weight"], of: "load")
    return Load(source: .file(file, as: name), weight: settings["weight"])
  }
}
