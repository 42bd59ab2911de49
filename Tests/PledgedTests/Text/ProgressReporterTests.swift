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
