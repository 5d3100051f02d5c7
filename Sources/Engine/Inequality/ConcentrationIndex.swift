/// How far an outcome is concentrated at one end of an ordering: above 0 at the end of the last group, below 0 at that
/// of the first, 0 where every group has its share.
public struct ConcentrationIndex: Sendable, Hashable {
  /// The standard index C = 2 cov(y, R)/μ, R the ridit: Kakwani, Wagstaff and van Doorslaer 1997,
  /// doi:10.1016/S0304-4076(96)01807-6.
  public var standard: Measured
  /// Wagstaff's C/(1 − μ) for an outcome of 0 and 1, between −1 and 1: Wagstaff 2005, doi:10.1002/hec.953.
  public var wagstaff: Measured
  /// Erreygers's 4μC for an outcome of 0 and 1: the same for the event and for its absence but for the sign:
  /// Erreygers 2009, doi:10.1016/j.jhealeco.2008.02.003.
  public var erreygers: Measured
}

extension OutcomeGroups {
  /// The concentration indices with errors that allow for the ranks being estimated too (Kakwani, Wagstaff and van
  /// Doorslaer 1997, equation 14); those of the two normalised ones follow by the delta method. `nil` unless there are
  /// two groups, events and others.
  public var concentration: ConcentrationIndex? {
    let (total, mean) = (Double(rows), Double(events) / Double(max(1, rows)))
    guard groups.count > 1, mean > 0, mean < 1 else { return nil }
    let places = places()
    var index = 0.0
    for (group, place) in zip(groups, places) {
      index += 2 / mean * place.share * group.rate * (place.ridit - 0.5)
    }
    // What one row of a group, with or without the event, moves each index by.
    var variances = (standard: 0.0, wagstaff: 0.0, erreygers: 0.0)
    var eventsBefore = 0
    for (group, place) in zip(groups, places) {
      let curve = Double(2 * eventsBefore + group.events) / Double(events)
      eventsBefore += group.events
      for (y, count) in [(1.0, group.events), (0.0, group.rows - group.events)] {
        let own = y / mean * (2 * place.ridit - 1 - index) + 2 - curve - (1 + index)
        let wagstaff = own / (1 - mean) + index * (y - mean) / ((1 - mean) * (1 - mean))
        let erreygers = 4 * (mean * own + index * (y - mean))
        let share = Double(count) / total
        variances.standard += share * own * own
        variances.wagstaff += share * wagstaff * wagstaff
        variances.erreygers += share * erreygers * erreygers
      }
    }
    return ConcentrationIndex(
      standard: Measured(index, standardError: (variances.standard / total).squareRoot()),
      wagstaff: Measured(index / (1 - mean), standardError: (variances.wagstaff / total).squareRoot()),
      erreygers: Measured(4 * mean * index, standardError: (variances.erreygers / total).squareRoot()))
  }
}
