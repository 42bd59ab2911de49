import GossipSim
import Testing

@Suite struct DeterminismTests {
    /// The same seed goes the same way, event for event, and another does not.
    @Test(arguments: [Scenario.calm, .anything, .churn, .sybil, .equivocator])
    func sameSeedSameEvents(scenario: Scenario) throws {
        let options = Options(nodes: 40, seed: 11, seconds: 20, scenario: scenario)
        var one = try Simulation(options), other = try Simulation(options)
        let first = one.run(), second = other.run()
        #expect(first.digest == second.digest)
        #expect(first.figures.filter { $0.name != "peak_memory_mb" }.map(\.value)
            == second.figures.filter { $0.name != "peak_memory_mb" }.map(\.value))
        var third = try Simulation(Options(nodes: 40, seed: 12, seconds: 20, scenario: scenario))
        #expect(third.run().digest != first.digest)
    }

    /// However many cores work at one time, a run is the same.
    @Test func threadsChangeNothing() throws {
        let options = Options(nodes: 150, seed: 13, seconds: 15, scenario: .churn)
        var many = try Simulation(options), one = try Simulation(options)
        (many.crowd, one.crowd) = (2, .max)
        #expect(many.run().digest == one.run().digest)
    }

    /// However often somebody looks, a run is the same.
    @Test func whoWatchesChangesNothing() throws {
        let options = Options(nodes: 60, seed: 14, seconds: 15, scenario: .calm)
        var watched = try Simulation(options), unseen = try Simulation(options)
        var times: [Double] = []
        let report = watched.run(every: 700) { times.append($0.seconds) }
        #expect(report.digest == unseen.run().digest)
        #expect(times == (1...21).map { Double(700 * $0) / 1_000 })
    }
}
