import PledgeLedger

/// What a peer is known to hold of feeds: what it sent or announced, and what it was sent. It
/// remembers at least the latest ``Limits/knownHeads`` ÷ 2 authors and forgets the others.
struct HeadMemory: Sendable {
    struct Known: Hashable, Sendable {
        /// Entries up to here.
        var stop: UInt64 = 0
        /// A fork proof for this place; 0 for none.
        var fork: UInt64 = 0
    }

    // Looked up only, never walked.
    private var young: [PublicKey: Known] = [:]
    private var old: [PublicKey: Known] = [:]

    subscript(author: PublicKey) -> Known { young[author] ?? old[author] ?? Known() }

    /// The peer has the feed's entries up to `stop`.
    mutating func note(_ author: PublicKey, stop: UInt64) {
        var known = self[author]
        known.stop = max(known.stop, stop)
        store(known, author)
    }

    /// The peer says that its feed ends at `stop`, which may be lower than it was.
    mutating func set(_ author: PublicKey, stop: UInt64, fork: UInt64) {
        store(Known(stop: stop, fork: fork), author)
    }

    /// The peer has the proof of a fork at `fork`.
    mutating func note(_ author: PublicKey, fork: UInt64) {
        var known = self[author]
        known.fork = known.fork == 0 ? fork : min(known.fork, fork)
        store(known, author)
    }

    private mutating func store(_ known: Known, _ author: PublicKey) {
        young[author] = known
        if young.count >= Limits.knownHeads / 2 {
            old = young
            young = [:]
        }
    }
}
