extension OraclePublished {
  /// The rows of the referrals kept: one for each PathwayID.
  func latestReferrals(_ mutation: Mutation?) -> [Int] {
    var best: [String: Int] = [:]
    var alone: [Int] = []
    for (place, referral) in referrals.enumerated() {
      if shape.hasUsePathway, referral.isUsed != true, mutation != .unusedPathwaysStay { continue }
      guard let pathway = referral.pathway else {
        if mutation == .missingPathwayStays { alone.append(place) }
        continue
      }
      guard let held = best[pathway] else {
        best[pathway] = place
        continue
      }
      let new = order(place, mutation)
      let old = order(held, mutation)
      switch mutation {
      case .earliestSubmission: if new < old { best[pathway] = place }
      case .lastRowOfPathway: best[pathway] = place
      case .pathwayTiesToFirstRow: if new > old { best[pathway] = place }
      default: if new >= old { best[pathway] = place }
      }
    }
    return (best.values + alone).sorted()
  }

  private func order(_ place: Int, _ mutation: Mutation?) -> (Int, Int) {
    let referral = referrals[place]
    if mutation == .monthsComparedAsText { return (referral.monthAsText, referral.id) }
    if mutation == .monthAlone { return (referral.month, 0) }
    return (referral.month, referral.id)
  }

  /// What finds a referral's patient.
  func patientFinder(_ mutation: Mutation?) -> (Referral) -> Patient? {
    let byRecord =
      shape.referralsHaveRecordNumber && shape.patientsHaveRecordNumber && mutation != .patientsByLocalId
    func key(_ provider: String?, _ record: String?, _ local: String?) -> String? {
      guard let provider, let number = byRecord ? record : local else { return nil }
      return mutation == .patientsOfAnyProvider ? number : "\(provider)\u{1F}\(number)"
    }
    var best: [String: Patient] = [:]
    for patient in patients {
      guard let key = key(patient.provider, patient.record, patient.local) else { continue }
      if let held = best[key] {
        if mutation == .firstPatientRow || held.month > patient.month { continue }
      }
      best[key] = patient
    }
    return { referral in key(referral.provider, referral.record, referral.local).flatMap { best[$0] } }
  }

  /// What finds the employment records of a referral's patient, in file order.
  func jobFinder(_ mutation: Mutation?) -> (Referral) -> [Job] {
    func key(_ provider: String?, _ local: String?) -> String? {
      guard let provider, let local else { return nil }
      return mutation == .employmentOfAnyProvider ? local : "\(provider)\u{1F}\(local)"
    }
    var records: [String: [Job]] = [:]
    for job in jobs {
      if let key = key(job.provider, job.local) { records[key, default: []].append(job) }
    }
    return { referral in key(referral.provider, referral.local).flatMap { records[$0] } ?? [] }
  }
}

extension PublishedRules {
  /// The records between referral and discharge, or the period's end for those not discharged.
  func inWindow(_ jobs: [OraclePublished.Job], of referral: OraclePublished.Referral) -> [OraclePublished.Job]
  {
    guard let start = referral.received else { return [] }
    let end = mutation == .windowEndsWithPeriod ? to : referral.discharged ?? to
    return jobs.filter { job in
      guard let day = job.recorded else { return false }
      if mutation == .recordsWithStatusOnly, job.status == nil { return false }
      if day < start, mutation != .windowWithoutStart { return false }
      return day <= end || mutation == .windowWithoutEnd
    }
  }

  func earliest(_ jobs: [OraclePublished.Job]) -> OraclePublished.Job? {
    if mutation == .latestRecordPredicts { return latest(jobs) }
    guard let day = jobs.compactMap(\.recorded).min() else { return nil }
    return greatest(jobs.filter { $0.recorded == day })
  }

  func latest(_ jobs: [OraclePublished.Job]) -> OraclePublished.Job? {
    guard let day = jobs.compactMap(\.recorded).max() else { return nil }
    return greatest(jobs.filter { $0.recorded == day })
  }

  /// Of records of one day, the one with the greatest id, the last in the file among equal ones.
  private func greatest(_ jobs: [OraclePublished.Job]) -> OraclePublished.Job? {
    if mutation == .employmentTiesToLeastId {
      let least = jobs.map(\.id).min()
      return jobs.last { $0.id == least }
    }
    if mutation == .employmentTiesToFileOrder { return jobs.last }
    let most = jobs.map(\.id).max()
    return jobs.last { $0.id == most }
  }
}
