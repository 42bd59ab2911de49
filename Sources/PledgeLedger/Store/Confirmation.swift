import GRDB

/// A peer's word, at the end of a sync that left both with one root, that an author's head is the
/// newest it knows; it holds for the store and machine it was given to.
struct Confirmation: Equatable {
    let head: EntryID
    let host: String
}

extension Mark.Host {
    var name: String { "\(machine)/\(device)/\(inode)" }
}

extension Store {
    /// Notes that a peer holds the same ledger, so that the owner's head is no older than the peer's.
    public func confirmHead(of author: PublicKey, in id: CollectiveID) throws {
        let host = try Mark.Host(store: path).name
        let head = try feed(of: author, in: id)?.head.id ?? .zero
        guard try confirmation(of: author, in: id) != Confirmation(head: head, host: host) else { return }
        try write(.normal) { database in
            try Prepared(database, """
                INSERT OR REPLACE INTO confirmation (collective, author, head, host)
                SELECT number, ?2, ?3, ?4 FROM collective WHERE id = ?1
                """).bind(1, id).bind(2, author).bind(3, head).bind(4, Array(host.utf8)).run()
        }
    }

    func confirmation(of author: PublicKey, in id: CollectiveID) throws -> Confirmation? {
        try reading(id) { database, row in
            try Prepared(database, "SELECT head, host FROM confirmation WHERE collective = ? AND author = ?")
                .bind(1, row.number).bind(2, author)
                .first { Confirmation(head: $0.value(0), host: String(decoding: $0.bytes(1), as: UTF8.self)) }
        }
    }

    func headEntry(of author: PublicKey, in id: CollectiveID) throws -> Entry? {
        try reading(id) { database, row in
            guard let feed = try FeedTable(database: database, collective: row.number).find(author) else { return nil }
            return try EntryTable(database: database).entry(feed: feed.number, seq: feed.state.stop)?.entry
        }
    }
}
