import GossipNet
import PledgeLedger

/// A whole network in one value: real cores and real signatures on a virtual clock, with virtual
/// links and stores. What happens follows from ``Options`` alone.
public struct Simulation {
    let options: Options
    let plan: Plan
    package var pool: EntryPool
    package var nodes: [SimNode] = []
    /// The nodes' cores; empty while threads work on them.
    var cores: [GossipCore] = []
    var persons: [Person] = []
    var wires = Wires()
    /// Where nodes can be dialled. Looked up only.
    var nodeAt: [Address: Int] = [:]
    /// Nodes by key. Looked up only.
    var nodeOf: [PublicKey: Int] = [:]
    var roads: Roads
    var queue = EventQueue<SimEvent>()
    /// Milliseconds from the start, of what happens just now.
    var now: UInt64 = 0
    var draw: Draw
    /// When a partition last ended.
    var healed: UInt64?
    /// Phase two has begun: no more faults.
    var isCalm = false

    var tally = Tally()
    package var checks = Checks()
    var digest = EventDigest()
    var traffic = TrafficCount()
    /// How often time, and nothing else, woke a core.
    package private(set) var wakes = 0
    var spreads: Spreads
    var deaths = Deaths()
    /// Who served needs of a node. Looked up only.
    private(set) var servers: [Int: Set<Int>] = [:]
    /// Changes of the broadcast tree.
    var tree = (grafts: 0, prunes: 0)
    /// Parts of the overlay when phase one ended, largest first.
    var partsThen: [Int] = []
    var convergedAfter: UInt64?
    /// Inputs that their cores have not handled yet, in order.
    var waiting: [Given] = []
    /// Kept for their memory alone: lists of outputs, empty between inputs.
    var answers: [[Output]] = []
    /// Inputs for which other threads are worth waking.
    package var crowd = 12
    /// Counts what happens at one time: see ``performTogether()``.
    var batch: UInt64 = 0

    /// Draws a run.
    /// - Throws: when libsodium can't be used.
    public init(_ options: Options) throws {
        try self.init(options, Plan(options))
    }

    /// A run with a plan that was drawn otherwise.
    package init(_ options: Options, _ plan: Plan) throws {
        self.options = options
        self.plan = plan
        roads = Roads(seed: options.seed, plan.weather)
        draw = Draw(seed: options.seed, 5)
        spreads = Spreads(nodes: options.nodes)
        var keys = Draw(seed: options.seed, 6)
        pool = try EntryPool(founder: Simulation.key(&keys))
        try makePersons(&keys)
        let ledger = try makeLedger()
        makeNodes(ledger)
        scheduleFault(0)
        schedule(.sign, at: plan.span.lowerBound)
        if !plan.hostile.isEmpty { schedule(.volunteer, at: 1_000) }
    }

    /// Runs both phases, checking all the while.
    /// - Parameters:
    ///   - step: virtual milliseconds between two glimpses of phase one.
    ///   - watch: is shown them.
    public mutating func run(every step: UInt64 = .max, watch: (Glimpse) -> Void = { _ in }) -> Report {
        run(until: plan.span.upperBound, every: step, watch: watch)
        spreads.endPhaseOne(nodes)
        partsThen = parts
        calmDown()
        let end = now + Checks.patience
        while convergedAfter == nil, now < end {
            run(until: now + 100)
            if isConverged { convergedAfter = now - plan.span.upperBound }
        }
        checkEnd()
        return report()
    }

    /// Lets everything happen up to a time.
    package mutating func run(until end: UInt64) { run(until: end, every: .max) { _ in } }

    /// The same with a glimpse at each step. It comes between two batches: one cut short would be another run.
    private mutating func run(until end: UInt64, every step: UInt64, watch: (Glimpse) -> Void) {
        let step = max(1, step)
        var next = step < .max ? now + step : .max
        settle()
        while let time = queue.nextTime, time <= end {
            lookAround(before: time, &next, step, watch)
            performTogether(until: end)
            settle()
        }
        lookAround(before: end + 1, &next, step, watch)
        now = end
    }

