import Commands
import Foundation

extension Tutorial {
  /// Reads a tutorial's text, strictly: what is not as `docs/tutorials.md` says is an error with its line.
  init(name: String, text: String) throws(TutorialError) {
    var reader = TutorialReader(file: name + ".md", text: text)
    self = try reader.tutorial(named: name)
  }
}

/// A line `* key: value` with the lines set in below it.
private struct Field {
  var key: String
  var value: String
  var line: Int
}

private struct TutorialReader {
  let file: String
  let lines: [(number: Int, text: String)]
  var position = 0

  static let headKeys = ["minutes", "about", "demo", "recipe", "change", "file"]
  static let stepKeys = [
    "task", "test", "needs", "hint", "answer", "also", "wrong", "wrong if", "example", "reply", "done",
  ]

  init(file: String, text: String) {
    self.file = file
    lines = text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
      .enumerated().map { ($0.offset + 1, String($0.element)) }
  }

  func fail(_ line: Int, _ message: String) -> TutorialError {
    TutorialError(file: file, line: line, message: message)
  }

  // MARK: Pieces

  /// The lines up to the next heading or field, without blank ones at the ends.
  mutating func prose() -> String {
    var result: [String] = []
    while position < lines.count {
      let text = lines[position].text
      if text.hasPrefix("## ") || text.hasPrefix("* ") { break }
      result.append(text)
      position += 1
    }
    while result.first?.allSatisfy(\.isWhitespace) == true { result.removeFirst() }
    while result.last?.allSatisfy(\.isWhitespace) == true { result.removeLast() }
    return result.joined(separator: "\n")
  }

  /// The fields here; blank lines between them say nothing.
  mutating func fields(_ keys: [String]) throws(TutorialError) -> [Field] {
    var result: [Field] = []
    while position < lines.count {
      let (number, text) = lines[position]
      if text.hasPrefix("## ") { break }
      if text.allSatisfy(\.isWhitespace) {
        position += 1
        continue
      }
      guard text.hasPrefix("* ") else {
        // After the head's fields comes its text.
        if keys == Self.headKeys { break }
        throw fail(number, "expected a field \"* key: …\", or a step \"## id: title\"")
      }
      guard let colon = text.firstIndex(of: ":") else { throw fail(number, "a field is \"* key: value\"") }
      let key = String(text[text.index(text.startIndex, offsetBy: 2)..<colon])
      guard keys.contains(key) else {
        throw fail(number, "there is no field \"\(key)\"; there are: \(keys.joined(separator: ", "))")
      }
      position += 1
      let first = text[text.index(after: colon)...].drop { $0 == " " }
      var value = first.isEmpty ? [] : [String(first)]
      while position < lines.count {
        let next = lines[position].text
        let isBlank = next.allSatisfy(\.isWhitespace)
        // A blank line belongs to the field when more of it follows.
        if isBlank {
          guard position + 1 < lines.count, lines[position + 1].text.hasPrefix("  ") else { break }
        } else if !next.hasPrefix("  ") {
          break
        }
        value.append(isBlank ? "" : String(next.dropFirst(2)))
        position += 1
      }
      let joined = value.joined(separator: "\n")
      if joined.isEmpty { throw fail(number, "\(key) says nothing") }
      result.append(Field(key: key, value: joined, line: number))
    }
    return result
  }

  // MARK: The whole

  mutating func tutorial(named name: String) throws(TutorialError) -> Tutorial {
    var tutorial = Tutorial(name: name)
    guard let first = lines.first, first.text.hasPrefix("# ") else {
      throw fail(1, "the first line is \"# Title\"")
    }
    tutorial.title = String(first.text.dropFirst(2))
    position = 1
    for field in try fields(Self.headKeys) { try read(field, into: &tutorial) }
    guard tutorial.minutes > 0 else { throw fail(1, "it does not say how long it takes: \"* minutes: 10\"") }
    guard !tutorial.about.isEmpty else { throw fail(1, "it does not say what it is about: \"* about: …\"") }
    tutorial.intro = prose()
    try placeholders(tutorial.intro, 1)
    while position < lines.count { try section(into: &tutorial) }
    guard !tutorial.steps.isEmpty else { throw fail(1, "it has no steps: \"## id: title\"") }
    guard !tutorial.closing.isEmpty else { throw fail(lines.count, "it has no end: \"## end\" and a text") }
    return tutorial
  }

  private mutating func section(into tutorial: inout Tutorial) throws(TutorialError) {
    let (number, heading) = lines[position]
    guard heading.hasPrefix("## ") else { throw fail(number, "expected a step: \"## id: title\"") }
    position += 1
    let text = prose()
    if heading == "## end" {
      tutorial.closing = text
      try placeholders(text, number)
      guard position == lines.count else { throw fail(lines[position].number, "nothing follows the end") }
      return
    }
    guard let colon = heading.firstIndex(of: ":") else { throw fail(number, "a step is \"## id: title\"") }
    let id = String(heading[heading.index(heading.startIndex, offsetBy: 3)..<colon])
    let isName = !id.isEmpty && id.utf8.allSatisfy { $0 | 32 >= 97 && $0 | 32 <= 122 || $0 == 45 }
    guard isName, id == id.lowercased() else {
      throw fail(number, "a step's id is of small letters and hyphens")
    }
    guard tutorial.index(of: id) == nil else { throw fail(number, "there are two steps \"\(id)\"") }
    guard !text.isEmpty else { throw fail(number, "step \(id) says nothing before its task") }
    try placeholders(text, number)
    let fields = try fields(Self.stepKeys)
    guard let test = fields.first(where: { $0.key == "test" }) else {
      throw fail(number, "step \(id) has no test")
    }
    let title = String(heading[heading.index(after: colon)...].drop { $0 == " " })
    var step = Tutorial.Step(id: id, title: title, line: number, say: text, test: try self.test(test))
    for (index, field) in fields.enumerated() { try read(field, at: index, of: fields, into: &step) }
    for (name, isThere) in [
      ("task", !step.task.isEmpty), ("answer", !step.answer.isEmpty), ("title", !title.isEmpty),
    ] where !isThere { throw fail(number, "step \(id) has no \(name)") }
    guard step.hints.count >= 2 else { throw fail(number, "step \(id) needs two hints or more") }
    guard !step.also.isEmpty else { throw fail(number, "step \(id) has no other answer (also)") }
    tutorial.steps.append(step)
  }

