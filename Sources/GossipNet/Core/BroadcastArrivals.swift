import PledgeLedger

/// How a feed's newest pushed entry came.
struct BroadcastArrival: Hashable, Sendable {
    /// The entry's seq.
    var stop: UInt64
    /// Links that it came over; ``unknown`` where somebody on the way did not know.
    var hops: UInt8
    /// The last of them; nil for what was signed here, or came by a comparison.
    var link: LinkID?

    /// The most that a frame can say.
    static let unknown = UInt8.max
}

/// The latest pushes of one collective, by author. It remembers at least the latest
/// ``Limits/arrivals`` ÷ 2 authors and forgets the others.
struct BroadcastArrivals: Sendable {
    // Looked up only, never walked.
    private var young: [PublicKey: BroadcastArrival] = [:]
    private var old: [PublicKey: BroadcastArrival] = [:]

    subscript(author: PublicKey) -> BroadcastArrival? { young[author] ?? old[author] }

    /// Forgets how an author's newest came, where that is this.
    mutating func forget(_ author: PublicKey, _ arrival: BroadcastArrival) {
        guard self[author] == arrival else { return }
        young[author] = nil
        old[author] = nil
    }

    mutating func note(_ author: PublicKey, _ arrival: BroadcastArrival) {
        young[author] = arrival
        if young.count >= Limits.arrivals / 2 {
            old = young
            young = [:]
        }
    }
}
