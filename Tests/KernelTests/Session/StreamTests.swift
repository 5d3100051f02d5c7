import Foundation
import Testing

@testable import Kernel

/// The real program on streams that are closed, full or strange, and with names that would steer a terminal.
@Suite struct StreamTests {
  /// Runs a line of shell in which `$IAPT` is the program; one that hangs is killed.
  private func shell(_ line: String) throws -> (text: String, status: Int32) {
    let home = try Paths.temporary()
    defer { try? FileManager.default.removeItem(atPath: home) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", line]
    process.environment = [
      "PATH": "/usr/bin:/bin", "HOME": home, "LC_ALL": "C", "IAPT": "timeout 60 " + Paths.binary,
    ]
    process.currentDirectoryURL = URL(fileURLWithPath: home)
    let pipe = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (String(decoding: data, as: UTF8.self), process.terminationStatus)
  }

  @Test func aClosedInputIsAnEmptyOne() throws {
    #expect(try shell("$IAPT <&-") == ("", 0))
    #expect(try shell("$IAPT - <&-") == ("", 0))
    #expect(try shell("echo help | $IAPT 2>&- >&-").status == 1)
  }

  @Test(arguments: ["sessions", "sessions --format json", "--help", "--version", "docs --man", "run --help"])
  func resultsThatCannotBeWrittenAreAFailure(_ arguments: String) throws {
    let run = try shell("$IAPT \(arguments) > /dev/full")
    // Without sessions there is no line of JSON to write.
    guard arguments != "sessions --format json" else { return #expect(run == ("", 0)) }
    #expect(run.status == 1)
    #expect(run.text == "error: cannot write the results: No space left on device\n")
    #expect(try shell("$IAPT \(arguments) | true").text == "")
  }

  @Test func aLoneCarriageReturnEndsALine() throws {
    let text = #"# %%%%\rset seed 1\r# %%%%\rexpect 1=2\r"#
    let script = try shell("printf '\(text)' > cr.iapt; $IAPT run cr.iapt")
    #expect(script.status == 1 && script.text.contains("cr.iapt:4:"))
    let piped = try shell(#"printf 'set seed 1\r\nset seed 2\r\rexpect 1=2\rhelp\r' | $IAPT"#)
    #expect(piped.status == 1 && piped.text.contains("<stdin>:4:"))
    let split = try shell(#"(printf 'set seed 1\r'; sleep 0.2; printf '\nexpect 1=2\r\n') | $IAPT"#)
    #expect(split.status == 1 && split.text.contains("<stdin>:2:"))
    let converted = try shell("printf '\(text)' | $IAPT convert --from iapt --to iapt - -")
    #expect(converted.text == "# %%\nset seed 1\n\n# %%\nexpect 1=2\n")
  }

  @Test(arguments: [
    #"H=$'h\e[31m\n.iapt'; echo 'expect 1=2' > "$H"; $IAPT run "$H""#,
    #"H=$'h\e[31m\n.iapt'; echo 'expect 1=2' > "$H"; $IAPT run --format markdown "$H""#,
    #"H=$'h\e[31m.iapt'; $IAPT run "$H""#,
    #"echo 'help' > s.iapt; $IAPT run --output $'no\e[31mdir/x' s.iapt"#,
    #"$IAPT forget --yes $'\e[31m'"#, #"$IAPT $'\e[31m'"#, #"$IAPT run --format $'\e[31m' x"#,
    #": > f; $IAPT demo --rows 5 $'f/no\e[31m'"#, #": > f; $IAPT docs $'f/no\e[31m'"#,
    #"$IAPT convert $'a\e[31m' b.md"#,
    #"""
    echo '{"nbformat":4,"nbformat_minor":5,"metadata":{"kernelspec":{"language":"x\u001b[31m"}},"cells":[]}' \
      > $'n\e[31m.ipynb'; $IAPT convert $'n\e[31m.ipynb' out.iapt; exit 1
    """#,
  ])
  func noControlCharacterOfANameReachesTheTerminal(_ line: String) throws {
    let run = try shell(line)
    #expect(run.status != 0 && !run.text.unicodeScalars.contains("\u{1B}"))
    #expect(run.text.contains(#"\u{1B}[31m"#))
    if line.contains(#"\n.iapt"#) { #expect(run.text.contains(#"\u{1B}[31m\n.iapt:1:"#)) }
  }
}
