import Commands
import Engine

/// A figure as the bytes of a file.
enum FigureFile {
  /// The forms there are.
  static let forms: [Document.Form] = [.svg, .png, .pdf]

  /// The bytes; SVG needs no other program, and is the same on every computer.
  /// - Throws: ``DocumentFailure`` when gnuplot is needed and is not there or fails, or the form is no picture's.
  static func bytes(
    _ figure: FigureOutput, _ policy: DisclosurePolicy, _ form: Document.Form, warning: String? = nil,
    _ work: Work
  ) throws -> [UInt8] {
    let drawing = FigureLayout.alone(figure, policy, warning: warning)
    switch form {
    case .svg: return Array(drawing.svg(isFile: true).utf8)
    case .png: return try Gnuplot().run(drawing.gnuplot(.png), work)
    case .pdf: return undated(try Gnuplot().run(drawing.gnuplot(.pdf), work))
    default: throw DocumentFailure.wrongForm(form, instead: forms)
    }
  }

  /// The same picture without the time at which it was made, in as many bytes, since a PDF counts them.
  private static func undated(_ pdf: [UInt8]) -> [UInt8] {
    var result = pdf
    let key = Array("/CreationDate (D:".utf8)
    guard pdf.count > key.count else { return pdf }
    for start in 0..<(pdf.count - key.count) where pdf[start] == key[0] {
      guard pdf[start..<(start + key.count)].elementsEqual(key) else { continue }
      for (place, digit) in zip((start + key.count)..<pdf.count, "19700101000000".utf8) {
        result[place] = digit
      }
    }
    return result
  }
}
