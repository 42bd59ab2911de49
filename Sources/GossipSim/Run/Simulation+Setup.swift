import GossipNet
import PledgeLedger

// What is there when a run begins.
extension Simulation {
    static func key(_ draw: inout Draw) throws -> SigningKey {
        guard let key = SigningKey(seed: draw.bytes32()) else { throw Sodium.fault ?? .didNotStart }
        return key
    }

    mutating func makePersons(_ keys: inout Draw) throws {
        for _ in 0..<plan.feeds {
            let key = try Simulation.key(&keys)
            persons.append(Person(key: key, author: pool.number(of: key.publicKey)))
        }
    }

    /// What everybody holds at the start: 1 to 4 entries a person.
    mutating func makeLedger() throws -> SimStore {
        var store = SimStore(incarnation: 0), changes = SimStore.Changes(), outcome = Outcome()
        for index in persons.indices {
            for _ in 0...draw.below(4) {
                let person = persons[index]
                let number = try pool.sign(person.key, after: person.mark, time: EntryPool.epoch, stance: 1)
                persons[index].mark = number
                store.take(number, pool, &changes, &outcome)
            }
        }
        return store
    }

    mutating func makeNodes(_ ledger: SimStore) {
        let crashing = plan.crashing
        for index in 0..<options.nodes {
            var store = ledger
            if plan.late.contains(index) { store = SimStore(incarnation: 0) }
            store.charterHeld = !plan.late.contains(index)
            store.incarnation = draw.next()
            let key = PublicKey(SHA256.hash(Draw.bytes(options.seed, index)).raw)
            let address = address(of: index)
            cores.append(GossipCore(node: key, incarnation: store.incarnation, seed: draw.next()))
            var node = SimNode(
                key: key, store: store, address: address, crashes: crashing.contains(index),
                bookSecret: Array(draw.bytes32().prefix(16)), hostile: plan.hostile[index]?.make(seed: draw.next()),
                isHonest: plan.hostile[index] == nil)
            if plan.skew > 0 {
                node.skew = Int64(draw.within(0...2 * plan.skew)) - Int64(plan.skew)
                if node.skew.magnitude > 60_000 { tally.note(.skewedClock) }
            }
            nodeAt[address] = index
            nodeOf[key] = index
            nodes.append(node)
        }
        let honest = nodes.indices.filter { nodes[$0].isHonest && !plan.late.contains($0) }
        let hostile = nodes.indices.filter { !nodes[$0].isHonest }
        for index in nodes.indices { tell(index, honest, hostile) }
        for index in nodes.indices where !plan.late.contains(index) {
            // The machine is there before the process: a dial that comes too soon is refused, and does not hang.
            nodes[index].hasPower = true
            // In turn, so that whoever a node was told of is there already, more or less.
            schedule(.start(node: index), at: UInt64(index * 2_000 / nodes.count + draw.below(500)))
        }
    }

    /// Honest nodes are spread over 22,784 address groups; hostile ones sit in one, of a range that is
    /// set aside for tests (RFC 2544).
    private mutating func address(of index: Int) -> Address {
        let group = plan.hostile[index] == nil ? "\(11 + draw.below(89)).\(draw.below(256))" : "198.18"
        return Address(host: "\(group).\(index >> 8 & 255).\(index & 255)", port: UInt16(1_024 + index >> 16))
    }

    /// What a node is told when it starts: one address, from which it finds the others; and whatever
    /// the plan adds. Honest nodes' first addresses form a tree, so that nobody is cut off.
    private mutating func tell(_ index: Int, _ honest: [Int], _ hostile: [Int]) {
        var heard: [Address] = [], kept: [Address] = []
        if let friend = friend(of: index, honest) {
            // Most have it from an invite, some by hand.
            if draw.below(8) == 0 { kept.append(nodes[friend].address) } else { heard.append(nodes[friend].address) }
        }
        // Addresses that are set aside for documents (RFC 5737), where nobody ever answers.
        for _ in 0..<plan.book.dead {
            heard.append(Address(host: "192.0.2.\(draw.below(256))", port: UInt16(1 + draw.below(60_000))))
        }
        if !hostile.isEmpty, nodes[index].isHonest {
            for _ in 0..<plan.book.hostile { heard.append(nodes[hostile[draw.below(hostile.count)]].address) }
        }
        if !nodes[index].isHonest { kept += plan.victims.map { nodes[$0].address } }
        nodes[index].told = (heard.filter { $0 != nodes[index].address }, kept)
    }

    /// Somebody honest who was there before; for a crowd that joins at once, one of the few in its invite.
    private mutating func friend(of index: Int, _ honest: [Int]) -> Int? {
        let place = plan.late.contains(index) ? min(3, honest.count) : honest.firstIndex { $0 >= index } ?? honest.count
        let dialable = honest.prefix(place).filter { !plan.natted.contains($0) }
        return dialable.isEmpty || plan.isStrange ? nil : dialable[draw.below(dialable.count)]
    }
}

extension Draw {
    /// What names a node in a run.
    static func bytes(_ seed: UInt64, _ index: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(bigEndian: seed)
        bytes.append(bigEndian: UInt64(index))
        return bytes
    }
}
