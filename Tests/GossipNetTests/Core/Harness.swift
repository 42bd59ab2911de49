import GossipNet
import PledgeLedger

/// Nodes in memory, joined by links that deliver frames in order at once; a clock that only moves
/// when told to. Everything is in one queue, first in first out, so a run is the same every time.
struct Harness {
    struct Node {
        var core: GossipCore
        var stores: [CollectiveID: MiniStore]
        var wake: Moment?
        var outputs: [Output] = []
        /// Whether the shell never reports what it wrote, as if the peer read nothing.
        var isSlow = false
        /// The latest answer to a cursor.
        var changesTicket: Ticket?
    }

    struct Wire {
        var from: Int
        var to: Int
        var isUp = true
    }

    private enum Step {
        case input(node: Int, Input)
        case frame(link: LinkID, to: Int, [UInt8])

        /// What keeps its order: one direction of a link, or what one node's shell says.
        var lane: [UInt64] {
            switch self {
            case .input(let node, _): [0, UInt64(node)]
            case .frame(let link, let to, _): [link.number, UInt64(to)]
            }
        }
    }

    var nodes: [Node] = []
    /// A link has the same number at both ends; the node that dialled is `from`.
    var wires: [LinkID: Wire] = [:]
    var now = Moment(milliseconds: 1_000)
    private var queue: [Step] = []
    private var queueStart = 0
    private var lastLink: UInt64 = 0
    /// Bytes of frames sent, by kind, and how many.
    var bytes: [String: Int] = [:]
    var frames: [String: Int] = [:]
    /// Frames delivered so far, and after how many the links are cut.
    var delivered = 0
    var cutAfter: Int?
    /// Entries that each node sent for needs.
    var entriesServed: [Int: Int] = [:]
    /// Nodes whose frames are lost.
    var mute: Set<Int> = []
    /// Nodes whose incoming frames are held back.
    var deaf: Set<Int> = []
    private var held: [Step] = []
    /// What a node sends in place of each frame, where set.
    var lies: ((_ node: Int, Frame) -> [Frame])?
    /// So many answers of the store about a link's entries are held back until more come: it is never done
    /// with them.
    var lag: [LinkID: Int] = [:]
    private var late: [LinkID: [Int: [Input]]] = [:]
    /// Draws what happens next, where set, among all that may.
    var chance: CoreDraw?

    // MARK: Building

    /// - Parameter bulk: heads that both sides of a test have, with no entries behind them.
    mutating func add(
        _ stores: [MiniStore], bulk: [Head] = [], seed: UInt64 = 1, owner: PublicKey? = nil, hasDatagrams: Bool = false
    ) -> Int {
        let index = nodes.count
        let key = PublicKey(SHA256.hash([UInt8(truncatingIfNeeded: index), UInt8(index >> 8), 42]).raw)
        nodes.append(Node(
            core: GossipCore(node: key, incarnation: UInt64(index), seed: seed &+ UInt64(index),
                config: CoreConfig(hasDatagrams: hasDatagrams, owner: owner)),
            stores: Dictionary(uniqueKeysWithValues: stores.map { ($0.collective, $0) })))
        for store in stores {
            var state = store.state
            state.heads += bulk
            state.entries += bulk.reduce(0) { $0 + $1.stop }
            give(index, .opened(state))
        }
        run()
        return index
    }

    /// A process ends, and another begins on the same stores.
    /// - Parameter cursors: those that were kept; by default all.
    mutating func restart(_ node: Int, incarnation: UInt64? = nil, cursors: [Cursor]? = nil, seed: UInt64 = 5) {
        for id in wires.keys.sorted() where wires[id]?.from == node || wires[id]?.to == node { cut(id) }
        run()
        let old = nodes[node].core
        nodes[node].core = GossipCore(
            node: old.node, incarnation: incarnation ?? old.incarnation, seed: seed,
            config: CoreConfig(cursors: cursors ?? old.keptCursors))
        for store in nodes[node].stores.values.sorted(by: { $0.collective < $1.collective }) {
            give(node, .opened(store.state))
        }
        run()
    }

    /// A link that `from` dialled.
    @discardableResult
    mutating func link(_ from: Int, _ to: Int, address: Address? = nil) -> LinkID {
        lastLink += 1
        let id = LinkID(lastLink)
        wires[id] = Wire(from: from, to: to)
        let hash = SHA256.hash([UInt8(truncatingIfNeeded: lastLink), UInt8(truncatingIfNeeded: lastLink >> 8)])
        let ends: [(Int, Input)] = [
            (from, .linked(
                id, node: nodes[to].core.node, handshakeHash: hash, role: .initiator, address: address, wallClock: 77)),
            (to, .linked(
                id, node: nodes[from].core.node, handshakeHash: hash, role: .responder, address: nil, wallClock: 78)),
        ]
        for (node, input) in ends {
            // No frame comes before both ends know of the link.
            if chance == nil { give(node, input) } else { handle(node, input) }
        }
        return id
    }

