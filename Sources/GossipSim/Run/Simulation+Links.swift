import GossipNet
import PledgeLedger

// Dialling, sending, and links that end.
extension Simulation {
    /// What a real shell allows: see ``LinkLimits``.
    private static let dialTimeout: UInt64 = 10_000
    private static let inboundLinks = 256

    // MARK: Dialling

    /// A connection takes one round trip, and the handshake's three messages half of another each:
    /// the dialler is linked after two round trips, the other side half a trip later.
    mutating func dial(_ node: Int, _ address: Address) {
        guard let target = nodeAt[address], target != node else {
            tally.note(.unreachableDial)
            return endDial(node, address, nil, in: Simulation.dialTimeout)
        }
        let base = roads.delay(node, target)
        guard nodes[target].hasPower, !plan.natted.contains(target), !isCut(node, target) else {
            tally.note(.unreachableDial)
            return endDial(node, address, nil, in: Simulation.dialTimeout)
        }
        guard nodes[target].isUp, nodes[target].inbound < Simulation.inboundLinks else {
            tally.note(.refusedDial)
            return endDial(node, address, nil, in: 2 * base)
        }
        let delay = (0..<4).reduce(UInt64(0)) { sum, _ in sum + roads.streamDelay(base, &tally) }
        endDial(node, address, delay < Simulation.dialTimeout ? target : nil, in: min(delay, Simulation.dialTimeout))
    }

    func isCut(_ one: Int, _ other: Int) -> Bool {
        roads.isBlocked(one, other) || roads.isBlocked(other, one)
    }

    private mutating func endDial(_ node: Int, _ address: Address, _ target: Int?, in delay: UInt64) {
        schedule(.dialled(node: node, life: nodes[node].life, address, target: target), at: now + delay)
    }

    mutating func dialled(_ node: Int, _ address: Address, _ target: Int?) {
        guard let target, nodes[target].isUp, !isCut(node, target) else { return give(node, .dialFailed(address)) }
        let base = roads.delay(node, target)
        let number = wires.add { Wire(id: LinkID(UInt64($0)), nodes: (node, target), delay: base) }
        let id = wires[number].id
        wires[number][lane: 0].last = now + base
        nodes[node].wires.append(number)
        nodes[target].wires.append(number)
        nodes[target].inbound += 1
        let hash = SHA256.hash(Draw.bytes(options.seed ^ 0x6c69_6e6b, number))
        tell(
            target,
            .linked(
                id, node: nodes[node].key, handshakeHash: hash, role: .responder, address: nil,
                wallClock: clock(of: target, in: base), host: nodes[node].address.host),
            in: base)
        give(
            node,
            .linked(
                id, node: nodes[target].key, handshakeHash: hash, role: .initiator, address: address,
                wallClock: clock(of: node, in: 0), host: address.host))
    }

    private func clock(of node: Int, in delay: UInt64) -> UInt64 {
        let right = Int64(EntryPool.epoch + now + delay)
        return UInt64(max(0, right + nodes[node].skew))
    }

    // MARK: Sending

    func number(of link: LinkID) -> Int { Int(link.number) }

    /// Puts something on a link.
    mutating func post(_ parcel: Wire.Parcel, on link: LinkID, from node: Int) {
        let number = number(of: link)
        let side = wires[number].side(of: node)
        guard wires[number].isOpen(side) else { return }
        wires[number][lane: side].queued += parcel.size
        traffic.note(parcel)
        route(parcel, on: number, from: side)
        watchQueue(number, side)
    }

    /// Sends something off, or holds it back while a partition lasts.
    private mutating func route(_ parcel: Wire.Parcel, on number: Int, from side: Int) {
        if roads.isBlocked(wires[number].node(side), wires[number].node(1 - side)) {
            tally.note(.heldByPartition)
            wires.hold(parcel, on: number, from: side)
        } else {
            push(parcel, on: number, from: side)
        }
    }

