import Foundation

@testable import Engine

/// The text of docs/demo-data.md.
enum DemoDocument {
  static let introduction = """
    # Demo data

    `load demo rows=N seed=S` and `iapt demo --rows N --seed S FOLDER` make NHS Talking Therapies data (version 2.0 of the
    data set) behind which no person stands; every row says so in its column `SYNTHETIC`. The same rows and seed give the
    same bytes on every machine. One in five rows is a finished course discharged in 2021, which stands for the published
    year 2021-22.

    This page is made by `scripts/calibration`, which fails when a figure is off by more than is allowed.


    """

  /// The name of a coefficient: `gender Male`.
  static func name(_ term: String, _ level: String?) -> String { level.map { "\(term) \($0)" } ?? term }

  static func calibration(_ figures: [DemoFigures.Figure], rows: Int, finished: Int) -> String {
    var text = """
      ## How close they are

      Figures of \(rows) rows, seed 1 (\(finished) finished courses), beside those published for England (NHS Talking
      Therapies annual report 2021-22, as collected in bennettoxford/nhstt, Open Government Licence v3). Rates and shares are
      in percent. Allowed is the larger of a fixed margin and three standard errors. Outcomes come from the flags, where those
      are missing from the scores. Recovery is counted among courses not known to have started below caseness.

      | figure | published | demo | difference | allowed |
      | --- | ---: | ---: | ---: | ---: |

      """
    for figure in figures {
      let scale = figure.isShare ? 100.0 : 1
      let digits = figure.published * scale >= 100 ? 0 : figure.published < 1 && !figure.isShare ? 2 : 1
      let values = [figure.published, figure.demo, figure.demo - figure.published, figure.allowed]
        .map { String(format: "%.\(digits)f", $0 * scale) }
        .map { $0.hasPrefix("-") && !$0.contains { "123456789".contains($0) } ? String($0.dropFirst()) : $0 }
      text += "| \(figure.name) | \(values.joined(separator: " | ")) |\n"
    }
    return text + "\n"
  }

  static var coefficients: String {
    var text = """
      ## The true model of recovery

      Log-odds of recovery for a course that did not start below caseness are the intercept, plus the line of each category,
      plus each number times its line, plus the provider's own value (`DemoModel` in the source). Reference levels have 0.
      `deprivation` is the decile, 1 the most deprived. `employment` and `benefits` are those of the earliest record from
      referral to discharge. A model that leaves terms out estimates something else: what is left out acts through what
      is kept.

      | term | log-odds | odds ratio |
      | --- | ---: | ---: |

      """
    for line in DemoModel.coefficients {
      let values = [line.value, exp(line.value)].map { String(format: "%.3f", $0) }
      text +=
        "| \(name(line.term, line.level)) | \(values[0]) | \(line.term == "(Intercept)" ? "" : values[1]) |\n"
    }
    let effects = DemoModel.providers.map(\.value)
    let mean = effects.reduce(0, +) / Double(effects.count)
    let squares = effects.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let deviation = String(format: "%.2f", (squares / Double(effects.count - 1)).squareRoot())
    return text + "\nThe \(effects.count) providers' values have a standard deviation of \(deviation).\n\n"
  }

  static func coverage(
    _ lines: [(String, [DemoTruth.Line])], seeds: Int, rows: Int, least: Int
  ) -> String {
    var text = """
      ## Is it found again?

      All these terms, with a factor of providers, fitted to \(rows) rows of each of \(seeds) seeds. Covered is the share of
      95% intervals that hold the true value; levels and providers with fewer than \(least) courses in a seed are left out of
      it. Bias is in standard errors, on average.

      | term | true | mean estimate | intervals | covered | bias |
      | --- | ---: | ---: | ---: | ---: | ---: |

      """
    var all: [DemoTruth.Line] = []
    for (name, of) in lines {
      all += of
      let count = Double(of.count)
      let isOne = !["provider", "(Intercept)"].contains(name)
      let truth = isOne ? String(format: "%.3f", of[0].truth) : ""
      let mean = isOne ? String(format: "%.3f", of.map(\.estimate).reduce(0, +) / count) : ""
      text += "| \(name) | \(truth) | \(mean) | \(of.count) | \(percent(of)) | \(bias(of)) |\n"
    }
    return text + "| all | | | \(all.count) | \(percent(all)) | \(bias(all)) |\n"
  }

  private static func percent(_ lines: [DemoTruth.Line]) -> String {
    String(format: "%.1f%%", 100 * Double(lines.count(where: \.isCovered)) / Double(lines.count))
  }

  private static func bias(_ lines: [DemoTruth.Line]) -> String {
    String(format: "%.2f", lines.map(\.z).reduce(0, +) / Double(lines.count))
  }
}