    /// Two nodes meet, and part when there is nothing left to do. - Parameter from: who dials.
    mutating func meet(_ from: Int, _ to: Int) {
        let link = link(from, to)
        run()
        cut(link)
        run()
    }

    mutating func cut(_ id: LinkID) {
        guard let wire = wires[id], wire.isUp else { return }
        wires[id]?.isUp = false
        give(wire.from, .unlinked(id))
        give(wire.to, .unlinked(id))
    }

    /// Counts bytes and frames anew.
    mutating func forgetTraffic() { (bytes, frames) = ([:], [:]) }

    // MARK: Running

    mutating func give(_ node: Int, _ input: Input) { queue.append(.input(node: node, input)) }

    /// Delivers until nothing is left to do at this moment.
    mutating func run(limit: Int = 5_000_000) {
        var steps = 0
        while queueStart < queue.count, steps < limit {
            drawNext()
            let step = queue[queueStart]
            queueStart += 1
            steps += 1
            if queueStart > 4_096, queueStart * 2 > queue.count {
                queue.removeFirst(queueStart)
                queueStart = 0
            }
            perform(step)
        }
    }

    /// Moves a drawn step to the front: the first of its lane.
    private mutating func drawNext() {
        guard let drawn = chance?.below(min(64, queue.count - queueStart)) else { return }
        let lane = queue[queueStart + drawn].lane
        let first = queue[queueStart...].firstIndex { $0.lane == lane } ?? queueStart
        queue.insert(queue.remove(at: first), at: queueStart)
    }

    /// Lets time pass, running what becomes due.
    mutating func pass(_ milliseconds: UInt64) {
        let end = now.adding(milliseconds)
        run()
        while let next = nodes.compactMap(\.wake).min(), next <= end {
            now = max(now, next)
            for index in nodes.indices where nodes[index].wake.map({ $0 <= now }) == true {
                nodes[index].wake = nil
                give(index, .timerDue)
            }
            run()
        }
        now = end
    }

    private mutating func perform(_ step: Step) {
        switch step {
        case .input(let node, let input): handle(node, input)
        case .frame(let id, let to, let bytes):
            guard wires[id]?.isUp == true else { return }
            if deaf.contains(to) {
                held.append(step)
                return
            }
            if let cutAfter, delivered >= cutAfter {
                self.cutAfter = nil
                for id in wires.keys.sorted() { cut(id) }
                return
            }
            delivered += 1
            do throws(FrameFault) {
                handle(to, .frame(id, try FrameCodec.decode(bytes), size: bytes.count))
            } catch { handle(to, .malformed(id, error)) }
        }
    }

    /// Lets a node hear again.
    mutating func hear(_ node: Int) {
        deaf.remove(node)
        queue += held
        held = []
    }

    private mutating func handle(_ node: Int, _ input: Input) {
        var outputs: [Output] = []
        nodes[node].core.handle(input, now: now, into: &outputs)
        nodes[node].outputs += outputs.filter(\.isNews)
        for output in outputs { carryOut(output, node) }
    }

    /// Puts a frame on a link.
    mutating func post(_ id: LinkID, from node: Int, _ frame: Frame) {
        for frame in lies?(node, frame) ?? [frame] { post(id, from: node, FrameCodec.encode(frame), kind: frame.kind) }
    }

    mutating func post(_ id: LinkID, from node: Int, _ frame: [UInt8], kind: String = "junk") {
        guard let wire = wires[id], wire.isUp, !mute.contains(node) else { return }
        bytes[kind, default: 0] += frame.count
        frames[kind, default: 0] += 1
        queue.append(.frame(link: id, to: wire.from == node ? wire.to : wire.from, frame))
    }

    /// The store has judged what came over a link.
    mutating func answer(_ node: Int, _ link: LinkID, _ input: Input) {
        var answers = (late[link]?[node] ?? []) + [input]
        while answers.count > lag[link] ?? 0 { give(node, answers.removeFirst()) }
        late[link, default: [:]][node] = answers
    }

    mutating func wake(_ node: Int, at moment: Moment) { nodes[node].wake = moment }

    /// Closes one end's link: frames before it still arrive.
    mutating func close(_ id: LinkID, by node: Int) {
        guard let wire = wires[id] else { return }
        give(wire.from == node ? wire.to : wire.from, .unlinked(id))
    }
}
