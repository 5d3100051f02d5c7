extension OracleRules {
  /// What the rules read of one IDS101 row; `local` is LocalPatientId.
  struct Referral {
    var id, local, provider, discharged, completed, caseness, notCaseness, recovery: String?
    var received, treated, complaint, contacts, treatmentContacts: String?

    static func read(_ path: String) throws -> [Referral] {
      let csv = try OracleCSV(
        path: path,
        required: [
          "LocalPatientId", "UniqueID_IDS101", "ServDischDate", "CompletedTreatment_Flag", "Caseness_Flag",
          "Recovery_Flag", "ReferralRequestReceivedDate", "TherapySession_FirstDate",
          "PrimaryPresentingComplaint", "CareContact_Count",
        ],
        optional: ["OrgID_Provider", "NotCaseness_Flag", "TreatmentCareContact_Count"])
      var all = [Referral](repeating: Referral(), count: csv.rows)
      for (row, text) in csv["UniqueID_IDS101"].enumerated() { all[row].id = text }
      for (row, text) in csv["LocalPatientId"].enumerated() { all[row].local = text }
      for (row, text) in csv["OrgID_Provider"].enumerated() { all[row].provider = text }
      for (row, text) in csv["ServDischDate"].enumerated() { all[row].discharged = text }
      for (row, text) in csv["CompletedTreatment_Flag"].enumerated() { all[row].completed = text }
      for (row, text) in csv["Caseness_Flag"].enumerated() { all[row].caseness = text }
      for (row, text) in csv["NotCaseness_Flag"].enumerated() { all[row].notCaseness = text }
      for (row, text) in csv["Recovery_Flag"].enumerated() { all[row].recovery = text }
      for (row, text) in csv["ReferralRequestReceivedDate"].enumerated() { all[row].received = text }
      for (row, text) in csv["TherapySession_FirstDate"].enumerated() { all[row].treated = text }
      for (row, text) in csv["PrimaryPresentingComplaint"].enumerated() { all[row].complaint = text }
      for (row, text) in csv["CareContact_Count"].enumerated() { all[row].contacts = text }
      for (row, text) in csv["TreatmentCareContact_Count"].enumerated() { all[row].treatmentContacts = text }
      return all
    }
  }

  /// What the rules read of one IDS001 row.
  struct Patient {
    var id, local, provider, gender, ethnicity, age, decile: String?

    static func read(_ path: String) throws -> [Patient] {
      let csv = try OracleCSV(
        path: path,
        required: [
          "LocalPatientId", "UniqueID_IDS001", "OrgID_Provider", "Gender", "EthnicCategory",
          "Age_RP_StartDate", "IndicesOfDeprivationDecile",
        ])
      var all = [Patient](repeating: Patient(), count: csv.rows)
      for (row, text) in csv["UniqueID_IDS001"].enumerated() { all[row].id = text }
      for (row, text) in csv["LocalPatientId"].enumerated() { all[row].local = text }
      for (row, text) in csv["OrgID_Provider"].enumerated() { all[row].provider = text }
      for (row, text) in csv["Gender"].enumerated() { all[row].gender = text }
      for (row, text) in csv["EthnicCategory"].enumerated() { all[row].ethnicity = text }
      for (row, text) in csv["Age_RP_StartDate"].enumerated() { all[row].age = text }
      for (row, text) in csv["IndicesOfDeprivationDecile"].enumerated() { all[row].decile = text }
      return all
    }
  }

  /// What the rules read of one IDS004 row.
  struct Job {
    var id, local, provider, status, hours, selfEmployed: String?
    var sickPay, benefits, universalCredit, jobSeeker: String?

    static func read(_ path: String) throws -> [Job] {
      let csv = try OracleCSV(
        path: path,
        required: [
          "LocalPatientId", "UniqueID_IDS004", "EmployStatus", "WeekHoursWorked", "SelfEmployInd", "SSPInd",
          "BenefitRecInd", "UCInd", "JSAInd",
        ],
        optional: ["OrgID_Provider"])
      var all = [Job](repeating: Job(), count: csv.rows)
      for (row, text) in csv["UniqueID_IDS004"].enumerated() { all[row].id = text }
      for (row, text) in csv["LocalPatientId"].enumerated() { all[row].local = text }
      for (row, text) in csv["OrgID_Provider"].enumerated() { all[row].provider = text }
      for (row, text) in csv["EmployStatus"].enumerated() { all[row].status = text }
      for (row, text) in csv["WeekHoursWorked"].enumerated() { all[row].hours = text }
      for (row, text) in csv["SelfEmployInd"].enumerated() { all[row].selfEmployed = text }
      for (row, text) in csv["SSPInd"].enumerated() { all[row].sickPay = text }
      for (row, text) in csv["BenefitRecInd"].enumerated() { all[row].benefits = text }
      for (row, text) in csv["UCInd"].enumerated() { all[row].universalCredit = text }
      for (row, text) in csv["JSAInd"].enumerated() { all[row].jobSeeker = text }
      return all
    }
  }
}
