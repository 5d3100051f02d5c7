/// Why a table cannot be had: a file that cannot be read, a name that cannot be given, weights that are none.
///
/// What is wrong with single values is a ``Problem`` instead.
public enum TableError: Error, Sendable, Hashable {
  /// There is no such file.
  case fileNotFound(path: String)
  /// A folder stands where a file is needed.
  case isDirectory(path: String)
  /// Neither a file nor a folder: a pipe, a device.
  case notAFile(path: String)
  /// The system refused; its own words.
  case unreadable(path: String, reason: String)
  /// The file was written to after it was loaded.
  case changed(path: String)
  /// The file has no first line with column names: it is empty, or blank lines only.
  case noHeader(path: String)
  /// A compressed file damaged before the end of its header.
  case damagedArchive(path: String)
  /// A compressed file that grows beyond what data do: more than `limit` bytes.
  case tooLarge(path: String, limit: Int)
  /// More rows than can be numbered.
  case tooManyRows(path: String, limit: Int)
  /// Columns of so many rows would take more bytes of memory than there are left.
  case noRoom(path: String, rows: Int, columns: Int, needed: Int, free: Int)
  /// A column was to be given a name that another column has.
  case nameTaken(name: String, table: String)
  /// A column was to be given two names.
  case renamedTwice(name: String, table: String)
  /// A column was to be given no name.
  case emptyName(old: String, table: String)
  /// The weight column holds values that are no frequency weights: the first such row (from 1) and how many.
  case badWeights(table: String, column: String, fault: WeightFault, firstRow: Int, rows: Int)

  /// What is wrong with a weight.
  public enum WeightFault: String, Sendable, Hashable {
    /// It is missing, or not a whole number.
    case missing
    /// It is below 0.
    case negative
    /// The weights up to this row add up to more than can be counted.
    case tooLarge
  }
}
