import Testing
import pledged

@Suite("Progress line")
struct ProgressReporterTests {
    @Test("the line tells count, share, pace and time left")
    func line() {
        let sync = ProgressReporter("sync", total: 100_000, isTerminal: true)
        #expect(sync.line(done: 12_345, elapsedMs: 1_487) == "sync 12,345 / 100,000 (12 %), 8,301/s, 11 s left")
        #expect(sync.line(done: 0, elapsedMs: 0) == "sync 0 / 100,000 (0 %)")
        #expect(sync.line(done: 100_000, elapsedMs: 10_000) == "sync 100,000 / 100,000 (100 %), 10,000/s")
        #expect(ProgressReporter("sync", total: 0, isTerminal: true).line(done: 5, elapsedMs: 1_000) == "sync 5, 5/s")
        let most = ProgressReporter("check", total: .max, isTerminal: false)
        #expect(most.line(done: 1, elapsedMs: .max).hasSuffix("over 1,000 d left"))
        #expect(most.line(done: .max, elapsedMs: 1).contains("(100 %)"))
    }

    @Test("bytes have a unit")
    func bytes() {
        let audit = ProgressReporter("audit", of: .bytes, total: 83_900_000, isTerminal: true)
        #expect(audit.line(done: 41_000_000, elapsedMs: 4_000) == "audit 41.0 MB / 83.9 MB (48 %), 10.2 MB/s, 5 s left")
        #expect(ByteText.shown(3_290_000_000) == "3.2 GB" && ByteText.shown(999_999) == "999 kB" && ByteText.shown(.max).hasSuffix(" GB"))
    }

    @Test("a narrow terminal loses the bar first, then the counts, and never the time left")
    func narrow() {
        let sync = ProgressReporter("sync", total: 100_000, isTerminal: true)
        func line(_ width: Int) -> String { sync.line(done: 12_345, elapsedMs: 1_487, bar: .ascii, width: width) }
        #expect(line(.max) == "sync [##..................] 12 % 12,345 / 100,000, 8,301/s, 11 s left")
        #expect(line(69) == line(.max) && line(68) == "sync [#...........] 12 % 12,345 / 100,000, 8,301/s, 11 s left")
        #expect(line(60) == "sync [......] 12 % 12,345 / 100,000, 8,301/s, 11 s left")
        #expect(line(46) == "sync 12 % 12,345 / 100,000, 8,301/s, 11 s left")
        #expect(line(40) == "sync 12 % 12,345 / 100,000, 11 s left")
        #expect(line(30) == "sync 12 %, 11 s left")
        #expect(line(18) == "sync, 11 s left" && line(1) == line(18))
        for width in 15...80 { #expect(DisplayWidth.of(line(width)) <= width) }
        // Where nobody knows how many there are, nobody knows the time left.
        let open = ProgressReporter("sync", total: 0, isTerminal: true)
        #expect(open.line(done: 12_345, elapsedMs: 1_487, bar: .blocks, width: 12) == "sync 12,345")
    }

    @Test("durations")
    func durations() {
        let facts: [(UInt128, String)] = [
            (0, "0 s"), (59, "59 s"), (60, "1 min"), (185, "3 min 5 s"), (7_500, "2 h 5 min"), (3_600, "1 h"), (273_600, "3 d 4 h"),
            (UInt128.max, "over 1,000 d"),
        ]
        for (seconds, text) in facts { #expect(ProgressReporter.duration(seconds) == text) }
    }

    @Test("a log gets at most a line every ten seconds, and the last one")
    func due() {
        var log = ProgressReporter("sync", total: 1, isTerminal: false)
        let shown = stride(from: UInt64(0), through: 35_000, by: 500).filter { log.isDue(elapsedMs: $0) }
        #expect(shown == [0, 10_000, 20_000, 30_000])
        let last = log.isDue(elapsedMs: 35_001, isFinished: true)
        #expect(last)
        var terminal = ProgressReporter("sync", total: 1, isTerminal: true)
        let updates = stride(from: UInt64(0), to: 1_000, by: 1).filter { terminal.isDue(elapsedMs: $0) }
        #expect(updates.count == 10)
        // A clock that goes back brings no line, and no overflow.
        let back = terminal.isDue(elapsedMs: 0)
        #expect(!back)
        #expect(ProgressReporter("x", total: 1, isTerminal: false, logSeconds: .max).everyMs == 86_400_000)
    }
}
