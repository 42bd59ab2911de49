import GossipNet
import PledgeLedger

/// Announces the next entries of feeds, which nobody has signed, over the shortest of ways; and never
/// delivers anything.
struct Announcer: Hostile {
    var draw: Draw

    mutating func replace(_ frame: Frame, _ tally: inout Tally) -> [Frame] {
        if case .segment = frame { [] } else { [frame] }
    }

    mutating func volunteer(_ pool: borrowing EntryPool, _ tally: inout Tally) -> [Frame] {
        guard !pool.places.isEmpty else { return [] }
        var notes: [Frame.Announce.Note] = []
        for _ in 0..<4 {
            let entry = pool[UInt32(1 + draw.below(pool.places.count))].entry.entry
            notes.append(.init(
                author: entry.author, stop: entry.seq + 1 + UInt64(draw.below(8)), id: draw.next(), hops: 1))
        }
        tally.note(.emptyAnnouncement)
        return [.announce(.init(collective: 0, heads: notes))]
    }
}
