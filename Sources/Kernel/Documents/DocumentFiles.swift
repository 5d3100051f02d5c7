import Commands
import Engine
import Foundation
import Synchronization

/// Writes files of results: the file, its sidecar, and a line in the register of the folder, together or not at all.
final class DocumentFiles: Sendable {
  /// SHA-256 of sources that were read for an earlier file.
  private let sums = Mutex<[FileFacts: String]>([:])

  /// The writer for a run of this script.
  func under(script: String?) -> any DocumentWriter { Writer(files: self, script: script) }

  /// The SHA-256 of a file as it was when it was loaded; `nil` when it is no longer that.
  func sum(of file: FileFacts, _ work: Work) throws(Cancelled) -> String? {
    if FileFacts(path: file.path) == file, let known = sums.withLock({ $0[file] }) { return known }
    let sum = try FileHasher.sum(of: file, work)
    sums.withLock { $0[file] = sum }
    return sum
  }

  private struct Writer: DocumentWriter {
    let files: DocumentFiles
    let script: String?

    func write(_ document: Document, _ work: Work) throws -> [String] {
      let place = WholeFile(document.path)
      let beside = WholeFile(place.target + Sidecar.ending)
      try requirePlace(place, beside, document)
      var record = DocumentRecord(document, scripts: (script.map { [$0] } ?? []) + document.scripts)
      record.file = (place.target as NSString).lastPathComponent
      record.sources = try document.sources.map { source in
        (source, try source.file.flatMap { file throws(Cancelled) in try files.sum(of: file, work) })
      }
      if let danger = document.danger, !document.allowsUnsafe {
        try failing(document) { try Register(folder: place.folder, work).append(record.refused(danger)) }
        throw DocumentFailure.unsafe(danger)
      }
      let bytes = try DocumentBytes.of(document.withSources(record.sources), work)
      record.measure(bytes)
      let sidecar = Array(record.sidecar.lines.utf8)
      try failing(document) {
        let register = try Register(folder: place.folder, work)
        let ready = try place.prepare(bytes).get()
        do {
          let readyBeside = try beside.prepare(sidecar).get()
          do {
            // From here on nothing stops half-way.
            try work.check()
            try register.append(record.written(sidecar: sidecar)) {
              var code = readyBeside.commit()
              if code == 0 { code = ready.commit() }
              if code != 0 { throw WholeFile.Failure(code: code) }
            }
          } catch {
            readyBeside.drop()
            throw error
          }
        } catch {
          ready.drop()
          throw error
        }
      }
      return [(document.path as NSString).lastPathComponent + Sidecar.ending, Register.name]
    }

    private func requirePlace(_ place: WholeFile, _ beside: WholeFile, _ document: Document) throws {
      func refuse(_ why: String) -> DocumentFailure { .cannotWrite(document.path, why: why) }
      guard WholeFile(place.folder).isFolder else { throw refuse("there is no folder \(place.folder)") }
      if place.isFolder { throw refuse("it is a folder") }
      if beside.isFolder { throw refuse("\(beside.target) is a folder") }
      guard place.isPlain, beside.isPlain else { throw refuse("it is no plain file") }
      if (place.target as NSString).lastPathComponent == Register.name { throw refuse("it is the register") }
      for source in document.sources {
        guard let file = source.file, let own = FileIdentity(place.target) else { continue }
        if FileIdentity(file.path) == own { throw refuse("\(source.table) was loaded from it") }
      }
      guard !document.isReplacing else { return }
      if place.isTaken { throw DocumentFailure.exists(document.path) }
      if beside.isTaken { throw DocumentFailure.exists(document.path + Sidecar.ending) }
    }

    /// The system's reasons, as evidence about the file.
    private func failing(_ document: Document, _ body: () throws -> Void) throws {
      do {
        try body()
      } catch let failure as WholeFile.Failure {
        throw DocumentFailure.cannotWrite(document.path, why: String(cString: strerror(failure.code)))
      } catch let failure as RegisterFailure {
        throw DocumentFailure.cannotWrite(document.path, why: "\(Register.name) beside it: \(failure.words)")
      }
    }
  }
}

/// What file a path leads to.
private struct FileIdentity: Equatable {
  let device: UInt
  let number: UInt

  init?(_ path: String) {
    var facts = stat()
    guard stat(path, &facts) == 0 else { return nil }
    (device, number) = (UInt(facts.st_dev), UInt(facts.st_ino))
  }
}
