/// What a run is made from. The same options give the same run, event for event, on every machine.
public struct Options: Hashable, Sendable {
    /// Nodes in all, hostile and late ones among them.
    public var nodes: Int
    public var seed: UInt64
    /// Virtual seconds of phase one, in which entries are signed and faults happen.
    public var seconds: Int
    public var scenario: Scenario

    public init(nodes: Int = 100, seed: UInt64 = 1, seconds: Int = 60, scenario: Scenario = .calm) {
        self.nodes = max(nodes, 2)
        self.seed = seed
        self.seconds = max(seconds, 12)
        self.scenario = scenario
    }

    /// The one command that plays the same run again.
    public var command: String {
        "make simulate NODES=\(nodes) SEED=\(seed) SECONDS=\(seconds) SCENARIO=\(scenario.rawValue)"
    }
}
