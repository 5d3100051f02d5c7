import Commands
import Crypto
import Engine
import Foundation

/// `iapt verify`: compares a folder of outputs with its register.
public struct RegisterCheck {
  /// How what was found is written.
  public enum Format: String, Sendable, CaseIterable {
    /// Lines for readers.
    case text
    /// A JSON object.
    case json
  }

  /// Something that a checker must know.
  struct Finding: Hashable {
    /// What it is.
    enum Kind: String, CaseIterable {
      case damaged, chain, missing, changed, unregistered, link, unsafe, unreadable
    }

    var kind: Kind
    /// The file, from the folder checked.
    var file: String
    /// The register's line, from 1.
    var line: Int?

    var words: String {
      let place = line.map { "line \($0) of \(file)" } ?? file
      return switch kind {
      case .damaged: "\(place) is damaged"
      case .chain: "\(place) does not follow the line before it: something was taken out, changed or moved"
      case .missing: "\(place) is registered and not there"
      case .changed: "\(place) is not as it was written"
      case .unregistered: "\(place) is in no register"
      case .link: "\(place) is a link or no plain file"
      case .unsafe: "\(place) was written as UNSAFE"
      case .unreadable: "\(place) cannot be read"
      }
    }
  }

  private let folder: String
  private var findings: [Finding] = []
  private var lines = 0
  private var files = 0
  private var refused = 0
  private var registers = 0

  /// Makes a check of a folder.
  public init(_ folder: String) {
    self.folder = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
  }

