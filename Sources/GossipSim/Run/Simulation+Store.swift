import GossipNet
import PledgeLedger

// Taking in, and signing: work gathers while the disk is busy, and is committed in groups.
extension Simulation {
    /// Queues work for the store.
    mutating func add(_ work: SimNode.Work, _ node: Int) {
        nodes[node].work.append(work)
        guard !nodes[node].isCommitting else { return }
        nodes[node].isCommitting = true
        // What a person signs is synced to the disk; what peers sent is written (ledger: durability).
        let isOwn = if case .own = work { true } else { false }
        let time = isOwn ? draw.within(5...15) : draw.within(2...6)
        schedule(.commit(node: node, life: nodes[node].life), at: now + time)
    }

    /// Commits what waits from one link. What came behind it follows when the core knows.
    mutating func commit(_ node: Int) {
        let work = nodes[node].work
        guard let link = work.first.map(\.link) else { return nodes[node].isCommitting = false }
        digest.note(time: now, node: node, kind: 200, size: work.count)
        let group = work.prefix { $0.link == link }
        nodes[node].work.removeFirst(group.count)
        nodes[node].isCommitting = !nodes[node].work.isEmpty
        if nodes[node].isCommitting { schedule(.commit(node: node, life: nodes[node].life), at: now) }
        commit(group, from: link, node)
    }

    private mutating func commit(_ group: ArraySlice<SimNode.Work>, from link: LinkID?, _ node: Int) {
        var changes = SimStore.Changes(), outcomes: [(LinkID, Ticket, Outcome)] = []
        var isOpened = false
        let change = nodes[node].store.change
        for work in group {
            switch work {
            case .entries(let channel, let ticket, let packed):
                outcomes.append((channel.link, ticket, nodes[node].store.take(packed, &pool, &changes)))
            case .proof(let channel, let ticket, let first, let second):
                outcomes.append((channel.link, ticket, nodes[node].store.takeProof(first, second, &pool, &changes)))
            case .fetched(let channel, let ticket, let id, let entry):
                isOpened = takeCharter(id, entry, node) || isOpened
                outcomes.append((channel.link, ticket, Outcome(accepted: isOpened ? 1 : 0)))
            case .own(let number): takeOwn(number, node, &changes)
            }
        }
        nodes[node].undo = link == nil ? [] : changes.before
        nodes[node].undoChange = change
        if nodes[node].isHonest { for number in changes.received { spreads.receive(number) } }
        for number in changes.accepted { spreads.hold(number, node, now: now) }
        check(changes, node)
        if isOpened { give(node, .opened(nodes[node].store.state(pool))) }
        if !changes.isEmpty {
            let heads = nodes[node].store.heads(changes, pool), entries = nodes[node].store.entries
            give(node, .changed(pool.collective, heads, entries: entries, from: link, number: nodes[node].store.change))
        }
        for (link, ticket, outcome) in outcomes { give(node, .stored(link, ticket, outcome)) }
    }

    func other(than node: Int, on link: LinkID) -> Int {
        let wire = wires[number(of: link)]
        return wire.node(1 - wire.side(of: node))
    }

    /// - Returns: whether it is the charter, and was missing.
    private mutating func takeCharter(_ id: EntryID, _ entry: [UInt8]?, _ node: Int) -> Bool {
        guard id == pool.collective, entry == pool.charter.entry.bytes, !nodes[node].store.charterHeld else {
            return false
        }
        nodes[node].store.charterHeld = true
        return true
    }

    private mutating func takeOwn(_ number: UInt32, _ node: Int, _ changes: inout SimStore.Changes) {
        var outcome = Outcome()
        nodes[node].store.take(number, pool, &changes, &outcome)
        persons[node].isSigning = false
    }

    // MARK: Signing

    /// Somebody signs the next entry, if anybody can.
    mutating func signNext() {
        guard !isCalm else { return }
        schedule(.sign, at: now + plan.interval)
        for _ in 0..<16 {
            let person = draw.below(persons.count)
            guard maySign(person), let number = try? sign(person, stance: 1) else { continue }
            digest.note(time: now, node: person, kind: 201)
            persons[person].mark = number
            persons[person].restored = nil
            persons[person].isSigning = true
            spreads.add(number, from: person, now: now)
            return add(.own(number), person)
        }
    }

    /// As the signer has it: nothing is signed on a store that is behind the signer's mark, or that was
    /// restored and no peer has confirmed since.
    private func maySign(_ number: Int) -> Bool {
        // Some plans have more people than nodes.
        guard number < nodes.count else { return false }
        let person = persons[number], node = nodes[number], slot = node.store[person.author]
        guard node.isUp, node.isHonest, node.store.charterHeld, slot.fork == 0 else { return false }
        guard !person.isSigning, !person.isEquivocator else { return false }
        if let restored = person.restored, !restored.confirms(pool.id(slot.tip)) { return false }
        return person.mark == 0 || pool.entry(at: pool.seq(person.mark), of: slot.tip) == person.mark
    }

    private mutating func sign(_ person: Int, stance: Int8) throws -> UInt32 {
        let tip = nodes[person].store[persons[person].author].tip
        return try pool.sign(persons[person].key, after: tip, time: EntryPool.epoch + now, stance: stance)
    }

    /// A person signs two entries at one place, and tells every second peer the one, the others the other.
    mutating func equivocate(_ person: Int) {
        let greeted = nodes[person].wires.filter { wires[$0].isGreeted }
        guard nodes[person].isUp, greeted.count > 1, !persons[person].isSigning,
            let faces = try? [sign(person, stance: 2), sign(person, stance: -2)]
        else { return }
        persons[person].isEquivocator = true
        tally.note(.equivocation)
        for (index, wire) in greeted.enumerated() {
            var packer = SegmentPacker()
            _ = packer.append(entry: pool[faces[index % 2]].entry.entry.bytes)
            let author = persons[person].key.publicKey
            postHostile(
                .segment(.init(collective: 0, need: 0, author: author, entries: packer.bytes)), on: wires[wire].id,
                from: person)
        }
    }
}
