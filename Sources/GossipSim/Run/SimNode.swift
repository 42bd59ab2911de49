import GossipNet
import PledgeLedger

/// One simulated node but for its core: its store, and what a shell keeps besides.
package struct SimNode {
    /// Something that waits to be committed.
    package enum Work {
        case entries(Channel, Ticket, [UInt8])
        case proof(Channel, Ticket, [UInt8], [UInt8])
        case fetched(Channel, Ticket, EntryID, entry: [UInt8]?)
        /// The node's person signed an entry.
        case own(UInt32)

        package var link: LinkID? {
            switch self {
            case .entries(let channel, _, _), .proof(let channel, _, _, _), .fetched(let channel, _, _, _):
                channel.link
            case .own: nil
            }
        }
    }

    package let key: PublicKey
    package var store: SimStore
    package let address: Address
    package var isUp = false
    /// Whether its host answers at all: a host whose process was killed refuses dials.
    package var hasPower = false
    /// Counts the node's starts, so that nothing meant for an earlier life reaches a later one.
    package var life: UInt32 = 0
    /// Open wires, in the order of opening.
    package var wires: [Int] = []
    /// Links that others dialled.
    package var inbound = 0
    /// When the core wants to be woken, and the soonest wake-up in the queue.
    package var wake: UInt64?
    package var queuedWake: UInt64?
    /// When its core last had an input.
    package var clock: UInt64 = 0
    /// The last batch that it had a part in: see ``Simulation/performTogether()``.
    package var batch: UInt64 = 0
    package var work: [Work] = []
    package var isCommitting = false
    /// What the last commit changed, until the next: it may be lost with the power.
    package var undo: [(author: Int, slot: SimStore.Slot)] = []
    /// The store's newest change before it.
    package var undoChange: UInt64 = 0
    package var backup: SimStore?
    package var kept = SimKept()
    /// Whether the plan has it crash: what others keep is never read again.
    let crashes: Bool
    /// Addresses that it is told each time it starts: by an invite, and by hand, to be dialled for ever.
    package var told: (heard: [Address], kept: [Address]) = ([], [])
    /// Of the places in its address book.
    let bookSecret: [UInt8]
    /// What its clock is off by, in milliseconds.
    package var skew: Int64 = 0
    package var hostile: (any Hostile)?
    /// Honest, whatever else befalls it.
    package let isHonest: Bool

    mutating func keep(_ core: GossipCore, at now: UInt64) { kept.keep(core, in: &store, at: now) }
}

/// What is known of a feed since its store was restored from a backup.
package struct Restored {
    /// Peers that were given entries of it from here: what they hold they may have from the backup alone.
    private var given: Set<PublicKey> = []
    /// The newest entry, as a peer holds it too; zero where neither has any.
    private var confirmed: EntryID?

    package init() {}

    package mutating func give(to peer: PublicKey) { given.insert(peer) }

    /// A peer's word on the feed, which ended with `head` when it was asked.
    package mutating func hear(_ word: PeerHead, _ head: EntryID, from peer: PublicKey) {
        if word == .same, !given.contains(peer) { confirmed = head }
    }

    package func confirms(_ head: EntryID) -> Bool { confirmed == head }
}

/// Somebody who signs entries at a node: person and node have the same number.
package struct Person {
    package let key: SigningKey
    package let author: Int
    /// The entry signed last, as the mark beside the key has it; 0 where the mark is lost.
    package var mark: UInt32 = 0
    /// Set by a restore: what peers say of the feed since. Nothing is signed until one of them confirms its end.
    package var restored: Restored?
    /// Whether an entry waits to be committed.
    package var isSigning = false
    /// Whether it ever signed two entries at one place on purpose.
    package var isEquivocator = false
}
