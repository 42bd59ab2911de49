import GossipNet

// What goes beside the streams: lost, doubled and overtaken as it comes.
extension Simulation {
    /// Sends a datagram under a link's session; a hostile node may put another in its place.
    mutating func sendDatagram(_ datagram: Datagram, on link: LinkID, from node: Int) {
        let number = number(of: link), side = wires[number].side(of: node)
        guard wires[number].isOpen(side) else { return }
        let said = nodes[node].hostile?.replace(datagram, &tally) ?? datagram
        traffic.note(said)
        let other = wires[number].node(1 - side)
        guard !roads.isBlocked(node, other) else { return tally.note(.heldByPartition) }
        guard !plan.filtered.contains(node), !plan.filtered.contains(other) else { return tally.note(.datagramFiltered) }
        for delay in roads.datagramDelays(wires[number].delay, &tally) {
            schedule(.datagram(wire: number, side: 1 - side, said), at: taken(by: other, at: now + delay))
        }
    }

    /// When a node takes in what comes to it at a time.
    mutating func taken(by node: Int, at time: UInt64) -> UInt64 {
        let taken = isCalm ? time : plan.taken(by: node, at: time)
        if taken > time { tally.note(.stall) }
        return taken
    }

    /// A datagram opens only while its receiver has the session.
    mutating func deliver(_ datagram: Datagram, on number: Int, to side: Int) {
        guard wires[number].isOpen(side) else { return }
        give(wires[number].node(side), .datagram(wires[number].id, datagram))
    }
}
