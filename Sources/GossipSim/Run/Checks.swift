import GossipNet
import PledgeLedger

/// What must never be, and what must come to be.
package struct Checks {
    /// How long convergence may take in phase two, in milliseconds. The longest that a core lets pass
    /// by itself is a pause between dials of 75 s, then a round of anti-entropy for each of few links.
    package static let patience: UInt64 = 600_000
    /// Deaths that are found so long after a partition, in milliseconds, are its doing: as long as the
    /// longest suspicion lasts.
    static let afterCut: UInt64 = 10_000
    /// Failures told; more add nothing.
    private static let told = 20
    /// States remembered before the memory starts anew.
    private static let remembered = 100_000

    package private(set) var failures: [String] = []
    /// Which store a root stood for, and the reverse. Looked up only.
    private var stores: [Digest: UInt64] = [:]
    private var roots: [UInt64: Digest] = [:]

    package init() {}

    package mutating func fail(_ text: String) {
        if failures.count < Self.told { failures.append(text) }
    }

    /// Equal roots stand for equal stores, so for equal views; and equal stores have equal roots.
    package mutating func pair(_ root: Digest, _ fingerprint: UInt64, _ node: Int) {
        if stores.count >= Self.remembered {
            stores = [:]
            roots = [:]
        }
        if stores.updateValue(fingerprint, forKey: root).map({ $0 != fingerprint }) == true {
            fail("node \(node): root \(root.hex.prefix(12)) stands for two ledgers")
        }
        if roots.updateValue(root, forKey: fingerprint).map({ $0 != root }) == true {
            fail("node \(node): one ledger with two roots")
        }
    }
}

extension Simulation {
    /// Looks at what a group changed.
    package mutating func check(_ changes: SimStore.Changes, _ node: Int) {
        for (author, was) in changes.before {
            let slot = nodes[node].store[author]
            if slot.fork != 0, pool.seq(slot.tip) >= UInt64(slot.fork) {
                checks.fail("node \(node), \(now) ms: author \(author) counts past a fork at \(slot.fork)")
            }
            if was.fork != 0, slot.fork == 0 || slot.fork > was.fork {
                checks.fail("node \(node), \(now) ms: author \(author)'s fork at \(was.fork) was forgotten")
            }
            if slot.fork != 0, author >= persons.count || !persons[author].isEquivocator {
                checks.fail("node \(node), \(now) ms: honest author \(author) is forked at \(slot.fork)")
            }
        }
    }

    /// Looks at what an honest node says.
    mutating func checkTold(_ frame: Frame, _ node: Int) {
        guard case .roots(let roots) = frame, case .whole(let root) = roots.root else { return }
        checks.pair(root, nodes[node].store.fingerprint, node)
    }

    /// Listens to what a core reports.
    mutating func hear(_ event: Event, _ node: Int) {
        switch event {
        case .misbehaviour(_, let peer, let what):
            guard nodes[node].isHonest, let other = nodeOf[peer], nodes[other].isHonest else { return }
            checks.fail("node \(node), \(now) ms: blames honest node \(other) for \(what)")
        case .walking: traffic.comparisons += 1
        case .arrived(_, let author, let seq, let hops, _):
            // Where somebody on the way did not know, the number says nothing.
            guard let author = pool.known(author), hops < Int(UInt8.max) else { return }
            spreads.arrive(pool.entry(at: seq, of: nodes[node].store[author].tip), node, hops: hops)
        case .ownHead(_, let peer, let head, let word):
            if node < persons.count { persons[node].restored?.hear(word, head, from: peer) }
        case .grafted: tree.grafts += 1
        case .pruned: tree.prunes += 1
        default: break
        }
    }

    /// Notes a link that a core gave up as dead, rightly or not.
    mutating func noteClose(_ link: LinkID, _ node: Int, _ reason: CloseReason) {
        guard reason.isDeath, nodes[node].isHonest else { return }
        let number = number(of: link)
        guard wires.contains(number) else { return }
        let other = other(than: node, on: link)
        let isThere = nodes[other].isUp && wires[number].isOpen(1 - wires[number].side(of: node))
        // A suspicion that began in a partition may end soon after it.
        let isCut = isCut(node, other) || healed.map { now < $0 + Checks.afterCut } ?? false
        // Who takes nothing in is as good as dead to others; that an overloaded node buries the sound is false.
        let isSound = nodes[other].isHonest && plan.stalls[other] == nil
        deaths.close(number, isFalse: isThere && !isCut && isSound, now: now)
    }

    /// The honest nodes that run.
    var honest: [Int] { nodes.indices.filter { nodes[$0].isUp && nodes[$0].isHonest } }

    var isConverged: Bool {
        guard let first = nodes.first?.store.fingerprint else { return true }
        return nodes.allSatisfy { !$0.isUp || !$0.isHonest || ($0.store.fingerprint == first && $0.store.charterHeld) }
    }

    /// Sizes of the parts into which the links between honest nodes join them, largest first.
    var parts: [Int] {
        var part = nodes.map { _ in -1 }, sizes: [Int] = []
        for start in honest where part[start] < 0 {
            part[start] = sizes.count
            var reached = [start], next = 0
            while next < reached.count {
                for wire in nodes[reached[next]].wires {
                    let other = wires[wire].node(1 - wires[wire].side(of: reached[next]))
                    guard nodes[other].isHonest, part[other] < 0 else { continue }
                    part[other] = sizes.count
                    reached.append(other)
                }
                next += 1
            }
            sizes.append(reached.count)
        }
        return sizes.sorted(by: >)
    }

    /// What must be true when the run is over.
    mutating func checkEnd() {
        if convergedAfter == nil {
            let states = Set(honest.map { nodes[$0].store.fingerprint }).count
            let parts = parts.map { "\($0)" }.joined(separator: ", ")
            checks.fail(
                "not converged after \(Checks.patience / 1_000) s: \(states) different ledgers; linked parts of \(parts) nodes")
        }
        for name in spreads.incomplete(honest, nodes) { checks.fail(name) }
        for happening in plan.expected where tally[happening] == 0 {
            checks.fail("the plan called for \(happening.name), which never happened")
        }
        checkViews()
    }

    /// The ledger that all ended with, worked out anew from its entries by the plain rules.
    private mutating func checkViews() {
        guard let store = nodes.first?.store, let charter = try? Charter(of: pool.charter) else { return }
        var held: [VerifiedEntry] = []
        for slot in store.slots {
            for seq in 0..<pool.seq(slot.tip) { held.append(pool[pool.entry(at: seq + 1, of: slot.tip)].entry) }
            if slot.fork != 0 { held += [pool[slot.first].entry, pool[slot.second].entry] }
        }
        let contents = LedgerContents(collective: pool.collective, charter: charter, entries: held)
        checks.pair(contents.frontier.root(), store.fingerprint, 0)
    }
}

extension CloseReason {
    /// Whether the peer was held to be dead.
    var isDeath: Bool {
        switch self {
        case .silent, .dead: true
        default: false
        }
    }
}
