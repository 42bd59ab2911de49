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
    /// Keeps these cursors, in their order, and no others.
    public func keep(_ cursors: [Cursor]) throws {
        try write(.normal) { database in
            try Prepared(database, "DELETE FROM cursor").run()
            let insertion = try Prepared(database, """
                INSERT OR REPLACE INTO cursor (node, collective, incarnation, change, noted) VALUES (?, ?, ?, ?, ?)
                """)
            for (index, cursor) in cursors.enumerated() {
                try insertion.bind(1, cursor.node).bind(2, cursor.collective).bind(3, cursor.incarnation)
                    .bind(4, cursor.change).bind(5, Int64(index)).run()
            }
        }
    }

    /// All cursors, in the order in which they were given.
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
