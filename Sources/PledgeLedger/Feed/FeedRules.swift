/// The feed rules in their plainest form, for audits and as the measure of the store's own.
public enum FeedRules {
    /// One author's state, and the entries that count, from every valid entry held by that author in
    /// one collective. Where pairs with the same place and link exist, the lowest decides.
    ///
    /// - Parameters:
    ///   - held: entries of the feed in any order; repeats do no harm.
    ///   - apart: entries held outside the feed, which show forks and are in no chain.
    public static func state(
        of held: some Sequence<VerifiedEntry>, apart: [VerifiedEntry] = [], quota: Charter.Quota
    ) -> (state: FeedState, chain: [VerifiedEntry]) {
        var byLink: [Link: VerifiedEntry] = [:]
        var fork: UInt64 = 0
        func see(_ entry: VerifiedEntry) {
            let link = Link(seq: entry.entry.seq, prev: entry.entry.prev)
            let first = byLink[link, default: entry]
            byLink[link] = first
            if first.entry.id != entry.entry.id, fork == 0 || link.seq < fork { fork = link.seq }
        }
        for entry in held where entry.entry.seq <= quota.entries { see(entry) }
        let inFeed = byLink
        for entry in apart where entry.entry.seq <= quota.entries { see(entry) }
        var state = FeedState(fork: fork)
        var chain: [VerifiedEntry] = []
        while fork == 0 || state.stop + 1 < fork,
            let next = inFeed[Link(seq: state.stop + 1, prev: state.stopID)],
            state.bytes + UInt64(next.entry.bytes.count) <= quota.bytes
        {
            state = state.extended(by: next.entry)
            chain.append(next)
        }
        return (state, chain)
    }

    private struct Link: Hashable {
        let seq: UInt64
        let prev: EntryID
    }
}
