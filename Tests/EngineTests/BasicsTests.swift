import Testing

@testable import Engine

@Suite struct BasicsTests {
  @Test func daysRoundTrip() throws {
    for number in stride(from: Int32(-700_000), through: 100_000, by: 37) {
      let day = Day(number: number)
      #expect(Day(day.description) == day)
    }
    #expect(Day("1970-01-01")?.number == 0)
    #expect(Day("2020-02-29T10:00:00")?.description == "2020-02-29")
    for bad in ["2021-02-29", "2021-13-01", "2021-00-10", "21-01-01", "2021-1-1", "2021-01-010", ""] {
      #expect(Day(bad) == nil)
    }
  }

  @Test func naturalOrder() {
    #expect(
      NaturalOrder.sorted(["12+ yrs", "0-5yrs", "6-11yrs", "10", "9", "<18", "02", "2"])
        == ["0-5yrs", "02", "2", "6-11yrs", "9", "10", "12+ yrs", "<18"])
  }

  @Test func namesMatchExactlyFirst() {
    #expect(Names.find("a", in: ["A", "a"]) == .found(1))
    #expect(Names.find("localpatientid", in: ["x", "LocalPatientId"]) == .found(1))
    #expect(Names.find("AB", in: ["Ab", "aB"]) == .ambiguous([0, 1]))
    #expect(Names.find("c", in: ["a"]) == .none)
  }
}
