import Testing
import pledged

@Suite("ISO dates")
struct ISODateTests {
    @Test("known moments are printed and read")
    func facts() throws {
        let facts: [(UInt64, String)] = [
            (0, "1970-01-01 00:00:00Z"), (951_782_400_000, "2000-02-29 00:00:00Z"), (1_000_000_000_000, "2001-09-09 01:46:40Z"),
            (1_772_368_496_000, "2026-03-01 12:34:56Z"), (4_107_542_400_000, "2100-03-01 00:00:00Z"),
            (253_402_300_799_000, "9999-12-31 23:59:59Z"),
        ]
        for (ms, text) in facts {
            #expect(ISODate.text(ms) == text)
            #expect(ISODate.text(ms + 999) == text)
            #expect(try ISODate.parse(text) == ms)
            #expect(ISODate.day(ms) == text.prefix(10))
        }
        #expect(try ISODate.parse("2026-03-01") == 1_772_323_200_000)
        #expect(try ISODate.parse("2026-03-01T12:34Z") == 1_772_368_440_000)
        #expect(try ISODate.parse("2026-03-01T12:34:56Z") == 1_772_368_496_000)
    }

    @Test("every day of 400 years follows the one before")
    func everyDay() throws {
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        var ms: UInt64 = 0
        for year in 1970..<2370 {
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            for (place, length) in lengths.enumerated() {
                for day in 1...(place == 1 && leap ? 29 : length) {
                    let text = ISODate.day(ms)
                    let numbers = text.split(separator: "-").compactMap { Int($0) }
                    #expect(numbers == [year, place + 1, day], "\(text)")
                    #expect(try ISODate.parse(text) == ms, "\(text)")
                    ms += 86_400_000
                }
            }
        }
    }

    @Test("claimed times beyond the calendar are shown as such")
    func beyond() {
        for ms in [253_402_300_800_000, UInt64.max, UInt64.max / 2] {
            #expect(ISODate.text(ms) == "after 9999-12-31")
            #expect(ISODate.day(ms) == "after 9999-12-31")
        }
    }

    @Test("what is no date is refused", arguments: [
        "", "2026", "2026-3-1", "2026-03-01T", "2026-03-01T12:34", "2026-03-01T12:34+01:00", "2026-13-01", "2026-00-01", "2026-02-29",
        "2100-02-29", "2026-04-31", "2026-03-00", "1969-12-31", "0000-01-01", "2026-03-01T24:00Z", "2026-03-01T12:60Z",
        "2026-03-01T12:34:60Z", "2026/03/01", "01.03.2026", "2026-03-01x12:34Z", "２０２６-03-01", "2026-03-01T12:34:5Z", "-026-03-01",
    ])
    func refuses(text: String) {
        let fault = #expect(throws: WordingFault.self) { try ISODate.parse(text) }
        #expect(fault?.description.contains("\n") == false)
    }
}