  /// Checks the folder and the folders in it. The exit status: 0 when all is as registered, 1 when something is not or
  /// a file is marked UNSAFE, 2 when there is nothing to check.
  public mutating func run(_ format: Format) -> Int32 {
    var facts = stat()
    guard stat(folder, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR else {
      StandardError.write("error: there is no folder \(DisplayWidth.escaped(folder))\n")
      return ExitStatus.usage
    }
    let work = Work(isCancelled: { Interrupt.isRequested })
    do throws(Cancelled) {
      try check("", work, depth: 0)
    } catch { return ExitStatus.interrupted }
    if registers == 0 {
      StandardError.write("error: \(DisplayWidth.escaped(folder)) has no \(Register.name)\n")
      return ExitStatus.usage
    }
    let out = StandardOutput()
    out.write(format == .json ? json.line + "\n" : text)
    let status = out.close()
    return findings.isEmpty ? status : max(status, ExitStatus.failure)
  }

  // MARK: What is found

  /// Deeper folders are not entered: they are named as what they are.
  private static let deepest = 32

  private mutating func check(_ place: String, _ work: Work, depth: Int) throws(Cancelled) {
    try work.check()
    let path = place.isEmpty ? folder : folder + "/" + place
    func name(_ file: String) -> String { place.isEmpty ? file : place + "/" + file }
    guard let entries = try? FileManager.default.contentsOfDirectory(atPath: path) else {
      return findings.append(Finding(kind: .unreadable, file: place.isEmpty ? folder : place))
    }
    let registered = try register(in: place, path, Set(entries), work)
    for entry in entries.sorted() {
      var facts = stat()
      guard lstat(path + "/" + entry, &facts) == 0 else { continue }
      switch facts.st_mode & S_IFMT {
      case S_IFDIR where depth < RegisterCheck.deepest: try check(name(entry), work, depth: depth + 1)
      case S_IFREG:
        if entry != Register.name, !registered.contains(entry) {
          findings.append(Finding(kind: .unregistered, file: name(entry)))
        }
      default: findings.append(Finding(kind: .link, file: name(entry)))
      }
    }
  }

  /// Reads the register of one folder, if it has one, and compares its files. The names that it knows.
  private mutating func register(in place: String, _ path: String, _ entries: Set<String>, _ work: Work)
    throws(Cancelled) -> Set<String>
  {
    guard entries.contains(Register.name) else { return [] }
    registers += 1
    let own = place.isEmpty ? Register.name : place + "/" + Register.name
    guard let bytes = RegisterCheck.plainBytes(path + "/" + Register.name) else {
      findings.append(Finding(kind: .unreadable, file: own))
      return []
    }
    var last: [String: RegisterLine] = [:]
    var previous = Register.origin
    var pieces = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    // A whole register ends with a line end.
    if pieces.last?.isEmpty == true {
      pieces.removeLast()
    } else {
      findings.append(Finding(kind: .damaged, file: own, line: pieces.count))
    }
    for (index, piece) in pieces.enumerated() {
      try work.check()
      lines += 1
      let sum = SHA256.text(Array(piece))
      defer { previous = sum }
      guard let line = RegisterLine(bytes: Array(piece)) else {
        findings.append(Finding(kind: .damaged, file: own, line: index + 1))
        continue
      }
      if line.previous != previous || line.number != index + 1 {
        findings.append(Finding(kind: .chain, file: own, line: index + 1))
      }
      if line.outcome == "written" { last[line.file] = line } else { refused += 1 }
    }
    var names: Set<String> = []
    for (file, line) in last.sorted(by: { $0.key < $1.key }) {
      files += 1
      let shown = place.isEmpty ? file : place + "/" + file
      if line.unsafe != nil { findings.append(Finding(kind: .unsafe, file: shown)) }
      for (name, sum) in [(file, line.sha256), (line.sidecar ?? file + Sidecar.ending, line.sidecar_sha256)] {
        names.insert(name)
        try compare(name, with: sum, place, path)
      }
    }
    return names
  }

  private mutating func compare(_ name: String, with sum: String?, _ place: String, _ path: String)
    throws(Cancelled)
  {
    let shown = place.isEmpty ? name : place + "/" + name
    // A register somebody wrote must not lead out of its folder.
    guard !name.contains("/"), name != "..", name != "." else {
      return findings.append(Finding(kind: .missing, file: shown))
    }
    var facts = stat()
    guard lstat(path + "/" + name, &facts) == 0 else {
      return findings.append(Finding(kind: .missing, file: shown))
    }
    // Named by whoever lists the folder.
    guard facts.st_mode & S_IFMT == S_IFREG else { return }
    let work = Work(isCancelled: { Interrupt.isRequested })
    guard let file = FileFacts(path: path + "/" + name), let found = try FileHasher.sum(of: file, work) else {
      return findings.append(Finding(kind: .unreadable, file: shown))
    }
    if found != sum { findings.append(Finding(kind: .changed, file: shown)) }
  }

  /// The bytes of a plain file that is no link; `nil` for anything else.
  private static func plainBytes(_ path: String) -> [UInt8]? {
    var facts = stat()
    guard lstat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG, facts.st_size <= Register.most else {
      return nil
    }
    return FileManager.default.contents(atPath: path).map { Array($0) }
  }

  // MARK: What is written

  private var text: String {
    func count(_ number: Int, _ one: String, _ many: String) -> String {
      "\(number) \(number == 1 ? one : many)"
    }
    let head =
      "\(DisplayWidth.escaped(folder)): \(count(lines, "line", "lines")) registered, "
      + "\(count(files, "file", "files")), \(refused) refused\n"
    if findings.isEmpty { return head + "everything is as it was written\n" }
    return head + findings.map { DisplayWidth.escaped($0.words) + "\n" }.joined()
  }

  private var json: JSONValue {
    .object([
      ("folder", .text(folder)), ("lines", .integer(lines)), ("files", .integer(files)),
      ("refused", .integer(refused)), ("whole", .bool(findings.isEmpty)),
      (
        "findings",
        .array(
          findings.map { finding in
            .object([
              ("kind", .text(finding.kind.rawValue)), ("file", .text(finding.file)),
              ("line", finding.line.map(JSONValue.integer) ?? .null), ("words", .text(finding.words)),
            ])
          })
      ),
    ])
  }
}