    /// Shows what is due before a time.
    private mutating func lookAround(before time: UInt64, _ next: inout UInt64, _ step: UInt64, _ watch: (Glimpse) -> Void) {
        while next < time {
            now = next
            watch(glimpse)
            next += step
        }
    }

    mutating func perform(_ event: SimEvent) {
        switch event {
        case .input(let node, let life, let input): if isLiving(node, life) { give(node, input) }
        case .parcel(let wire, let side, let parcel): deliver(parcel, on: wire, to: side)
        case .datagram(let wire, let side, let datagram): deliver(datagram, on: wire, to: side)
        case .wake(let node, let life): wakeUp(node, life)
        case .commit(let node, let life): if isLiving(node, life) { commit(node) }
        case .dialled(let node, let life, let address, let target):
            if isLiving(node, life) { dialled(node, address, target) }
        case .fault(let index):
            guard !isCalm else { return }
            scheduleFault(index + 1)
            perform(plan.faults[index].fault)
        case .sign: signNext()
        case .volunteer: volunteer()
        case .start(let node): start(node)
        }
    }

    /// The plan's faults follow one another: a day has hundreds of thousands, and a long queue is slow.
    private mutating func scheduleFault(_ index: Int) {
        if index < plan.faults.count { schedule(.fault(index), at: max(now, plan.faults[index].time)) }
    }

    private func isLiving(_ node: Int, _ life: UInt32) -> Bool { nodes[node].isUp && nodes[node].life == life }

    /// Hands a core one input, after all that it was given and has not handled yet.
    mutating func give(_ node: Int, _ input: Input) { waiting.append(Given(node: node, time: now, input: input)) }

    mutating func noteServer(_ server: Int, of node: Int) { servers[node, default: []].insert(server) }

    /// How many nodes served needs of a node.
    package func servers(of node: Int) -> Int { servers[node]?.count ?? 0 }

    /// Bytes of the entries that a node holds.
    package func entryBytes(of node: Int) -> UInt64 {
        nodes[node].store.slots.reduce(0) { $0 + ($1.tip == 0 ? 0 : pool[$1.tip].bytes) }
    }

    /// The cores' clock.
    static func moment(at time: UInt64) -> Moment { Moment(milliseconds: time + 1_000) }

    /// A shell tells its core something, after all that it tells it already.
    mutating func tell(_ node: Int, _ input: Input, in delay: UInt64 = 0) {
        schedule(.input(node: node, life: nodes[node].life, input), at: now + delay)
    }

    /// The core's timers. One wake-up is queued at a time; one that comes too soon is put off.
    mutating func setWake(_ node: Int, at time: UInt64) {
        nodes[node].wake = time
        if let queued = nodes[node].queuedWake, queued <= time { return }
        nodes[node].queuedWake = time
        schedule(.wake(node: node, life: nodes[node].life), at: time)
    }

    private mutating func wakeUp(_ node: Int, _ life: UInt32) {
        guard isLiving(node, life), nodes[node].queuedWake == now else { return }
        nodes[node].queuedWake = nil
        guard let wake = nodes[node].wake else { return }
        guard wake <= now else { return setWake(node, at: wake) }
        nodes[node].wake = nil
        wakes += 1
        give(node, .timerDue)
    }
}

extension Input {
    /// What the digest knows the kind by.
    var code: UInt8 {
        switch self {
        case .opened: 1
        case .closedCollective: 2
        case .changed: 3
        case .extras: 4
        case .wanted: 5
        case .keep: 6
        case .forget: 7
        case .dialFailed: 8
        case .linked: 9
        case .unlinked: 10
        case .frame: 11
        case .malformed: 12
        case .backlog: 13
        case .stored: 14
        case .served: 15
        case .ids: 16
        case .timerDue: 17
        case .heard: 18
        case .datagram: 19
        case .compare: 20
        }
    }

    var size: Int {
        switch self {
        case .frame(_, _, let size): size
        case .changed(_, let changes, _, _, _): changes.count
        case .datagram(_, let datagram): datagram.sealedSize
        default: 0
        }
    }
}
