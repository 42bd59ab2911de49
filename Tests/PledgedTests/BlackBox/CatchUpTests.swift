import Foundation
import Testing

/// Catching up between real nodes: what was begun is not begun again, and several share the work.
@Suite struct CatchUpTests {
    private let voters = 3_000, projects = 10
    private var total: Int { voters * projects + projects }

    /// A first sync whose receiver is killed, and then its sender, goes on where it was.
    @Test func aBrokenFirstSyncGoesOnWhereItWas() throws {
        let giver = try PledgedHome("Giver"), taker = try PledgedHome("Taker")
        let id = try ElectionMaker.fill(giver, voters: voters, projects: projects)
        let entrySize = try size(giver) / total
        try taker.run("join", "pledged:\(id)").expectFine()
        var source = try PledgedDaemon(giver, log: "info")
        var target = try PledgedDaemon(taker, peers: [source.address], log: "info")
        var held = try entries(taker, beyond: total / 4)
        target.crash()
        held = try taker.standing().entries
        try #require(held < total, "the sync was over before it could be broken off; make the ledger larger")

        target = try PledgedDaemon(taker, peers: [source.address], log: "info")
        _ = try entries(taker, beyond: held + (total - held) / 3)
        let address = source.address
        source.crash()
        source = try PledgedDaemon(giver, listen: address, log: "info")
        try inStep([giver, taker], entries: total, within: 90)
        // Groups that were on their way when something died come again.
        let bytes = try traffic(taker, "bytes_in"), missing = (total - held) * entrySize
        #expect(bytes <= missing + missing / 5 + 1_500_000, "\(bytes) bytes for \(missing) that were missing")
        print("resumed with \(held) of \(total) entries: \(bytes) bytes for \(missing) missing")
        withExtendedLifetime(source) {}
    }

    /// Two serve a third: all come once, from both; and when one of them is killed the other does its part.
    @Test(arguments: [false, true]) func severalServeOneFirstSync(killsOne: Bool) throws {
        let givers = [try PledgedHome("One"), try PledgedHome("Two")], taker = try PledgedHome("Taker")
        let id = try ElectionMaker.fill(givers[0], voters: voters, projects: projects)
        for home in [givers[1], taker] { try home.run("join", "pledged:\(id)").expectFine() }
        let first = try PledgedDaemon(givers[0], log: "info")
        let second = try PledgedDaemon(givers[1], peers: [first.address], log: "info")
        try inStep(givers, entries: total, within: 90)
        let alone = try traffic(givers[1], "bytes_in"), before = try traffic(givers[0], "entries_out")

        let target = try PledgedDaemon(taker, peers: [first.address, second.address], log: "info")
        if killsOne {
            let held = try entries(taker, beyond: total / 10)
            try #require(held < total * 9 / 10, "the sync was over before it could be broken off")
            second.crash()
        }
        try inStep([givers[0], taker], entries: total, within: 90)
        let together = try traffic(taker, "bytes_in")
        #expect(together * 100 <= alone * 105, "\(together) bytes from two, \(alone) from one")
        let part = try traffic(givers[0], "entries_out") - before
        print("\(together) bytes from two peers, \(alone) from one; the first sent \(part) of \(total) entries")
        if !killsOne { #expect(part > total / 5 && part < total * 4 / 5, "the first sent \(part) of \(total)") }
        withExtendedLifetime(target) {}
    }

    /// Nodes that met before do not compare their trees again, whichever process runs now.
    @Test func thoseWhoMetBeforeUseTheirCursors() throws {
        let village = try Village(2)
        let source = try PledgedDaemon(village.homes[0])
        var target = try PledgedDaemon(village.homes[1], peers: [source.address])
        try village.pledge(village.homes[0])
        try inStep(village.homes, entries: village.entries + 1)
        try target.stop()
        for amount in 2...6 { try village.pledge(village.homes[0], "\(amount) EUR") }
        try village.pledge(village.homes[1], "7 EUR")
        target = try PledgedDaemon(village.homes[1], peers: [source.address])
        let standing = try inStep(village.homes)
        #expect(standing.entries > village.entries + 1)
        #expect(!target.logs.contains("comparing"), "\(target.logs)")
    }

    private func size(_ home: PledgedHome) throws -> Int {
        let all = try home.json("status").list("collectives")
        return try #require(all.first).number("bytes")
    }

    private func traffic(_ home: PledgedHome, _ what: String) throws -> Int { try home.json("status").number(what) }

    /// Waits for more entries. - Returns: how many there are then.
    private func entries(_ home: PledgedHome, beyond count: Int) throws -> Int {
        try eventually("entries beyond \(count)", or: { "\(try home.standing())" }) {
            let entries = try home.standing().entries
            return entries > count ? entries : nil
        }
    }
}
