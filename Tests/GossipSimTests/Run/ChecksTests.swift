import GossipNet
import GossipSim
import PledgeLedger
import Testing

/// The checks find what they are there to find.
@Suite struct ChecksTests {
    private let options = Options(nodes: 20, seed: 5, seconds: 12)

    @Test func oneRootStandsForOneLedger() {
        let roots = [SHA256.hash([1]), SHA256.hash([2])]
        var checks = Checks()
        checks.pair(roots[0], 7, 0)
        checks.pair(roots[0], 7, 1)
        checks.pair(roots[1], 8, 1)
        #expect(checks.failures.isEmpty)
        checks.pair(roots[0], 8, 2)
        #expect(checks.failures.count == 2)
    }

    @Test func troubleThatNeverCameIsAFailure() throws {
        var plan = Plan(options)
        plan.expected.append(.kill)
        var simulation = try Simulation(options, plan)
        let report = simulation.run()
        #expect(!report.isGood)
        #expect(report.failures == ["the plan called for kill, which never happened"])
        #expect(report.table.contains("again: \(options.command)"))
    }

    /// Feeds that count past a fork, forget one, or are an honest author's.
    @Test func forksAreLookedAt() throws {
        var simulation = try Simulation(options)
        let pool = simulation.pool, author = try #require(pool.authors.indices.first { author in
            pool.seq(simulation.nodes[0].store[author].tip) > 1
        })
        var changes = SimStore.Changes(), forked = simulation.nodes[0].store[author]
        changes.note(author, was: forked)
        simulation.check(changes, 0)
        #expect(simulation.checks.failures.isEmpty)
        forked.fork = 1
        simulation.nodes[0].store.set(author, forked, pool)
        simulation.check(changes, 0)
        #expect(simulation.checks.failures.count == 2, "it counts past the fork, and the author is honest")
        var before = SimStore.Changes()
        before.note(author, was: forked)
        forked.fork = 0
        simulation.nodes[0].store.set(author, forked, pool)
        simulation.check(before, 0)
        #expect(simulation.checks.failures.count == 3)
    }

    /// A network that is cut in two for good does not converge, and says so.
    @Test func whoeverStaysBehindIsSeen() throws {
        var plan = Plan(options)
        plan.isStrange = true
        var simulation = try Simulation(options, plan)
        let report = simulation.run()
        #expect(report.failures.contains { $0.hasPrefix("not converged after") })
        #expect(report.failures.contains { $0.hasSuffix("nodes lack it") })
    }
}
