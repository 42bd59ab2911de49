/// Something that the plan makes happen at a moment. Nodes are named by their numbers.
package enum Fault: Sendable {
    /// Starts nodes that were not there before, with empty stores.
    case join([Int])
    /// Kills processes: their sockets are reset, what was not committed is lost.
    case kill([Int])
    /// Takes the power: nobody is told, and the last commit may be lost as well.
    case powerOff([Int])
    /// Starts nodes again that are down.
    case restart([Int])
    /// Copies the nodes' stores aside,
    case backUp([Int])
    /// and puts the copies in their places, with the signer's mark kept or lost too.
    case restore([Int], keepsMark: Bool)
    /// Nodes numbered so can't reach the others; `isOneWay`: but the others reach them.
    case partition([Int], isOneWay: Bool)
    case heal
    /// The nodes' authors sign two entries at one place.
    case equivocate([Int])
}

/// How a hostile node behaves.
package enum HostileKind: Hashable, Sendable {
    /// Is a good neighbour, answers pings, and passes nothing on.
    case silent
    /// Claims roots that nobody has.
    case rootLiar
    /// Sends entries with bad signatures.
    case badSigner
    /// Tells of addresses where nobody is, and of its like.
    case poisoner
    /// Announces entries that nobody has.
    case announcer
}

/// Something that a plan has called for and that must have happened when the run ends.
package enum Happening: Int, CaseIterable, Sendable {
    case loss, duplication, reordering, heldByPartition, kill, powerOff, restart, groupLost, commitUndone, restore
    case join, unreachableDial, refusedDial, silence, lie, badSignature, equivocation, streamHeldBack, backlog
    case slowReaderDropped, skewedClock, datagramFiltered, poison, emptyAnnouncement, stall

    package var name: String { "\(self)" }
}

/// How often each thing happened.
package struct Tally: Sendable {
    private var counts = [UInt64](repeating: 0, count: Happening.allCases.count)

    package init() {}

    package subscript(happening: Happening) -> UInt64 { counts[happening.rawValue] }

    package mutating func note(_ happening: Happening, _ times: UInt64 = 1) { counts[happening.rawValue] += times }
}
