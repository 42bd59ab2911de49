// What each scenario adds to a plan.
extension Plan {
    mutating func add(_ scenario: Scenario, _ options: Options, _ draw: inout Draw) {
        switch scenario {
        case .calm, .anything: break
        case .churn: addChurn(options, &draw)
        case .massCrash: addMassCrash(options, &draw)
        case .partition: addPartition(options, &draw)
        case .lossy: addLoss(options, &draw)
        case .flashCrowd: addCrowd(options, &draw)
        case .sybil:
            addHostile(options, share: 80, [.silent, .rootLiar, .announcer], &draw)
            book.hostile = 4
        case .eclipse: addEclipse(options, &draw)
        case .equivocator: addEquivocators(options, &draw)
        case .rollback: addRollback(options, &draw)
        case .poisonedBook:
            addHostile(options, share: 10, [.poisoner], &draw)
            book = (dead: 6, hostile: 2)
            expected.append(.unreachableDial)
        case .slowReaders: addSlowReaders(options, &draw)
        case .overload: addOverload(options, &draw)
        case .flood: addHostile(options, share: 5, [.badSigner], &draw)
        }
    }

    /// Again and again a 150th of the nodes go, and come back after 2 to 15 seconds.
    private mutating func addChurn(_ options: Options, _ draw: inout Draw) {
        let nodes = plain(options), each = max(1, nodes.count / 150)
        var first: (gone: [Int], isKilled: Bool)?, times = 0
        for time in stride(from: span.lowerBound, to: span.upperBound, by: UInt64.Stride(options.churnPause)) {
            times += 1
            // The second time goes others in the other way, so that each way is met in the shortest run.
            let before = times == 2 ? first : nil
            let gone = draw.sample(each, of: before.map { one in nodes.filter { !one.gone.contains($0) } } ?? nodes)
            let drawn = draw.below(2) == 0, isKilled = before.map { !$0.isKilled } ?? drawn
            if first == nil { first = (gone, isKilled) }
            faults.append((time, isKilled ? .kill(gone) : .powerOff(gone)))
            faults.append((time + 2_000 + UInt64(draw.below(13_000)), .restart(gone)))
        }
        natted = Set(draw.sample(nodes.count / 5, of: nodes))
        skew = 10 * 365 * 86_400_000
        expected += [.kill, .powerOff, .restart, .skewedClock]
    }

    private mutating func addMassCrash(_ options: Options, _ draw: inout Draw) {
        let nodes = plain(options)
        faults.append((moment(&draw, 30, 50), .powerOff(draw.sample(options.nodes / 2, of: nodes))))
        expected.append(.powerOff)
    }

    private mutating func addPartition(_ options: Options, _ draw: inout Draw) {
        let share = options.nodes * (20 + draw.below(31)) / 100
        let part = draw.sample(max(1, share), of: Array(0..<options.nodes)), isOneWay = draw.below(2) == 0
        faults.append((moment(&draw, 10, 30), .partition(part, isOneWay: isOneWay)))
        faults.append((moment(&draw, 60, 80), .heal))
        expected.append(.heldByPartition)
    }

    private mutating func addLoss(_ options: Options, _ draw: inout Draw) {
        weather.loss = 100_000 + draw.below(150_000)
        weather.duplication = 20_000 + draw.below(50_000)
        weather.reordering = 50_000 + draw.below(200_000)
        filtered = Set(draw.sample(max(1, options.nodes / 10), of: Array(0..<options.nodes)))
        expected += [.duplication, .reordering, .datagramFiltered]
    }

    private mutating func addCrowd(_ options: Options, _ draw: inout Draw) {
        let crowd = draw.sample(min(1_000, options.nodes / 2), of: plain(options))
        late.formUnion(crowd)
        faults.append((moment(&draw, 20, 40), .join(crowd)))
        expected.append(.join)
    }

    private mutating func addHostile(_ options: Options, share: Int, _ kinds: [HostileKind], _ draw: inout Draw) {
        let count = max(1, options.nodes * share / 100)
        for node in draw.sample(count, of: plain(options)) { hostile[node] = kinds[draw.below(kinds.count)] }
        // Each kind is there at least once, so that it can be seen to act.
        let used = hostile.keys.sorted().compactMap { hostile[$0] }
        for kind in kinds where used.contains(kind) {
            switch kind {
            case .silent: expected.append(.silence)
            case .rootLiar: expected.append(.lie)
            case .badSigner: expected.append(.badSignature)
            case .poisoner: expected.append(.poison)
            case .announcer: expected.append(.emptyAnnouncement)
            }
        }
    }

    private mutating func addEclipse(_ options: Options, _ draw: inout Draw) {
        addHostile(options, share: 20, [.silent, .rootLiar, .poisoner], &draw)
        victims = draw.sample(max(1, options.nodes / 50), of: plain(options))
        book.hostile = 4
    }

    private mutating func addEquivocators(_ options: Options, _ draw: inout Draw) {
        for node in draw.sample(max(1, min(options.nodes, feeds) / 20), of: plain(options).filter { $0 < feeds }) {
            faults.append((moment(&draw, 10, 80), .equivocate([node])))
        }
        expected.append(.equivocation)
    }

    private mutating func addRollback(_ options: Options, _ draw: inout Draw) {
        let nodes = draw.sample(max(1, options.nodes / 10), of: plain(options))
        faults.append((moment(&draw, 10, 30), .backUp(nodes)))
        for node in nodes {
            let time = moment(&draw, 40, 80)
            faults.append((time, .kill([node])))
            faults.append((time + 500, .restore([node], keepsMark: draw.below(2) == 0)))
            faults.append((time + 1_000 + UInt64(draw.below(5_000)), .restart([node])))
        }
        expected += [.restore, .kill, .restart]
    }

    /// A tenth of the nodes are overloaded, as in Lifeguard's paper: for 2 to 12 seconds at a time what comes is left
    /// lying, and then they have 0.1 to 4 seconds to work it off. Their timers run on time.
    private mutating func addOverload(_ options: Options, _ draw: inout Draw) {
        for node in draw.sample(max(1, options.nodes / 10), of: plain(options)) {
            // Soon enough for the first to fall into a short run.
            var time = span.lowerBound + UInt64(draw.below(min(10_000, Int(span.upperBound - span.lowerBound) / 2)))
            while time < span.upperBound {
                let end = min(time + draw.within(2_000...12_000), span.upperBound)
                stalls[node, default: []].append(time..<end)
                time = end + draw.within(100...4_000)
            }
        }
        expected.append(.stall)
    }

    /// The queues are small, because so is what is sent in a run.
    private mutating func addSlowReaders(_ options: Options, _ draw: inout Draw) {
        for node in draw.sample(max(1, options.nodes / 10), of: plain(options)) {
            readers[node] = 300 + draw.below(300)
        }
        (queue.high, queue.low, queue.stream, queue.most) = (4_096, 1_024, 2_048, 262_144)
        interval = 250
        expected.append(.streamHeldBack)
    }
}
