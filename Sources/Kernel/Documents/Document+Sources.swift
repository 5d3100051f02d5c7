import Commands
import Engine

extension Document {
  /// The same with the table of what was loaded where it is to stand.
  func withSources(_ sources: [(source: Source, sum: String?)]) -> Document {
    var result = self
    result.pieces = pieces.map { piece in
      if case .sources = piece { .output(Document.table(of: sources, policy)) } else { piece }
    }
    return result
  }

  private static func table(of sources: [(source: Source, sum: String?)], _ policy: DisclosurePolicy) -> Gated
  {
    Gate(policy).pass(
      .table(
        TableOutput(
          name: "report_sources", title: "What was loaded",
          headers: [
            Header("table", isText: true), Header("source", isText: true),
            Header("SHA-256", key: "sha256", isText: true),
          ],
          rows: sources.map { source, sum in
            let none = source.file == nil ? "made in memory" : "changed since it was loaded"
            return [.label(source.table), .label(source.label), sum.map(Cell.label) ?? .unavailable(none)]
          })))
  }
}
