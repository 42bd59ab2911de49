import GossipNet
import PledgeLedger

// What befalls nodes.
extension Simulation {
    mutating func perform(_ fault: Fault) {
        digest.note(time: now, node: 0, kind: 202)
        switch fault {
        case .join(let nodes): for node in nodes { join(node) }
        case .kill(let nodes): for node in nodes { kill(node) }
        case .powerOff(let nodes): for node in nodes { powerOff(node) }
        case .restart(let nodes): for node in nodes { restart(node) }
        case .backUp(let numbers): for node in numbers where nodes[node].isUp { nodes[node].backup = nodes[node].store }
        case .restore(let nodes, let keepsMark): for node in nodes { restore(node, keepsMark: keepsMark) }
        case .partition(let part, let isOneWay): roads.divide(part, of: nodes.count, isOneWay: isOneWay)
        case .heal: heal()
        case .equivocate(let nodes): for node in nodes { equivocate(node) }
        }
    }

    private mutating func heal() {
        if roads.part != nil { healed = now }
        roads.heal()
        releaseHeld()
    }

    private mutating func join(_ node: Int) {
        guard nodes[node].life == 0 else { return }
        tally.note(.join)
        start(node)
    }

    /// A process begins: a new core, told of the store that is there and the addresses it knows.
    mutating func start(_ node: Int) {
        guard !nodes[node].isUp else { return }
        nodes[node].isUp = true
        nodes[node].hasPower = true
        nodes[node].life += 1
        nodes[node].wake = nil
        nodes[node].queuedWake = nil
        if nodes[node].crashes { nodes[node].kept.begin(at: now) }
        cores[node] = GossipCore(
            node: nodes[node].key, incarnation: nodes[node].store.incarnation, seed: draw.next(),
            config: config(of: node))
        give(node, .opened(nodes[node].store.state(pool)))
        for address in nodes[node].told.heard { give(node, .heard(address, nil, host: nil)) }
        for address in nodes[node].told.kept { give(node, .keep(address)) }
        adoptMark(node)
    }

    /// What the node's last life knew of others comes with it, as far as that was kept.
    package func config(of node: Int) -> CoreConfig {
        // Of those who can't be dialled every second does not know it, as behind a NAT.
        let isNatted = plan.natted.contains(node), takesLinks = !isNatted || node % 2 == 0
        // Kept cursors stay when the power takes a commit with it, so that some which say too much are met as well.
        return CoreConfig(
            stays: true, port: takesLinks ? nodes[node].address.port : 0,
            address: isNatted ? nil : nodes[node].address, hasDatagrams: true, bookSecret: nodes[node].bookSecret,
            book: nodes[node].kept.book, owner: owner(of: node), cursors: nodes[node].store.cursors,
            hasLifeguard: !options.isPlainSWIM)
    }

    /// Whose feed the node asks its peers about; hostile nodes don't care.
    private func owner(of node: Int) -> PublicKey? {
        node < persons.count && nodes[node].isHonest ? persons[node].key.publicKey : nil
    }

    private mutating func restart(_ node: Int) {
        guard !nodes[node].isUp, nodes[node].life > 0 else { return }
        tally.note(.restart)
        start(node)
    }

    /// The mark holds the whole last entry, so that one that was not committed is not lost.
    private mutating func adoptMark(_ node: Int) {
        guard node < persons.count, persons[node].mark != 0, nodes[node].isHonest else { return }
        let mark = persons[node].mark, tip = nodes[node].store[persons[node].author].tip
        guard tip != mark, pool[mark].before == tip else { return }
        add(.own(mark), node)
    }

    /// What was not committed or kept is gone, and so is the core.
    private mutating func drop(_ node: Int) {
        keepDue(node, at: now)
        if !nodes[node].work.isEmpty { tally.note(.groupLost) }
        nodes[node].work = []
        nodes[node].isCommitting = false
        nodes[node].isUp = false
        if node < persons.count { persons[node].isSigning = false }
    }

    private mutating func kill(_ node: Int) {
        guard nodes[node].isUp else { return }
        tally.note(.kill)
        for wire in nodes[node].wires { close(wires[wire].id, by: node) }
        drop(node)
    }

    private mutating func powerOff(_ node: Int) {
        guard nodes[node].isUp else { return }
        tally.note(.powerOff)
        for wire in nodes[node].wires {
            deaths.die(wire, now: now)
            shut(wire, wires[wire].side(of: node))
        }
        drop(node)
        nodes[node].hasPower = false
        // A commit that was written and not synced may be lost; one that was signed here is synced.
        guard draw.below(2) == 0, !nodes[node].undo.isEmpty else { return }
        tally.note(.commitUndone)
        for (author, slot) in nodes[node].undo { putBack(author, slot, node) }
        nodes[node].store.forgetChanges(after: nodes[node].undoChange)
        nodes[node].undo = []
    }

    private mutating func putBack(_ author: Int, _ slot: SimStore.Slot, _ node: Int) {
        spreads.lose(from: nodes[node].store[author].tip, downTo: slot.tip, node, pool)
        nodes[node].store.set(author, slot, pool)
    }

    /// A backup takes the store's place. With it the signer's mark may have gone back too: it is then
    /// on another machine, and worth nothing.
    private mutating func restore(_ node: Int, keepsMark: Bool) {
        guard let backup = nodes[node].backup, !nodes[node].isUp else { return }
        if backup.fingerprint != nodes[node].store.fingerprint { tally.note(.restore) }
        for author in nodes[node].store.slots.indices { putBack(author, backup[author], node) }
        nodes[node].store.incarnation = draw.next()
        nodes[node].store.cursors = backup.cursors
        nodes[node].undo = []
        guard node < persons.count else { return }
        persons[node].restored = Restored()
        if !keepsMark { persons[node].mark = 0 }
    }

    /// Phase two: nothing fails any more, everything that is down comes back, nobody signs. Those who
    /// are hostile stay so.
    mutating func calmDown() {
        isCalm = true
        roads.weather.loss = 0
        roads.weather.duplication = 0
        roads.weather.reordering = 0
        heal()
        for node in nodes.indices {
            if nodes[node].life == 0 { start(node) } else { restart(node) }
        }
    }
}
