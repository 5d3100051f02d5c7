/// A value as JSON: keys stay in their order, numbers read back as the same Double.
public indirect enum JSONValue: Sendable, Hashable {
  /// Null.
  case null
  /// True or false.
  case bool(Bool)
  /// A whole number.
  case integer(Int)
  /// A number; what is not finite is written as null, the reason standing beside it.
  case number(Double)
  /// Text.
  case text(String)
  /// Values in order.
  case array([JSONValue])
  /// Keys with values, in order.
  case object([(String, JSONValue)])

  /// One line, no blanks.
  public var line: String {
    var result = ""
    write(to: &result)
    return result
  }

  /// Many lines, for readers: every member and element on a line of its own, empty ones together. Ends with a line end.
  var lines: String {
    var result = ""
    write(to: &result, indent: 0)
    return result + "\n"
  }

  private func write(to result: inout String, indent: Int) {
    let inner = "\n" + String(repeating: " ", count: 2 * indent + 2)
    let outer = "\n" + String(repeating: " ", count: 2 * indent)
    switch self {
    case .array(let values) where !values.isEmpty:
      result += "["
      for (index, value) in values.enumerated() {
        result += (index > 0 ? "," : "") + inner
        value.write(to: &result, indent: indent + 1)
      }
      result += outer + "]"
    case .object(let members) where !members.isEmpty:
      result += "{"
      for (index, member) in members.enumerated() {
        result += (index > 0 ? "," : "") + inner
        JSONValue.write(member.0, to: &result)
        result += ": "
        member.1.write(to: &result, indent: indent + 1)
      }
      result += outer + "}"
    default: write(to: &result)
    }
  }

  private func write(to result: inout String) {
    switch self {
    case .null: result += "null"
    case .bool(let value): result += value ? "true" : "false"
    case .integer(let value): result += String(value)
    case .number(let value): result += value.isFinite ? value.description : "null"
    case .text(let value): JSONValue.write(value, to: &result)
    case .array(let values):
      result += "["
      for (index, value) in values.enumerated() {
        if index > 0 { result += "," }
        value.write(to: &result)
      }
      result += "]"
    case .object(let members):
      result += "{"
      for (index, member) in members.enumerated() {
        if index > 0 { result += "," }
        JSONValue.write(member.0, to: &result)
        result += ":"
        member.1.write(to: &result)
      }
      result += "}"
    }
  }

  private static func write(_ text: String, to result: inout String) {
    result += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      // Line separators end a line for some readers of JSON Lines; marks of direction deceive who reads it as text.
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{61C}", "\u{200E}"..."\u{200F}",
        "\u{2028}"..."\u{202E}",
        "\u{2066}"..."\u{2069}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    result += "\""
  }

  /// Equal when written alike.
  public static func == (left: JSONValue, right: JSONValue) -> Bool { left.line == right.line }

  /// By what is written.
  public func hash(into hasher: inout Hasher) { hasher.combine(line) }
}
