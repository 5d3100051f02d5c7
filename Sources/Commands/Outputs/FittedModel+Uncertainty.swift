import Engine

extension FittedModel {
  /// What intervals, p and standard errors of the coefficients rest on, and what to beware of.
  var uncertaintyNotes: [String] {
    let options = model.options
    if isPenalised {
      return [
        "Firth's penalised likelihood; interval: 95% profile; p: likelihood ratio, z its signed root; SE: information",
        "the log-likelihoods are penalised: not to be compared with those of other fits",
      ]
    }
    let errors = model.options.errors.words(clusters)
    var notes =
      options.profile
      ? ["interval: 95% profile likelihood; p: likelihood ratio, z its signed root; SE: \(errors)"]
      : ["interval: 95% Wald; p: two-sided normal; SE: \(errors)"]
    if options.errors != .information {
      notes.append(Self.ofTheLikelihood)
    }
    if let fewClustersNote { notes.append(fewClustersNote) }
    return notes
  }

  /// What to beware of where errors are by cluster and there are few.
  var fewClustersNote: String? {
    guard let count = model.clusterCount, count < Self.fewClusters else { return nil }
    return
      "fewer than \(Self.fewClusters) clusters: such SE and p tend to be too small, and Wald tests to reject too often"
  }

  /// Whether the likelihood is Firth's, which is not that of other fits.
  var isPenalised: Bool { model.options.method == .firth }

  /// What robust and cluster errors leave as it was.
  static let ofTheLikelihood = "LR, AIC and BIC are of the likelihood, whatever the SE"

  /// What the intervals of odds ratios are, in few words.
  var intervalWords: String {
    let options = model.options
    if isPenalised { return "profile interval, Firth's penalised likelihood" }
    if options.profile { return "profile interval" }
    return options.errors == .information
      ? "Wald interval" : "Wald interval, SE \(options.errors.words(clusters))"
  }

  /// Below so many clusters the large-sample errors are not to be trusted. Cameron, Gelbach & Miller (2008).
  static let fewClusters = 40
}

extension FitOptions.Errors {
  /// What they are, for a reader.
  func words(_ clusters: RowClusters?) -> String {
    switch self {
    case .information: "information"
    case .robust(let kind): kind.words
    case .clustered(let kind): "clustered by \(clusters?.name ?? "?"), \(kind.words)"
    }
  }
}

extension RobustCovariance {
  /// Its name and what makes it differ.
  fileprivate var words: String {
    switch self {
    case .hc0: "HC0 sandwich"
    case .hc1: "HC1 sandwich, n / (n - k)"
    case .hc2: "HC2 sandwich, residuals over 1 - leverage"
    case .hc3: "HC3 sandwich, residuals over (1 - leverage)^2"
    case .stata: "sandwich as Stata's, n / (n - 1)"
    }
  }
}

extension ClusterCovariance {
  /// Its name and factor, G being the clusters.
  fileprivate var words: String {
    switch self {
    case .cr0: "CR0"
    case .cr1: "CR1, G / (G - 1)"
    case .cr1s: "CR1S, G / (G - 1) * (n - 1) / (n - k)"
    }
  }
}
