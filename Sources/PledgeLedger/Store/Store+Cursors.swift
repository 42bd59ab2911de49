import GRDB

/// How far a store has what a peer's store holds of a collective: all that it held at one of its changes.
public struct Cursor: Hashable, Sendable {
    /// The peer's node key.
    public var node: PublicKey
    public var collective: CollectiveID
    /// Which of the peer's stores: see ``Store/incarnation()``.
    public var incarnation: UInt64
    /// The number of the change in the peer's store.
    public var change: UInt64

    public init(node: PublicKey, collective: CollectiveID, incarnation: UInt64, change: UInt64) {
        self.node = node
        self.collective = collective
        self.incarnation = incarnation
        self.change = change
    }
}

extension Store {
    /// Keeps a cursor in the place of an earlier one, and the newest `limit` of all.
    public func keep(_ cursor: Cursor, limit: Int) throws {
        try write(.normal) { database in
            try Prepared(database, """
                INSERT OR REPLACE INTO cursor (node, collective, incarnation, change, noted)
                VALUES (?, ?, ?, ?, (SELECT coalesce(max(noted), 0) + 1 FROM cursor))
                """).bind(1, cursor.node).bind(2, cursor.collective).bind(3, cursor.incarnation)
                .bind(4, cursor.change).run()
            try Prepared(database, """
                DELETE FROM cursor WHERE (node, collective) IN
                    (SELECT node, collective FROM cursor ORDER BY noted DESC LIMIT -1 OFFSET ?)
                """).bind(1, Int64(limit)).run()
        }
    }

    /// All cursors, the one kept first first.
    public func cursors() throws -> [Cursor] {
        try read { database in
            var cursors: [Cursor] = []
            try Prepared(database, "SELECT node, collective, incarnation, change FROM cursor ORDER BY noted").each {
                cursors.append(Cursor(
                    node: $0.value(0), collective: $0.value(1), incarnation: UInt64(bitPattern: $0.int(2)),
                    change: UInt64(bitPattern: $0.int(3))))
                return true
            }
            return cursors
        }
    }

    /// Heads of the feeds in the frontier that changed after a change number, oldest change first.
    /// - Returns: nil where the store has not got to that number, and where more than `limit` changed.
    public func headsChanged(in id: CollectiveID, after number: UInt64, limit: Int) throws -> [Head]? {
        try reading(id) { database, row in
            guard number <= row.change else { return nil }
            var heads: [Head] = []
            try Prepared(database, """
                SELECT \(FeedTable.columns) FROM feed WHERE collective = ? AND change > ? ORDER BY change
                """).bind(1, row.number).bind(2, number).each {
                    let feed = FeedTable.row($0)
                    if feed.isInFrontier { heads.append(feed.head) }
                    return heads.count <= limit
                }
            return heads.count <= limit ? heads : nil
        }
    }
}
