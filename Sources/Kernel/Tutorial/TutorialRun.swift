import Commands
import Engine

/// A tutorial under way: where somebody is, and what to say to what they do. It knows no terminal.
///
/// It watches a session that is the tutorial's own. After each cell ``entered(_:_:_:_:)`` looks at the state; the
/// words `next`, `hint` … go to ``word(_:_:_:)``.
struct TutorialRun: Sendable {
  let tutorial: Tutorial
  /// The step somebody is at; the number of steps when all are done.
  private(set) var index = 0
  /// Steps passed or skipped.
  private(set) var done: Set<String> = []
  /// Answers to this step that were not it.
  private(set) var tries = 0
  /// Hints to this step that were given.
  var hintsGiven = 0
  /// The number of the step's first cell: earlier ones say nothing about it.
  var firstCell = 1
  /// Sessions as the answers make them, by the index of the step they are before; a copy costs nothing.
  private var states: [Int: Session] = [:]
  /// Where the tutorial's files are.
  let folder: TutorialFolder?

  /// What to say, and what happens.
  struct Reply: Sendable {
    /// Markdown, its figures put in.
    var text = ""
    /// Outputs of statements the tutorial ran.
    var outputs: [Gated] = []
    /// Said after the outputs.
    var after = ""
    /// The tutorial is over or left.
    var leaves = false
    /// Work was stopped before the state was there.
    var isInterrupted = false

    static func said(_ parts: String...) -> Reply { Reply(text: joined(parts)) }

    static func joined(_ parts: [String]) -> String {
      parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }
  }

  /// A tutorial with the steps done so far.
  init(_ tutorial: Tutorial, done: Set<String> = [], folder: TutorialFolder? = nil) {
    self.tutorial = tutorial
    self.done = done
    self.folder = folder
  }

  /// The step at hand; `nil` when all are done.
  var step: Tutorial.Step? { tutorial.steps.indices.contains(index) ? tutorial.steps[index] : nil }

  /// What the prompt shows: `first-steps 3/9`.
  var label: String { "\(tutorial.name) \(min(index + 1, tutorial.steps.count))/\(tutorial.steps.count)" }

  /// What is to be kept of it.
  var place: TutorialProgress.Place {
    TutorialProgress.Place(step: index == 0 ? nil : step?.id, done: done)
  }

  // MARK: Being at a step

  /// Begins at a step, from the state that it needs.
  mutating func begin(at index: Int, _ session: inout Session, _ work: Work) -> Reply {
    self.index = index
    let isPrepared = prepare(&session, work)
    var reply = Reply.said(
      index == 0 ? "# \(tutorial.title)" : "",
      index == 0 ? TutorialText.filled(tutorial.intro, in: session.workspace) : "", text(session))
    reply.isInterrupted = !isPrepared
    return reply
  }

  /// Brings a new session to the state before the step: the answers of the steps before it. Those whose result is
  /// there already, in files, are left out.
  ///
  /// - Returns: false when the work was interrupted.
  mutating func prepare(_ session: inout Session, _ work: Work) -> Bool {
    tries = 0
    hintsGiven = 0
    try? folder?.fill(for: tutorial)
    let known = states.keys.filter { $0 <= index }.max() ?? 0
    let confirm = session.confirm
    session = states[known] ?? Session(isInteractive: true)
    session.confirm = confirm
    for number in known..<index {
      let step = tutorial.steps[number]
      if !step.test.holds(in: session.workspace) {
        let ending = session.run(step.answer, Interpreter.parse(step.answer), work) { _ in }
        if case .interrupted = ending {
          firstCell = session.nextNumber
          return false
        }
      }
      states[number + 1] = session
    }
    firstCell = session.nextNumber
    return true
  }