    /// Sends something off. Nothing overtakes what went before; a slow reader takes its time.
    private mutating func push(_ parcel: Wire.Parcel, on number: Int, from side: Int) {
        let delay = roads.streamDelay(wires[number].delay, &tally)
        var time = max(wires[number].last(side), now + delay)
        if !isCalm, let rate = plan.readers[wires[number].node(1 - side)] {
            time += UInt64(1_000 * parcel.size / rate)
        }
        time = taken(by: wires[number].node(1 - side), at: time)
        wires[number][lane: side].last = time
        schedule(.parcel(wire: number, side: 1 - side, parcel), at: time)
    }

    /// Sends off what a partition held back.
    mutating func releaseHeld() {
        for number in wires.numbers {
            for side in 0...1 {
                for parcel in wires.takeHeld(on: number, from: side) { push(parcel, on: number, from: side) }
            }
        }
    }

    /// Something comes out of a wire.
    mutating func deliver(_ parcel: Wire.Parcel, on number: Int, to side: Int) {
        guard wires.contains(number) else { return }
        wires[number][lane: 1 - side].queued -= parcel.size
        watchQueue(number, 1 - side)
        pumpStream(number, 1 - side)
        let node = wires[number].node(side), link = wires[number].id
        guard wires[number].isOpen(side) else {
            // A host that is up again knows nothing of the stream, and says so.
            if nodes[node].isUp, wires[number].isOpen(1 - side) {
                schedule(.parcel(wire: number, side: 1 - side, .end), at: now + wires[number].delay)
            }
            return
        }
        switch parcel {
        case .frame(let frame, let size):
            if case .hello = frame { wires[number].isGreeted = true }
            give(node, .frame(link, frame, size: size))
        case .malformed(let fault, _): give(node, .malformed(link, fault))
        case .end:
            shut(number, side)
            give(node, .unlinked(link))
        }
    }

    // MARK: Queues

    /// Tells the sender's core when its queue passes a mark; drops a reader that is far too slow.
    private mutating func watchQueue(_ number: Int, _ side: Int) {
        let queued = wires[number].queued(side)
        guard queued > plan.queue.low || wires[number].isBacklogged(side) else { return }
        guard wires[number].isOpen(side) else { return }
        let node = wires[number].node(side)
        if queued > plan.queue.most {
            tally.note(.slowReaderDropped)
            tell(node, .unlinked(wires[number].id))
            route(.end, on: number, from: side)
            shut(number, side)
        } else if queued > plan.queue.high, !wires[number].isBacklogged(side) {
            tally.note(.backlog)
            wires[number][lane: side].isBacklogged = true
            tell(node, .backlog(wires[number].id, true))
        } else if queued <= plan.queue.low, wires[number].isBacklogged(side) {
            wires[number][lane: side].isBacklogged = false
            tell(node, .backlog(wires[number].id, false))
        }
    }

    /// Sends what is streamed as far as there is room: a stream waits for its peer.
    mutating func pumpStream(_ number: Int, _ side: Int) {
        let stream = wires.takeStream(on: number, from: side), node = wires[number].node(side)
        var sent = 0
        while sent < stream.count, wires[number].isOpen(side) {
            guard wires[number].queued(side) < plan.queue.stream else {
                tally.note(.streamHeldBack)
                break
            }
            switch stream[sent] {
            case .frame(let frame): send(frame, on: wires[number].id, from: node)
            case .told(let input): tell(node, input, in: 1)
            }
            sent += 1
        }
        if wires[number].isOpen(side) { wires.putBack(stream[sent...], on: number, from: side) }
    }

    // MARK: Ends

    /// Closes one end; the other hears of it after all that was sent before.
    mutating func close(_ link: LinkID, by node: Int) {
        let number = number(of: link), side = wires[number].side(of: node)
        guard wires[number].isOpen(side) else { return }
        post(.end, on: link, from: node)
        shut(number, side)
    }

    /// One end is no longer there. A wire that has none is forgotten.
    mutating func shut(_ number: Int, _ side: Int) {
        guard wires[number].isOpen(side) else { return }
        wires[number].close(side)
        let node = wires[number].node(side)
        nodes[node].wires.removeAll { $0 == number }
        if side == 1 { nodes[node].inbound -= 1 }
        _ = wires.takeStream(on: number, from: side)
        guard !wires[number].isOpen(1 - side) else { return }
        deaths.forget(number)
        wires.remove(number)
    }
}
