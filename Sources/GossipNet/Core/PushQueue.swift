import PledgeLedger

/// Feeds with news for one peer, first come first served. One batch of pushes is under way at a time,
/// so that what comes meanwhile is gathered.
struct PushQueue: Sendable {
    private var order: [PublicKey] = []
    /// The seq after which the news begins. Looked up only.
    private var after: [PublicKey: UInt64] = [:]
    /// The batch under way.
    var ticket: Ticket?

    var count: Int { order.count }
    var isEmpty: Bool { order.isEmpty }
    var isIdle: Bool { ticket == nil }

    /// - Returns: false when the queue is full.
    mutating func add(_ author: PublicKey, after seq: UInt64) -> Bool {
        if let waiting = after[author] {
            after[author] = min(waiting, seq)
            return true
        }
        guard order.count < Limits.pushQueue else { return false }
        order.append(author)
        after[author] = seq
        return true
    }

    mutating func removeAll() {
        order = []
        after = [:]
    }

    /// The next batch.
    mutating func take(_ limit: Int) -> [(author: PublicKey, after: UInt64)] {
        let taken = order.prefix(limit).map { (author: $0, after: after.removeValue(forKey: $0) ?? 0) }
        order.removeFirst(taken.count)
        return taken
    }
}
