import Engine

/// Rows of a cohort on their way into a file: the values of some columns, without what tells who a row is.
public struct Records: Sendable {
  /// The names of the columns, as the file's head has them.
  public let names: [String]
  /// Columns left out, since they tell who a row is.
  public let leftOut: [String]
  private let columns: [Column]

  /// How many rows.
  public var count: Int { columns.first?.count ?? 0 }

  init(names: [String], leftOut: [String], columns: [Column]) {
    (self.names, self.leftOut, self.columns) = (names, leftOut, columns)
  }

  /// A value as it is; no row is shown otherwise. Positions are those of ``names``.
  public func cell(_ row: Int, _ column: Int) -> Cell { columns[column].previewCell(row) }
}

extension View {
  /// The rows chosen, with outcomes, predictors and dimensions: without key columns, the columns of clusters, dates, and
  /// categories of more levels than a segment may have, as codes of people have.
  func records(of cohort: Cohort, _ work: Work) throws -> Records {
    let names = (cohort.outcomes.map(\.name) + cohort.predictors + cohort.dimensions).uniqued()
    let hidden = Set((cohort.key + cohort.clusters.values.flatMap(\.self)).map { $0.plainName })
    var kept: [String] = []
    var columns: [Column] = []
    var leftOut = (cohort.key + cohort.clusters.values.flatMap(\.self)).uniqued()
    for name in names {
      let column = try self.column(name, work)
      let isLong =
        try column.type == .category && column.distinctCount(work) > Segment.mostLevels
      if hidden.contains(name.plainName) || column.type == .date || isLong {
        leftOut.append(name)
      } else {
        kept.append(name)
        columns.append(column)
      }
    }
    return Records(names: kept, leftOut: leftOut.uniqued(), columns: columns)
  }
}

extension String {
  /// A column's name without its table, in lower case.
  fileprivate var plainName: String { (split(separator: ".").last.map(String.init) ?? self).lowercased() }
}
