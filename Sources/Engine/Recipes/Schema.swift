import OrderedCollections

/// What is known of rows before any is read: names, the tables they come from, and types and levels as declared.
public struct Schema: Sendable, Hashable {
  /// One column.
  public struct Entry: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// The table it comes from; `nil` for derived columns.
    public var table: String?
    /// Its type; `nil` where only the data can tell.
    public var type: ColumnType?
    /// Its levels, where a recode, bands or case declares them.
    public var levels: [String]?

    /// Makes an entry.
    public init(name: String, table: String? = nil, type: ColumnType? = nil, levels: [String]? = nil) {
      self.name = name
      self.table = table
      self.type = type
      self.levels = levels
    }
  }

  /// The columns: tables' in the order of their joining, then the derived.
  public var entries: [Entry]

  /// Makes a schema from its entries.
  public init(_ entries: [Entry]) { self.entries = entries }

  /// The schema of a table: its header and the types declared for it.
  public init(_ table: Table) {
    self.init(table: table.name, columns: table.columnNames, types: table.declaredTypes)
  }

  /// The schema of a table known by its header only.
  public init(table: String, columns: [String], types: [String: ColumnType] = [:]) {
    entries = columns.map { Entry(name: $0, table: table, type: types[$0]) }
  }

  /// The entry meant by a name.
  public subscript(name: String) -> Entry? { (try? find(name)).map { entries[$0] } }

  /// The index of the entry meant by a name.
  ///
  /// Exact names come first (a derived one before a table's), then exact `table.column`, then both again ignoring
  /// case. O(columns).
  /// - Throws: `NameError` when none fits, or several.
  public func find(_ name: String, span: Span? = nil) throws(NameError) -> Int {
    if let index = try find(ifThere: name, span: span) { return index }
    let tables = Set(entries.compactMap(\.table))
    throw NameError(
      .column, name, candidates: labels, span: span, place: tables.count == 1 ? tables.first : nil)
  }

  /// The index of the entry meant by a name, `nil` when there is none.
  func find(ifThere name: String, span: Span? = nil) throws(NameError) -> Int? {
    if let derived = entries.firstIndex(where: { $0.table == nil && $0.name == name }) { return derived }
    let exact = entries.indices.filter { entries[$0].name == name }
    if let index = try one(of: exact, name, span) { return index }
    let qualified = entries.indices.filter { entries[$0].qualifiedName == name }
    if let index = try one(of: qualified, name, span) { return index }
    let lower = name.lowercased()
    let folded = entries.indices.filter { entries[$0].name.lowercased() == lower }
    if let index = try one(of: folded, name, span) { return index }
    let foldedQualified = entries.indices.filter { entries[$0].qualifiedName?.lowercased() == lower }
    return try one(of: foldedQualified, name, span)
  }

  /// The shortest name that means the entry: alone where that is enough, otherwise `table.column`.
  public func label(of index: Int) -> String {
    let entry = entries[index]
    let sharing = entries.count { $0.name == entry.name }
    return sharing == 1 ? entry.name : entry.qualifiedName ?? entry.name
  }

  /// The names of all entries as ``label(of:)`` gives them, in order. O(columns).
  public var labels: [String] {
    var counts: [String: Int] = [:]
    for entry in entries { counts[entry.name, default: 0] += 1 }
    return entries.map { counts[$0.name] == 1 ? $0.name : $0.qualifiedName ?? $0.name }
  }

  /// The schema with a derived column, which replaces a derived one of the same name.
  public func deriving(_ name: String, type: ColumnType?, levels: [String]?) -> Schema {
    let entry = Entry(name: name, type: type, levels: levels)
    var result = self
    if let index = entries.firstIndex(where: { $0.table == nil && $0.name == name }) {
      result.entries[index] = entry
    } else {
      result.entries.append(entry)
    }
    return result
  }

  private func one(of indices: [Int], _ name: String, _ span: Span?) throws(NameError) -> Int? {
    if indices.count > 1 {
      throw NameError(
        .column, name, candidates: indices.map { entries[$0].qualifiedName ?? entries[$0].name },
        isAmbiguous: true, span: span)
    }
    return indices.first
  }
}

extension Schema.Entry {
  /// `table.column`; `nil` for derived columns.
  var qualifiedName: String? { table.map { "\($0).\(name)" } }
}
