import Commands
import Engine

/// The data of a figure that has passed the gate, by row and key.
struct FigureData {
  /// A value between two others, as far as they may be shown and exist.
  struct Interval {
    var low: Double
    var value: Double
    var high: Double
  }

  let figure: FigureOutput
  private let columns: [String: Int]

  init(_ figure: FigureOutput) {
    self.figure = figure
    columns = Dictionary(
      figure.data.headers.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
  }

  var rowCount: Int { figure.data.rows.count }

  /// The cell; `nil` where the table has no such column.
  func cell(_ row: Int, _ key: String) -> Cell? {
    guard let column = columns[key], column < figure.data.rows[row].count else { return nil }
    return figure.data.rows[row][column]
  }

  /// A figure or a share; `nil` where it is hidden or does not exist.
  func number(_ row: Int, _ key: String) -> Double? {
    switch cell(row, key) {
    case .number(let value)?, .rounded(let value, _)?, .share(let value)?: value.isFinite ? value : nil
    default: nil
    }
  }

  /// The texts in front of a row.
  func names(_ row: Int) -> [String] {
    zip(figure.data.headers, figure.data.rows[row]).prefix { $0.0.isText && $0.0.key != "interval" }.map {
      if case .label(let text) = $0.1 { text } else { "" }
    }
  }

  /// Where the value of a row stands.
  var valueKey: String {
    switch figure.kind {
    case .forest: "or"
    case .deciles, .segments: "rate"
    case .calibration: "observed"
    case .missing: "share"
    case .roc: "recall"
    case .flow: "after"
    }
  }

  /// A row's value with its interval.
  func interval(_ row: Int) -> Interval? {
    guard let value = number(row, valueKey) else { return nil }
    if case .interval(let low, let high)? = cell(row, "interval") {
      return Interval(low: low, value: value, high: high)
    }
    guard let low = number(row, "or_low"), let high = number(row, "or_high"), low > 0, low <= value,
      high >= value
    else { return nil }
    return Interval(low: low, value: value, high: high)
  }

  /// A value without an interval: what others are compared with.
  func isReference(_ row: Int) -> Bool {
    figure.kind == .forest && interval(row) == nil && number(row, "or") == 1
  }

  private func ratio(_ row: Int, _ key: String) -> String {
    if case .number(let value)? = cell(row, key) { return NumberFormat.ratio(value) }
    return Marks.alone(cell(row, key) ?? .blank)
  }

  /// A row's value and interval as a reader sees them, with marks for what is not there.
  func words(_ row: Int, _ marks: inout Marks) -> String {
    if isReference(row) { return "1 (reference)" }
    if figure.kind == .forest, interval(row) != nil {
      let (value, low, high) = (ratio(row, "or"), ratio(row, "or_low"), ratio(row, "or_high"))
      return "\(value) [\(low), \(high)]"
    }
    let value = marks.text(of: cell(row, valueKey) ?? .blank, decimals: 3)
    guard case .interval? = cell(row, "interval") else { return value }
    return "\(value) \(marks.text(of: cell(row, "interval") ?? .blank, decimals: 0))"
  }
}
