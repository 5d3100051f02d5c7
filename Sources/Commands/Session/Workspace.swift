import Engine
import OrderedCollections

/// The state of a session: a value. A command turns one workspace into another; a failed command leaves it as it was.
public struct Workspace: Sendable {
  /// Loaded tables by name.
  public var tables: OrderedDictionary<String, Table> = [:]
  /// What `clean` made.
  public var cohort: Cohort?

  /// An empty session.
  public init() {}
}
