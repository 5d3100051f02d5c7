import Engine

/// `expect`: a claim a script makes; it fails the script when it does not hold.
struct Expect: Action {
  var claim: Expression
  var text: String
  /// Where the text starts.
  var start: Int

  func check(_ scope: inout Scope) throws { try Claims.check(claim, scope) }

  func run(_ run: inout Run) throws {
    guard case .truth(let holds) = try Claims.evaluate(claim, &run) else {
      throw CommandError(.notAClaim, claim.span)
    }
    guard holds else {
      throw CommandError(
        .expectationFailed(text, actual: Claims.actual(claim, text, from: start, &run)), claim.span)
    }
  }
}

extension Command {
  static let expect = Command(
    "expect", "fail unless a claim about the results holds", role: .shows,
    usage: ["expect CLAIM"],
    details: [
      """
      A claim compares numbers: \(Claims.functions.map(\.signature).joined(separator: ", ")). Combine with and, or, not \
      and + - * /. One \
      that fails says what it found; in a script it ends with exit status 1. One that holds says nothing.
      """,
      """
      Numbers are compared as they would be shown: under disclosure control counts are rounded, and what is hidden \
      cannot be claimed anything of.
      """,
    ],
    arguments: [.init(.positional, .expression, "the claim")],
    examples: [
      .init("expect rows(birthwt) > 100", "a row count", after: "load birthwt from \"$fixtures/birthwt.csv\"")
    ]
  ) { parser in
    let start = parser.current.span.start
    parser.dialect = .claims
    defer { parser.dialect = .columns }
    let claim = try parser.expression()
    return Expect(claim: claim, text: parser.text(of: Span(start, parser.previousEnd)), start: start)
  }
}
