import Foundation
import Testing

/// A long first sync that is broken off in every way, and ends in step all the same.
@Suite struct FirstSyncTests {
    @Test func itSurvivesStopsAndKills() throws {
        let (voters, projects) = (3_000, 10)
        let total = voters * projects + projects
        let giver = try PledgedHome("Giver"), taker = try PledgedHome("Taker")
        let id = try ElectionMaker.fill(giver, voters: voters, projects: projects)
        try taker.run("join", "pledged:\(id)").expectFine()
        var source = try PledgedDaemon(giver, log: "info")
        let address = source.address

        var target = try PledgedDaemon(taker, peers: [address], log: "info")
        var reached = try progress(taker, beyond: 0)
        #expect(reached < total, "the sync was over before it could be broken off; make the ledger larger")
        target.crash()
        try taker.run("check").expectFine()

        target = try PledgedDaemon(taker, peers: [address], log: "info")
        reached = try progress(taker, beyond: reached)
        try source.stop()
        try target.stop()
        try taker.run("check").expectFine()
        #expect(try taker.standing().entries >= reached)

        source = try PledgedDaemon(giver, listen: address, log: "info")
        target = try PledgedDaemon(taker, peers: [address], log: "info")
        _ = try progress(taker, beyond: try taker.standing().entries)
        source.crash()
        source = try PledgedDaemon(giver, listen: address, log: "info")
        try inStep([giver, taker], entries: total, within: 90)
        try target.stop()
        #expect(try taker.json("audit").text("root") == giver.standing().root)
        withExtendedLifetime(source) {}
    }

    /// Waits for more entries, or the end. - Returns: how many there are then.
    private func progress(_ home: PledgedHome, beyond count: Int) throws -> Int {
        let standing = try eventually("progress beyond \(count)", or: { "\(try home.standing())" }) {
            let standing = try home.standing()
            return standing.entries > count || standing.entries >= 30_010 ? standing : nil
        }
        return standing.entries
    }
}
