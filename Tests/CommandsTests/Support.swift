import Engine
import Foundation
import Testing

@testable import Commands

/// Where the tests' data sets are.
let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures")
  .path

/// A session that runs text and keeps what came out.
struct Bench {
  var workspace = Workspace()
  var outputs: [Gated] = []

  /// Runs every statement of a text; stops at the first error.
  mutating func run(_ text: String) throws {
    for statement in try Interpreter.statements(of: text) {
      outputs += try Interpreter.run(statement, in: &workspace).outputs
    }
  }

  /// The error a text ends with; `nil` when it runs through.
  mutating func failure(_ text: String) -> Diagnostic? {
    do {
      try run(text)
      return nil
    } catch { return error as? Diagnostic }
  }

  /// The tables printed, by name.
  var tables: [TableOutput] {
    outputs.compactMap { if case .table(let table) = $0.output { table } else { nil } }
  }

  var models: [ModelOutput] {
    outputs.compactMap { if case .model(let model) = $0.output { model } else { nil } }
  }

  var notices: [String] {
    outputs.compactMap { if case .notice(let text) = $0.output { text } else { nil } }
  }
}

/// Text with a place marked by ⟦ and ⟧: the text without the marks, and the span between them.
func marked(_ text: String) -> (text: String, span: Span) {
  let before = text.prefix { $0 != "⟦" }
  let inside = text.dropFirst(before.count + 1).prefix { $0 != "⟧" }
  let after = text.dropFirst(before.count + inside.count + 2)
  let start = before.utf8.count
  return (String(before + inside + after), Span(start, start + inside.utf8.count))
}

/// A folder that is removed afterwards.
func withFolder(_ body: (String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("commands-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder.path)
}

/// Random numbers that are the same in every run: SplitMix64.
struct Draws: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A whole number below `bound`.
  mutating func below(_ bound: Int) -> Int { Int(next() >> 33) % bound }
}
