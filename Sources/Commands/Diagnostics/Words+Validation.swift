import Engine

extension Words {
  static func validation(_ error: ValidationError) -> Sentence {
    switch error {
    case .tooFewReplicates(let used, let count, let oneClass):
      Sentence(
        message: "only \(used) of \(count) samples could be fitted",
        notes: [
          "\(oneClass) have one outcome only, the others did not converge",
          "the rows are too few for so many terms",
        ])
    case .fold(let fold, let count, let reason):
      Sentence(
        message: "fold \(fold) of \(count) cannot be predicted: the model cannot be fitted without it",
        notes: [foldReason(reason), "fewer folds leave more rows to fit; or: bootstrap=200"])
    case .tooFewFolds: Sentence(message: "there are too few rows or patients for two folds")
    }
  }

  /// Why the rest of the rows cannot be fitted; of a few rows it does not say how many.
  private static func foldReason(_ reason: FitError.Reason) -> String {
    switch reason {
    case .oneClass: "the rows of the other folds have one outcome only"
    default: sentence(FitError(reason)).message
    }
  }
}
