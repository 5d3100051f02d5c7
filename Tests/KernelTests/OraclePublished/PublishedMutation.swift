extension OraclePublished {
  /// Deliberate mistakes, each a small change to one rule: a comparison that cannot tell them from the rules
  /// proves nothing.
  enum Mutation: String, CaseIterable {
    // Rows
    case unusedPathwaysStay, missingPathwayStays, earliestSubmission, lastRowOfPathway, pathwayTiesToFirstRow
    case monthsComparedAsText, monthAlone, lastDayLeftOut, completionNotAsked, accessOfDischargedOnly
    // Patients
    case patientsByLocalId, patientsOfAnyProvider, firstPatientRow, patientMustMatch
    // Employment
    case employmentOfAnyProvider, windowWithoutStart, windowWithoutEnd, windowEndsWithPeriod
    case recordsWithStatusOnly, latestRecordPredicts, endIsStart, employmentTiesToLeastId,
      employmentTiesToFileOrder
    // Outcomes
    case casenessAsDenominator, unknownNotCasenessLeaves, recoveryAmongAll, unknownRecoveryIsUnknown
    case unknownImprovementIsNo, reliableRecoveryIsRecovery, scoresNotAsked, scoresBeforeFlags
    case phqCasenessAbove10, gadCasenessFrom10, recoveryOnEitherMeasure, recoveryWithoutCaseness
    case phqChangeOf5, gadChangeOf5, changeOnOneMeasureOnly, anyMissingScoreIsUnknown
    case waitsAmongAll, completionAmongAll, unknownCompletionIsUnknown
    // Columns
    case decileReversed, quintileRoundedDown, ageAtStart, youngUntil24, indeterminateIsNotKnown
    case ethnicityAsSubmitted, ethnicityFallsBack, chineseIsAsian, unspecifiedIsOther
    case retiredIsNotSeeking, declinedIsNotRecorded, missingStatusIsEmployed, declinedHoursNotKnown
    case unknownIndicatorIsNo, benefitsWithoutJobSeekers, benefitsWithoutPersonalIndependence, noBenefitWins
    case doubtIsNoBenefit, benefitsAtEnd, allContactsAreSessions
    case waitUnder42, eighteenWeeksAre120Days, unknownWaitIsLong, waitToAssessment
    // Complete providers
    case completeMeansMore, declinedHoursAreComplete, hoursMustApply, benefitsNeedNotBeKnown
  }
}
