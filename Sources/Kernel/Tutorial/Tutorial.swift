import Commands

/// A tutorial: texts and tasks whose tests look at the session's state. Read from Markdown, see `docs/tutorials.md`.
struct Tutorial: Sendable {
  /// What `tutorial` calls it: the file's name without `.md`.
  var name: String
  var title = ""
  /// How long it takes.
  var minutes = 0
  /// What it teaches, in a line.
  var about = ""
  /// Said before the first step.
  var intro = ""
  var steps: [Step] = []
  /// Said after the last step.
  var closing = ""
  /// What its folder holds; a tutorial that needs none works where the user is.
  var files: [Preparation] = []

  /// Something to learn, and a task that shows it was learnt.
  struct Step: Sendable {
    /// Its name in progress files and in `from`; unique in the tutorial.
    var id: String
    var title: String
    /// The line of its heading.
    var line: Int
    var say = ""
    var task = ""
    /// False before the task is done and true after it.
    var test: StateTest
    /// What must hold for the task to be possible; where it does not, the state is restored.
    var needs: StateTest?
    /// From a nudge to nearly the answer.
    var hints: [String] = []
    /// Statements that pass the test.
    var answer = ""
    /// Others that do.
    var also: [String] = []
    /// What people try that is not it, each with what to say.
    var wrong: [Wrong] = []
    /// Said when the test passes: what to see in the result.
    var done = ""
  }

  /// A known wrong answer.
  struct Wrong: Sendable {
    enum Match: Sendable {
      /// A statement, however it is spaced; with ` ...` behind it what a statement begins with.
      case statement(String)
      /// A state, with statements that bring it about.
      case state(StateTest, example: String)
    }

    var match: Match
    var reply: String
    var line: Int

    /// Statements that are this mistake.
    var example: String {
      switch match {
      case .statement(let text): text.hasSuffix(" ...") ? String(text.dropLast(4)) : text
      case .state(_, let example): example
      }
    }
  }

  /// One thing to put into the tutorial's folder.
  enum Preparation: Sendable {
    /// The three demo files.
    case demo(folder: String, rows: Int, seed: UInt64)
    /// A text replaced wherever it stands in a file.
    case change(file: String, old: String, new: String)
    case file(name: String, text: String)
    /// A built-in recipe's text.
    case recipe(String, file: String)
  }

  /// The index of a step given by number or id.
  func index(of step: String) -> Int? {
    if let number = Int(step) { return steps.indices.contains(number - 1) ? number - 1 : nil }
    return steps.firstIndex { $0.id == step.lowercased() }
  }
}

/// What is wrong with a tutorial's text.
struct TutorialError: Error, Sendable, Hashable, CustomStringConvertible {
  var file: String
  var line: Int
  var message: String

  var description: String { "\(file):\(line): \(message)" }
}
