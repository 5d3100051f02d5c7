extension CSVSource {
  /// Files up to this size are read for a glimpse; of larger ones it shows what is in memory.
  static let glimpseLimit = 1 << 15

  /// The column at `index`, as `type` or as the type found for it, when it is in memory already; nothing is read.
  public func kept(at index: Int, as type: ColumnType?) -> Column? {
    let kept = state.withLock { state in
      (type ?? state.inferred[index]).flatMap { state.columns[ColumnKey(index: index, type: $0)] }
    }
    // Levels that nobody has put in order yet are not known.
    if case .raw? = kept?.storage { return nil }
    return try? kept?.column(.unattended)
  }

  /// Every column that is in memory, or all of them when the file is small.
  ///
  /// A small file is read beside this source, so that neither ``problems()`` nor what is kept changes: 32 KB at most.
  public func glimpses(as types: [ColumnType?]) -> [Column?] {
    let found = types.enumerated().map { kept(at: $0, as: $1) }
    guard found.contains(where: { $0 == nil }), raw.count <= CSVSource.glimpseLimit, !raw.isCompressed,
      let copy = try? CSVSource(raw: raw, label: label, dialect: dialect, tuning: tuning),
      let read = try? copy.columns(at: Array(types.indices), as: types, .unattended)
    else { return found }
    return read
  }
}
