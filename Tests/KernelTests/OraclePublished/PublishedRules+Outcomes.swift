extension PublishedRules {
  private typealias Outcome = OraclePublished.Outcome

  /// Recovery and reliable recovery among those not known to have started below caseness; change among all.
  func therapyOutcomes(_ referral: OraclePublished.Referral) -> [String: OraclePublished.Outcome] {
    let known = Scores(referral, mutation)
    let notCaseness = first(referral.notCaseness, known.caseness.map { !$0 })
    let recovery = first(referral.recovery, known.recovery)
    let improvement = first(referral.improvement, known.improvement)
    let deterioration = first(referral.deterioration, known.deterioration)
    var isCase = notCaseness != true
    switch mutation {
    case .casenessAsDenominator: isCase = first(referral.caseness, known.caseness) == true
    case .unknownNotCasenessLeaves: isCase = notCaseness == false
    case .recoveryAmongAll: isCase = true
    default: break
    }
    let isReliable =
      mutation == .reliableRecoveryIsRecovery ? recovery : Kleene.and(recovery, improvement)
    return [
      "recovery": filled(recovery, among: isCase),
      "reliable_recovery": filled(isReliable, among: isCase),
      "reliable_improvement": mutation == .unknownImprovementIsNo
        ? filled(improvement, among: true) : Outcome(value: improvement),
      "reliable_deterioration": Outcome(value: deterioration),
    ]
  }

  func accessOutcomes(_ referral: OraclePublished.Referral) -> [String: OraclePublished.Outcome] {
    let hasEntered = referral.firstTreated != nil
    let isAmong = hasEntered || mutation == .waitsAmongAll
    let six = isWithin(mutation == .waitUnder42 ? 41 : 42, referral)
    let eighteen = isWithin(mutation == .eighteenWeeksAre120Days ? 120 : 126, referral)
    return [
      "entered_treatment": Outcome(value: hasEntered),
      "within_six_weeks": Outcome(isAmong: isAmong, value: six),
      "within_eighteen_weeks": Outcome(isAmong: isAmong, value: eighteen),
      "completed_treatment": mutation == .unknownCompletionIsUnknown
        ? Outcome(isAmong: referral.discharged != nil, value: referral.completed)
        : filled(referral.completed, among: referral.discharged != nil || mutation == .completionAmongAll),
    ]
  }

  /// The flag where it is known, else what the scores say.
  private func first(_ flag: Bool?, _ scores: Bool?) -> Bool? {
    switch mutation {
    case .scoresNotAsked: flag
    case .scoresBeforeFlags: scores ?? flag
    default: flag ?? scores
    }
  }

  private func filled(_ value: Bool?, among isAmong: Bool) -> OraclePublished.Outcome {
    if mutation == .unknownRecoveryIsUnknown { return Outcome(isAmong: isAmong, value: value) }
    return Outcome(isAmong: isAmong, value: value ?? false, isFilled: value == nil)
  }

  /// What first and last PHQ-9 and GAD-7 say; unknown where the scores it takes are missing.
  private struct Scores {
    var caseness, recovery, improvement, deterioration: Bool?

    init(_ referral: OraclePublished.Referral, _ mutation: OraclePublished.Mutation?) {
      let (phqFirst, phqLast) = (referral.phqFirst, referral.phqLast)
      let (gadFirst, gadLast) = (referral.gadFirst, referral.gadLast)
      let gadCase = mutation == .gadCasenessFrom10 ? 10 : 8
      caseness = Kleene.or(
        phqFirst.map { $0 >= (mutation == .phqCasenessAbove10 ? 11 : 10) }, gadFirst.map { $0 >= gadCase })
      let phqBelow = phqLast.map { $0 < 10 }
      let gadBelow = gadLast.map { $0 < gadCase }
      let bothBelow =
        mutation == .recoveryOnEitherMeasure ? Kleene.or(phqBelow, gadBelow) : Kleene.and(phqBelow, gadBelow)
      recovery = mutation == .recoveryWithoutCaseness ? bothBelow : Kleene.and(caseness, bothBelow)

      let phqFall = phqFirst.flatMap { first in phqLast.map { first - $0 } }
      let gadFall = gadFirst.flatMap { first in gadLast.map { first - $0 } }
      let phqLeast = mutation == .phqChangeOf5 ? 5 : 6
      let gadLeast = mutation == .gadChangeOf5 ? 5 : 4
      let better = Kleene.or(phqFall.map { $0 >= phqLeast }, gadFall.map { $0 >= gadLeast })
      let worse = Kleene.or(phqFall.map { -$0 >= phqLeast }, gadFall.map { -$0 >= gadLeast })
      improvement = Kleene.and(better, Kleene.not(worse))
      deterioration = Kleene.and(worse, Kleene.not(better))
      if mutation == .changeOnOneMeasureOnly {
        improvement = better
        deterioration = worse
      }
      if mutation == .anyMissingScoreIsUnknown,
        [phqFirst, phqLast, gadFirst, gadLast].contains(nil)
      {
        (recovery, improvement, deterioration) = (nil, nil, nil)
      }
    }
  }
}

/// Logic in which nil is unknown: the answer is known wherever the unknown cannot change it.
enum Kleene {
  static func not(_ value: Bool?) -> Bool? { value.map { !$0 } }

  static func and(_ left: Bool?, _ right: Bool?) -> Bool? {
    if left == false || right == false { return false }
    return left == nil || right == nil ? nil : true
  }

  static func or(_ left: Bool?, _ right: Bool?) -> Bool? {
    if left == true || right == true { return true }
    return left == nil || right == nil ? nil : false
  }
}
