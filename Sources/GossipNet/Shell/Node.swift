import Dispatch
import Logging
import PledgeLedger
import Synchronization

/// A running node: the gossip core on real sockets, a real clock and a real store.
///
/// Everything that touches the core happens on one queue. Verifying, writing the store and reading it
/// for peers happen on queues of their own, so that none waits for another.
public final class Node: @unchecked Sendable {
    let store: Store
    let config: NodeConfig
    let network: LinkNetwork
    let ingest: Ingest
    let streamer: Streamer
    let onEvent: @Sendable (NodeEvent) -> Void
    private let clock = ContinuousClock()
    private let began: ContinuousClock.Instant

    /// The queue to which all of the following is confined.
    package let queue = DispatchQueue(label: "pledged.core")
    var core: GossipCore
    var links: [LinkID: LinkNotes] = [:]
    /// Collectives that the core was told of.
    var opened: [CollectiveID: OpenedCollective] = [:]
    /// When each channel was last given entries of the owner's, as was noted in the store.
    var given: [Channel: Moment] = [:]
    /// Addresses that somebody wants to be in step with.
    var meetings: [Address: Meeting] = [:]
    /// What the core was last told that the store lacks.
    var wants: [CollectiveID: Wants] = [:]
    var clocks = PeerClocks()
    /// What the store was last told of them.
    var toldOffset: Int64?
    var bytesIn: UInt64 = 0
    var bytesOut: UInt64 = 0
    var entriesOut: UInt64 = 0
    var pushes = NodeStatus.Pushes()
    var bound: Address?
    var bookSecret: [UInt8] = []
    /// The cursors that the store was last given.
    var keptCursors: [Cursor] = []
    /// Whether the address book is being written.
    var isKeepingBook = false
    /// Where what is known of others is written: a writer may have to wait for others, and a disk may take seconds.
    package let keepQueue = DispatchQueue(label: "pledged.keep")
    var lan: LanHello?
    /// Nodes that the keeper wants a link with.
    var kept: [Address]
    /// Whether the disk is full, so that nothing can be written until there is room.
    var isReadOnly = false
    /// What could not be written for want of room, and is as soon as there is some.
    var owed: [@Sendable () throws -> Void] = []
    var twin = KeyTwin()
    /// What the log was told lately.
    var repeats = LogRepeats()
    /// Datagrams that were of no link or did not open, when that was last told.
    var toldRefused: UInt64 = 0
    /// When it may be told again.
    var refusedAgain = Moment(milliseconds: 0)
    private let incarnation: UInt64
    private(set) var isStopped = false
    private var wakeUp: (any DispatchSourceTimer)?
    private var poll: (any DispatchSourceTimer)?

    /// How often the store is looked at for changes by processes that did not wake the node.
    private static let pollSeconds: UInt64 = 1
    private var polls: UInt64 = 0
    private var pace = KeepPace()

    /// - Throws: ``StoreFault``, or ``SecureFault`` when libsodium can't be used.
    public init(
        store: Store, config: NodeConfig, onEvent: @escaping @Sendable (NodeEvent) -> Void = { _ in }
    ) throws {
        self.store = store
        self.config = config
        kept = config.peers
        self.onEvent = onEvent
        began = clock.now
        incarnation = try store.incarnation().reduce(0) { $0 << 8 | UInt64($1) }
        core = GossipCore(node: config.key.publicKey, incarnation: incarnation, seed: 0)
        let relay = Relay()
        network = try LinkNetwork(node: config.key) { _, event in relay.node?.hear(event) }
        ingest = Ingest(
            store: store, logger: config.logger,
            onFull: { fault in relay.node.map { node in node.queue.async { node.diskIsFull(fault) } } },
            onDone: { done in relay.node?.ingested(done) })
        streamer = Streamer(store: store, network: network, logger: config.logger)
        relay.node = self
    }

