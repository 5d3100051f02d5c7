import Foundation
import Testing

/// `scripts/setup` on machines that lack things, played by small programs of the same names.
@Suite struct SetupTests {
  private static let packages = [
    "libreadline-dev", "liblapacke-dev", "liblapack-dev", "libblas-dev", "zlib1g-dev", "libsqlite3-dev",
  ]

  /// A folder of programs: what a machine has on its path.
  private func machine(installed: [String], isRoot: Bool = true, programs: [String]) throws -> String {
    let folder = try Paths.temporary()
    let bodies = [
      "swift": "exit 0", "id": "echo \(isRoot ? 0 : 1000)",
      "dpkg-query": """
      for last; do :; done
      case " \(installed.joined(separator: " ")) " in *" $last "*) printf installed;; *) exit 1;; esac
      """,
      "apt-get": """
      echo "$DEBIAN_FRONTEND: $*" >>'\(folder)/log'
      echo noise
      while read -r line; do echo "$line" >>'\(folder)/log'; done
      if [ -e '\(folder)/offline' ]; then exit 100; fi
      """,
      // As the real one does, it hands on no environment.
      "sudo": "echo sudo >>'\(folder)/log'; exec /usr/bin/env -i PATH=\"$PATH\" \"$@\"",
    ]
    for name in programs {
      try makeProgram("\(folder)/\(name)", bodies[name] ?? "exit 1")
    }
    try FileManager.default.createSymbolicLink(atPath: folder + "/env", withDestinationPath: "/usr/bin/env")
    return folder
  }

  /// Runs it on such a machine: its exit status, what it wrote, and how apt was called.
  private func setup(_ machine: String) throws -> (status: Int32, output: String, errors: String, log: String)
  {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    let script =
      "echo statement | /bin/bash '\(Paths.root)/scripts/setup' >'\(machine)/out' 2>'\(machine)/err'"
    process.arguments = ["-c", script]
    process.environment = ["PATH": machine]
    try process.run()
    process.waitUntilExit()
    func text(_ name: String) -> String {
      (try? String(contentsOfFile: "\(machine)/\(name)", encoding: .utf8)) ?? ""
    }
    return (process.terminationStatus, text("out"), text("err"), text("log"))
  }

  private static let all = ["swift", "id", "dpkg-query", "apt-get"]

  @Test func nothingMissingSaysNothing() throws {
    let answer = try setup(machine(installed: SetupTests.packages, programs: SetupTests.all))
    #expect(answer == (0, "", "", ""))
  }

  @Test func whatIsMissingIsInstalled() throws {
    let missing = SetupTests.packages.dropLast().joined(separator: " ")
    let calls = """
      noninteractive: update -qq
      noninteractive: install -y -qq --no-install-recommends \(missing)

      """
    let root = try setup(machine(installed: ["libsqlite3-dev"], programs: SetupTests.all))
    #expect(root.status == 0 && root.output == "" && root.log == calls)
    #expect(root.errors.hasPrefix("setup: installing \(missing)\n"))
    let user = try setup(
      machine(installed: ["libsqlite3-dev"], isRoot: false, programs: SetupTests.all + ["sudo"]))
    #expect(user.status == 0)
    #expect(user.log == calls.split(separator: "\n").map { "sudo\n\($0)\n" }.joined())
  }

  @Test func whatStandsInTheWayIsSaid() throws {
    let offline = try machine(installed: [], programs: SetupTests.all)
    try Data().write(to: URL(fileURLWithPath: offline + "/offline"))
    for (machine, words) in [
      (offline, "is there a network?"),
      (try machine(installed: [], isRoot: false, programs: SetupTests.all), "sudo is not there"),
      (try machine(installed: [], programs: ["id", "dpkg-query", "apt-get"]), "Swift toolchain"),
      (try machine(installed: [], programs: ["swift", "id"]), "needs Debian or Ubuntu"),
    ] {
      let answer = try setup(machine)
      #expect(answer.status == 1 && answer.output == "" && answer.errors.contains(words), "\(answer.errors)")
    }
  }
}
