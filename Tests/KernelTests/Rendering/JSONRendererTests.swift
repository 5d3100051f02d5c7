import Commands
import Engine
import Foundation
import Testing

@testable import Kernel

@Suite struct JSONRendererTests {
  private func object(_ line: String) throws -> [String: Any] {
    #expect(line.hasSuffix("\n") && !line.dropLast().contains("\n"))
    return try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
  }

  @Test func table() throws {
    let line = JSONRenderer().render(Samples.gated(.table(Samples.table)), cell: 3)
    #expect(
      line.hasPrefix(
        #"{"cell":3,"kind":"table","policy":"nhs-sde","name":"mixed","title":"Every cell","columns":[{"key":"level","title":"Level"},"#
      ))
    let rows = try #require(try object(line)["rows"] as? [[String: Any]])
    #expect(rows[0]["n"] as? Int == 1_234_565)
    #expect(rows[0]["share"] as? Double == 0.5)
    #expect(rows[0]["first_day"] as? String == "1970-01-01")
    #expect(rows[0]["log_p"] as? Double == -1)
    #expect(rows[1]["n"] is NSNull && rows[1]["n_reason"] as? String == "suppressed")
    #expect(rows[1]["share"] is NSNull && rows[1]["p_reason"] as? String == "one class")
    #expect(rows[1]["first_day"] is NSNull && rows[1]["first_day_reason"] == nil)
    #expect(rows[1]["level"] as? String == "a\u{1B}[31mb")
  }

  @Test func model() throws {
    let line = JSONRenderer().render(Samples.gated(.model(Samples.model)), cell: 1)
    #expect(
      line.hasPrefix(
        #"{"cell":1,"kind":"model","policy":"nhs-sde","name":"treated","formula":"recovery ~ deprivation + race","data":"cohort, gender=Female","n":12345,"events":null,"events_reason":"suppressed","loglik":-8123.456789,"outcome":"converged","terms":[{"term":"(Intercept)","level":null,"estimate":-0.253012,"se":0.0118,"z":-21.44,"p":"#
      ))
    let model = try object(line)
    let terms = try #require(model["terms"] as? [[String: Any]])
    #expect(terms[0]["log_p"] as? Double == -233.1)
    #expect(terms[1]["reference"] as? Bool == true && terms[1]["level"] as? String == "1")
    #expect(terms[1]["log_p"] is NSNull && terms[1]["log_p_reason"] as? String == "reference level")
    #expect(terms[3]["aliased"] as? Bool == true && terms[3]["equals"] as? String == "2 × deprivation")
    #expect(terms[4]["separated"] as? Bool == true)
    let level = try #require(terms[4]["level"] as? [Any])
    #expect(level[0] is NSNull && level[1] as? String == "2")
    // Below the least Double there is still the logarithm.
    let lr = try #require(model["lr"] as? [String: Any])
    #expect(lr["p"] is NSNull && lr["p_reason"] as? String == "below the least number; see log_p")
    #expect(lr["log_p"] as? Double == -1000)
    let sweep = try #require(model["sweep"] as? [[String: Any]])
    #expect(sweep[0]["threshold"] as? Double == 0.5 && sweep[0]["tp"] as? Int == 100)
  }

  @Test func noInfinityAndNoNaN() throws {
    let cells: [Cell] = [.number(.infinity), .number(.nan), .share(-.infinity), .pValue(log: -.infinity)]
    let table = TableOutput(
      name: "x", title: "", headers: (0..<4).map { Header("c\($0)") }, rows: [cells])
    let rows = try #require(
      try object(JSONRenderer().render(Samples.gated(.table(table)), cell: 1))["rows"] as? [[String: Any]])
    for column in 0..<4 {
      #expect(rows[0]["c\(column)"] is NSNull)
      #expect(rows[0]["c\(column)_reason"] as? String == (column == 1 ? "not a number" : "infinite"))
    }
  }

  @Test func numbersReadBackAsTheSameDouble() throws {
    var random = SplitMix64(state: 42)
    for _ in 0..<20_000 {
      let value = Double(bitPattern: random.next())
      guard value.isFinite else { continue }
      let text = JSONValue.number(value).line
      #expect(Double(text)?.bitPattern == value.bitPattern)
    }
    // The reader of a stranger agrees, also at the ends of the range.
    for value in [
      Double.leastNonzeroMagnitude, 2.2250738585072014e-308, 1.7976931348623157e308, -0.1, 1e16,
      123456789012345680,
    ] {
      let line = JSONValue.object([("x", .number(value))]).line
      #expect(try object(line + "\n")["x"] as? Double == value)
    }
  }

  @Test func textIsEscaped() throws {
    let text = "\"\\\u{0}\u{1}\u{1F}\n\r\t\u{7F}\u{85}\u{2028}é日\u{1F600}/"
    let line = JSONValue.object([("x", .text(text))]).line
    #expect(try object(line + "\n")["x"] as? String == text)
    #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && $0.value != 0x2028 })
  }

  @Test func errorWithItsPlace() throws {
    let source = SourceText(name: "s.iapt", text: "a\nsegment gendr=F", firstLine: 10)
    let diagnostic = Diagnostic(
      .resolve, "no dimension", span: Span(10, 15), notes: ["there are: gender"],
      suggestion: "segment gender=F")
    #expect(
      JSONRenderer().render(diagnostic, cell: 2, source: source)
        == #"{"cell":2,"kind":"error","stage":"resolve","message":"no dimension","notes":["there are: gender"],"#
        + #""suggestion":"segment gender=F","file":"s.iapt","span":{"start":10,"end":15,"line":11,"column":9,"#
        + #""end_line":11,"end_column":14}}"# + "\n")
  }

  /// Every key the renderer itself makes stands in docs/json.md.
  @Test func everyKeyIsDocumented() throws {
    let page = try String(contentsOfFile: Paths.root + "/docs/json.md", encoding: .utf8)
    var keys: Set<String> = []
    func collect(_ value: Any) {
      if let object = value as? [String: Any] {
        keys.formUnion(object.keys)
        object.values.forEach(collect)
      } else if let array = value as? [Any] {
        array.forEach(collect)
      }
    }
    let renderer = JSONRenderer()
    for output in [Output.table(Samples.table), .model(Samples.model), .text("x"), .notice("x")] {
      collect(try object(renderer.render(Samples.gated(output), cell: 1)))
    }
    let diagnostic = Diagnostic(.run, "x", span: Span(0, 0))
    collect(try object(renderer.render(diagnostic, cell: 1, source: SourceText(name: "", text: ""))))
    // What commands name themselves: figures, groups, tables and columns.
    let own: Set = [
      "n", "events", "loglik", "lr", "sweep", "threshold", "tp", "share", "mean", "first_day", "line",
    ]
    for key in keys.subtracting(own).sorted() where !key.hasSuffix("_reason") {
      #expect(page.contains("`\(key)`"), "\(key)")
    }
    #expect(keys.count > 40)
  }
}
