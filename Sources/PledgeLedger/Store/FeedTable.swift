import GRDB

/// One feed's row.
struct FeedRow {
    let number: Int64
    let author: PublicKey
    var state: FeedState
    /// Distance from the founders; nil in the waiting room.
    var distance: UInt8?

    var isKept: Bool { distance != nil }
    /// A kept feed enters the frontier with its first entry, or with proof that it forked.
    var isInFrontier: Bool { isKept && (state.stop > 0 || state.isForked) }
    var head: Head {
        Head(author: author, stop: state.stop, id: state.stopID, fork: state.fork, rank: distance ?? .max)
    }
}

/// Rows of one collective's feeds.
struct FeedTable {
    let database: Database
    let collective: Int64

    static let columns = "number, author, stop, stop_id, fork, bytes, distance"

    static func row(_ row: Prepared.Row) -> FeedRow {
        FeedRow(
            number: row.int(0), author: row.value(1),
            state: FeedState(
                stop: row.count(2, atMost: Entry.Layout.maximumSeq), stopID: row.value(3),
                fork: row.count(4, atMost: Entry.Layout.maximumSeq), bytes: row.count(5)),
            distance: row.isNull(6) ? nil : UInt8(clamping: row.int(6)))
    }

    func find(_ author: PublicKey) throws -> FeedRow? {
        try Prepared(database, "SELECT \(Self.columns) FROM feed WHERE collective = ? AND author = ?")
            .bind(1, collective).bind(2, author).first(Self.row)
    }

    func create(_ author: PublicKey, distance: UInt8?) throws -> FeedRow {
        let statement = try Prepared(database, """
            INSERT INTO feed (collective, author, stop, stop_id, fork, bytes, distance, change)
            VALUES (?, ?, 0, ?, 0, 0, ?, 0)
            """)
        statement.bind(1, collective).bind(2, author).bind(3, EntryID.zero)
        if let distance { statement.bind(4, Int64(distance)) } else { statement.bindNull(4) }
        try statement.run()
        return FeedRow(number: database.lastInsertedRowID, author: author, state: FeedState(), distance: distance)
    }

    /// Writes a feed's row, if nobody moved its head since it was read.
    func save(_ feed: FeedRow, change: UInt64, expecting head: EntryID) throws {
        let statement = try Prepared(database, """
            UPDATE feed SET stop = ?, stop_id = ?, fork = ?, bytes = ?, distance = ?, change = ?
            WHERE number = ? AND stop_id = ?
            """)
        statement.bind(1, feed.state.stop).bind(2, feed.state.stopID).bind(3, feed.state.fork)
            .bind(4, feed.state.bytes).bind(6, change).bind(7, feed.number).bind(8, head)
        if let distance = feed.distance { statement.bind(5, Int64(distance)) } else { statement.bindNull(5) }
        try statement.run()
        guard database.changesCount == 1 else {
            throw DatabaseError(resultCode: .SQLITE_BUSY, message: "a feed's head moved")
        }
    }

    /// Writes at once whether a feed waits, for the waiting room's count within the same transaction.
    func setDistance(_ distance: UInt8?, of number: Int64) throws {
        let statement = try Prepared(database, "UPDATE feed SET distance = ? WHERE number = ?").bind(2, number)
        if let distance { statement.bind(1, Int64(distance)) } else { statement.bindNull(1) }
        try statement.run()
    }

    func delete(_ feed: FeedRow) throws {
        let number = feed.number
        try Prepared(database, "DELETE FROM feed WHERE number = ?").bind(1, number).run()
        for table in ["entry", "text", "lacking"] {
            try Prepared(database, "DELETE FROM \(table) WHERE place >= ? AND place < ?")
                .bind(1, number << 32).bind(2, (number + 1) << 32).run()
        }
        try Prepared(database, "DELETE FROM fork WHERE feed = ?").bind(1, number).run()
        try Prepared(database, "DELETE FROM erased WHERE collective = ? AND author = ?")
            .bind(1, collective).bind(2, feed.author).run()
        try Prepared(database, "DELETE FROM aside WHERE feed = ? AND why <> ?")
            .bind(1, number).bind(2, AsideTable.Why.definition.rawValue).run()
    }

    func kept() throws -> [FeedRow] {
        var rows: [FeedRow] = []
        try Prepared(database, "SELECT \(Self.columns) FROM feed WHERE collective = ? AND distance IS NOT NULL")
            .bind(1, collective).each { row in
                rows.append(Self.row(row))
                return true
            }
        return rows
    }

    /// Feeds with a proof of their fork, by author.
    func forked() throws -> [FeedRow] {
        var rows: [FeedRow] = []
        try Prepared(database, """
            SELECT number, author, stop, stop_id, feed.fork, bytes, distance FROM fork CROSS JOIN feed ON feed.number = fork.feed
            WHERE feed.collective = ? ORDER BY author
            """).bind(1, collective).each { row in
                rows.append(Self.row(row))
                return true
            }
        return rows
    }

    /// Those of the charter's witnesses whom nobody admitted.
    func outside(_ witnesses: [PublicKey]) throws -> Set<PublicKey> {
        Set(try witnesses.filter { try find($0)?.distance == VouchLadder.outside })
    }

    func waitingCount() throws -> Int {
        try Prepared(database, "SELECT count(*) FROM feed WHERE collective = ? AND distance IS NULL")
            .bind(1, collective).first { Int($0.int(0)) } ?? 0
    }

    /// The feed that has waited longest, of those that may go.
    func oldestWaiting(where mayGo: (PublicKey) -> Bool) throws -> FeedRow? {
        var oldest: FeedRow?
        try Prepared(database, """
            SELECT \(Self.columns) FROM feed WHERE collective = ? AND distance IS NULL ORDER BY number
            """).bind(1, collective).each {
                let row = Self.row($0)
                if mayGo(row.author) { oldest = row }
                return oldest == nil
            }
        return oldest
    }
}
