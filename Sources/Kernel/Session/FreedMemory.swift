import CMalloc

/// Memory that is given back and wanted again at once.
public enum FreedMemory {
  /// Keeps up to 64 MB of it in the process. Columns are made and dropped by the dozen; the kernel would clear each
  /// anew, a tenth of the time of reading a million rows. Called once, before anything else.
  public static func keep() {
    mallopt(M_MMAP_THRESHOLD, 32 << 20)
    mallopt(M_TRIM_THRESHOLD, 64 << 20)
  }
}