  // MARK: Fields

  private func read(_ field: Field, into tutorial: inout Tutorial) throws(TutorialError) {
    switch field.key {
    case "minutes":
      guard let minutes = Int(field.value), minutes > 0 else {
        throw fail(field.line, "minutes is a whole number")
      }
      tutorial.minutes = minutes
    case "about": tutorial.about = field.value.replacing("\n", with: " ")
    case "demo":
      let words = field.value.split(separator: " ")
      guard words.count == 3, words[1].hasPrefix("rows="), words[2].hasPrefix("seed="),
        let rows = Int(words[1].dropFirst(5)), rows > 0, let seed = UInt64(words[2].dropFirst(5))
      else { throw fail(field.line, "demo is \"FOLDER rows=N seed=N\"") }
      tutorial.files.append(.demo(folder: try path(String(words[0]), field), rows: rows, seed: seed))
    case "recipe":
      let words = field.value.components(separatedBy: " in ")
      guard words.count == 2 else { throw fail(field.line, "recipe is \"RECIPE in FILE\"") }
      tutorial.files.append(.recipe(words[0], file: try path(words[1], field)))
    case "change":
      let words = field.value.split(separator: " ", maxSplits: 1)
      let pair = words.count == 2 ? words[1].split(separator: " -> ") : []
      guard pair.count == 2 else { throw fail(field.line, "change is \"FILE OLD -> NEW\"") }
      tutorial.files.append(
        .change(
          file: try path(String(words[0]), field), old: String(pair[0]),
          new: String(pair[1]).replacing("\\n", with: "\n")))
    default:
      let name = field.value.prefix { $0 != "\n" }
      guard name.count < field.value.count else {
        throw fail(field.line, "file is a name, its text set in below it")
      }
      tutorial.files.append(
        .file(
          name: try path(String(name), field), text: String(field.value.dropFirst(name.count + 1)) + "\n"))
    }
  }

  /// A path that stays in the folder.
  private func path(_ path: String, _ field: Field) throws(TutorialError) -> String {
    guard !path.hasPrefix("/"), !path.split(separator: "/").contains("..") else {
      throw fail(field.line, "files are made in the tutorial's own folder")
    }
    return path
  }

  private func read(
    _ field: Field, at index: Int, of fields: [Field], into step: inout Tutorial.Step
  ) throws(TutorialError) {
    func once(_ isEmpty: Bool) throws(TutorialError) {
      if !isEmpty { throw fail(field.line, "step \(step.id) has two fields \"\(field.key)\"") }
    }
    switch field.key {
    case "task":
      try once(step.task.isEmpty)
      step.task = try text(field)
    case "done":
      try once(step.done.isEmpty)
      step.done = try text(field)
    case "hint": step.hints.append(try text(field))
    case "answer":
      try once(step.answer.isEmpty)
      step.answer = try statements(field)
    case "also": step.also.append(try statements(field))
    case "test": try once(fields.filter { $0.key == "test" }.count == 1)
    case "needs":
      try once(step.needs == nil)
      step.needs = try test(field)
    case "wrong":
      let reply = try text(following(index, "reply", fields))
      step.wrong.append(.init(match: .statement(field.value), reply: reply, line: field.line))
    case "wrong if":
      let example = try following(index, "example", fields)
      let reply = try text(following(index + 1, "reply", fields))
      step.wrong.append(
        .init(match: .state(try test(field), example: example.value), reply: reply, line: field.line))
    case "example":
      guard index > 0, fields[index - 1].key == "wrong if" else {
        throw fail(field.line, "example stands behind \"wrong if\"")
      }
    default:
      guard index > 0, ["wrong", "example"].contains(fields[index - 1].key) else {
        throw fail(field.line, "reply stands behind \"wrong\", or behind the example of \"wrong if\"")
      }
    }
  }

  private func following(_ index: Int, _ key: String, _ fields: [Field]) throws(TutorialError) -> Field {
    guard index + 1 < fields.count, fields[index + 1].key == key else {
      throw fail(fields[index].line, "behind \"\(fields[index].key)\" stands \"* \(key): …\"")
    }
    return fields[index + 1]
  }

  private func text(_ field: Field) throws(TutorialError) -> String {
    try placeholders(field.value, field.line)
    return field.value
  }

  private func test(_ field: Field) throws(TutorialError) -> StateTest {
    do {
      return try StateTest(field.value)
    } catch {
      throw fail(field.line, ([error.message] + error.notes).joined(separator: "; "))
    }
  }

  private func statements(_ field: Field) throws(TutorialError) -> String {
    switch Interpreter.parse(field.value) {
    case .complete(let statements) where !statements.isEmpty: return field.value
    case .complete: throw fail(field.line, "\(field.key) holds no statement")
    case .incomplete(let error), .invalid(let error): throw fail(field.line, error.message)
    }
  }

  /// Figures in braces must be ones that can be worked out.
  private func placeholders(_ text: String, _ line: Int) throws(TutorialError) {
    do {
      _ = try TutorialText.pieces(text)
    } catch {
      throw fail(line, error.message)
    }
  }
}
