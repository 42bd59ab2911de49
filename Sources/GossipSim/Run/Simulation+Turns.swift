import Dispatch
import GossipNet

// Cores that work at one time. What comes to different nodes in one millisecond comes to each without a word of
// the others': all outputs take longer than that to come anywhere. So their cores may handle it in parallel, and
// what they want is carried out in a fixed order afterwards. On one processor or many a run is the same.
extension Simulation {
    /// An input and, when its core has handled it, what that wants.
    struct Given {
        let node: Int
        let input: Input
        var outputs: [Output] = []
    }

    /// Parts into which inputs are divided among threads: more than there are threads, since some parts take longer.
    private static let parts = 16
    /// Stands for no one node.
    private static let several = UInt32.max

    /// Lets events of this moment happen, until a second one comes to a node or one concerns more than one node.
    mutating func performTogether() {
        batch += 1
        var isFirst = true
        while queue.nextTime == now, let owner = queue.nextOwner {
            if owner != Self.several {
                guard nodes[Int(owner)].batch != batch else { return }
                nodes[Int(owner)].batch = batch
            } else if !isFirst {
                return
            }
            guard let (_, event) = queue.pop() else { return }
            perform(event)
            if owner == Self.several { return }
            isFirst = false
        }
    }

    /// Lets something happen at a time.
    mutating func schedule(_ event: SimEvent, at time: UInt64) {
        queue.push(event, at: time, to: node(of: event).map { UInt32($0) } ?? Self.several)
    }

    /// The one node whose core an event may reach; nil where it may reach several.
    private func node(of event: SimEvent) -> Int? {
        switch event {
        case .input(let node, _, _), .wake(let node, _), .commit(let node, _), .dialled(let node, _, _, _): node
        case .parcel(let wire, let side, _), .datagram(let wire, let side, _): wires[wire].node(side)
        case .fault, .sign, .volunteer, .start: nil
        }
    }

    /// Hands all that waits to its cores, and carries out what they want: of each node one input after the other.
    mutating func settle() {
        while !waiting.isEmpty {
            if waiting.count < crowd { handleInTurn() } else { handleTogether() }
        }
    }

    /// Lets the cores work one after the other. What one wants reaches no other at this moment, so that all are as
    /// they would be had the others' outputs waited.
    private mutating func handleInTurn() {
        batch += 1
        let moment = moment
        var turn: [Given] = [], later: [Given] = [], outputs: [Output] = []
        swap(&turn, &waiting)
        swap(&outputs, &spare)
        for given in turn {
            guard nodes[given.node].batch != batch else {
                later.append(given)
                continue
            }
            begin(given)
            nodes[given.node].core.handle(given.input, now: moment, into: &outputs)
            for output in outputs { carryOut(output, given.node) }
            outputs.removeAll(keepingCapacity: true)
        }
        if !later.isEmpty { waiting = later + waiting }
        swap(&outputs, &spare)
    }

    /// The same with several cores at one time.
    private mutating func handleTogether() {
        var turn = takeTurn()
        handle(&turn)
        for given in turn {
            for output in given.outputs { carryOut(output, given.node) }
        }
    }

    /// The first input of each node that has any.
    private mutating func takeTurn() -> [Given] {
        batch += 1
        var turn: [Given] = [], later: [Given] = []
        for given in waiting {
            if nodes[given.node].batch == batch {
                later.append(given)
            } else {
                begin(given)
                turn.append(given)
            }
        }
        waiting = later
        return turn
    }

    /// Notes that a node has its turn.
    private mutating func begin(_ given: Given) {
        nodes[given.node].batch = batch
        digest.note(time: now, node: given.node, kind: given.input.code, size: given.input.size)
    }

    /// Lets the cores work. No node is there twice.
    private mutating func handle(_ turn: inout [Given]) {
        let moment = moment
        nodes.withUnsafeMutableBufferPointer { nodes in
            turn.withUnsafeMutableBufferPointer { turn in
                // Safe: each place of either is touched by one thread, and by nobody else until all are done.
                nonisolated(unsafe) let nodes = nodes, turn = turn
                @Sendable func handle(_ index: Int) {
                    nodes[turn[index].node].core.handle(turn[index].input, now: moment, into: &turn[index].outputs)
                }
                DispatchQueue.concurrentPerform(iterations: Self.parts) { part in
                    for index in part * turn.count / Self.parts..<(part + 1) * turn.count / Self.parts { handle(index) }
                }
            }
        }
    }
}
