import Foundation
import Testing

@testable import Kernel

@Suite struct HistoryFileTests {
  @Test func entriesSurviveWhateverIsInThem() throws {
    let file = HistoryFile(path: try Paths.temporary() + "/a/b/history")
    #expect(try file.load() == [])
    let entries = ["a\nb", "c\\n\\", "\\\\\n\\", "#1234", "é日", "\\x"]
    for entry in entries { try file.append(entry) }
    #expect(try file.load() == entries)
    // What another program or hand has written is taken as it stands.
    #expect(HistoryFile.unescaped("a\\tb\\") == "a\\tb\\")
  }

  @Test func aFileOthersCouldReadIsClosedToThem() throws {
    let path = try Paths.temporary() + "/history"
    #expect(
      FileManager.default.createFile(atPath: path, contents: Data(), attributes: [.posixPermissions: 0o644]))
    try HistoryFile(path: path).append("x")
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
  }

  @Test func tenThousandAreKept() throws {
    let file = HistoryFile(path: try Paths.temporary() + "/history")
    let text = (0..<10_050).map { "entry \($0)\n" }.joined()
    try Data(text.utf8).write(to: URL(fileURLWithPath: file.path))
    #expect(try file.load().first == "entry 50")
    #expect(try String(contentsOfFile: file.path, encoding: .utf8).hasPrefix("entry 50\n"))
    var status = stat()
    #expect(stat(file.path, &status) == 0 && status.st_mode & 0o777 == 0o600)
  }

  /// One cuts the file while the other adds to it: what is added stays.
  @Test func addingAndCuttingAtOnce() async throws {
    let path = try Paths.temporary() + "/history"
    let text = (0..<10_500).map { "entry \($0)\n" }.joined()
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<4 {
        group.addTask {
          for number in 0..<50 { try HistoryFile(path: path).append("writer \(writer) \(number)") }
        }
      }
      group.addTask { for _ in 0..<3 { _ = try HistoryFile(path: path).load() } }
      try await group.waitForAll()
    }
    let entries = try HistoryFile(path: path).load()
    for writer in 0..<4 {
      let own = entries.filter { $0.hasPrefix("writer \(writer) ") }
      #expect(own == (0..<50).map { "writer \(writer) \($0)" })
    }
    #expect(entries.count == HistoryFile.limit)
  }

  @Test func aFolderIsNoHistory() throws {
    let file = HistoryFile(path: try Paths.temporary())
    #expect(throws: HistoryFile.Failure.self) { try file.load() }
    #expect(throws: HistoryFile.Failure.self) { try file.append("x") }
  }
}
