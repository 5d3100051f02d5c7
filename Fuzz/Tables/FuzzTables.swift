@testable import Engine

/// Reads any bytes as a file, cut into pieces in some way, and compares what comes out with the slow reader.
///
/// The first two bytes say how the work is cut up; the rest is the file.
@_cdecl("LLVMFuzzerTestOneInput")
public func readAnyBytes(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard let start, count >= 2 else { return 0 }
  let input = Array(UnsafeBufferPointer(start: start, count: count))
  let bytes = Array(input.dropFirst(2))
  guard let source = try? CSVSource.cut(bytes, by: input) else { return 0 }
  do {
    try compare(source, bytes)
  } catch {
    // Archives may be damaged, or grow without measure; plain bytes can always be read.
    precondition(source.raw.isCompressed, "a file cannot be read")
  }
  return 0
}

private func compare(_ source: CSVSource, _ bytes: [UInt8]) throws {
  let all = Array(source.columnNames.indices)
  precondition(Set(source.columnNames).count == all.count, "two columns have one name")
  let rows = try source.rowCount(.unattended)
  for type in [nil] + ColumnType.allCases.map(Optional.some) {
    let columns = try source.columns(at: all, as: all.map { _ in type }, .unattended)
    precondition(columns.allSatisfy { $0.count == rows }, "a column is not as long as the others")
    precondition(type == nil || columns.allSatisfy { $0.type == type }, "a column is of another type")
  }
  let problems = source.problems()
  precondition(zip(problems, problems.dropFirst()).allSatisfy { $0.line <= $1.line }, "problems in no order")
  if source.raw.isCompressed { return }
  let slow = SlowCSV(bytes)
  // Of a header whose quotes are wrong only the number of columns is certain.
  precondition(slow.names.count == all.count, "columns")
  precondition(slow.rows.count == rows, "rows")
  let columns = try source.columns(at: all, as: all.map { _ in .category }, .unattended)
  for (column, values) in columns.enumerated() {
    for row in 0..<rows { precondition(values.text(row) == slow.rows[row][column], "a value") }
  }
  for (kind, expected) in [(Problem.Kind.tooFewFields, slow.short), (.tooManyFields, slow.long)] {
    let problem = problems.first { $0.kind == kind }
    precondition(problem?.count ?? 0 == expected.count, "rows of another width")
    precondition(problem?.line == expected.first.map { slow.lines[$0] }, "the line of a problem")
  }
}

extension CSVSource {
  /// A source whose work is cut up as the first two bytes say.
  fileprivate static func cut(_ bytes: [UInt8], by input: [UInt8]) throws -> CSVSource {
    var tuning = Tuning()
    tuning.pieces = 1 + Int(input[0] & 7)
    tuning.chunkBytes = 1 + Int(input[1])
    tuning.inflater.limit = 1 << 20
    return try CSVSource(raw: FileBytes(bytes), label: "file", dialect: CSVDialect(), tuning: tuning)
  }
}
