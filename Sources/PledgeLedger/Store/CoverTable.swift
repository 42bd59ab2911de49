import GRDB

/// What named witnesses covered, of one collective, with the counted entries that carry it. Which of it
/// lies on its author's chain is for the reader to see: chains may change.
struct CoverTable {
    let database: Database
    let collective: Int64

    private static let columns = "cover.witness, cover.time, cover.author, cover.seq, cover.id"

    /// Adds the covers of an entry that begins to count; its cosignature was checked.
    func insert(_ witness: Witness, _ placed: PlacedEntry) throws {
        for cover in witness.covers {
            try Prepared(database, """
                INSERT INTO cover (collective, author, seq, id, witness, time, feed, carrier) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """).bind(1, collective).bind(2, cover.author).bind(3, cover.seq).bind(4, cover.id).bind(5, witness.key)
                .bind(6, Int64(clamping: witness.time)).bind(7, placed.feed).bind(8, placed.seq).run()
        }
    }

    /// Takes out what an entry carried that no longer counts. - Returns: whether there was any.
    func delete(_ witness: Witness, _ placed: PlacedEntry) throws -> Bool {
        var wasAny = false
        for cover in witness.covers {
            try Prepared(database, """
                DELETE FROM cover WHERE collective = ? AND author = ? AND seq = ? AND id = ? AND witness = ? AND feed = ? AND carrier = ?
                """).bind(1, collective).bind(2, cover.author).bind(3, cover.seq).bind(4, cover.id).bind(5, witness.key)
                .bind(6, placed.feed).bind(7, placed.seq).run()
            wasAny = wasAny || database.changesCount > 0
        }
        return wasAny
    }

    /// Every cover of one author's feed, whatever chain its id is on, by place, id, witness and carrier.
    func all(of author: PublicKey, from seq: UInt64 = 1) throws -> [CoverRecord] {
        var records: [CoverRecord] = []
        try Prepared(database, """
            SELECT \(Self.columns), feed.author, cover.carrier FROM cover JOIN feed ON feed.number = cover.feed
            WHERE cover.collective = ? AND cover.author = ? AND cover.seq >= ?
            ORDER BY cover.seq, cover.id, cover.witness, feed.author, cover.carrier
            """).bind(1, collective).bind(2, author).bind(3, seq).each {
                records.append(CoverRecord($0))
                return true
            }
        return records
    }

    /// Every cover, whatever chain its id is on.
    func all() throws -> [CoverRecord] {
        var records: [CoverRecord] = []
        try Prepared(database, """
            SELECT \(Self.columns), feed.author, cover.carrier FROM cover JOIN feed ON feed.number = cover.feed
            WHERE cover.collective = ? ORDER BY cover.author, cover.seq, cover.id, cover.witness
            """).bind(1, collective).each {
                records.append(CoverRecord($0))
                return true
            }
        return records
    }

    /// Every cover that reaches its author's chain, of kept feeds: by author, place, id, witness and carrier.
    /// - Parameter author: of their feed alone; nil for all.
    func onChains(of author: PublicKey? = nil) throws -> [CoverRecord] {
        let feeds = FeedTable(database: database, collective: collective)
        let asked = try author.map { try feeds.find($0).map { [$0] } ?? [] } ?? feeds.forked()
        let forked = try asked.filter { $0.isKept && $0.state.isForked }.flatMap(reaching)
        return try (ofUnforked(author) + forked).sorted { $0.order < $1.order }
    }

    /// Of a feed that never forked, covers count of what the chain holds.
    private func ofUnforked(_ author: PublicKey?) throws -> [CoverRecord] {
        var records: [CoverRecord] = []
        let statement = try Prepared(database, """
            SELECT \(Self.columns), carrying.author, cover.carrier, entry.bytes FROM cover
            JOIN feed AS carrying ON carrying.number = cover.feed
            JOIN feed ON feed.collective = cover.collective AND feed.author = cover.author
            JOIN entry ON entry.place = (feed.number << 32) + cover.seq
            WHERE cover.collective = ? AND feed.distance IS NOT NULL AND feed.fork = 0 AND cover.seq <= feed.stop
            \(author == nil ? "" : "AND cover.author = ?")
            ORDER BY cover.author, cover.seq, cover.id, cover.witness, carrying.author, cover.carrier
            """).bind(1, collective)
        if let author { statement.bind(2, author) }
        try statement.each {
                let record = CoverRecord($0)
                // One place's covers come together: its entry is hashed once.
                if let last = records.last, last.author == record.author, last.seq == record.seq, last.id == record.id {
                    records.append(record)
                } else if (try? Entry($0.bytes(7)))?.id == record.id {
                    records.append(record)
                }
                return true
            }
        return records
    }

    private func reaching(_ feed: FeedRow) throws -> [CoverRecord] {
        let entries = EntryTable(database: database), aside = AsideTable(database: database, collective: collective)
        var branches: [EntryID: Entry] = [:]
        for held in try aside.all(of: feed.author, from: feed.state.fork) { branches[held.entry.id] = held.entry }
        var reach = CoverReach<any Error>(feed.state, branches: branches) { try entries.id(feed: feed.number, seq: $0) }
        return try all(of: feed.author).compactMap { try reach.reaching($0) }
    }
}

extension CoverRecord {
    fileprivate init(_ row: Prepared.Row) {
        self.init(
            witness: row.value(0), time: row.uint(1), author: row.value(2), seq: row.uint(3), id: row.value(4),
            carrier: row.value(5), carrierSeq: row.uint(6))
    }
}

extension Store {
    /// Everything that the charter's witnesses covered, of what counts, with the entries that carry it:
    /// by author, place, id, witness and carrier. Empty where the charter names no witness.
    public func coverRecords(of id: CollectiveID) throws -> [CoverRecord] {
        try reading(id) { try CoverTable(database: $0, collective: $1.number).onChains() }
    }

    /// Covers of a time that their witness can't have had. Every cover is read for that.
    public func backdatedCovers(of id: CollectiveID) throws -> [BackdatedCover] {
        try reading(id) { database, row in
            guard row.charter?.isWitnessed ?? false else { return [] }
            let table = CoverTable(database: database, collective: row.number)
            return BackdatedCover.all(in: try table.onChains(), carried: try table.all())
        }
    }

    /// The same as views use it.
    public func covers(of id: CollectiveID) throws -> Covers {
        try reading(id) { try Store.covers($0, $1) }
    }

    /// The same, each author's when a view asks for them, within its own read of the store.
    func coversAsAsked(_ row: CollectiveRow) -> Covers {
        let number = row.number
        return Covers(quorum: row.charter?.quorum ?? 0) { [self] author in
            do {
                return try pool.unsafeReentrantRead {
                    try CoverTable(database: $0, collective: number).onChains(of: author).map(\.cover)
                }
            } catch {
                // A view can't stop half-way; the read that it is part of fails before it answers.
                note(error)
                return nil
            }
        }
    }

    /// The same within a read of the store.
    static func covers(_ database: Database, _ row: CollectiveRow) throws -> Covers {
        try Covers(
            quorum: row.charter?.quorum ?? 0,
            CoverTable(database: database, collective: row.number).onChains().map(\.cover))
    }
}
