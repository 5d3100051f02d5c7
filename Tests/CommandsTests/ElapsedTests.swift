import Commands
import Engine
import Testing

@Suite struct ElapsedTests {
  @Test func smallPartsAndWhatNobodyNotedAreTheRest() {
    let stages = [
      Stages.Stage(name: "read", seconds: 1.5), .init(name: "tiny", seconds: 0.001),
      .init(name: "fit", seconds: 0.25),
    ]
    #expect(
      Elapsed.lines(stages, of: 2) == [
        "    1.5 s   75%  read", "  0.250 s   13%  fit", "  0.250 s   13%  other",
      ])
    #expect(Elapsed.lines([.init(name: "read", seconds: 2)], of: 2) == ["  2.0 s  100%  read"])
    #expect(Elapsed.lines([], of: 2).isEmpty && Elapsed.lines(stages, of: 0).isEmpty)
  }
}
