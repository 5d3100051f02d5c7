import Foundation

/// A shell script as a program of its own, made by another process: what this one has open for writing another test's
/// child may hold open too, and such a file cannot be started ("text file busy").
func makeProgram(_ path: String, _ script: String) throws {
  let text = path + ".text"
  try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(fileURLWithPath: text))
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/install")
  process.arguments = ["-m", "755", text, path]
  try process.run()
  process.waitUntilExit()
  try FileManager.default.removeItem(atPath: text)
}
