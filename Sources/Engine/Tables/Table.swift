/// Where a table's columns come from: a CSV file, or columns made in memory.
///
/// Reading is lazy: a column is read when something first asks for it, and kept.
public protocol ColumnSource: Sendable {
  /// The column names in file order, unique.
  var columnNames: [String] { get }

  /// What it is called in messages: a file's path as given.
  var label: String { get }

  /// Number of rows. The first call may read the file.
  func rowCount(_ work: Work) throws -> Int

  /// The column at `index` in file order, as `type`, or as the type all of its values allow when `nil`.
  ///
  /// Values that do not fit a given type are missing and listed in ``problems()``. Cached: O(bytes) once.
  func column(at index: Int, as type: ColumnType?, _ work: Work) throws -> Column

  /// The columns at `indices`, each as ``column(at:as:_:)`` gives it: in one pass where the source can.
  func columns(at indices: [Int], as types: [ColumnType?], _ work: Work) throws -> [Column]

  /// Reads columns that will be asked for, in one pass where the source can; those with a `true` in `areKeys` only to
  /// group, join and compare by.
  func prepare(at indices: [Int], as types: [ColumnType?], areKeys: [Bool], _ work: Work) throws

  /// The column at `index` as it is kept, to take the values of some rows from.
  func stored(at index: Int, as type: ColumnType?, _ work: Work) throws -> KeyColumn

  /// Lets go of columns that were read only to group, join and compare by; they are read again when need be.
  func release(keysAt indices: [Int])

  /// The column at `index` to group, join and compare by, which may spare putting its levels in order.
  func key(at index: Int, as type: ColumnType?, _ work: Work) throws -> KeyColumn

  /// What was found wrong so far, in file order.
  func problems() -> [Problem]

  /// The column at `index`, as `type` or as the type found for it, when it is in memory already; nothing is read.
  func kept(at index: Int, as type: ColumnType?) -> Column?

  /// Every column, as its type or the one its values allow, as far as it is in memory or reading it is a matter of a
  /// moment; what is read leaves no trace in the source.
  func glimpses(as types: [ColumnType?]) -> [Column?]
}

extension ColumnSource {
  /// Nothing: what is in memory is not known.
  public func kept(at index: Int, as type: ColumnType?) -> Column? { nil }

  /// What is in memory.
  public func glimpses(as types: [ColumnType?]) -> [Column?] {
    types.enumerated().map { kept(at: $0, as: $1) }
  }

  /// Reads the columns as they are asked for later.
  public func prepare(at indices: [Int], as types: [ColumnType?], areKeys: [Bool], _ work: Work) throws {
    _ = try columns(at: indices, as: types, work)
  }

  /// The column as it is.
  public func stored(at index: Int, as type: ColumnType?, _ work: Work) throws -> KeyColumn {
    KeyColumn(try column(at: index, as: type, work))
  }

  /// Nothing is kept apart.
  public func release(keysAt indices: [Int]) {}

  /// The column as it is.
  public func key(at index: Int, as type: ColumnType?, _ work: Work) throws -> KeyColumn {
    KeyColumn(try column(at: index, as: type, work))
  }

  /// The columns at `indices`, one after the other.
  public func columns(at indices: [Int], as types: [ColumnType?], _ work: Work) throws -> [Column] {
    try zip(indices, types).map { try column(at: $0, as: $1, work) }
  }
}

/// A named table: columns of one source, as the session sees them. A value; changing it leaves others as they are.
public struct Table: Sendable {
  /// Its name in the session.
  public var name: String
  /// Where its columns come from.
  public let source: any ColumnSource
  /// The column names as the session sees them, in the source's order (`map` renames them here).
  public var columnNames: [String]
  /// Types declared by `type` or a recipe, by column name.
  public var declaredTypes: [String: ColumnType]
  /// The column of frequency weights, if the rows are aggregated.
  public var weight: String?
  /// True for data made by the demo generator, which no person stands behind.
  public var isDemo: Bool

  /// Makes a table over a source.
  public init(
    name: String, source: any ColumnSource, weight: String? = nil, isDemo: Bool = false
  ) {
    self.name = name
    self.source = source
    self.columnNames = source.columnNames
    self.declaredTypes = [:]
    self.weight = weight
    self.isDemo = isDemo
  }

  /// The index of the column meant by `name`: exactly first, then ignoring case.
  public func index(of name: String, span: Span? = nil) throws(NameError) -> Int {
    switch Names.find(name, in: columnNames) {
    case .found(let index): return index
    case .ambiguous(let indices):
      throw NameError(
        .column, name, candidates: indices.map { columnNames[$0] }, isAmbiguous: true, span: span,
        place: self.name)
    case .none: throw NameError(.column, name, candidates: columnNames, span: span, place: self.name)
    }
  }

  /// Number of rows.
  public func rowCount(_ work: Work) throws -> Int { try source.rowCount(work) }

  /// The column meant by `name`, read as its declared type or else the one all its values allow.
  public func column(_ name: String, _ work: Work, span: Span? = nil) throws -> Column {
    let index = try index(of: name, span: span)
    return try source.column(at: index, as: declaredTypes[columnNames[index]], work)
  }

  /// The columns by name that are in memory, or can be read in a moment without a trace.
  public func glimpses() -> [String: Column] {
    let found = source.glimpses(as: columnNames.map { declaredTypes[$0] })
    var result: [String: Column] = [:]
    for (name, column) in zip(columnNames, found) { result[name] = column }
    return result
  }
}

/// A table whose columns are in memory.
public struct MemorySource: ColumnSource {
  /// The column names.
  public let columnNames: [String]
  /// What it is called in messages.
  public let label: String
  private let columns: [Column]
  private let rows: Int

  /// Makes a source from columns of equal length.
  public init(label: String, names: [String], columns: [Column]) {
    self.label = label
    self.columnNames = names
    self.columns = columns
    self.rows = columns.first?.count ?? 0
  }

  /// Number of rows.
  public func rowCount(_ work: Work) -> Int { rows }

  /// The column at `index`; the type asked for is ignored, since nothing is left to parse.
  public func column(at index: Int, as type: ColumnType?, _ work: Work) -> Column { columns[index] }

  /// The column at `index`.
  public func kept(at index: Int, as type: ColumnType?) -> Column? {
    columns.indices.contains(index) ? columns[index] : nil
  }

  /// None: there is no file.
  public func problems() -> [Problem] { [] }
}
