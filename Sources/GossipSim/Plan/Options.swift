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
        self.seconds = max(seconds, Self.fewestSeconds)
        self.scenario = scenario
        self.isPlainSWIM = isPlainSWIM
        self.interval = interval.map { max($0, 1) }
        self.uptime = max(uptime, 1)
    }

    /// A run has time for a first link, entries and their way to everybody.
    public static let fewestSeconds = 12

    /// Milliseconds between two times at which nodes go in ``Scenario/churn``.
    var churnPause: UInt64 { max(1, UInt64(uptime) * 1_000 / 150) }

    /// What the run takes at least for all that its scenario calls for to happen: what fewer nodes send is so little
    /// that chance may spare all of it, and faults that are drawn together may forestall each other.
    public var least: (nodes: Int, seconds: Int) {
        switch scenario {
        case .anything: (nodes: 60, seconds: max(20, churnSeconds))
        case .churn: (nodes: 10, seconds: max(Self.fewestSeconds, churnSeconds))
        default: (nodes: 10, seconds: Self.fewestSeconds)
        }
    }

    /// The same for people, of all scenarios.
    public static var leasts: String {
        var sizes: [(size: String, scenarios: [String])] = []
        for scenario in Scenario.allCases {
            let least = Options(scenario: scenario).least, size = "\(least.nodes) nodes and \(least.seconds) seconds"
            if sizes.last?.size != size { sizes.append((size, [])) }
            sizes[sizes.count - 1].scenarios.append(scenario.rawValue)
        }
        let each = sizes.map { "\($0.scenarios.joined(separator: ", ")): \($0.size)" }
        return "What scenarios take at least: \(each.joined(separator: "; ")). With a longer --uptime churn and anything take "
            + "5 seconds and a 150th of it, where that is more."
    }

    /// Until nodes have gone twice.
    private var churnSeconds: Int { 5 + Int(churnPause / 1_000) }

    /// Why the run is too small, in words; nil where it is not.
    public var tooSmall: String? {
        guard nodes < least.nodes || seconds < least.seconds else { return nil }
        let isLonger = uptime != Self.usualUptime && (scenario == .churn || scenario == .anything)
        return "\(scenario.rawValue)\(isLonger ? " with an uptime of \(uptime) s" : "") takes at least \(least.nodes) nodes and "
            + "\(least.seconds) seconds, not \(nodes) and \(seconds)."
    }

    /// The one command that plays the same run again.
    public var command: String {
        "make simulate NODES=\(nodes) SEED=\(seed) SECONDS=\(seconds) SCENARIO=\(scenario.rawValue)"
            + (isPlainSWIM ? " SWIM=plain" : "") + (interval.map { " INTERVAL=\($0)" } ?? "")
            + (uptime == Self.usualUptime ? "" : " UPTIME=\(uptime)")
    }
}
