import Commands
import Engine

extension FigureLayout {
  /// What an eye would find first, from what has passed the gate: the ends, the least and the greatest.
  var says: String {
    let rows = Array(0..<data.rowCount)
    switch figure.kind {
    case .forest, .segments: return extremes(rows.filter { !data.isReference($0) })
    case .deciles:
      let known = rows.filter { data.interval($0) != nil && data.names($0).first != "(missing)" }
      guard let first = known.first, let last = known.last, first != last else { return extremes(rows) }
      let column = figure.data.headers.first.map { "\($0.title) " } ?? ""
      return "From \(column)\(said(first)) to \(column)\(said(last)). " + extremes(rows)
    case .missing:
      let known = rows.filter { data.number($0, "share") != nil }
      guard let most = known.max(by: { data.number($0, "share") ?? 0 < data.number($1, "share") ?? 0 }) else {
        return ""
      }
      return "Most values are missing in \(said(most))."
    case .flow:
      guard let first = rows.first, let last = rows.last, first != last else { return "" }
      return "At first \(said(first)) rows; at last \(said(last)) rows."
    case .calibration:
      let found = rows.filter { data.interval($0) != nil && data.number($0, "predicted") != nil }
      guard let first = found.first, let last = found.last, first != last else { return "" }
      return "\(paired(first)) in the lowest group, \(paired(last)) in the highest."
    case .roc: return figure.basis.text(digits: 3) + "."
    }
  }

  private func extremes(_ rows: [Int]) -> String {
    let known = rows.filter { data.interval($0) != nil }
    let hidden = rows.count - known.count
    let rest = hidden == 0 ? "" : " \(hidden) of \(rows.count) are not shown."
    func value(_ row: Int) -> Double { data.interval(row)?.value ?? 0 }
    guard known.count > 1, let least = known.min(by: { value($0) < value($1) }),
      let greatest = known.max(by: { value($0) < value($1) })
    else { return known.first.map { "\(said($0)).\(rest)" } ?? "Nothing is shown." }
    return "Lowest: \(said(least)); highest: \(said(greatest)).\(rest)"
  }

  /// A row's names with its value.
  private func said(_ row: Int) -> String {
    var marks = Marks()
    let names = data.names(row).filter { !$0.isEmpty }.joined(separator: " ")
    return "\(names): \(data.words(row, &marks))"
  }

  private func paired(_ row: Int) -> String {
    let predicted = data.number(row, "predicted").map(NumberFormat.percent) ?? ""
    let observed = data.interval(row).map { NumberFormat.percent($0.value) } ?? ""
    return "\(observed) observed where \(predicted) was predicted"
  }
}
