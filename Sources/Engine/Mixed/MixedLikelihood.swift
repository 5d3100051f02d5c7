import Foundation

/// The marginal likelihood of a logistic regression with a normal random intercept per cluster, by adaptive
/// Gauss–Hermite quadrature: the nodes of each cluster stand about the mode of its integrand, scaled by the curvature
/// there (Liu & Pierce 1994; Pinheiro & Bates 1995).
///
/// With η = x'β + σu the integrand of a cluster is exp(g(u)), g(u) = Σ s log p + f log(1 − p) − u²/2 − ½ log 2π, over its
/// counts of events s and non-events f by covariate pattern. Parameters are β and log σ, last.
struct MixedLikelihood {
  /// The standardised columns over the patterns.
  let matrix: Matrix
  /// What is added to the log odds of each pattern; `nil` for nothing.
  let offset: [Double]?
  /// Counts by cluster and pattern.
  let clusters: ClusterCounts
  /// The quadrature.
  let rule: GaussHermite

  init(_ plain: Logistic, _ clusters: ClusterCounts, points: Int) {
    (matrix, offset, self.clusters) = (plain.matrix.block(0..<plain.matrix.rows), plain.offset, clusters)
    rule = GaussHermite(points: points)
  }

  /// A point in the space of parameters, with what the likelihood does there.
  struct Point {
    /// β, then log σ.
    var parameters: [Double]
    /// The modes of the clusters' integrands: where the search for the next point's starts.
    var modes: [Double]
    var logLikelihood = 0.0
    /// Of the log-likelihood as computed, the move of the nodes with the parameters included.
    var gradient: [Double]
    /// Minus the second derivatives of the integral, by Louis' (1982) identity, each expectation by quadrature.
    var information: Matrix
  }

  /// The likelihood at some parameters; O(rows of counts × (points × columns + columns²)).
  func point(_ parameters: [Double], from modes: [Double], _ work: Work) throws(Cancelled) -> Point {
    let k = matrix.columns
    var point = Point(
      parameters: parameters, modes: modes, gradient: [Double](repeating: 0, count: k + 1),
      information: Matrix(rows: k + 1, columns: k + 1))
    var predictors = [Double](repeating: 0, count: matrix.rows)
    for row in 0..<matrix.rows {
      if row % Work.stride == 0 { try work.check() }
      var sum = offset?[row] ?? 0
      for column in 0..<k { sum += matrix.values[row * k + column] * parameters[column] }
      predictors[row] = sum
    }
    var integral = ClusterIntegral(points: rule.nodes.count, columns: k)
    for cluster in 0..<clusters.count {
      let entries = clusters.starts[cluster]..<clusters.starts[cluster + 1]
      try integral.add(
        self, entries, predictors, sigma: exp(parameters[k]), mode: modes[cluster], to: &point, work)
      point.modes[cluster] = integral.mode
    }
    for row in 0...k {
      for column in 0..<row { point.information[row, column] = point.information[column, row] }
    }
    return point
  }

  /// Half the derivative of the log-likelihood by σ² at σ = 0, up to a positive factor: ½ Σ (Σ s − np)² − Σ npq over
  /// the clusters. Not above 0, the likelihood falls as σ leaves 0.
  func boundaryScore(_ coefficients: [Double], _ work: Work) throws(Cancelled) -> Double {
    let k = matrix.columns
    var total = 0.0
    for cluster in 0..<clusters.count {
      if cluster % 8192 == 0 { try work.check() }
      var (residual, weight) = (0.0, 0.0)
      for entry in clusters.starts[cluster]..<clusters.starts[cluster + 1] {
        let row = Int(clusters.patterns[entry])
        var eta = offset?[row] ?? 0
        for column in 0..<k { eta += matrix.values[row * k + column] * coefficients[column] }
        let (s, f) = (Double(clusters.successes[entry]), Double(clusters.failures[entry]))
        let (p, q) = Logistic.probabilities(eta)
        residual += s * q - f * p
        weight += (s + f) * p * q
      }
      total += residual * residual - weight
    }
    return total / 2
  }
}

