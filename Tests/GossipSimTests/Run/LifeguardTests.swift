import GossipSim
import Testing

/// Lifeguard's three parts beside plain SWIM, in the same runs.
@Suite struct LifeguardTests {
    /// Overloaded nodes bury the sound without Lifeguard, and far fewer with it.
    @Test func overloadedNodesBuryFewer() throws {
        var deaths = (plain: 0.0, lifeguard: 0.0)
        for seed in UInt64(1)...3 {
            deaths.plain += try falseDeaths(seed, isPlainSWIM: true)
            deaths.lifeguard += try falseDeaths(seed, isPlainSWIM: false)
        }
        #expect(deaths.plain >= 20, "\(deaths)")
        // 87 of 493 when this was written; the paper's 2 % are not reached (docs/performance.md).
        #expect(deaths.lifeguard <= deaths.plain / 4, "\(deaths)")
    }

    private func falseDeaths(_ seed: UInt64, isPlainSWIM: Bool) throws -> Double {
        let options = Options(nodes: 100, seed: seed, seconds: 60, scenario: .overload, isPlainSWIM: isPlainSWIM)
        var simulation = try Simulation(options)
        let report = simulation.run()
        #expect(report.isGood, "\(report.failures.joined(separator: "\n"))\nagain: \(options.command)")
        return report["false_deaths"] ?? 0
    }
}
