import OrderedCollections

/// The rows of joined tables: for each table the row it takes its values from, and columns derived since.
///
/// A join or a filter makes new row numbers, not new values; a column is gathered when something asks for it.
public struct Frame: Sendable {
  /// One joined table.
  public struct Part: Sendable {
    /// The table.
    public var table: Table
    /// For each row of the frame the table's row, −1 for none; `nil` when they are the same rows.
    public var rows: [Int32]?
    /// Columns hidden because an earlier part has them as a join key.
    public var hidden: Set<String>
  }

  /// The tables, the left-most first.
  public internal(set) var parts: [Part]
  /// Derived columns by name, each as long as the frame.
  public internal(set) var derived: OrderedDictionary<String, Column>
  /// Derived categories whose levels stand in their expression; those of others are values of the data.
  var declared: Set<String> = []
  /// Flags that follow the rows but are no columns: for each outcome, whether a row is in its denominator.
  var marks: OrderedDictionary<String, Column> = [:]
  /// Number of rows.
  public internal(set) var rowCount: Int

  /// A frame over one table, all of its rows.
  public init(_ table: Table, _ work: Work) throws {
    parts = [Part(table: table, rows: nil, hidden: [])]
    derived = [:]
    rowCount = try table.rowCount(work)
  }

  /// Puts the derived columns into the order of a schema, which is the recipe's.
  mutating func order(by schema: Schema) {
    var result: OrderedDictionary<String, Column> = [:]
    for entry in schema.entries where entry.table == nil { result[entry.name] = derived[entry.name] }
    if result.count == derived.count { derived = result }
  }
}
