import Foundation

/// Times for readers and for programs. The library's formatters take longer to load than the prompt may.
enum Clock {
  /// `2026-11-20 10:40`, where the user is.
  static func text(_ date: Date) -> String { format(date, "%Y-%m-%d %H:%M", localtime_r) }

  /// `2026-11-20T10:40:12Z`.
  static func stamp(_ date: Date) -> String { format(date, "%Y-%m-%dT%H:%M:%SZ", gmtime_r) }

  private static func format(
    _ date: Date, _ pattern: String,
    _ parts: (UnsafePointer<time_t>, UnsafeMutablePointer<tm>) -> UnsafeMutablePointer<tm>?
  ) -> String {
    // A store somebody wrote into by hand may hold any time.
    let seconds = date.timeIntervalSince1970
    var time = time_t(seconds.isNaN ? 0 : max(-6e10, min(2.5e11, seconds.rounded(.down))))
    var moment = tm()
    guard parts(&time, &moment) != nil else { return "" }
    var buffer = [CChar](repeating: 0, count: 40)
    let count = strftime(&buffer, buffer.count, pattern, &moment)
    return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
