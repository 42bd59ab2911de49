import GossipSim
import Testing

/// Every scenario, checked all the while, on a fixed set of seeds. `make simulate` runs more.
@Suite struct ScenarioTests {
    @Test(arguments: Scenario.allCases, UInt64(1)...3) func isSafeAndConverges(scenario: Scenario, seed: UInt64) throws {
        try expectGood(Options(nodes: 100, seed: seed, seconds: 20, scenario: scenario))
    }

    /// All that a scenario calls for happens in the smallest run of it.
    @Test(arguments: Scenario.allCases, UInt64(1)...4) func theSmallestRunHoldsItsScenario(scenario: Scenario, seed: UInt64) throws {
        let least = Options(scenario: scenario).least
        try expectGood(Options(nodes: least.nodes, seed: seed, seconds: least.seconds, scenario: scenario))
    }

    @Test func aThousandNodesShareEverything() throws {
        let report = try expectGood(Options(nodes: 1_000, seed: 1, seconds: 20))
        #expect(report["coverage"] == 1)
        #expect(report["parts"] == 1)
        // All nodes are young, and the tree is disturbed all the time; 12 is wanted of a calm one.
        #expect((report["hops_p99"] ?? .infinity) <= 30)
    }

    @discardableResult
    private func expectGood(_ options: Options) throws -> Report {
        var simulation = try Simulation(options)
        let report = simulation.run()
        #expect(report.isGood, "\(report.failures.joined(separator: "\n"))\nagain: \(options.command)")
        return report
    }
}
