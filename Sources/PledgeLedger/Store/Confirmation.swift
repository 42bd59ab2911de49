import GRDB

/// A peer's word, at the end of a sync that left both with one root, that an author's head is the
/// newest it knows; it holds for the store and machine it was given to.
struct Confirmation: Equatable {
    let head: EntryID
    let host: String
    /// When it was given, in milliseconds since the Unix epoch. A restored backup brings back older
    /// ones, so it counts only where the mark has not changed since.
    let time: UInt64
}

extension Confirmation {
    /// Host and time as one column: `HOST@TIME`. Earlier versions wrote no time; theirs say nothing.
    fileprivate var place: [UInt8] { Array("\(host)@\(time)".utf8) }

    fileprivate init?(head: EntryID, place: String) {
        guard let at = place.lastIndex(of: "@"), let time = UInt64(place[place.index(after: at)...]) else { return nil }
        self.init(head: head, host: String(place[..<at]), time: time)
    }
}

extension Store {
    /// Notes that a peer holds the same ledger, so that the owner's head is no older than the peer's.
    /// - Parameter now: milliseconds since the Unix epoch, by the clock that files get their times from; nil reads it.
    public func confirmHead(of author: PublicKey, in id: CollectiveID, now: UInt64? = nil) throws {
        let head = try feed(of: author, in: id)?.head.id ?? .zero
        let new = Confirmation(head: head, host: try Mark.Host(store: path).name, time: now ?? WallClock.now)
        guard try confirmation(of: author, in: id) != new else { return }
        try write(.normal) { database in
            try Prepared(database, """
                INSERT OR REPLACE INTO confirmation (collective, author, head, host)
                SELECT number, ?2, ?3, ?4 FROM collective WHERE id = ?1
                """).bind(1, id).bind(2, author).bind(3, head).bind(4, new.place).run()
        }
    }

    func confirmation(of author: PublicKey, in id: CollectiveID) throws -> Confirmation? {
        try reading(id) { database, row in
            try Prepared(database, "SELECT head, host FROM confirmation WHERE collective = ? AND author = ?")
                .bind(1, row.number).bind(2, author)
                .first { Confirmation(head: $0.value(0), place: String(decoding: $0.bytes(1), as: UTF8.self)) } ?? nil
        }
    }

    func headEntry(of author: PublicKey, in id: CollectiveID) throws -> Entry? {
        try reading(id) { database, row in
            guard let feed = try FeedTable(database: database, collective: row.number).find(author) else { return nil }
            return try EntryTable(database: database).entry(feed: feed.number, seq: feed.state.stop)?.entry
        }
    }
}
