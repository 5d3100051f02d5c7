import Foundation

/// A temporary folder that only this user can look into.
enum PrivateFolder {
  /// Makes one, with mode 0700 and a name that nobody can foresee behind what it is for; its path, or the error number.
  static func make(for purpose: String) -> Result<String, Failure> {
    // The X's are where mkdtemp puts letters of its own.
    let template = URL(fileURLWithPath: NSTemporaryDirectory()).appendingPathComponent(
      "iapt-\(purpose.replacing("/", with: "-"))-XXXXXX"
    ).path
    var bytes = Array(template.utf8CString)
    guard let made = mkdtemp(&bytes) else { return .failure(Failure(code: errno)) }
    return .success(String(cString: made))
  }

  /// Why there is none.
  struct Failure: Error {
    let code: Int32
  }
}