  /// The step's text with its task.
  func text(_ session: Session) -> String {
    guard let step else { return "" }
    let head = "## Step \(index + 1) of \(tutorial.steps.count): \(step.title)"
    return Reply.joined([
      head, TutorialText.filled(step.say, in: session.workspace),
      "Task: " + TutorialText.filled(step.task, in: session.workspace),
      isPassed(session) ? "You have done this already: `next` goes on." : "",
    ])
  }

  /// Whether the step's test holds.
  func isPassed(_ session: Session) -> Bool {
    guard let step else { return true }
    return step.test.holds(
      in: session.workspace, cells: session.cells.filter { $0.number >= firstCell })
  }

  // MARK: After a cell

  /// What to say to a cell that has run.
  mutating func entered(
    _ source: String, _ ending: Session.Ending, _ session: inout Session, _ work: Work
  ) -> Reply {
    guard let step else { return Reply(leaves: true) }
    if case .interrupted = ending { return Reply() }
    if isPassed(session) {
      let praise = ["Right.", "Good.", "That is it.", "Well done."][index % 4]
      return pass(&session, work, praise)
    }
    let known = step.wrong.first { $0.fits(source, session.workspace) }
    // A look at something is no try, nor is a slip that was answered by an error.
    let isTry: Bool
    switch (ending, session.cells.last) {
    case (.finished, let cell?): isTry = cell.statements.contains { $0.command.role == .changes }
    default: isTry = true
    }
    var parts: [String] = []
    if let known {
      parts.append(TutorialText.filled(known.reply, in: session.workspace))
    }
    if isTry || known != nil { tries += 1 }
    if let needs = step.needs, !needs.holds(in: session.workspace) {
      let (tries, hints) = (tries, hintsGiven)
      _ = prepare(&session, work)
      (self.tries, hintsGiven) = (tries, hints)
      parts.append("This step needs the state it began with, so the session was put back to it.")
    }
    if parts.isEmpty, isTry, tries >= 2 {
      parts.append("Not there yet. The task: \(TutorialText.filled(step.task, in: session.workspace))")
      parts.append("`hint` helps, `answer` shows it, `skip` does it for you.")
    }
    return Reply(text: Reply.joined(parts))
  }

  /// The step is done: what to see in its result, and the next step.
  mutating func pass(_ session: inout Session, _ work: Work, _ praise: String) -> Reply {
    guard let step else { return Reply(leaves: true) }
    done.insert(step.id)
    let seen = TutorialText.filled(step.done, in: session.workspace)
    return Reply.joined([praise, seen]).isEmpty
      ? advance(&session, work) : advance(&session, work, after: [praise, seen])
  }

  /// Goes to the next step, or to the end.
  mutating func advance(_ session: inout Session, _ work: Work, after said: [String] = []) -> Reply {
    index += 1
    tries = 0
    hintsGiven = 0
    firstCell = session.nextNumber
    guard let step else {
      let closing = TutorialText.filled(tutorial.closing, in: session.workspace)
      return Reply(
        text: Reply.joined([said.filter { !$0.isEmpty }.joined(separator: " "), closing]), leaves: true)
    }
    var note = ""
    if let needs = step.needs, !needs.holds(in: session.workspace) {
      _ = prepare(&session, work)
      note = "(The session was put into the state the next step begins with.)"
    }
    return .said(said.filter { !$0.isEmpty }.joined(separator: " "), note, text(session))
  }
}

extension Tutorial.Wrong {
  /// Whether a cell, or the state after it, is this mistake.
  func fits(_ source: String, _ workspace: Workspace) -> Bool {
    switch match {
    case .state(let test, _): return test.holds(in: workspace)
    case .statement(let text):
      let typed = source.split(separator: "\n").map { Interpreter.normalised(String($0)) }
      let wanted = Interpreter.normalised(example)
      return text.hasSuffix(" ...")
        ? typed.contains { $0 == wanted || $0.hasPrefix(wanted + " ") }
        : typed.contains(wanted) || Interpreter.normalised(source) == wanted
    }
  }
}
