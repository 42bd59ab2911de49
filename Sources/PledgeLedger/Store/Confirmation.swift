import GRDB

/// What a peer knows of the owner's feed: whether it holds the newest entry here, and since when it may
/// know that from this store alone.
///
/// A peer that was given the owner's entries from a restored backup holds what the backup holds: that
/// it then has the same newest entry says nothing. So its word counts only where it was given none
/// since the mark beside the key last changed, which is when a backup was restored. What it learnt
/// from others who had it from here can't be told from what it knew.
struct PeerWord: Equatable {
    let head: EntryID
    /// The store and machine that it was given to.
    let host: String
    /// When it was given, in milliseconds since the Unix epoch; 0 for never. A restored backup brings
    /// back older ones, so it counts only where the mark has not changed since.
    let time: UInt64
    /// When the peer was last given entries of the owner's from here; 0 for never.
    let given: UInt64

    func confirms(_ id: EntryID, on host: Mark.Host, since changed: UInt64) -> Bool {
        head == id && self.host == host.name && time >= changed && given < changed
    }
}

extension Store {
    /// Peers whose words are kept for each feed; the oldest go first.
    private static let words: Int64 = 4_096

    /// Notes that a peer holds the same newest entry of the owner's feed and none after it.
    ///
    /// - Parameters:
    ///   - node: the peer; zero for nobody, where nobody can know better.
    ///   - head: what the peer was asked about; nil for the newest entry here.
    ///   - now: milliseconds since the Unix epoch, by the clock that files get their times from; nil reads it.
    public func confirmHead(
        of author: PublicKey, in id: CollectiveID, by node: PublicKey = .zero, head: EntryID? = nil, now: UInt64? = nil
    ) throws {
        let head = try head ?? feed(of: author, in: id)?.head.id ?? .zero
        let host = try Mark.Host(store: path).name
        try note(author, id, node, set: "head = ?4, host = ?5, time = ?6", now: now) {
            $0.bind(4, head).bind(5, Array(host.utf8))
        }
    }

    /// Notes that a peer is about to be given entries of the owner's feed.
    public func noteGiven(to node: PublicKey, of author: PublicKey, in id: CollectiveID, now: UInt64? = nil) throws {
        try note(author, id, node, set: "given = ?6", now: now) { $0 }
    }

    private func note(
        _ author: PublicKey, _ id: CollectiveID, _ node: PublicKey, set: String, now: UInt64?,
        _ bind: (Prepared) throws -> Prepared
    ) throws {
        try write(.normal) { database in
            guard let row = try CollectiveTable(database: database).find(id) else { return }
            try Prepared(database, "INSERT OR IGNORE INTO word (collective, author, node) VALUES (?, ?, ?)")
                .bind(1, row.number).bind(2, author).bind(3, node).run()
            let update = try Prepared(database, "UPDATE word SET \(set) WHERE collective = ?1 AND author = ?2 AND node = ?3")
            try bind(update.bind(1, row.number).bind(2, author).bind(3, node)).bind(6, now ?? WallClock.now).run()
            try Prepared(database, """
                DELETE FROM word WHERE collective = ?1 AND author = ?2 AND node IN (
                    SELECT node FROM word WHERE collective = ?1 AND author = ?2
                    ORDER BY max(time, given) DESC LIMIT -1 OFFSET ?3)
                """).bind(1, row.number).bind(2, author).bind(3, Self.words).run()
        }
    }

    /// What each peer knows of an author's feed.
    func words(on author: PublicKey, in id: CollectiveID) throws -> [PeerWord] {
        try reading(id) { database, row in
            var words: [PeerWord] = []
            try Prepared(database, "SELECT head, host, time, given FROM word WHERE collective = ? AND author = ? ORDER BY node")
                .bind(1, row.number).bind(2, author).each {
                    words.append(PeerWord(
                        head: $0.value(0), host: String(decoding: $0.bytes(1), as: UTF8.self), time: $0.uint(2), given: $0.uint(3)))
                    return true
                }
            return words
        }
    }

    func headEntry(of author: PublicKey, in id: CollectiveID) throws -> Entry? {
        try reading(id) { database, row in
            guard let feed = try FeedTable(database: database, collective: row.number).find(author) else { return nil }
            return try EntryTable(database: database).entry(feed: feed.number, seq: feed.state.stop)?.entry
        }
    }
}
