import Foundation

/// The program's results for one recipe on one folder, read from its JSON Lines.
struct PublishedProgram {
  var figures = PublishedFigures()
  var models: [ModelOutput] = []

  struct ModelOutput: Decodable {
    struct Term: Decodable {
      var term: String
      var level: String?
      var estimate: Double?
      var se: Double?
      var reference: Bool?
      var aliased: Bool?
      var separated: Bool?
    }

    var n: Int
    var events: Int
    var loglik: Double
    var terms: [Term]
  }

  private struct Line: Decodable {
    var kind: String
    var name: String?
    var title: String?
    var rows: TableRows?
  }

  /// The rows of a table; a model has a number under the same key, which is passed over.
  private struct TableRows: Decodable {
    var rows: [[String: Field]]

    init(from decoder: any Decoder) throws {
      rows = (try? decoder.singleValueContainer().decode([[String: Field]].self)) ?? []
    }
  }

  private enum Field: Decodable {
    case text(String), number(Double), none

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let text = try? container.decode(String.self) {
        self = .text(text)
      } else if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else {
        self = .none
      }
    }

    var text: String? { if case .text(let text) = self { text } else { nil } }
    var number: Double? { if case .number(let number) = self { number } else { nil } }
    var count: Int? { number.flatMap { Int(exactly: $0) } }
  }

  /// Runs one script: load, clean, describe every column and outcome, then the fits.
  init(data: String, request: OraclePublished.Request, fits: [String] = []) throws {
    let text = Self.script(data: data, request: request, fits: fits)
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(
      "oracle-\(UUID().uuidString).iapt")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    try self.init(lines: IaptBinary.run(["run", file.path, "--format", "json"]))
  }

  init(lines: Data) throws {
    let decoder = JSONDecoder()
    for line in lines.split(separator: UInt8(ascii: "\n")) {
      let head = try decoder.decode(Line.self, from: line)
      switch (head.kind, head.name) {
      case ("model", _): models.append(try decoder.decode(ModelOutput.self, from: line))
      case ("table", "attrition"):
        figures.rows = head.rows?.rows.last?["after"]?.count ?? -1
      case ("table", "outcomes"):
        for row in head.rows?.rows ?? [] {
          figures.outcomes[row["outcome"]?.text ?? ""] = PublishedFigures.Outcome(
            among: row["among"]?.count ?? -1, events: row["events"]?.count ?? -1,
            unknown: row["unknown"]?.count ?? -1)
        }
      case ("table", "column"):
        read(column: String((head.title ?? "").prefix { $0 != ":" }), head.rows?.rows ?? [])
      default: break
      }
    }
  }

  private mutating func read(column: String, _ rows: [[String: Field]]) {
    if rows.first?["level"] != nil {
      let counts = rows.map { ($0["level"]?.text ?? "", $0["rows"]?.count ?? -1) }.filter { $0.1 != 0 }
      figures.levels[column] = Dictionary(counts) { $0 + $1 }
      return
    }
    var measures: [String: Field] = [:]
    for row in rows { measures[row["measure"]?.text ?? ""] = row["value"] }
    figures.measures[column] = PublishedFigures.Measure(
      rows: measures["rows"]?.count ?? -1, missing: measures["missing"]?.count ?? -1,
      distinct: measures["distinct values"]?.count ?? -1, mean: measures["mean"]?.number,
      deviation: measures["standard deviation"]?.number)
  }

  static func script(data: String, request: OraclePublished.Request, fits: [String]) -> String {
    var clean = "clean with \(request.recipe.rawValue) from \(request.from) to \(request.to)"
    if let providers = request.providers { clean += " providers (\(providers.joined(separator: ", ")))" }
    if let percent = request.complete { clean += " providers complete >= \(percent)%" }
    let columns = OraclePublished.Column.allCases.map(\.rawValue).filter {
      !request.recipe.outcomes.contains($0)
    }
    let described = (columns + request.recipe.outcomes).map { "describe cohort \($0)" }
    return (["load from \"\(data)\"", clean] + described + fits).joined(separator: "\n") + "\n"
  }
}

extension PublishedModel {
  /// The program's model, as far as it is compared; reference levels and aliased terms have no figures.
  init(_ output: PublishedProgram.ModelOutput) {
    self.init()
    n = output.n
    events = output.events
    logLikelihood = output.loglik
    for term in output.terms where term.reference != true && term.aliased != true {
      let name = Term(name: term.term, level: term.level)
      if term.separated == true {
        separated.insert(name)
      } else {
        figures[name] = Figure(estimate: term.estimate, error: term.se)
      }
    }
  }

  /// The reference levels the program chose.
  static func references(of output: PublishedProgram.ModelOutput) -> [OraclePublished.Column: String] {
    var found: [OraclePublished.Column: String] = [:]
    for term in output.terms where term.reference == true {
      if let column = OraclePublished.Column(rawValue: term.term) { found[column] = term.level }
    }
    return found
  }
}
