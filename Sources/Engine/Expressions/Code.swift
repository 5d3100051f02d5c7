/// Codes written in a recipe, as values of a column's type.
enum Code {
  /// The order key of the value whose canonical text is the code; `nil` when no value of that type has this text.
  ///
  /// Decimals compare as numbers, so that the code `1` means 1.0.
  static func canonicalKey(_ code: String, as type: ColumnType) -> Int64? {
    switch type {
    case .category: nil
    case .flag: code == "true" ? 1 : code == "false" ? 0 : nil
    case .date: Day(code).flatMap { $0.description == code ? Int64($0.number) : nil }
    case .integer: Int64(code).flatMap { String($0) == code ? $0 : nil }
    case .decimal: Double(code).flatMap { $0.isFinite ? Column.orderKey($0) : nil }
    }
  }

  /// The order keys of the members of `in`, read as values of the column's type.
  /// - Throws: ``ExpressionError`` when a member is no such value.
  static func keys(
    _ members: [String], as type: ColumnType, operation: String, _ span: Span
  ) throws(ExpressionError) -> [Int64] {
    var result: [Int64] = []
    if type == .category { return result }
    for member in members {
      switch type {
      case .category: break
      case .flag:
        switch member.lowercased() {
        case "yes", "true": result.append(1)
        case "no", "false": result.append(0)
        default: throw misfit(type, operation, span)
        }
      case .date:
        guard let day = Day(member) else { throw misfit(type, operation, span) }
        result.append(Int64(day.number))
      case .integer, .decimal:
        guard let number = Double(member), number.isFinite else { throw misfit(type, operation, span) }
        if type == .decimal {
          result.append(Column.orderKey(number))
        } else if let whole = Int64(member) ?? Int64(exactly: number) {
          result.append(whole)
        }
      }
    }
    return result
  }

  private static func misfit(_ type: ColumnType, _ operation: String, _ span: Span) -> ExpressionError {
    ExpressionError(.wrongType(operation: operation, expected: [.category], found: type), span)
  }
}
