/// Which way a forked feed goes on from its fork: along the entries that a quorum of witnesses covered.
///
/// A witness who covered an entry covered every entry before it, so an entry has the support of all who
/// covered it or one that follows from it. Places are compared with their ids: a link leads from an entry
/// to the one that its `prev` names, one place below.
struct CoveredBranch {
    /// The entries past the end that count, in order.
    let path: [VerifiedEntry]
    /// Whether a quorum covered two entries at one place of it: more witnesses failed than the charter allows for.
    let isContested: Bool

    private struct Place: Hashable {
        let seq: UInt64
        let id: EntryID
    }

    /// - Parameters:
    ///   - end: where the feed ends so far: before the fork, or past it on a covered branch.
    ///   - held: the author's entries past it, of any branch, in any order; repeats do no harm.
    ///   - covers: that count, of this author.
    init(after end: FeedState, held: [VerifiedEntry], covers: [CoverRecord], charter: Charter) {
        let support = Self.support(held, covers, charter)
        let next = Dictionary(grouping: held) { Place(seq: $0.entry.seq, id: $0.entry.prev) }
        var state = end, path: [VerifiedEntry] = [], isContested = false
        while true {
            let candidates = (next[Place(seq: state.stop + 1, id: state.stopID)] ?? []).filter {
                support[Place(seq: $0.entry.seq, id: $0.entry.id), default: 0].nonzeroBitCount >= charter.quorum
            }
            guard let lowest = candidates.min(by: { $0.entry.id < $1.entry.id }) else { break }
            isContested = isContested || candidates.contains { $0.entry.id != lowest.entry.id }
            guard state.fits(lowest.entry, charter.quota) else { break }
            state = state.extended(by: lowest.entry)
            path.append(lowest)
        }
        (self.path, self.isContested) = (path, isContested)
    }

    /// Who stands behind each place: a bit a witness.
    private static func support(_ held: [VerifiedEntry], _ covers: [CoverRecord], _ charter: Charter) -> [Place: UInt64] {
        var bits: [PublicKey: UInt64] = [:], support: [Place: UInt64] = [:]
        for (bit, witness) in charter.witnesses.enumerated() { bits[witness] = 1 << UInt64(bit) }
        for cover in covers { support[Place(seq: cover.seq, id: cover.id), default: 0] |= bits[cover.witness] ?? 0 }
        for entry in held.sorted(by: { $0.entry.seq > $1.entry.seq }) {
            guard let own = support[Place(seq: entry.entry.seq, id: entry.entry.id)] else { continue }
            support[Place(seq: entry.entry.seq - 1, id: entry.entry.prev), default: 0] |= own
        }
        return support
    }
}
