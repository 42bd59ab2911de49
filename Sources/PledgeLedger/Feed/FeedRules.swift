/// The feed rules in their plainest form, for audits and as the measure of the store's own.
public enum FeedRules {
    /// One author's state, and the entries that count, from every valid entry held by that author in
    /// one collective. Where pairs with the same place and link exist, the lowest decides.
    ///
    /// - Parameter held: entries in any order; repeats do no harm.
    public static func state(
        of held: some Sequence<VerifiedEntry>, quota: Charter.Quota
    ) -> (state: FeedState, chain: [VerifiedEntry]) {
        var byLink: [Link: [EntryID: VerifiedEntry]] = [:]
        var fork: UInt64 = 0
        for entry in held where entry.entry.seq <= quota.entries {
            let link = Link(seq: entry.entry.seq, prev: entry.entry.prev)
            byLink[link, default: [:]][entry.entry.id] = entry
            let isPair = (byLink[link]?.count ?? 0) > 1
            if isPair, fork == 0 || link.seq < fork { fork = link.seq }
        }
        var state = FeedState(fork: fork)
        var chain: [VerifiedEntry] = []
        while fork == 0 || state.stop + 1 < fork,
            let next = byLink[Link(seq: state.stop + 1, prev: state.stopID)]?.first?.value,
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
