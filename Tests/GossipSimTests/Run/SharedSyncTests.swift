import GossipSim
import PledgeLedger
import Testing

/// A node that joins with an empty store, while all others hold thousands of entries.
@Suite struct SharedSyncTests {
    /// Its neighbours share the work, and hardly an entry comes twice: also when one of them is killed on the way.
    @Test(arguments: 1...4, [false, true]) func nothingComesTwice(seed: Int, kills: Bool) throws {
        let options = Options(nodes: 8, seed: UInt64(seed), seconds: 20)
        var plan = Plan(options)
        plan.feeds = 2_500
        plan.late = [7]
        plan.interval = 60_000
        plan.faults = [(6_000, .join([7]))]
        if kills { for (index, node) in [2, 4].enumerated() { plan.faults.append((7_500 + 400 * UInt64(index), .kill([node]))) } }
        var simulation = try Simulation(options, plan)
        let report = simulation.run()
        #expect(report.isGood, "\(report.failures)")
        let held = simulation.entryBytes(of: 0), sent = report["bytes_entries"] ?? 0
        #expect(simulation.entryBytes(of: 7) == held)
        // A segment for each feed, and lengths before each entry.
        let once = Double(held) + 50 * Double(plan.feeds) + 4 * Double(simulation.nodes[0].store.entries)
        #expect(sent <= 1.05 * once, "\(sent) bytes of segments for \(once)")
        #expect(simulation.servers(of: 7) >= 2, "one neighbour did it all")
    }
}
