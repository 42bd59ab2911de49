import GRDB

/// Reads what a witness has yet to cover, and checks it.
struct WitnessReader {
    let database: Database
    let charter: Charter
    let witness: PublicKey
    let now: UInt64
    private let row: CollectiveRow
    private let feeds: FeedTable

    init(_ database: Database, _ row: CollectiveRow, charter: Charter, witness: PublicKey, now: UInt64) {
        (self.database, self.row, self.charter, self.witness, self.now) = (database, row, charter, witness, now)
        feeds = FeedTable(database: database, collective: row.number)
    }

    /// What one feed has beyond this witness's last cover.
    struct Stretch {
        let author: PublicKey
        /// How far it can be covered; nil where not at all.
        var cover: Witness.Cover?
        /// Whether somebody says something in it, other than what they hold.
        var isNews = false
        var refusal: Witnessing.Refusal.Reason?
    }

    /// - Returns: nil where there is nothing new.
    func stretch(_ author: PublicKey) throws -> Stretch? {
        guard let feed = try feeds.find(author), feed.isKept else { return nil }
        let last = try lastCover(of: author)
        if let last, last.seq <= feed.state.stop {
            let held = try EntryTable(database: database).id(feed: feed.number, seq: last.seq)
            guard held == last.id else { return Stretch(author: author, refusal: .otherChain(last.seq)) }
        }
        guard feed.state.stop > last?.seq ?? 0 else { return nil }
        var stretch = Stretch(author: author), at = (seq: last?.seq ?? 0, id: last?.id ?? .zero)
        var verifier = EntryVerifier()
        try Prepared(database, "SELECT bytes FROM entry WHERE place > ? AND place <= ? ORDER BY place")
            .bind(1, EntryTable.place(feed: feed.number, seq: at.seq))
            .bind(2, EntryTable.place(feed: feed.number, seq: feed.state.stop)).each {
                // From bytes alone: the store's word is not enough to sign for.
                guard let entry = try? verifier.verify($0.bytes(0)), entry.entry.author == author,
                    entry.entry.collective == row.id, entry.entry.seq == at.seq + 1, entry.entry.prev == at.id
                else {
                    stretch.refusal = .damaged(at.seq + 1)
                    return false
                }
                guard !isAhead(entry) else {
                    stretch.refusal = .ahead(at.seq + 1)
                    return false
                }
                at = (entry.entry.seq, entry.entry.id)
                if entry.reading.kind != .witness { stretch.isNews = true }
                return true
            }
        if at.seq > last?.seq ?? 0 { stretch.cover = Witness.Cover(author: author, seq: at.seq, id: at.id) }
        return stretch.cover == nil && stretch.refusal == nil ? nil : stretch
    }

    private func isAhead(_ entry: VerifiedEntry) -> Bool {
        guard case .witness(let other) = entry.reading.facts, charter.witnesses.contains(other.key) else { return false }
        return other.time > now && other.time - now > Witnessing.ahead && other.isCosigned(in: row.id)
    }

    /// This witness's furthest cover of a feed, whatever chain it is on.
    private func lastCover(of author: PublicKey) throws -> (seq: UInt64, id: EntryID)? {
        try Prepared(database, """
            SELECT seq, id FROM cover WHERE collective = ? AND author = ? AND witness = ? ORDER BY seq DESC, id LIMIT 1
            """).bind(1, row.number).bind(2, author).bind(3, witness).first { ($0.uint(0), $0.value(1)) }
    }

    /// The time of this witness's last covers; 0 before any.
    func lastTime() throws -> UInt64 { try Store.lastCoverTime(of: witness, database, row) }
}
