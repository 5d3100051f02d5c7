import Foundation

/// A page of the repository, with its fenced code blocks.
struct Document: Sendable {
  /// What stands between two fences.
  struct Block: Sendable {
    /// The word behind the opening fence.
    var language: String
    /// The second word there: the file that the block is.
    var file: String?
    /// The line after the opening fence, counted from 1.
    var line: Int
    var text: String
    /// Where the text stands among the page's lines.
    var lines: Range<Int>
  }

  var path: String
  var lines: [String]
  var blocks: [Block]

  /// Every page that holds code, by its path from the root.
  static let paths: [String] =
    ["README.md", "CONTRIBUTING.md"]
    + ((try? FileManager.default.contentsOfDirectory(atPath: Paths.root + "/docs")) ?? [])
    .filter { $0.hasSuffix(".md") }.sorted().map { "docs/" + $0 }

  init(_ path: String) throws {
    self.path = path
    let text = try String(contentsOfFile: "\(Paths.root)/\(path)", encoding: .utf8)
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    blocks = []
    var start: Int?
    for (index, line) in lines.enumerated() where line.hasPrefix("```") {
      guard let first = start else {
        start = index + 1
        continue
      }
      let words = lines[first - 1].dropFirst(3).split(separator: " ").map(String.init)
      blocks.append(
        Block(
          language: words.first ?? "", file: words.count > 1 ? words[1] : nil, line: first + 1,
          text: lines[first..<index].joined(separator: "\n"), lines: first..<index))
      start = nil
    }
  }

  /// Puts other text into blocks and writes the page.
  func record(_ answers: [(block: Block, text: String)]) throws {
    var lines = lines
    for (block, text) in answers.sorted(by: { $0.block.line > $1.block.line }) {
      lines.replaceSubrange(
        block.lines, with: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
    }
    try Data(lines.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: "\(Paths.root)/\(path)"))
  }
}

/// What a terminal wide enough shows of what it was sent: a carriage return goes back, what follows overwrites.
func screen(_ raw: [UInt8]) -> [String] {
  var lines: [[Character]] = [[]]
  var column = 0
  var rest = Substring(String(decoding: raw, as: UTF8.self))
  // Swift takes CR LF for one character.
  while let next = rest.popFirst() {
    switch next {
    case "\u{1B}":
      guard rest.first == "[" else { continue }
      rest.removeFirst()
      while let code = rest.popFirst(), !("@"..."~").contains(code) {}
    case "\r": column = 0
    case "\n", "\r\n":
      lines.append([])
      column = 0
    case "\u{8}": column = max(0, column - 1)
    case "\u{7}": break
    default:
      while lines[lines.count - 1].count <= column { lines[lines.count - 1].append(" ") }
      lines[lines.count - 1][column] = next
      column += 1
    }
  }
  return lines.map { line in
    String(line.reversed().drop { $0 == " " }.reversed())
  }
}
