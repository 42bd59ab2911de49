/// Everything that is drawn before a run begins. Times are in milliseconds from the start.
package struct Plan: Sendable {
    /// What packets go through.
    package struct Weather: Hashable, Sendable {
        /// One-way delay of a link, stable for each pair of nodes.
        package var latency: ClosedRange<UInt64> = 20...200
        /// Parts in a million.
        package var loss: Int
        package var duplication: Int
        package var reordering: Int

        package init(loss: Int = 10_000, duplication: Int = 0, reordering: Int = 0) {
            self.loss = loss
            self.duplication = duplication
            self.reordering = reordering
        }
    }

    /// Bounds of a link's outbound queue in bytes; see ``LinkLimits`` for a real node's.
    package struct Queue: Hashable, Sendable {
        package var high = 4 << 20
        package var low = 1 << 20
        package var most = 16 << 20
        /// A stream from the store waits above this.
        package var stream = 1 << 20

        package init() {}
    }

    package var weather = Weather()
    package var queue = Queue()
    /// Feeds that everybody holds at the start.
    package var feeds = 0
    /// Between two new entries.
    package var interval: UInt64 = 1_000
    /// When the first is signed, and when phase one ends.
    package var span: ClosedRange<UInt64> = 4_000...60_000
    package var faults: [(time: UInt64, fault: Fault)] = []
    package var hostile: [Int: HostileKind] = [:]
    /// Nodes that are not there at the start.
    package var late: Set<Int> = []
    /// Nodes that can't be dialled, as behind a NAT.
    package var natted: Set<Int> = []
    /// Bytes a second that slow readers read.
    package var readers: [Int: Int] = [:]
    /// When overloaded nodes take in nothing of what comes, though their timers run: spans in order.
    package var stalls: [Int: [Range<UInt64>]] = [:]
    /// How wrong clocks are at most, in milliseconds.
    package var skew: UInt64 = 0
    /// Nodes whose packets a firewall lets through in streams alone.
    package var filtered: Set<Int> = []
    /// Nobody is told of anybody.
    package var isStrange = false
    /// Addresses that each node is told at the start beside an honest one: dead ones, hostile ones'.
    package var book = (dead: 0, hostile: 0)
    /// Honest nodes that hostile ones dial.
    package var victims: [Int] = []
    /// What must have happened in the end.
    package var expected: [Happening] = [.loss]

    package init(_ options: Options) {
        feeds = min(64, options.nodes)
        span = 4_000...UInt64(options.seconds) * 1_000
        var draw = Draw(seed: options.seed, 1)
        switch options.scenario {
        case .anything:
            let all = Scenario.allCases.filter { $0 != .anything && $0 != .sybil && $0 != .calm }
            for scenario in draw.sample(2 + draw.below(3), of: all) { add(scenario, options, &draw) }
        default: add(options.scenario, options, &draw)
        }
        if let chosen = options.interval { interval = chosen }
        // Stable: of two faults at one time the first drawn comes first.
        faults = faults.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
            .map(\.element)
    }

    /// Nodes that crash at some time.
    package var crashing: Set<Int> {
        faults.reduce(into: []) { nodes, fault in
            switch fault.fault {
            case .kill(let gone), .powerOff(let gone): nodes.formUnion(gone)
            default: break
            }
        }
    }

    /// A moment in the given part of phase one, in hundredths.
    package func moment(_ draw: inout Draw, _ from: Int, _ through: Int) -> UInt64 {
        let whole = Int(span.upperBound - span.lowerBound)
        return span.lowerBound + UInt64(whole / 100 * from + draw.below(whole / 100 * (through - from) + 1))
    }

    /// When a node takes in what comes to it at a time: at once, or when its stall is over.
    package func taken(by node: Int, at time: UInt64) -> UInt64 {
        stalls[node]?.first { $0.contains(time) }?.upperBound ?? time
    }

    /// Nodes that nothing else was drawn for. Node 0 is never among them, so that one honest node stays.
    package func plain(_ options: Options) -> [Int] {
        (1..<options.nodes).filter {
            hostile[$0] == nil && !late.contains($0) && readers[$0] == nil
        }
    }
}
