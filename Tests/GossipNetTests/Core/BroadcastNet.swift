import GossipNet
import PledgeLedger
import Testing

/// Nodes in memory, joined by links with a latency each, that keep the order of frames; time moves from
/// event to event. Stores take a moment to commit. All is drawn from one seed.
struct BroadcastNet {
    struct Node {
        var core: GossipCore
        var store: MiniStore
        var wake: Moment?
    }

    struct Wire {
        let from: Int
        let to: Int
        let latency: UInt64
        var isUp = true
    }

    private enum Event {
        case input(Int, Input)
        case frame(LinkID, to: Int, Frame)
        case wake(Int)
    }

    /// Milliseconds that a store takes for a commit.
    static let commit: UInt64 = 2

    var draw: CoreDraw
    var nodes: [Node] = []
    var wires: [LinkID: Wire] = [:]
    var now = Moment(milliseconds: 1_000)
    var frames: [String: Int] = [:]
    /// Frames that are lost.
    var isLost: (_ from: Int, Frame) -> Bool = { _, _ in false }
    /// Milliseconds by which a frame is late.
    var lateness: (_ from: Int, LinkID, Frame) -> UInt64 = { _, _, _ in 0 }
    /// What every node said, in order.
    var said: [(node: Int, event: GossipNet.Event)] = []
    /// Hashes over all that is delivered, where asked for.
    var trace: SHA256?
    private var events: [UInt64: [Event]] = [:]
    private var times: [UInt64] = []

    init(seed: UInt64) { draw = CoreDraw(seed: seed) }

    // MARK: Building

    mutating func add(_ store: MiniStore) {
        let index = nodes.count
        let key = PublicKey(SHA256.hash([UInt8(truncatingIfNeeded: index), UInt8(index >> 8), 42]).raw)
        nodes.append(Node(core: GossipCore(node: key, incarnation: 1, seed: draw.next()), store: store))
        handle(index, .opened(store.state))
    }

    @discardableResult
    mutating func link(_ from: Int, _ to: Int, latency: UInt64) -> LinkID {
        let number = UInt64(wires.count + 1), id = LinkID(number)
        wires[id] = Wire(from: from, to: to, latency: latency)
        let hash = SHA256.hash([UInt8(truncatingIfNeeded: number), UInt8(truncatingIfNeeded: number >> 8)])
        let keys = (nodes[from].core.node, nodes[to].core.node)
        handle(from, .linked(id, node: keys.1, handshakeHash: hash, role: .initiator, address: nil, wallClock: 7))
        handle(to, .linked(id, node: keys.0, handshakeHash: hash, role: .responder, address: nil, wallClock: 7))
        return id
    }

    /// A ring with as many random links as give the degree: connected, whatever is drawn.
    static func overlay(
        seed: UInt64, nodes: Int, degree: Int, latency: ClosedRange<UInt64> = 5...100, store: MiniStore? = nil
    ) -> BroadcastNet {
        var net = BroadcastNet(seed: seed)
        let common = store ?? net.draw.store(feeds: 3)
        for _ in 0..<nodes { net.add(common) }
        var pairs: Set<[Int]> = []
        for index in 0..<nodes { pairs.insert([index, (index + 1) % nodes].sorted()) }
        while pairs.count < nodes * degree / 2 {
            let one = net.draw.below(nodes), other = net.draw.below(nodes)
            if one != other { pairs.insert([one, other].sorted()) }
        }
        for pair in pairs.sorted(by: { ($0[0], $0[1]) < ($1[0], $1[1]) }) {
            net.link(pair[0], pair[1], latency: UInt64.random(in: latency, using: &net.draw))
        }
        net.pass(3_000)
        return net
    }

    mutating func cut(_ id: LinkID) {
        guard let wire = wires[id], wire.isUp else { return }
        wires[id]?.isUp = false
        handle(wire.from, .unlinked(id))
        handle(wire.to, .unlinked(id))
    }

    /// A person at a node signs an entry.
    mutating func sign(_ node: Int, _ author: PublicKey, face: UInt8 = 0) {
        guard let change = nodes[node].store.append(author, face: face) else { return }
        tell(node, [change], from: nil)
    }

    /// An author's two faces meet at a node.
    mutating func forge(_ node: Int, _ author: PublicKey) {
        guard let first = nodes[node].store.feeds[author]?.chain.first?.bytes,
            let second = nodes[node].store.entry(author, seq: 1, prev: .zero, face: 9)?.bytes
        else { return }
        tell(node, nodes[node].store.takeProof(first, second).1, from: nil)
    }

    /// Hands a node a frame that its peer did not send.
    mutating func deliver(_ id: LinkID, to node: Int, _ frame: Frame) {
        handle(node, .frame(id, frame, size: FrameCodec.encode(frame).count))
    }

    mutating func give(_ node: Int, _ input: Input) { handle(node, input) }

    // MARK: Running

    mutating func pass(_ milliseconds: UInt64) {
        let end = now.adding(milliseconds)
        while let time = times.first, time <= end.milliseconds {
            now = Moment(milliseconds: time)
            times.removeFirst()
            // What comes to be due at the same moment is a group of its own, after this one.
            for event in events.removeValue(forKey: time) ?? [] { perform(event) }
        }
        now = end
    }

    private mutating func schedule(_ delay: UInt64, _ event: Event) {
        let time = now.milliseconds + delay
        if events[time] == nil { times.insert(time, at: times.firstIndex { $0 > time } ?? times.count) }
        events[time, default: []].append(event)
    }