    /// Opens every collective, listens, and dials.
    /// - Returns: the address that is listened on.
    /// - Throws: ``BindFault`` or ``StoreFault``
    public func start() throws -> Address? {
        let bound = try config.listen.map { try network.listen(host: $0.host, port: $0.port) }
        try queue.sync {
            self.bound = bound
            core = GossipCore(
                node: config.key.publicKey, incarnation: incarnation, seed: UInt64.random(in: .min ... .max),
                config: try coreConfig(bound))
            forgetOffset()
            try notice(from: nil)
            for peer in kept { feed(.keep(peer)) }
            feed(.timerDue)
            lookForRoom()
            startPolling()
            if let bound, config.saysHello { startLanHello(port: bound.port) }
        }
        return bound
    }

    /// Closes every link after sending what is queued, waits for what is being written, and returns.
    public func stop() {
        queue.sync {
            for link in links.keys.sorted() { carryOut(.send(link, .bye(.stopping))) }
            isStopped = true
            saveBook()
            saveCursors()
            lan?.close()
            wakeUp?.cancel()
            poll?.cancel()
        }
        network.shutdown()
        ingest.end()
        keepQueue.sync {}
    }

    /// Looks for changes that other processes made to the store.
    public func wake() {
        queue.async { self.noticeOrLog() }
    }

    /// The node as it is now.
    public func status() -> NodeStatus {
        // Not on the queue: a store that is busy or damaged holds nobody up, and hides only itself.
        let beside = ((try? [NodeStatus.Use].held(by: store)) ?? []) + network.fullness
        return queue.sync {
            NodeStatus(
                node: config.key.publicKey.hex, address: bound?.description,
                peers: described, bytesIn: bytesIn,
                bytesOut: bytesOut, entriesOut: entriesOut, pushes: pushes,
                clockOffset: clocks.offset, clockOffsetInward: clocks.inwardOffset, uses: core.fullness + beside, isReadOnly: isReadOnly,
                twinSeen: twin.seen(at: Node.wallClock))
        }
    }

    // MARK: On the queue

    var now: Moment {
        let passed = (clock.now - began).components
        return Moment(milliseconds: UInt64(passed.seconds) * 1_000 + UInt64(passed.attoseconds / 1_000_000_000_000_000))
    }

    /// Hands the core one input and carries out what it wants.
    func feed(_ input: Input) {
        guard !isStopped else { return }
        var outputs: [Output] = []
        core.handle(input, now: now, into: &outputs)
        for output in outputs { carryOut(output) }
    }

    func wake(at moment: Moment) {
        let timer = wakeUp ?? makeWakeUp()
        timer.schedule(deadline: .now() + .milliseconds(Int(clamping: moment.since(now))))
    }

    /// The one timer of the core: it is set several times a second.
    private func makeWakeUp() -> any DispatchSourceTimer {
        let timer = DispatchSource.makeTimerSource(queue: queue)
        timer.setEventHandler { [weak self] in self?.feed(.timerDue) }
        timer.resume()
        wakeUp = timer
        return timer
    }

    private func lookAround() {
        lookForRoom()
        noticeOrLog()
        noticeRefused()
        polls += 1
        if pace.takesCursors(at: second) { saveCursors() }
        if pace.takesBook(at: second) { saveBook() }
    }

    /// Seconds since polling began.
    private var second: UInt64 { polls * Self.pollSeconds }

    /// The first link after a time without any.
    func beginLinks() { pace.beginLinks(at: second) }

    private func startPolling() {
        let timer = DispatchSource.makeTimerSource(queue: queue)
        timer.schedule(deadline: .now() + .seconds(Int(Self.pollSeconds)), repeating: .seconds(Int(Self.pollSeconds)))
        timer.setEventHandler { [weak self] in self?.lookAround() }
        timer.resume()
        poll = timer
    }
}

/// A collective that the core knows, and how far.
struct OpenedCollective {
    /// The number of the newest change that the core was told.
    var change: UInt64
    var hasCharter: Bool
    var isWitnessed: Bool
}

/// Lets the parts of a node speak to it although it is made after them.
final class Relay: Sendable {
    private struct Holder: @unchecked Sendable { weak var node: Node? }
    private let holder = Mutex(Holder())

    var node: Node? {
        get { holder.withLock { $0.node } }
        set { holder.withLock { $0.node = newValue } }
    }
}
