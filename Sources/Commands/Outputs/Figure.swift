import Engine

/// A figure: how to draw it, and its data as a table, which passes the gate like any other.
public struct FigureOutput: Sendable, Hashable, Codable {
  /// What is drawn. Which columns of the data a kind draws is said where it is made; the others are for readers of the
  /// data alone.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// Odds ratios with intervals, on a logarithmic axis.
    case forest
    /// Shares with intervals, by an ordered group such as deciles of deprivation.
    case deciles
    /// Observed against predicted.
    case calibration
    /// True against false positives.
    case roc
    /// Shares with intervals, by segment.
    case segments
    /// Rows in and out of the cohort, step by step.
    case flow
    /// Missing values by variable.
    case missing
  }

  /// What is drawn.
  public var kind: Kind
  /// What a reader sees above.
  public var title: String
  /// What the horizontal axis shows, with its unit; empty for none.
  public var horizontal: String
  /// What the vertical axis shows; empty for none.
  public var vertical: String
  /// What is drawn, in numbers; its notes stand below the figure.
  public var data: TableOutput
  /// What it stands on: rows, events, an area under a curve.
  public var basis: ModelOutput.Sentence

  /// Makes a figure.
  public init(
    kind: Kind, title: String, horizontal: String, vertical: String, data: TableOutput,
    basis: ModelOutput.Sentence = ModelOutput.Sentence([])
  ) {
    self.kind = kind
    self.title = title
    self.horizontal = horizontal
    self.vertical = vertical
    self.data = data
    self.basis = basis
  }
}
