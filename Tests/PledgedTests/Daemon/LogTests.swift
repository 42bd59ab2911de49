import Logging
import Testing
import pledged

/// Log lines: how they read, and how many there are.
@Suite struct LogTests {
    @Test func aLineIsKeysAndValues() {
        let line = LogLine.text(.info, "linked", ["peer": "1.2.3.4:5", "why": "a b", "a": ""], time: "2026-01-01 00:00:00Z")
        #expect(line == #"time="2026-01-01 00:00:00Z" level=info msg="linked" a="" peer=1.2.3.4:5 why="a b""#)
        #expect(LogLine.text(.error, "x", [:], time: nil) == #"level=error msg="x""#)
    }

    @Test func nothingFromAPeerBeginsALineOrLeavesItsQuotes() {
        let hostile = "a\" level=critical\nlevel=critical \u{1B}[2J\u{202E}\\"
        let line = LogLine.text(.info, hostile, ["k\n=": hostile], time: nil)
        #expect(!line.contains("\n") && !line.contains("\u{1B}") && !line.contains("\u{202E}"))
        // Quotation marks that are not escaped: the two around the message, the two around the value.
        #expect(line.replacing("\\\\", with: "").replacing("\\\"", with: "").filter { $0 == "\"" }.count == 4)
    }

    @Test func aFloodIsCutAndCounted() throws {
        var limit = LogLimit()
        var written = 0
        for _ in 0..<5_000 where limit.passes(.info, now: 0) != nil { written += 1 }
        #expect(written == 500)
        // Warnings still pass, and tell what was left out.
        #expect(limit.passes(.warning, now: 0) == 4_500)
        #expect(limit.passes(.warning, now: 0) == 0)
        #expect(limit.passes(.info, now: 49) == nil)
        #expect(limit.passes(.info, now: 1_000) == 1)
        for _ in 0..<19 { #expect(limit.passes(.notice, now: 1_000) != nil) }
        #expect(limit.passes(.info, now: 1_000) == nil)
        // A clock that stands still or goes back brings nothing, and traps nowhere.
        #expect(limit.passes(.info, now: 0) == nil && limit.passes(.info, now: .max) != nil)
    }

    /// Whoever can have a line written any time can't fill a disk with them, nor hide what is wrong.
    @Test func aDaysFloodIsBounded() {
        var limit = LogLimit()
        var written: [Logger.Level: Int] = [:]
        let step: UInt64 = 40, hours: UInt64 = 24
        for now in stride(from: 0, to: hours * 3_600_000, by: Int(step)) {
            for level in [Logger.Level.info, .warning] where limit.passes(level, now: now) != nil { written[level, default: 0] += 1 }
        }
        // A full bucket at the start, and what comes again.
        #expect((2_000 * 24...2_000 * 25).contains(written[.info] ?? 0), "\(written)")
        #expect((1_000 * 24...1_000 * 25).contains(written[.warning] ?? 0), "\(written)")
        // Those who send a line every two seconds are all written.
        var slow = LogLimit()
        for second in 0..<7_200 { #expect(slow.passes(.info, now: UInt64(second) * 2_000) == 0) }
    }
}
