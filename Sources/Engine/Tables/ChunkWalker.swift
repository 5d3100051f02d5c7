import CBytes

/// Fields of one column in consecutive rows.
enum FieldRun {
  /// Each where a cursor found it.
  case any(UnsafeBufferPointer<CSVField>)
  /// Rows of one width: where all of their fields end.
  case even(EvenRun)
}

/// Fields of one column in consecutive rows of one width.
struct EvenRun {
  /// What offsets are counted from.
  var base: UnsafePointer<UInt8>
  /// Where all fields end, the end of the row before standing before it: the column's end in each row is
  /// `ends[column + row * width]`.
  var ends: UnsafePointer<UInt32>
  var column: Int
  var width: Int
  var rows: Int
  /// How the fields are written: not `odd`.
  var shape: RowIndex.Shape
}

/// What the functions on bytes are called with.
enum Bytes {
  /// The form of the functions on bytes that suits this processor.
  static let form = iapt_best()
}

/// Hands the fields of columns to their readers, chunk by chunk. Each worker has its own.
final class ChunkWalker {
  /// Rows of an uneven chunk whose fields are located before the readers get them.
  private static let block = 1024
  /// Bytes of an even chunk that are gone through likewise: what is found in them stays in the nearest memory.
  private static let slab = 16_384

  private let text: FileBytes
  private let width: Int
  private let columns: [Int]
  private let readers: [FieldReader]
  private let ends: UnsafeMutablePointer<UInt32>
  private var fields: UnsafeMutablePointer<CSVField>?

  /// Walks for readers of these columns, in ascending order, of a file that is `width` columns wide.
  init(_ text: FileBytes, width: Int, columns: [Int], readers: [FieldReader]) {
    self.text = text
    self.width = width
    self.columns = columns
    self.readers = readers
    // The end of the row before, what a slab may hold, and a row that it leaves unfinished.
    ends = .allocate(capacity: 1 + ChunkWalker.slab + 64 + width)
  }

  deinit {
    ends.deallocate()
    fields?.deallocate()
  }

  /// Reads a chunk.
  func walk(_ chunk: RowIndex.Chunk, _ work: Work) throws {
    if chunk.shape == .odd { try walkAny(chunk, work) } else { walkEven(chunk) }
  }

  private func walkEven(_ chunk: RowIndex.Chunk) {
    let base = text.base + chunk.start
    let size = chunk.end - chunk.start
    var at = 0
    var row = 0
    var held = 0
    // All ones inside quotes.
    var inside: UInt64 = 0
    ends[0] = UInt32.max
    while at < size, row < chunk.rows {
      let stop = min(size, at + ChunkWalker.slab)
      let (place, offset) = (ends + 1 + held, UInt32(truncatingIfNeeded: at))
      if chunk.shape == .even {
        held += iapt_ends_of(Bytes.form, base + at, stop - at, offset, nil, place)
      } else {
        held += iapt_ends_of(Bytes.form, base + at, stop - at, offset, &inside, place)
      }
      at = stop
      let rows = min(held / width, chunk.rows - row)
      if rows == 0 { continue }
      for (position, column) in columns.enumerated() {
        readers[position].read(
          .even(
            EvenRun(
              base: base, ends: ends + 1, column: column, width: width, rows: rows, shape: chunk.shape)),
          from: chunk.firstRow + row)
      }
      row += rows
      // The last row's end, and what the slab has of the next row, go to the front.
      let used = rows * width
      for index in 0...(held - used) { ends[index] = ends[used + index] }
      held -= used
    }
  }

  private func walkAny(_ chunk: RowIndex.Chunk, _ work: Work) throws {
    let size = ChunkWalker.block
    let fields = self.fields ?? .allocate(capacity: size * max(1, columns.count))
    self.fields = fields
    var cursor = CSVCursor(text, at: chunk.start)
    var row = 0
    while row < chunk.rows, !cursor.isAtEnd {
      var count = 0
      try work.check()
      while count < min(size, chunk.rows - row), !cursor.isAtEnd {
        if cursor.isAtLineEnd, width > 1 {
          cursor.skipLineEnd()
          continue
        }
        var next = 0
        for (position, column) in columns.enumerated() {
          let place = fields + (position * size + count)
          if position > 0, columns[position - 1] == column {
            // One column may be read as several types.
            place.initialize(to: (place - size).pointee)
            continue
          }
          while next < column, cursor.hasField {
            _ = cursor.next()
            next += 1
          }
          place.initialize(to: cursor.hasField ? cursor.next() : .absent)
          next += 1
        }
        while cursor.hasField { _ = cursor.next() }
        cursor.skipLineEnd()
        count += 1
      }
      for (position, reader) in readers.enumerated() {
        reader.read(
          .any(UnsafeBufferPointer(start: fields + position * size, count: count)),
          from: chunk.firstRow + row)
      }
      row += count
    }
  }
}
