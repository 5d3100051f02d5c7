extension Words {
  /// What became of cells that are not all iapt's.
  static func note(_ note: Script.Note) -> String {
    switch note {
    case .language(let name): "the notebook is of \(name)"
    case .rawCells(let cells): "raw cells are kept as comments: \(places(cells))"
    case .magicLines(let cells): "lines that start with % or ! are kept as comments: \(places(cells))"
    case .notStatements(let cells): "not statements of iapt, kept as they are: \(places(cells))"
    }
  }

  private static func places(_ cells: [Int]) -> String {
    "\(cells.count == 1 ? "cell" : "cells") \(listed(cells.map(String.init)))"
  }
}

extension Script.ReadingError {
  /// In words.
  public var words: String {
    switch self {
    case .notANotebook: "this is not a Jupyter notebook"
    case .oldNotebook(let version):
      "this is a notebook of nbformat \(version), and 4 is read; Jupyter saves it as that"
    }
  }
}
