import PledgeLedger

/// By how many links one lazy peer's ways are shorter than those that entries came, apart for each link
/// that they came by: to change that one for the peer shortens the ways of just those entries, whoever
/// signs. So each change makes all ways in the tree shorter taken together, and the changes come to an end.
struct BroadcastWays: Sendable {
    /// A moving average over entries that came by one link.
    private struct Average {
        let link: LinkID
        /// In 64ths of a link.
        var shorter: Int
        /// Entries that it is over.
        var entries: Int
    }

    // Oldest first.
    private var averages: [Average] = []

    /// An entry has come by a link over so many links more than it would have by the peer.
    mutating func note(_ links: Int, than link: LinkID) {
        guard let index = averages.firstIndex(where: { $0.link == link }) else {
            if averages.count >= Limits.announcers { averages.removeFirst() }
            return averages.append(Average(link: link, shorter: 64 * links, entries: 1))
        }
        let entries = min(averages[index].entries + 1, Limits.shorterEntriesMost)
        averages[index].entries = entries
        averages[index].shorter += (64 * links - averages[index].shorter) / entries
    }

    /// Whether the peer's ways are shorter than those by a link.
    func areShorter(than link: LinkID) -> Bool {
        averages.contains {
            $0.link == link && $0.entries >= Limits.shorterEntries && $0.shorter >= Limits.shorterOnAverage
        }
    }

    /// By how many 64ths of a link the peer's ways are shorter than those by a link; nil where none is known.
    func shorter(than link: LinkID) -> Int? { averages.first { $0.link == link }?.shorter }

    /// A link is of the tree no more, or anew.
    mutating func forget(_ link: LinkID) { averages.removeAll { $0.link == link } }

    mutating func removeAll() { averages = [] }
}