    private mutating func perform(_ event: Event) {
        switch event {
        case .input(let node, let input): handle(node, input)
        case .frame(let id, let to, let frame):
            guard wires[id]?.isUp == true else { return }
            if trace != nil {
                trace?.update(now.milliseconds)
                trace?.update(id.number)
                trace?.update(FrameCodec.encode(frame))
            }
            handle(to, .frame(id, frame, size: 0))
        case .wake(let node):
            guard nodes[node].wake == now else { return }
            nodes[node].wake = nil
            handle(node, .timerDue)
        }
    }

    private mutating func handle(_ node: Int, _ input: Input) {
        var outputs: [Output] = []
        nodes[node].core.handle(input, now: now, into: &outputs)
        for output in outputs { carryOut(output, node) }
    }

    private mutating func post(_ id: LinkID, from node: Int, _ frame: Frame) {
        guard let wire = wires[id], wire.isUp, !isLost(node, frame) else { return }
        frames[frame.kind, default: 0] += 1
        schedule(wire.latency + lateness(node, id, frame), .frame(id, to: wire.from == node ? wire.to : wire.from, frame))
    }

    private mutating func carryOut(_ output: Output, _ node: Int) {
        switch output {
        case .send(let id, let frame): post(id, from: node, frame)
        case .close(let id, _): schedule(wires[id]?.latency ?? 0, .input(peer(id, node), .unlinked(id)))
        case .wake(let moment):
            nodes[node].wake = max(moment, now)
            schedule(moment.since(now), .wake(node))
        case .serve(let channel, let ticket, let need, let ranges):
            for range in ranges {
                for packed in nodes[node].store.segments(range) {
                    post(channel.link, from: node, .segment(.init(
                        collective: channel.number, need: need, author: range.author, entries: packed,
                        hops: range.hops)))
                }
            }
            schedule(0, .input(node, .served(channel.link, ticket)))
        case .serveProof(let channel, let author):
            guard let proof = nodes[node].store.feeds[author]?.proof, proof.count == 2 else { return }
            post(channel.link, from: node, .proof(.init(
                collective: channel.number, first: proof[0], second: proof[1])))
        case .answerIDs(let channel, let number, let author, let seqs):
            let ids = seqs.map { nodes[node].store.feeds[author]?.id(at: $0) ?? .zero }
            post(channel.link, from: node, .ids(.init(collective: channel.number, number: number, ids: ids)))
        case .readIDs(let ticket, _, let author, let seqs):
            let feed = nodes[node].store.feeds[author]
            schedule(0, .input(node, .ids(ticket, seqs.map { feed?.id(at: $0) })))
        case .take(let channel, let ticket, let author, let entries):
            store(node, channel, ticket) { $0.take(author, entries) }
        case .takeProof(let channel, let ticket, let first, let second):
            store(node, channel, ticket) { $0.takeProof(first, second) }
        case .report(let event): said.append((node, event))
        case .serveChanges(let channel, let ticket, let since):
            let heads = nodes[node].store.headsChanged(after: since.change)
            for frame in Frame.Changes.answer(heads, to: since) {
                post(channel.link, from: node, frame)
            }
            schedule(0, .input(node, .served(channel.link, ticket)))
        case .dial, .datagram, .serveFetch, .takeFetched, .inStep, .progress, .peerClock: break
        }
    }

    private func peer(_ id: LinkID, _ node: Int) -> Int {
        wires[id].map { $0.from == node ? $0.to : $0.from } ?? node
    }

    private mutating func store(
        _ node: Int, _ channel: Channel, _ ticket: Ticket, _ change: (inout MiniStore) -> (Outcome, [HeadChange])
    ) {
        let (outcome, changes) = change(&nodes[node].store)
        let entries = nodes[node].store.entries
        if !changes.isEmpty {
            schedule(Self.commit, .input(
                node, .changed(channel.collective, changes, entries: entries, from: channel.link,
                number: nodes[node].store.number)))
        }
        schedule(Self.commit, .input(node, .stored(channel.link, ticket, outcome)))
    }

    private mutating func tell(_ node: Int, _ changes: [HeadChange], from: LinkID?) {
        let entries = nodes[node].store.entries
        handle(node, .changed(nodes[node].store.collective, changes, entries: entries, from: from,
            number: nodes[node].store.number))
    }
}

// What tests look at.
extension BroadcastNet {
    /// Nodes that hold a feed up to a place.
    func holders(_ author: PublicKey, _ stop: UInt64) -> Int {
        nodes.count { ($0.store.head(author)?.stop ?? 0) >= stop }
    }

    /// Starts counting anew.
    mutating func forget() {
        frames = [:]
        said = []
    }

    /// Entries that came new in a push, with the links that they came over.
    var hops: [Int] {
        said.compactMap { if case .arrived(_, _, _, let hops, _) = $0.event { hops } else { nil } }
    }

    var duplicates: Int {
        said.reduce(0) { if case .pushedTwice(_, let entries) = $1.event { $0 + entries } else { $0 } }
    }

    /// Links that are up.
    var up: [LinkID] { wires.keys.sorted().filter { wires[$0]?.isUp == true } }

    /// Whether the nodes hang together by these links.
    func isConnected(_ links: [LinkID]) -> Bool {
        var group = Array(nodes.indices)
        for wire in links.compactMap({ wires[$0] }) {
            let (one, other) = (group[wire.from], group[wire.to])
            for index in group.indices where group[index] == other { group[index] = one }
        }
        return Set(group).count == 1
    }

    /// Links on which at least one end pushes.
    var eager: [LinkID] {
        let id = CoreDraw.collective
        return Set(nodes.flatMap { $0.core.eagerLinks(of: id) }).sorted()
    }
}

extension BroadcastNet: CustomTestStringConvertible {
    var testDescription: String { "net at \(now), frames \(frames)" }
}
