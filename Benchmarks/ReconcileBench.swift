import GossipNet
import PledgeLedger

/// Bytes that two nodes with a million feeds exchange to agree, over the core's own messages. The
/// entries themselves are not counted: a served range is taken as stored at the other side.
enum ReconcileBench {
    static func run() throws {
        for (differences, bound, name) in [
            (0, 100.0, "equal"), (1, 1_000.0, "1 difference"), (1_000, 500_000.0, "1,000 scattered differences"),
        ] {
            var pair = Pair(differences: differences)
            let (bytes, agreed) = pair.run()
            Figure.print(
                "reconciling 1,000,000 feeds, \(name)", Double(bytes), "bytes", .atMost(bound),
                agreed ? "" : "the roots still differ")
            // negentropy's C++ with its B-tree takes 84 ms a side for as many differences, of as many items.
            if differences == 1_000 {
                Figure.print(
                    "reconciling 1,000,000 feeds, \(name): time of each side", pair.working / 2 / .milliseconds(1), "ms",
                    .atMost(84))
            }
        }
        try runCursor()
    }

    /// Two nodes that met before: one of them was away while 1,000 feeds changed.
    private static func runCursor() throws {
        var pair = Pair(differences: 0)
        _ = pair.run()
        pair.part()
        pair.change(feeds: 1_000)
        let (bytes, agreed) = pair.run()
        Figure.print(
            "reconciling 1,000,000 feeds by cursor, 1,000 changed", Double(bytes), "bytes", .atMost(40_000),
            agreed ? "\(pair.rounds) steps from the first roots to equal ones" : "the roots still differ")
    }

    /// Two cores with a link between them, one behind in some feeds.
    private struct Pair {
        private enum Step {
            case frame(to: Int, Frame, size: Int)
            case input(to: Int, Input)
        }

        var cores: [GossipCore]
        let id = CollectiveID(SHA256.hash([1]).raw)
        private var link = LinkID(1)
        /// Steps of one way that the latest run took.
        private(set) var rounds = 0
        /// What both sides took, without reading their ledgers first.
        private(set) var working = Duration.zero
        private var heads: [Head] = []
        private var changed: [Head] = []
        private var number: UInt64 = 1_000_000
        private var steps: [Step] = []
        private var bytes = 0
        private var inStep = false
        private var newer: [PublicKey: Head] = [:]
        private var entries: UInt64

        init(differences: Int) {
            cores = (0..<2).map { index in
                GossipCore(node: PublicKey(SHA256.hash([2, UInt8(index)]).raw), incarnation: UInt64(index), seed: 7)
            }
            var heads = FrontierBench.heads()
            entries = heads.reduce(0) { $0 + $1.stop }
            steps.append(.input(to: 0, .opened(CollectiveState(id: id, heads: heads, entries: entries, change: number))))
            for index in 0..<differences {
                let place = (index * 99_991) % heads.count
                heads[place].stop += 1
                heads[place].id = EntryID(SHA256.hash(Array("new \(index)".utf8)).raw)
                newer[heads[place].author] = heads[place]
            }
            entries += UInt64(differences)
            steps.append(.input(to: 1, .opened(CollectiveState(id: id, heads: heads, entries: entries, change: number))))
            self.heads = heads
            meet()
        }

        private mutating func meet() {
            for index in 0..<2 {
                steps.append(.input(to: index, .linked(
                    link, node: cores[1 - index].node, handshakeHash: SHA256.hash([3]),
                    role: index == 0 ? .initiator : .responder, address: nil, wallClock: 0)))
            }
        }

        /// The link ends.
        mutating func part() {
            for index in 0..<2 { steps.append(.input(to: index, .unlinked(link))) }
            link = LinkID(link.number + 1)
        }

        /// One node has news of so many feeds, and then they meet again.
        mutating func change(feeds: Int) {
            var changes: [HeadChange] = []
            for index in 0..<feeds {
                var head = heads[(index * 99_991) % heads.count]
                head.stop += 1
                head.id = EntryID(SHA256.hash(Array("new \(index)".utf8)).raw)
                newer[head.author] = head
                changed.append(head)
                changes.append(HeadChange(author: head.author, before: head.stop - 1, place: .frontier(head)))
            }
            (entries, number) = (entries + UInt64(feeds), number + UInt64(feeds))
            steps.append(.input(to: 1, .changed(id, changes, entries: entries, from: nil, number: number)))
            (bytes, inStep) = (0, false)
            meet()
        }

        /// Bytes of frames after the hellos, and whether both sides found their roots equal.
        mutating func run() -> (bytes: Int, agreed: Bool) {
            rounds = 0
            while !steps.isEmpty {
                rounds += inStep ? 0 : 1
                let round = steps
                steps = []
                for step in round { time(step) }
            }
            return (bytes, inStep)
        }

        private mutating func time(_ step: Step) {
            let taken = ContinuousClock().measure { carryOut(step) }
            if case .input(_, .opened) = step { return }
            working += taken
        }

        private mutating func carryOut(_ step: Step) {
            var outputs: [Output] = []
            let to: Int
            switch step {
            case .input(let node, let input):
                to = node
                cores[node].handle(input, now: Moment(milliseconds: 1), into: &outputs)
            case .frame(let node, let frame, let size):
                to = node
                cores[node].handle(.frame(link, frame, size: size), now: Moment(milliseconds: 1), into: &outputs)
            }
            for output in outputs { interpret(output, of: to) }
        }

        private mutating func interpret(_ output: Output, of node: Int) {
            switch output {
            case .send(_, let frame):
                let size = FrameCodec.encode(frame).count
                if case .hello = frame {} else { bytes += size }
                steps.append(.frame(to: 1 - node, frame, size: size))
            case .serve(let channel, let ticket, _, let ranges):
                let changes = ranges.compactMap { range in
                    newer[range.author].map { HeadChange(author: range.author, before: range.after, place: .frontier($0)) }
                }
                steps.append(.input(to: 1 - node, .changed(channel.collective, changes, entries: entries, from: link,
                    number: number)))
                steps.append(.input(to: node, .served(link, ticket)))
            case .serveChanges(_, let ticket, let since):
                for frame in Frame.Changes.answer(node == 1 ? changed : [], to: since) {
                    bytes += FrameCodec.encode(frame).count
                    steps.append(.frame(to: 1 - node, frame, size: 0))
                }
                steps.append(.input(to: node, .served(link, ticket)))
            case .inStep: inStep = true
            default: break
            }
        }
    }
}
