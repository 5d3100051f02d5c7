extension Differences {
  /// Every rule of the recipe that differs, in the recipe's order.
  static let rules = rowRules + valueRules + employmentRules

  private static let rowRules = [
    Rule(
      title: "Providers picked by hand",
      then: "only fifteen providers, those with complete economic data at the time.",
      published: "all providers; `providers complete >= 85%` applies such a rule openly when asked for.",
      why: "Fifteen providers are about 9% of finished courses and need not be like the others.",
      defect: "fifteen providers, picked by hand",
      edits: [
        Edit(
          "keep \"provider with complete economic data\"  where patients.OrgID_Provider in $providers\n", "")
      ]),
    Rule(
      title: "Patients joined by their local number alone",
      then: "a referral gets every patient and employment record with the same `LocalPatientId`.",
      published: "the provider must be the same too.",
      why: "The number is unique within one provider only, so people get the records of others.",
      defect: "LocalPatientId is unique within one provider only",
      edits: [
        Edit(
          "join patients   to referrals on LocalPatientId",
          "join patients   to referrals on OrgID_Provider, LocalPatientId"),
        Edit(
          "join employment to patients  on LocalPatientId",
          "join employment to patients  on OrgID_Provider, LocalPatientId"),
        // A column that joins goes by the name of the left table.
        Edit("where patients.OrgID_Provider in $providers", "where referrals.OrgID_Provider in $providers"),
        Edit("cluster provider = patients.OrgID_Provider", "cluster provider = referrals.OrgID_Provider"),
        Edit("cluster patient  = patients.OrgID_Provider", "cluster patient  = referrals.OrgID_Provider"),
      ]),
    Rule(
      title: "Every patient record",
      then: "each record of a patient makes a row of its own.",
      published: "one record: that of the same submission, or the provider's latest (measured here).",
      why:
        "Patients with several records count several times. In the demo data the older record has no decile, so the "
        + "rule on deciles drops it anyway.",
      defect: "matching record multiplies rows",
      edits: [
        Edit(
          "join patients   to referrals on LocalPatientId",
          """
          type Unique_MonthID category
          latest patients per OrgID_Provider, LocalPatientId by Unique_MonthID
          join patients   to referrals on LocalPatientId
          """)
      ]),
    Rule(
      title: "Every employment record",
      then: "each employment record makes a row of its own, whenever it was taken.",
      published: "the earliest record from the referral to discharge.",
      why: "People whose work changes count several times, and later records may be a result of recovery.",
      defect: "matching record multiplies rows",
      edits: [
        Edit(
          "join employment to patients  on LocalPatientId",
          "join employment to patients  on LocalPatientId keeping earliest EmployStatusRecDate "
            + "between ReferralRequestReceivedDate and coalesce(ServDischDate, $to)")
      ]),
    Rule(
      title: "Every submission of a referral",
      then: "a referral counts once for each monthly submission.",
      published: "one row per pathway: `UsePathway_Flag`, then the latest submission.",
      why: "Long courses are submitted more often; repeated rows make intervals too narrow.",
      defect: "Monthly resubmissions of a referral are not removed",
      edits: [
        Edit(
          "join patients   to referrals on LocalPatientId",
          """
          type Unique_MonthID category
          type UsePathway_Flag flag
          keep "pathway known" where PathwayID is not missing
          keep "rows that stand for their pathway" where UsePathway_Flag
          latest referrals per PathwayID by Unique_MonthID, UniqueID_IDS101
          join patients   to referrals on LocalPatientId
          """)
      ]),
    Rule(
      title: "Denominator of recovery",
      then: "courses with `Caseness_Flag`.",
      published: "finished courses less those with `NotCaseness_Flag`; unknown caseness stays in.",
      why: "The rates are close and not equal: 50.29% against the published 50.15% in England, 2021-22.",
      defect: "the published denominator is \"not NotCaseness_Flag\"",
      edits: [
        Edit(
          "keep \"at caseness when treatment started\"    where Caseness_Flag",
          """
          type NotCaseness_Flag flag
          keep "not below caseness when treatment started" where (not NotCaseness_Flag) else yes
          """)
      ]),
    Rule(
      title: "Rows without a deprivation decile",
      then: "dropped before anything is counted.",
      published: "kept; a model that needs the decile drops them and says how many.",
      why: "Rates are then of everybody, and what a model loses is seen. In the demo data the "
        + "rows gained are mostly older patient records.",
      edits: [
        Edit(
          "keep \"deprivation decile known\"              where IndicesOfDeprivationDecile is not missing\n",
          ""
        )
      ]),
    Rule(
      title: "Recovery without a flag",
      then: "a missing `Recovery_Flag` is not recovered.",
      published: "worked out from the first and last scores where the flag is missing; what is still unknown "
        + "counts as not recovered, in a notice.",
      why: "A blank of an early submission is not a person who did not recover.",
      edits: [
        Edit(
          "outcome recovery = Recovery_Flag else no",
          """
          type PHQ9_FirstScore, PHQ9_LastScore, GAD_FirstScore, GAD_LastScore integer
          derive recovered_by_scores = (PHQ9_FirstScore >= 10 or GAD_FirstScore >= 8) \\
            and PHQ9_LastScore < 10 and GAD_LastScore < 8
          derive recovered = first_known(Recovery_Flag, recovered_by_scores)
          outcome recovery = recovered else no
          """)
      ]),
  ]

  private static let valueRules = [
    Rule(
      title: "Unknown waits",
      then: "a wait that is not known counts as longer than six weeks.",
      published: "it stays unknown; a model that needs it drops the row.",
      why: "Missing dates would look like slow services.",
      defect: "a wait that is not known counts as longer than six weeks",
      edits: [Edit("TherapySession_FirstDate) <= 42 else no", "TherapySession_FirstDate) <= 42")],
      counted: ("six_week_wait", "no")),
    Rule(
      title: "Contacts for sessions",
      then: "all contacts count, assessments too; unknown is fewer than six.",
      published: "attended treatment appointments; unknown stays unknown.",
      why: "Assessment and follow-up are not treatment.",
      defect: "all contacts are counted, where treatment sessions are meant",
      edits: [
        Edit(
          "derive six_or_more_sessions = CareContact_Count >= 6 else no",
          "type TreatmentCareContact_Count integer\n"
            + "derive six_or_more_sessions = TreatmentCareContact_Count >= 6")
      ],
      counted: ("six_or_more_sessions", "yes")),
    Rule(
      title: "Other problems and no problem",
      then: "a missing complaint is \"Other\".",
      published: "not known.",
      why: "Not recorded is not a diagnosis.",
      edits: [
        Edit(
          "  else -> \"Other\")",
          "  \"Other Mental Health problems\", \"Other recorded problems\" -> \"Other\";\n"
            + "  else -> \"Not known\")")
      ],
      counted: ("symptom", "Other")),
    Rule(
      title: "Gender",
      then: "indeterminate is not known.",
      published: "a group of its own.",
      why: "It is an answer.",
      edits: [Edit("2 -> \"Female\"; else", "2 -> \"Female\"; 9 -> \"Indeterminate\"; else")],
      counted: ("gender", "Not_known")),
    Rule(
      title: "Ethnicity as submitted",
      then: "`EthnicCategory`.",
      published: "`Validated_EthnicCategory` where the table has it.",
      why: "The validated field is what published tables count. In the demo data both agree.",
      edits: [
        Edit(
          "derive ethnicity = recode EthnicCategory (",
          "type Validated_EthnicCategory category\nderive ethnicity_code = first_of(Validated_EthnicCategory, EthnicCategory)\n"
            + "derive ethnicity = recode ethnicity_code (")
      ],
      counted: ("ethnicity", "Not_known")),
    Rule(
      title: "Exactly 18",
      then: "aged 18 falls between the bands and is not known.",
      published: "bands without gaps.",
      why: "Everybody of one age is lost from every table by age.",
      defect: "exactly 18 falls between the bands",
      edits: [Edit("19..30 -> \"18-30\"", "18..30 -> \"18-30\"")],
      counted: ("age", "Not_known")),
    Rule(
      title: "Age at the start of the period",
      then: "`Age_RP_StartDate`, in bands of twenty years.",
      published: "`Age_RP_EndDate`, in the bands of the published tables.",
      why: "Rates by age can be compared with published ones only if the bands are the same.",
      edits: [
        Edit(
          "derive age = bands(Age_RP_StartDate,",
          "type Age_RP_EndDate integer\nderive age = bands(Age_RP_EndDate,"),
        Edit(
          "19..30 -> \"18-30\", 31..50 -> \"30-50\", 51..70 -> \"50-70\", 71.. -> \"+70\"",
          "18..25 -> \"18-25\", 26..64 -> \"26-64\", 65..74 -> \"65-74\", 75..89 -> \"75-89\", 90.. -> \"90+\""
        ),
      ],
      counted: ("age", "<18")),
  ]

  private static let employmentRules = [
    Rule(
      title: "Missing employment is employment",
      then: "a missing or declined status becomes employed.",
      published: "not recorded and not stated are groups of their own.",
      why: "People of whom nothing is known dilute the employed, whom all others are compared with.",
      defect: "missing and declined employment becomes employed",
      edits: [Edit("EmployStatus = \"ZZ\" -> \"01\";", "EmployStatus = \"ZZ\" -> \"Not known\";")],
      counted: ("full_time", "yes")),
    Rule(
      title: "Hours of employed people overwritten",
      then: "every employed person works full time.",
      published: "hours stay as recorded.",
      why: "Part-time work among the employed vanishes.",
      defect: "the hours of employed people are overwritten",
      edits: [
        Edit("  EmployStatus = 01 -> \"01\";\n", ""),
        Edit(
          "derive full_time     = (status_filled = 01 or hours_cleaned = 01) else no",
          "derive full_time     = (status_filled = 01 and hours_cleaned != \"part_time\" or hours_cleaned = 01) "
            + "else no"),
      ],
      counted: ("part_time", "yes")),
    Rule(
      title: "Retired and not applicable are unemployed",
      then: "retired people, and hours that do not apply, count as unemployed.",
      published: "unemployed is unemployed and seeking work.",
      why: "Students, carers, retired and sick people are no job seekers; a missing status with such hours "
        + "was employed and unemployed at once.",
      defect: "get \"98, not applicable\", which counts as unemployed",
      edits: [
        Edit(
          "derive unemployed    = (status_filled = 02 or hours_cleaned = 98) else no",
          "derive unemployed    = (status_filled = 02) else no")
      ],
      counted: ("unemployed", "yes")),
    Rule(
      title: "Unknown benefits",
      then: "unknown, declined and missing answers on benefits are \"no\".",
      published: "yes over no over unknown; a model that needs the answer drops the row.",
      why: "Those who do not answer differ from those who say no.",
      defect: "every unknown, declined or missing answer becomes \"no\"",
      edits: [
        Edit(
          "derive benefits      = (BenefitRecInd = \"Y\" or UCInd = \"Y\") else no",
          "derive benefits      = any_yes(BenefitRecInd, UCInd)"),
        Edit("derive job_seeker    = JSAInd = \"Y\" else no", "derive job_seeker    = any_yes(JSAInd)"),
        Edit(
          "derive sick_pay      = (SSPInd = \"Y\" or status_filled = 04) else no",
          "derive sick_pay      = any_yes(SSPInd) or status_filled = 04"),
      ],
      counted: ("benefits", "no")),
    Rule(
      title: "Unknown self-employment",
      then: "not applicable, not stated and missing are \"no\".",
      published: "missing; a model that needs it drops the row.",
      why: "The question is for people in work: with it, a model is about them alone.",
      defect: "every unknown, declined or missing answer becomes \"no\"",
      edits: [
        Edit(
          "derive self_employed = SelfEmployInd = \"Y\" else no",
          "derive self_employed = case(SelfEmployInd = \"Y\" -> yes; SelfEmployInd = \"N\" -> no)")
      ],
      counted: ("self_employed", "no")),
    Rule(
      title: "Sick pay and long-term sickness in one",
      then: "statutory sick pay, or a long-term sick or disabled status.",
      published: "off sick (`SickAbsenceInd`); long-term sick is a status.",
      why: "One is an absence from work, the other is having none.",
      edits: [
        Edit(
          "derive sick_pay      = (SSPInd = \"Y\" or status_filled = 04) else no",
          "type SickAbsenceInd category\nderive sick_pay      = SickAbsenceInd = \"Y\" else no")
      ],
      counted: ("sick_pay", "yes")),
    Rule(
      title: "Two of five benefits",
      then: "the general indicator or Universal Credit.",
      published: "ESA, PIP and JSA count too.",
      why: "People on other benefits were counted as having none.",
      edits: [
        Edit("type EmployStatus, WeekHoursWorked,", "type ESAInd, PIPInd, EmployStatus, WeekHoursWorked,"),
        Edit(
          "derive benefits      = (BenefitRecInd = \"Y\" or UCInd = \"Y\") else no",
          "derive benefits      = any_yes(BenefitRecInd, ESAInd, PIPInd, UCInd, JSAInd) else no"),
      ],
      counted: ("benefits", "yes")),
  ]
}
