/// What a run is made from. The same options give the same run, event for event, on every machine.
public struct Options: Hashable, Sendable {
    /// Nodes in all, hostile and late ones among them.
    public var nodes: Int
    public var seed: UInt64
    /// Virtual seconds of phase one, in which entries are signed and faults happen.
    public var seconds: Int
    public var scenario: Scenario
    /// Whether the nodes probe without Lifeguard's three parts.
    public var isPlainSWIM: Bool
    /// Milliseconds between two new entries; nil for the scenario's own.
    public var interval: UInt64?
    /// Seconds that a node stays up on average in ``Scenario/churn``.
    public var uptime: Int
    /// So short that every node goes many times within minutes.
    public static let usualUptime = 75

    public init(
        nodes: Int = 100, seed: UInt64 = 1, seconds: Int = 60, scenario: Scenario = .calm, isPlainSWIM: Bool = false,
        interval: UInt64? = nil, uptime: Int = usualUptime
    ) {
        self.nodes = max(nodes, 2)
        self.seed = seed
        self.seconds = max(seconds, 12)
        self.scenario = scenario
        self.isPlainSWIM = isPlainSWIM
        self.interval = interval.map { max($0, 1) }
        self.uptime = max(uptime, 1)
    }

    /// The one command that plays the same run again.
    public var command: String {
        "make simulate NODES=\(nodes) SEED=\(seed) SECONDS=\(seconds) SCENARIO=\(scenario.rawValue)"
            + (isPlainSWIM ? " SWIM=plain" : "") + (interval.map { " INTERVAL=\($0)" } ?? "")
            + (uptime == Self.usualUptime ? "" : " UPTIME=\(uptime)")
    }
}
