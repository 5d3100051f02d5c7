import Testing

@testable import Engine

/// Files of many rows, so that fields and quotes lie across the parts a chunk is gone through in.
@Suite struct QuotedTests {
  /// A value of each type, missing now and then, and its field as it may be written.
  private func value(_ type: ColumnType, _ random: inout SplitMix64) -> String? {
    if random.below(4) == 0 { return nil }
    switch type {
    case .flag: return random.below(2) == 0 ? "true" : "false"
    case .date: return Day(number: Int32(random.below(30_000))).description
    case .integer: return String(random.below(10) == 0 ? -random.below(50) : random.below(200_000_000))
    case .decimal: return "\(random.below(1000)).5"
    case .category: return ["plain", "a,b", "say \"x\"", "longer than sixteen bytes"][random.below(4)]
    }
  }

  private func field(_ value: String?, isQuoted: Bool) -> String {
    let text = value ?? ""
    let needsQuotes = text.contains { $0 == "," || $0 == "\"" }
    return isQuoted || needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }

  @Test(arguments: [0, 1, 2]) func fieldsAreReadWhateverStandsAroundThem(way: Int) throws {
    let types: [ColumnType] = [.flag, .date, .integer, .decimal, .category, .integer]
    var random = SplitMix64(state: UInt64(way))
    let rows = (0..<2500).map { _ in types.map { value($0, &random) } }
    var text = "a,b,c,d,e,f\n"
    for row in rows {
      // None, all or some of the fields between quotes, as far as they need none.
      let fields = row.map { value in
        field(value, isQuoted: way == 1 || (way == 2 && random.below(2) == 0))
      }
      text += fields.joined(separator: ",") + (random.below(2) == 0 ? "\n" : "\r\n")
    }
    for (pieces, bytes) in [(1, 1 << 20), (3, 30_000), (2, 5000)] {
      var tuning = CSVSource.Tuning()
      (tuning.pieces, tuning.chunkBytes) = (pieces, bytes)
      let source = try CSVSource.text(text, tuning: tuning)
      // No chunk takes the slow way.
      #expect(try source.rows(.unattended).chunks.allSatisfy { $0.shape != .odd })
      let columns = try source.columns(
        at: Array(types.indices), as: types.map(Optional.some), .unattended)
      for (index, column) in columns.enumerated() {
        #expect(column.count == rows.count)
        #expect(rows.indices.allSatisfy { column.text($0) == rows[$0][index] }, "column \(index)")
      }
      #expect(source.found.isEmpty)
    }
  }
}
