import Foundation
import Testing

@testable import Kernel

@Suite struct NumberFormatTests {
  @Test func counts() {
    #expect(
      [0, 7, 999, 1000, 1_234_567, -4200].map(NumberFormat.count) == [
        "0", "7", "999", "1,000", "1,234,567", "-4,200",
      ])
    #expect(NumberFormat.count(.min) == "-9,223,372,036,854,775,808")
  }

  @Test func numbers() {
    let values = [0, 0.0494321, -0.253012, 1.0512345, -8123.456, 652_345.678, 1.5e-7, 1e12, -0.00004]
    #expect(
      values.map(NumberFormat.number) == [
        "0", "0.049432", "-0.25301", "1.0512", "-8123.46", "652345.68", "1.5e-07", "1e+12", "-4e-05",
      ])
    #expect(NumberFormat.number(.infinity) == "" && NumberFormat.number(.nan) == "")
  }

  @Test func aColumnSharesItsDecimals() {
    #expect(NumberFormat.decimals(for: [0.05, 0.1, 0.99]) == 2)
    #expect(NumberFormat.decimals(for: [-0.253012, 0.0494321, 1.23456]) == 5)
    #expect(NumberFormat.decimals(for: [1, 200]) == 0)
    #expect(NumberFormat.decimals(for: [0.00012345, 9_876_543_210.5]) == 1)
    #expect(NumberFormat.number(0.00012345, decimals: 1) == "0.00012345")
    #expect(NumberFormat.decimals(for: [0, .nan, 1e-9, .infinity]) == 0)
    #expect(NumberFormat.number(0.5, decimals: 3) == "0.500")
    #expect(
      NumberFormat.number(1e-9, decimals: 3) == "1e-09" && NumberFormat.number(0, decimals: 2) == "0.00")
  }

  @Test func oddsRatios() {
    #expect(
      [1.05123, 0.77, 12.5, 0.01234567, 1234.56, 1.5e9, 0.09951].map(NumberFormat.ratio) == [
        "1.051", "0.770", "12.500", "0.01235", "1234.6", "1.500e+09", "0.100",
      ])
  }

  @Test func pValuesAreNeverZero() {
    func p(_ value: Double) -> String { NumberFormat.pValue(log: log(value)) }
    #expect(
      [1, 0.456, 0.0456, 0.0012, 0.00012, 3.2e-7, 1e-299].map(p) == [
        "1.0000", "0.4560", "0.0456", "0.0012", "0.00012", "3.2e-07", "1.0e-299",
      ])
    #expect(NumberFormat.pValue(log: (log10(1.4) - 412) * M_LN10) == "1.4e-412")
    #expect(NumberFormat.pValue(log: (log10(9.99) - 412) * M_LN10) == "1.0e-411")
    #expect(NumberFormat.pValue(log: -1e9).hasSuffix("e-434294482"))
  }

  @Test func neverMoreThanTwelveDigits() {
    var random = SplitMix64(state: 1)
    for _ in 0..<20_000 {
      let value = Double(bitPattern: random.next())
      guard value.isFinite else { continue }
      let decimals = NumberFormat.decimals(for: [value])
      for text in [
        NumberFormat.number(value), NumberFormat.ratio(value), NumberFormat.number(value, decimals: decimals),
      ] {
        let digits = text.prefix { $0 != "e" }.filter(\.isNumber).drop { $0 == "0" }
        #expect(digits.count <= 12)
        #expect(Double(text).map { abs($0 - value) <= 0.0051 * abs(value) } == true, "\(value)")
      }
    }
  }
}
