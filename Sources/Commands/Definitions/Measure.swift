import Engine

/// A figure or a word of results: what it means, how it is computed, and who defines it so.
///
/// Every figure that an output can hold has one: add a line to the lists beside this file when a command prints another.
/// Help, search, `docs/definitions.md` and completion read them.
struct Measure: Sendable, Hashable {
  /// The name a reader sees.
  var name: String
  /// Where it stands in outputs: a key for any place, `place.key` for one (a table's name, a model's section, `model` or
  /// `terms`), `*_or` for keys that end so. Empty for words that are no figures.
  var keys: [String]
  /// Other words for it that outputs have: headers, lines and titles.
  var others: [String]
  /// What it means.
  var text: String
  /// How it is computed, in plain text; `nil` where the words say it.
  var formula: String?
  /// Paper, book or rule with its page or identifier; `this program` for its own.
  var source: String

  init(
    _ name: String, _ keys: [String], _ text: String, formula: String? = nil, source: String,
    others: [String] = []
  ) {
    self.name = name
    self.keys = keys
    self.text = text
    self.formula = formula
    self.source = source
    self.others = others
  }

  /// A group of measures, with its heading.
  struct Group: Sendable {
    var title: String
    var measures: [Measure]
  }

  /// Every group, in the order in which readers meet them.
  static let groups: [Group] = [
    Group(title: "Rows", measures: rows), Group(title: "Coefficients", measures: coefficients),
    Group(title: "Fit", measures: fit),
    Group(title: "Tests and diagnostics", measures: diagnostics),
    Group(title: "Predictions", measures: predictions),
    Group(title: "Validation", measures: validation),
    Group(title: "Groups", measures: groupsOfRows),
    Group(title: "Clusters and segments", measures: levels),
    Group(title: "Effects", measures: effects), Group(title: "Confounding", measures: confounding),
    Group(title: "Tables and columns", measures: tables), Group(title: "Words", measures: words),
  ]

  /// Every measure.
  static let all: [Measure] = groups.flatMap(\.measures)

  /// What a figure means that stands under a key in some place of an output; `nil` when nobody has said.
  static func meaning(of key: String, in place: String) -> Measure? {
    all.first { $0.keys.contains("\(place).\(key)") } ?? all.first { $0.keys.contains(key) }
      ?? all.first { measure in
        measure.keys.contains { $0.hasPrefix("*") && key.hasSuffix($0.dropFirst()) }
      }
  }

  /// The measures of a name, another word for it or a key, ignoring case, blanks, hyphens and underscores.
  static func named(_ name: String) -> [Measure] {
    let wanted = folded(name)
    guard !wanted.isEmpty else { return [] }
    return all.filter { measure in
      ([measure.name] + measure.others).contains { folded($0) == wanted }
        || measure.keys.contains { key in
          folded(key) == wanted || folded(String(key.split(separator: ".").last ?? "")) == wanted
        }
    }
  }

  /// A name without what help ignores of it.
  static func folded(_ text: String) -> String {
    text.lowercased().filter { !" -_".contains($0) }
  }

  /// The key in JSON; `nil` where there is none of one form.
  var shownKeys: [String] {
    keys.filter { !$0.hasPrefix("*") }.map { String($0.split(separator: ".").last ?? "") }.uniqued()
  }
}

/// Books and papers that several definitions come from.
enum Sources {
  static let hosmer =
    "Hosmer, Lemeshow and Sturdivant 2013, Applied Logistic Regression, doi:10.1002/9781118548387"
  static let mcCullagh = "McCullagh and Nelder 1989, Generalized Linear Models, doi:10.1201/9780203753736"
  static let fawcett = "Fawcett 2006, doi:10.1016/j.patrec.2005.10.010"
  static let record = "RECORD statement, item 13: Benchimol et al. 2015, doi:10.1371/journal.pmed.1001885"
  static let harrell =
    "Harrell 2015, Regression Modeling Strategies, chapter 5 and table 2.3, doi:10.1007/978-3-319-19425-7"
  static let deLong = "DeLong, DeLong and Clarke-Pearson 1988, doi:10.2307/2531595"
  static let ici = "Austin and Steyerberg 2019, doi:10.1002/sim.8281"
  static let own = "this program"
  static let sde = "output rules of the NHS England Secure Data Environment"
}
