import GossipSim
import Testing

@Suite struct WakeTests {
    /// A node at rest sleeps: of its timers, most are probes that are due. With m neighbours, each exchanging a ping
    /// every 0.7 m seconds in turn, it begins five in seven seconds, and few go unanswered.
    @Test func aNodeAtRestIsWokenSeldom() throws {
        let nodes = 16
        var simulation = try Simulation(
            Options(nodes: nodes, seed: 1, seconds: 180, scenario: .calm, interval: 86_400_000))
        simulation.run(until: 90_000)
        let before = simulation.wakes
        simulation.run(until: 150_000)
        let aSecond = Double(simulation.wakes - before) / Double(nodes) / 60
        #expect((0.5...1.8).contains(aSecond), "\(aSecond) wakes a second and node")
    }
}
