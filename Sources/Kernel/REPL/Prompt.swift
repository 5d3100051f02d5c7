/// Prompts, and the echo of cells that looks like them.
enum Prompt {
  /// `In [3]: `, or what stands for it.
  static func first(_ number: Int, _ label: String? = nil) -> String { (label ?? "In [\(number)]") + ": " }

  /// `   ...: `, as wide as the first.
  static func next(_ number: Int, _ label: String? = nil) -> String {
    let width = first(number, label).utf8.count
    return String(repeating: " ", count: max(0, width - 5)) + "...: "
  }

  /// A script's cell as it would stand at a prompt, its title as a comment above; without a number one that is left
  /// out.
  static func echo(_ text: String, title: String, number: Int?) -> String {
    let lines =
      (title.isEmpty ? [] : ["# " + title])
      + text.split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
    var result = ""
    for (index, line) in lines.enumerated() {
      let prompt = index > 0 ? next(number ?? 0) : number.map { first($0) } ?? "In [ ]: "
      let shown = prompt + DisplayWidth.escapedKeepingLines(line)
      result += (line.isEmpty ? String(prompt.dropLast()) : shown) + "\n"
    }
    return result
  }
}
