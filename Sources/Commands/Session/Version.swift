/// What the program calls itself.
public enum Version {
  /// The number of this version.
  public static let text = "0.1.0"
}
