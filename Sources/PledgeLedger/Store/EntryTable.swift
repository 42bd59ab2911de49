import GRDB

/// Entries and their texts by place, and by id.
struct EntryTable {
    let database: Database

    static func place(feed: Int64, seq: UInt64) -> Int64 { feed << 32 | Int64(min(seq, Entry.Layout.maximumSeq)) }

    func insert(_ placed: PlacedEntry) throws {
        try Prepared(database, "INSERT INTO entry (place, id8, bytes) VALUES (?, ?, ?)")
            .bind(1, placed.place).bind(2, placed.entry.entry.id.index).bind(3, placed.entry.entry.bytes).run()
    }

    func delete(place: Int64) throws {
        try Prepared(database, "DELETE FROM entry WHERE place = ?").bind(1, place).run()
        try deleteText(place: place)
    }

    /// The bytes at a place.
    func bytes(feed: Int64, seq: UInt64) throws -> [UInt8]? {
        try Prepared(database, "SELECT bytes FROM entry WHERE place = ?")
            .bind(1, Self.place(feed: feed, seq: seq)).first { $0.bytes(0) }
    }

    /// The entry at a place. What is stored was verified before it was stored.
    func entry(feed: Int64, seq: UInt64) throws -> VerifiedEntry? {
        try bytes(feed: feed, seq: seq).flatMap(Self.stored)
    }

    /// A feed's entries in order.
    func all(of feed: Int64) throws -> [VerifiedEntry] {
        var entries: [VerifiedEntry] = []
        try Prepared(database, "SELECT bytes FROM entry WHERE place > ? AND place < ? ORDER BY place")
            .bind(1, feed << 32).bind(2, (feed + 1) << 32).each { row in
                if let entry = Self.stored(row.bytes(0)) { entries.append(entry) }
                return true
            }
        return entries
    }

    func id(feed: Int64, seq: UInt64) throws -> EntryID? {
        try entry(feed: feed, seq: seq)?.entry.id
    }

    /// An entry with this id in a feed, with its place; nil when none is held there.
    func find(_ id: EntryID, collective: Int64) throws -> PlacedEntry? {
        var found: PlacedEntry?
        try Prepared(database, """
            SELECT entry.place, entry.bytes FROM entry JOIN feed ON feed.number = entry.place >> 32
            WHERE entry.id8 = ? AND feed.collective = ?
            """).bind(1, id.index).bind(2, collective).each { row in
                if let entry = Self.stored(row.bytes(1)), entry.entry.id == id {
                    found = PlacedEntry(feed: row.int(0) >> 32, entry: entry)
                }
                return found == nil
            }
        return found
    }

    /// Where an entry with this id is in a feed, and what was signed, without reading its facts.
    func place(of id: EntryID, collective: Int64) throws -> (number: Int64, entry: Entry)? {
        var found: (number: Int64, entry: Entry)?
        try Prepared(database, """
            SELECT entry.place, entry.bytes FROM entry JOIN feed ON feed.number = entry.place >> 32
            WHERE entry.id8 = ? AND feed.collective = ?
            """).bind(1, id.index).bind(2, collective).each { row in
                if let entry = try? Entry(row.bytes(1)), entry.id == id { found = (row.int(0), entry) }
                return found == nil
            }
        return found
    }

    func text(place: Int64) throws -> [UInt8]? {
        try Prepared(database, "SELECT salted FROM text WHERE place = ?").bind(1, place).first { $0.bytes(0) }
    }

    func setText(_ salted: [UInt8], place: Int64) throws {
        try Prepared(database, "INSERT OR REPLACE INTO text (place, salted) VALUES (?, ?)")
            .bind(1, place).bind(2, salted).run()
        try Prepared(database, "DELETE FROM lacking WHERE place = ?").bind(1, place).run()
    }

    /// Notes that an entry's text is committed to and not here.
    func noteLacking(place: Int64) throws {
        try Prepared(database, "INSERT OR IGNORE INTO lacking (place) VALUES (?)").bind(1, place).run()
    }

    func deleteText(place: Int64) throws {
        try Prepared(database, "DELETE FROM text WHERE place = ?").bind(1, place).run()
        try Prepared(database, "DELETE FROM lacking WHERE place = ?").bind(1, place).run()
    }

    /// Reads bytes that were verified before they were stored; nil when they are no entry any more.
    static func stored(_ bytes: [UInt8]) -> VerifiedEntry? {
        (try? Entry(bytes)).map(EntryVerifier.verifiedBefore)
    }
}
