import GRDB

/// Entries past a fork that witnesses covered and that are missing: wanted by id, from the covered one back
/// to the fork. Nothing else is held past a fork: what an author alone makes up there costs nobody a byte. A
/// witness who covers many stories of one author makes everybody hold them; each such cover is proof against it.
extension Appender {
    /// Keeps an entry past its author's fork, where it is wanted. - Returns: whether it was.
    func keepBranch(_ verified: VerifiedEntry, text: SaltedText?) throws -> Bool {
        let entry = verified.entry
        guard charter.isWitnessed, entry.collective == collective.id, let feed = try load(entry.author) else { return false }
        var wanted = try wanted(of: feed)
        guard wanted.remove(entry.id) != nil else { return false }
        let isErased = try erased.isErased(entry.id, by: entry.author)
        let committed = text.flatMap { $0.commitment == entry.commitment && !isErased ? $0.bytes : nil }
        try keepAside(verified, feed: feed, text: committed)
        besideChanged = true
        if entry.seq > feed.state.fork, try !isHeld(entry.prev, at: entry.seq - 1, in: feed) { wanted.insert(entry.prev) }
        // A long branch comes entry by entry: it is not to be gone through for each.
        wantedBranches[entry.author] = wanted
        return true
    }

    private func isHeld(_ id: EntryID, at seq: UInt64, in feed: FeedRow) throws -> Bool {
        if seq <= feed.state.stop, try entries.id(feed: feed.number, seq: seq) == id { return true }
        return try aside.find(id) != nil
    }

    /// Ids of one author's entries that are wanted.
    func wanted(of feed: FeedRow) throws -> Set<EntryID> {
        if let known = wantedBranches[feed.author] { return known }
        let wanted = try BranchTable(entries: entries, aside: aside, covers: covers).wanted(of: feed, quorum: charter.quorum)
        wantedBranches[feed.author] = wanted
        return wanted
    }
}

extension Store {
    /// Ids of entries past forks that witnesses covered and that are missing here, at most `limit`.
    public func missingBranches(in id: CollectiveID, limit: Int) throws -> [EntryID] {
        try reading(id) { database, row in
            guard let charter = row.charter, charter.isWitnessed else { return [] }
            let branches = BranchTable(database: database, collective: row.number)
            var ids: [EntryID] = []
            for feed in try FeedTable(database: database, collective: row.number).forked() where ids.count < limit {
                ids += try branches.wanted(of: feed, quorum: charter.quorum).sorted()
            }
            return Array(ids.prefix(limit))
        }
    }

    /// Takes entries past forks that witnesses covered, as far as they are wanted: the newest first.
    /// - Returns: how many were.
    public func takeBranches(_ offers: [Offer], into id: CollectiveID) throws -> Int {
        try appending(to: id, .normal) { appender in
            try offers.reduce(0) { try $0 + (appender.keepBranch($1.entry, text: $1.text) ? 1 : 0) }
        }
    }

    /// The same in any order, and again while more covers come to count by them.
    func takeBranches(_ entries: [VerifiedEntry], texts: [EntryID: SaltedText] = [:], into id: CollectiveID) throws {
        guard try collective(id)?.charter?.isWitnessed ?? false, !entries.isEmpty else { return }
        let offers = entries.sorted { ($1.entry.seq, $0.entry.id) < ($0.entry.seq, $1.entry.id) }
            .map { Offer($0, text: texts[$0.entry.id]) }
        while try takeBranches(offers, into: id) > 0 {}
    }
}