/// The integral over one cluster's intercept, with buffers that serve one cluster after another.
struct ClusterIntegral {
  /// Where the integrand of the cluster last added is greatest.
  private(set) var mode = 0.0
  private let columns: Int
  private var nodes: [Double]
  private var shares: [Double]
  private var residuals: [Double]
  private var scores: [Double]
  private var atMode: (weighted: [Double], skewed: [Double])

  init(points: Int, columns: Int) {
    self.columns = columns
    nodes = [Double](repeating: 0, count: points)
    shares = nodes
    residuals = nodes
    scores = [Double](repeating: 0, count: points * (columns + 1))
    atMode = ([Double](repeating: 0, count: columns), [Double](repeating: 0, count: columns))
  }

  /// Adds a cluster's log-likelihood and derivatives to a point.
  mutating func add(
    _ likelihood: MixedLikelihood, _ entries: Range<Int>, _ predictors: [Double], sigma: Double,
    mode start: Double, to point: inout MixedLikelihood.Point, _ work: Work
  ) throws(Cancelled) {
    try work.check()
    let part = Part(clusters: likelihood.clusters, entries: entries, predictors: predictors, sigma: sigma)
    mode = part.mode(from: start)
    let curvature = 1 + sigma * sigma * part.sums(mode).weight
    let spread = 1 / curvature.squareRoot()
    let rule = likelihood.rule
    var greatest = -Double.infinity
    for index in nodes.indices {
      nodes[index] = mode + 2.0.squareRoot() * spread * rule.nodes[index]
      shares[index] =
        rule.logWeights[index] + rule.nodes[index] * rule.nodes[index] + part.integrand(nodes[index])
      greatest = max(greatest, shares[index])
    }
    var total = 0.0
    for index in nodes.indices {
      shares[index] = exp(shares[index] - greatest)
      total += shares[index]
    }
    for index in nodes.indices { shares[index] /= total }
    // ½ log 2π of the normal density, and log √2 of the change of variable.
    point.logLikelihood += greatest + log(total) + log(spread) - 0.572_364_942_924_700_1
    try work.check()
    addExpectations(likelihood, part, to: &point)
    addMoves(likelihood, part, spread: spread, to: &point)
  }

  /// The expected score and, by Louis' identity, the information: −E[second derivatives] − Cov[score].
  private mutating func addExpectations(
    _ likelihood: MixedLikelihood, _ part: Part, to point: inout MixedLikelihood.Point
  ) {
    let (k, width, sigma) = (columns, columns + 1, part.sigma)
    for index in scores.indices { scores[index] = 0 }
    for index in residuals.indices { residuals[index] = 0 }
    let used = shares.indices.filter { shares[$0] > 1e-22 }
    var own = 0.0
    likelihood.matrix.values.withUnsafeBufferPointer { values in
      scores.withUnsafeMutableBufferPointer { scores in
        point.information.values.withUnsafeMutableBufferPointer { information in
          for entry in part.entries {
            let row = Int(part.clusters.patterns[entry])
            let s = Double(part.clusters.successes[entry])
            let f = Double(part.clusters.failures[entry])
            var (weight, crossed) = (0.0, 0.0)
            for node in used {
              let shift = sigma * nodes[node]
              let (p, q) = Logistic.probabilities(part.predictors[row] + shift)
              let residual = s * q - f * p
              residuals[node] += residual
              let w = shares[node] * (s + f) * p * q
              weight += w
              crossed += w * shift
              own += w * shift * shift
              for column in 0..<k { scores[node * width + column] += residual * values[row * k + column] }
            }
            for i in 0..<k {
              let value = values[row * k + i]
              let weighted = weight * value
              for j in i..<k { information[i * width + j] += weighted * values[row * k + j] }
              information[i * width + k] += crossed * value
            }
          }
        }
      }
    }
    point.information[k, k] += own
    var mean = [Double](repeating: 0, count: width)
    for node in used {
      let last = sigma * nodes[node] * residuals[node]
      scores[node * width + k] = last
      point.information[k, k] -= shares[node] * last
      for i in 0..<width { mean[i] += shares[node] * scores[node * width + i] }
    }
    for i in 0..<width {
      point.gradient[i] += mean[i]
      for j in i..<width {
        var covariance = 0.0
        for node in used {
          covariance +=
            shares[node] * (scores[node * width + i] - mean[i]) * (scores[node * width + j] - mean[j])
        }
        point.information[i, j] -= covariance
      }
    }
  }

