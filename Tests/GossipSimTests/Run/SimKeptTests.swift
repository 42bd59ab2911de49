import GossipNet
import GossipSim
import Testing

/// A node that crashed comes back with what its shell had put on the disk by then, and no more.
@Suite struct SimKeptTests {
    /// A network in which node 3 is killed at a time, and is down for two seconds.
    private func simulation(killing time: UInt64, backingUpAt backup: UInt64? = nil) throws -> Simulation {
        let options = Options(nodes: 12, seed: 3, seconds: 70)
        var plan = Plan(options)
        if let backup { plan.faults.append((backup, .backUp([3]))) }
        plan.faults.append((time, .kill([3])))
        if backup != nil { plan.faults.append((time + 1_000, .restore([3], keepsMark: true))) }
        plan.faults.append((time + 2_000, .restart([3])))
        return try Simulation(options, plan)
    }

    /// Node 3 has begun and is linked within two seconds.
    @Test func aCrashSoonAfterTheStartLosesTheBook() throws {
        var simulation = try simulation(killing: 4_500)
        simulation.run(until: 5_000)
        #expect(!simulation.nodes[3].isUp)
        #expect(simulation.config(of: 3).book.isEmpty && simulation.config(of: 3).cursors.isEmpty)
        #expect(simulation.run().isGood)
    }

    @Test func whatWasKeptBeforeTheCrashComesBack() throws {
        var simulation = try simulation(killing: 29_000)
        simulation.run(until: 29_500)
        let book = simulation.config(of: 3).book
        #expect(!book.isEmpty && simulation.config(of: 3).cursors.isEmpty, "cursors are kept after 30 s")
        simulation.run(until: 31_500)
        #expect(simulation.nodes[3].isUp)
        #expect(simulation.config(of: 3).book == book)
        // The new life begins its own count: of its first link, and of half a minute.
        simulation.run(until: 62_000)
        #expect(!simulation.config(of: 3).cursors.isEmpty)
        #expect(simulation.run().isGood)
    }

    /// Cursors lie in the store, and go back with it; the book lies beside it.
    @Test func aRestoredStoreHasItsOwnCursors() throws {
        var simulation = try simulation(killing: 40_000, backingUpAt: 20_000)
        simulation.run(until: 40_500)
        #expect(!simulation.config(of: 3).cursors.isEmpty)
        let book = simulation.config(of: 3).book
        simulation.run(until: 41_500)
        #expect(simulation.config(of: 3).cursors.isEmpty)
        #expect(!book.isEmpty && simulation.config(of: 3).book == book)
        #expect(simulation.run().isGood)
    }

    /// What nobody will read is not kept.
    @Test func whoNeverCrashesKeepsNothing() throws {
        var simulation = try simulation(killing: 29_000)
        simulation.run(until: 40_000)
        #expect(simulation.nodes[4].kept.book.isEmpty && simulation.nodes[4].kept.due == .max)
    }
}
