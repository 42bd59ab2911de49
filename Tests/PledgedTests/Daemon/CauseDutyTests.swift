import Logging
import PledgeLedger
import Testing
import pledged

/// A node that runs has the root causes ready for whoever looks next.
@Suite struct CauseDutyTests {
    /// A collective with two problems, and its store.
    private func village() throws -> (home: PledgedHome, id: CollectiveID, problems: [EntryID], store: Store) {
        let home = try PledgedHome(), id = try #require(CollectiveID(hex: home.found()))
        let problems = try (0..<2).map { _ in try #require(EntryID(hex: home.sign(.problem(Problem())))) }
        return (home, id, problems, try Store(at: home.file("ledger.sqlite")))
    }

    private func claim(_ problems: [EntryID]) -> Facts { .cause(Cause(cause: problems[0], effect: problems[1], strength: 1)) }

    @Test func theyAreReadySoonAfterAClaim() throws {
        let (home, id, problems, store) = try village()
        var rhythm = CauseDuty.Rhythm()
        (rhythm.pause, rhythm.rest) = (.milliseconds(5), .milliseconds(20))
        func areReady() throws -> Bool { try store.keepsRootCauses(of: id, at: Cutoff(time: wallClock())) }
        let duty = CauseDuty(store: store, rhythm: rhythm, logger: Logger(label: "test"))
        #expect(try !areReady())
        duty.start()
        try eventually("root causes of what was there") { try areReady() }
        _ = try home.sign(claim(problems))
        try eventually("root causes after a claim") { try areReady() }
        #expect(try store.rootCauses(of: id, at: Cutoff(time: wallClock())).edges.count == 1)
        duty.stop()
        _ = try home.sign(claim(problems.reversed()))
        #expect(try !areReady(), "nobody computes them any more")
        try store.close()
    }

    @Test func aNodeThatServesDoesSo() throws {
        let (home, id, problems, store) = try village()
        let daemon = try PledgedDaemon(home)
        _ = try home.sign(claim(problems))
        try eventually("root causes after a claim") { try store.keepsRootCauses(of: id, at: Cutoff(time: wallClock())) }
        try store.close()
        try daemon.stop()
    }
}