  /// What the quadrature gains or loses as its nodes move with the parameters: nothing as points become many.
  private mutating func addMoves(
    _ likelihood: MixedLikelihood, _ part: Part, spread: Double, to point: inout MixedLikelihood.Point
  ) {
    let (k, sigma) = (columns, part.sigma)
    for column in 0..<k { (atMode.weighted[column], atMode.skewed[column]) = (0, 0) }
    let sums = part.sums(mode) { row, weight, skew in
      for column in 0..<k {
        let value = likelihood.matrix.values[row * k + column]
        atMode.weighted[column] += weight * value
        atMode.skewed[column] += skew * value
      }
    }
    let curvature = 1 / (spread * spread)
    var (byMode, bySpread) = (0.0, 1 / spread)
    for index in nodes.indices {
      let slope = shares[index] * (sigma * residuals[index] - nodes[index])
      byMode += slope
      bySpread += 2.0.squareRoot() * likelihood.rule.nodes[index] * slope
    }
    let shrink = -0.5 * spread * spread * spread
    for column in 0..<k {
      let move = -sigma * atMode.weighted[column] / curvature
      let bend = sigma * sigma * (atMode.skewed[column] + sums.skew * sigma * move)
      point.gradient[column] += byMode * move + bySpread * shrink * bend
    }
    let move = (sigma * sums.residual - sigma * sigma * mode * sums.weight) / curvature
    let bend = sigma * sigma * (2 * sums.weight + sums.skew * (sigma * mode + sigma * move))
    point.gradient[k] += byMode * move + bySpread * shrink * bend
  }

  /// One cluster's counts at some parameters.
  struct Part {
    let clusters: ClusterCounts
    let entries: Range<Int>
    let predictors: [Double]
    let sigma: Double

    /// g(u), without its constant.
    func integrand(_ u: Double) -> Double {
      var sum = -u * u / 2
      for entry in entries {
        let eta = predictors[Int(clusters.patterns[entry])] + sigma * u
        let soft = log1p(exp(-abs(eta)))
        sum +=
          Double(clusters.successes[entry]) * (min(eta, 0) - soft)
          + Double(clusters.failures[entry]) * (min(-eta, 0) - soft)
      }
      return sum
    }

    /// Σ (s − np), Σ npq and Σ npq(1 − 2p) at an intercept, each entry's npq and npq(1 − 2p) told on the way.
    func sums(_ u: Double, _ each: (Int, Double, Double) -> Void = { _, _, _ in }) -> (
      residual: Double, weight: Double, skew: Double
    ) {
      var (residual, weight, skew) = (0.0, 0.0, 0.0)
      for entry in entries {
        let row = Int(clusters.patterns[entry])
        let (s, f) = (Double(clusters.successes[entry]), Double(clusters.failures[entry]))
        let (p, q) = Logistic.probabilities(predictors[row] + sigma * u)
        let w = (s + f) * p * q
        residual += s * q - f * p
        weight += w
        skew += w * (q - p)
        each(row, w, w * (q - p))
      }
      return (residual, weight, skew)
    }

    /// The maximum of g, which is concave, by Newton's method held within a bracket: |u| is below σ times the rows.
    func mode(from start: Double) -> Double {
      var u = start.isFinite ? start : 0
      var (low, high) = (-Double.infinity, Double.infinity)
      for _ in 0..<200 {
        let sums = sums(u)
        let slope = sigma * sums.residual - u
        if slope > 0 { low = max(low, u) } else { high = min(high, u) }
        let step = slope / (1 + sigma * sigma * sums.weight)
        var next = u + step
        if !(next > low && next < high) {
          guard low.isFinite, high.isFinite, high - low > 1e-15 * (abs(low) + abs(high)) else { return u }
          next = (low + high) / 2
        }
        if abs(next - u) <= 1e-14 * max(1, abs(u)) { return next }
        u = next
      }
      return u
    }
  }
}
