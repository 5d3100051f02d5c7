import CLAPACK
import Foundation

/// Nodes and weights for integrals of exp(−x²) f(x) over the whole line: exact for polynomials up to degree 2n − 1.
struct GaussHermite: Sendable {
  /// The nodes, rising, symmetric about 0.
  let nodes: [Double]
  /// Natural logarithms of the weights.
  let logWeights: [Double]

  /// The rule of n nodes, 1 to 201: eigenvalues of the Jacobi matrix (Golub & Welsch 1969), polished by Newton steps
  /// on the orthonormal polynomial; a weight is 1 / Σ h², over the polynomials below degree n (Christoffel).
  init(points: Int) {
    let n = max(1, min(points, 201))
    var diagonal = [Double](repeating: 0, count: n)
    var off = (1..<max(2, n)).map { (Double($0) / 2).squareRoot() }
    var unused = [0.0]
    _ = LAPACKE_dstev(LAPACK_COL_MAJOR, CChar(UInt8(ascii: "N")), Int32(n), &diagonal, &off, &unused, 1)
    var nodes = [Double](repeating: 0, count: n)
    for index in 0..<(n / 2) {
      var x = diagonal[n - 1 - index]
      for _ in 0..<3 {
        let (top, below, _) = GaussHermite.polynomials(n, x)
        // The derivative of the orthonormal polynomial is √(2n) times the one below.
        x -= top / ((2 * Double(n)).squareRoot() * below)
      }
      nodes[n - 1 - index] = x
      nodes[index] = -x
    }
    self.nodes = nodes
    logWeights = nodes.map { -log(GaussHermite.polynomials(n, $0).squares) }
  }

  /// The orthonormal polynomials of degree n and n − 1 at x, and the sum of squares of all below degree n.
  private static func polynomials(_ n: Int, _ x: Double) -> (top: Double, below: Double, squares: Double) {
    var below = 0.0
    var top = 0.751_125_544_464_942_5  // π^(−1/4)
    var squares = 0.0
    for degree in 0..<n {
      squares += top * top
      let k = Double(degree)
      (below, top) = (top, x * (2 / (k + 1)).squareRoot() * top - (k / (k + 1)).squareRoot() * below)
    }
    return (top, below, squares)
  }
}
