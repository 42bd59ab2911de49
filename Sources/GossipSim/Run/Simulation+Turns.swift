import GossipNet

// Cores that work at one time. Nothing that one node does comes to another sooner than the quickest road takes. So
// what comes to different nodes within that time comes to each without a word of the others': their cores may handle
// it in parallel, and what they want is carried out in a fixed order afterwards. On one processor or many a run is
// the same.
extension Simulation {
    /// What a core is given.
    struct Given {
        let node: Int
        var time: UInt64
        let input: Input
    }

    /// Parts into which inputs are divided among threads: more than there are threads, since some parts take longer.
    private static let parts = 32
    /// Stands for no one node.
    private static let several = UInt32.max

    /// Lets what comes next happen, at each node one event, until one concerns more than one node. A second event of
    /// a node waits for its core; few may wait so, since each is found again.
    /// - Parameter end: nothing later than this happens.
    mutating func performTogether(until end: UInt64) {
        batch += 1
        let start = queue.nextTime ?? end, horizon = min(end, start + roads.weather.latency.lowerBound)
        var performed = 0
        while let time = queue.nextTime, time <= horizon, let owner = queue.nextOwner {
            if owner == Self.several {
                guard performed == 0, queue.asideCount == 0 else { break }
            } else if nodes[Int(owner)].batch == batch {
                guard queue.asideCount < 32 + performed / 4 else { break }
                queue.putAside()
                continue
            } else {
                nodes[Int(owner)].batch = batch
            }
            guard let (_, event) = queue.pop() else { break }
            now = time
            perform(event)
            performed += 1
            if owner == Self.several { break }
        }
        queue.takeBack()
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
            let turn = takeTurn()
            if turn.count < crowd { handleInTurn(turn) } else { handleTogether(turn) }
        }
    }

    /// The first input of each node that has any.
    private mutating func takeTurn() -> [Given] {
        batch += 1
        var all: [Given] = [], isFirst: [Bool] = []
        swap(&all, &waiting)
        isFirst.reserveCapacity(all.count)
        for index in all.indices {
            isFirst.append(nodes[all[index].node].batch != batch)
            if isFirst[index] { begin(&all[index]) }
        }
        // Moved from the end: a copy would count references to all that an input holds.
        var turn: [Given] = [], later: [Given] = []
        turn.reserveCapacity(all.count)
        while let given = all.popLast() {
            if isFirst[all.count] { turn.append(given) } else { later.append(given) }
        }
        turn.reverse()
        later.reverse()
        waiting = later
        return turn
    }

    /// Notes that a node has its turn. No node's clock goes back, though word of a link's other end, which is nobody's
    /// message, may come to it from a moment that it has passed.
    private mutating func begin(_ given: inout Given) {
        given.time = max(given.time, nodes[given.node].clock)
        nodes[given.node].clock = given.time
        nodes[given.node].batch = batch
        keepDue(given.node, at: given.time)
        if case .linked = given.input, !cores[given.node].hasLinks {
            nodes[given.node].kept.beginLinks(at: given.time)
        }
        digest.note(time: given.time, node: given.node, kind: given.input.code, size: given.input.size)
    }

    /// Lets the cores work one after the other.
    private mutating func handleInTurn(_ turn: [Given]) {
        var outputs = takeAnswers(1)
        for given in turn {
            cores[given.node].handle(given.input, now: Self.moment(at: given.time), into: &outputs[0])
            now = given.time
            for place in outputs[0].indices { carryOut(outputs[0][place], given.node) }
            outputs[0].removeAll(keepingCapacity: true)
        }
        swap(&outputs, &answers)
    }

    /// At least so many empty lists, to be put back.
    private mutating func takeAnswers(_ count: Int) -> [[Output]] {
        var lists: [[Output]] = []
        swap(&lists, &answers)
        while lists.count < count { lists.append([]) }
        return lists
    }

    /// The same with several cores at one time, while what others wanted is carried out.
    private mutating func handleTogether(_ turn: [Given]) {
        var cores: [GossipCore] = [], outputs = takeAnswers(turn.count)
        swap(&cores, &self.cores)
        turn.withUnsafeBufferPointer { turn in
            cores.withUnsafeMutableBufferPointer { cores in
                outputs.withUnsafeMutableBufferPointer { outputs in
                    // Safe: no node is there twice, and each place is touched by the one thread that works on its
                    // part, and by this one when that is done.
                    nonisolated(unsafe) let turn = turn, cores = cores, outputs = outputs
                    Crew.run(parts: Self.parts) { part in
                        for index in Self.range(part, of: turn.count) {
                            let time = Self.moment(at: turn[index].time)
                            cores[turn[index].node].handle(turn[index].input, now: time, into: &outputs[index])
                        }
                    } take: { part in
                        for index in Self.range(part, of: turn.count) {
                            now = turn[index].time
                            for place in outputs[index].indices { carryOut(outputs[index][place], turn[index].node) }
                            outputs[index].removeAll(keepingCapacity: true)
                        }
                    }
                }
            }
        }
        swap(&outputs, &answers)
        swap(&cores, &self.cores)
    }

    private static func range(_ part: Int, of count: Int) -> Range<Int> {
        part * count / parts..<(part + 1) * count / parts
    }
}
