import CZlib
import Glibc

/// What a compressed file holds.
struct Inflated: Sendable {
  /// The text, or its beginning.
  var bytes: FileBytes
  /// The archive is damaged or cut off after these bytes.
  var isDamaged: Bool
  /// Nothing comes after these bytes.
  var isWhole: Bool
}

/// Unpacks gzip files, with bounds: what a small file may grow to is not for the file to say.
struct Inflater: Sendable {
  /// Bytes a file may grow to.
  var limit = 64 << 30
  /// How many times its size a file may grow to, once it is larger than `harmless`. Extracts reach about 100.
  var ratio = 500
  /// Bytes any file may grow to.
  var harmless = 64 << 20

  /// Unpacks every member of the archive, or no more than about `wanted` bytes.
  func inflate(_ raw: FileBytes, path: String, wanted: Int = .max, _ work: Work) throws -> Inflated {
    var stream = z_stream()
    guard iapt_inflate_init(&stream) == Z_OK else { throw TableError.unreadable(path: path, reason: "zlib") }
    defer { inflateEnd(&stream) }
    let bound = min(limit, max(harmless, raw.count.multipliedReportingOverflow(by: ratio).partialValue))
    var output = Output(capacity: 1 << 18)
    var consumed = 0
    var isDamaged = false
    reading: while true {
      try work.step("unpacking \(path)", done: consumed, of: raw.count)
      let given = min(raw.count - consumed, 1 << 20)
      let room = output.reserve(1 << 20)
      stream.next_in = UnsafeMutablePointer(mutating: raw.base + consumed)
      stream.avail_in = UInt32(given)
      stream.next_out = room
      stream.avail_out = 1 << 20
      let status = CZlib.inflate(&stream, Z_NO_FLUSH)
      consumed += given - Int(stream.avail_in)
      let made = 1 << 20 - Int(stream.avail_out)
      output.count += made
      guard output.count <= bound else { throw TableError.tooLarge(path: path, limit: bound) }
      switch status {
      case Z_STREAM_END:
        // Members may follow one another; zeros are padding (tapes, blocks), anything else is damage.
        if let next = nextMember(raw, consumed) {
          consumed = next
          inflateReset(&stream)
        } else {
          isDamaged = (consumed..<raw.count).contains { raw.base[$0] != 0 }
          break reading
        }
      case Z_OK where made > 0 || given > Int(stream.avail_in): break
      default:
        isDamaged = true
        break reading
      }
      if output.count >= wanted { return Inflated(bytes: output.take(), isDamaged: false, isWhole: false) }
    }
    return Inflated(bytes: output.take(), isDamaged: isDamaged, isWhole: true)
  }

  private func nextMember(_ raw: FileBytes, _ from: Int) -> Int? {
    from + 1 < raw.count && raw.base[from] == 0x1f && raw.base[from + 1] == 0x8b ? from : nil
  }

  /// Memory that grows (by `realloc`, which moves large blocks without copying).
  private struct Output: ~Copyable {
    private var block: UnsafeMutablePointer<UInt8>?
    private var capacity: Int
    var count = 0

    init(capacity: Int) {
      self.capacity = capacity
      block = Output.grown(nil, capacity)
    }

    deinit { free(block) }

    /// Where at least `size` more bytes may be written.
    mutating func reserve(_ size: Int) -> UnsafeMutablePointer<UInt8>? {
      if capacity - count < size {
        capacity = max(capacity * 2, count + size)
        block = Output.grown(block, capacity)
      }
      return block.map { $0 + count }
    }

    /// Hands the bytes over.
    mutating func take() -> FileBytes {
      guard let owned = block else { return FileBytes([]) }
      block = nil
      return FileBytes(owning: owned, count: count)
    }

    private static func grown(_ old: UnsafeMutablePointer<UInt8>?, _ size: Int) -> UnsafeMutablePointer<
      UInt8
    >? {
      realloc(old, size)?.assumingMemoryBound(to: UInt8.self)
    }
  }
}
