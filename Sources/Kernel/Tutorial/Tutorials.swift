import Commands
import Engine
import Foundation

/// The tutorials there are, and how they read without a prompt.
public enum Tutorials {
  /// The program's own, as text by name.
  static let texts: [String: [UInt8]] = [
    "first-steps": PackageResources.first_steps_md,
    "your-own-extract": PackageResources.your_own_extract_md,
    "reading-a-model": PackageResources.reading_a_model_md,
    "from-session-to-script": PackageResources.from_session_to_script_md,
    "the-2022-notebooks-again": PackageResources.the_2022_notebooks_again_md,
  ]

  /// A tutorial by name, or from a file.
  static func find(_ name: String) throws(TutorialError) -> Tutorial {
    if let text = texts[name] {
      return try Tutorial(name: name, text: String(decoding: text, as: UTF8.self))
    }
    guard let data = FileManager.default.contents(atPath: name) else {
      throw TutorialError(file: name, line: 1, message: "there is no such tutorial and no such file")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw TutorialError(file: name, line: 1, message: "it is not UTF-8 text")
    }
    let file = URL(fileURLWithPath: name).deletingPathExtension().lastPathComponent
    return try Tutorial(name: file, text: text)
  }

  /// The tutorials with how long they take and how far one is.
  static func list(_ progress: TutorialProgress) -> String {
    var lines: [String] = []
    for name in Command.tutorials {
      guard let tutorial = try? find(name) else { continue }
      let place = progress.place(in: tutorial)
      let count = tutorial.steps.count
      let state =
        place.done.count == count
        ? "done" : place.done.isEmpty && place.step == nil ? "" : "\(place.done.count) of \(count) steps done"
      lines.append(
        "  \(pad(name, 26))\(pad("\(tutorial.minutes) minutes", 12))\(state)".trimmedAtEnd + "\n"
          + "      \(tutorial.about)")
    }
    return "Tutorials, in the order to take them:\n\n" + lines.joined(separator: "\n")
      + "\n\nBegin or go on with one: tutorial first-steps\n"
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  /// A tutorial whole, as Markdown: each step with its task and, at the end of it, the answer. The figures are those
  /// of the state that the answers make.
  static func markdown(_ tutorial: Tutorial, _ run: inout TutorialRun, _ work: Work) -> String {
    var session = Session()
    _ = run.begin(at: 0, &session, work)
    var parts = [
      "# \(tutorial.title)",
      "About \(tutorial.minutes) minutes at the prompt: `iapt tutorial \(tutorial.name)`",
      TutorialText.filled(tutorial.intro, in: session.workspace),
    ]
    for (number, step) in tutorial.steps.enumerated() {
      let before = session.workspace
      _ = session.run(step.answer, Interpreter.parse(step.answer), work) { _ in }
      parts += [
        "## \(number + 1). \(step.title)", TutorialText.filled(step.say, in: before),
        "**Task:** " + TutorialText.filled(step.task, in: before),
        "```iapt\n\(step.answer)\n```", TutorialText.filled(step.done, in: session.workspace),
      ]
    }
    parts.append(TutorialText.filled(tutorial.closing, in: session.workspace))
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  /// What `tutorial` gives where nobody can answer: the list, or the text; `nil` when it was not asked for.
  static func reading(_ request: Request?) -> String? {
    guard case .tutorial(let name, _)? = request else { return nil }
    guard let name else { return list(TutorialProgress()) }
    let tutorial: Tutorial
    do throws(TutorialError) {
      tutorial = try find(name)
    } catch { return "\(error)\n" }
    return inFolder(of: tutorial) { folder in
      var run = TutorialRun(tutorial, folder: folder)
      return markdown(tutorial, &run, .unattended)
    }
  }

  /// Does something in a tutorial's own folder, as the working directory, where it needs one.
  static func inFolder<Result>(of tutorial: Tutorial, _ body: (TutorialFolder?) throws -> Result) rethrows
    -> Result?
  {
    guard !tutorial.files.isEmpty else { return try body(nil) }
    guard let folder = TutorialFolder(for: tutorial) else { return nil }
    let before = FileManager.default.currentDirectoryPath
    defer {
      TutorialFolder.go(to: before)
      folder.remove()
    }
    folder.enter()
    return try body(folder)
  }
}

extension String {
  fileprivate var trimmedAtEnd: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
