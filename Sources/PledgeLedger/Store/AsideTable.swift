import GRDB

/// Entries held beside the feeds: definitions that outlive their author's fork, what a fork cut off,
/// and erasures that no chain holds.
final class AsideTable {
    let database: Database
    let collective: Int64
    /// Whether anything lies aside in this store: mostly not, and then an entry that is taken costs no
    /// look-up here. Looked up once; ``insert(_:why:feed:text:)`` is the only way in.
    private lazy var isEmpty = Result { try Prepared(database, "SELECT 1 FROM aside").first { _ in true } == nil }

    init(database: Database, collective: Int64) {
        self.database = database
        self.collective = collective
    }

    enum Why: Int64 { case definition, evidence, erasure }

    struct Row {
        let number: Int64
        let why: Why
        let entry: VerifiedEntry
    }

    /// Puts an entry aside. One that is there already stays: a definition always, an erasure unless
    /// it becomes a definition.
    func insert(_ entry: VerifiedEntry, why: Why, feed: Int64, text: [UInt8]?) throws {
        if let held = try find(entry.entry.id) {
            if held.why == .evidence || why == .definition { try setWhy(why, number: held.number) }
            if let text { try setText(text, number: held.number) }
            return
        }
        let statement = try Prepared(database, """
            INSERT INTO aside (id8, collective, why, feed, bytes, text) VALUES (?, ?, ?, ?, ?, ?)
            """)
        statement.bind(1, entry.entry.id.index).bind(2, collective).bind(3, why.rawValue).bind(4, feed)
            .bind(5, entry.entry.bytes)
        if let text { statement.bind(6, text) } else { statement.bindNull(6) }
        try statement.run()
        isEmpty = .success(false)
    }

    func find(_ id: EntryID) throws -> Row? {
        guard try !isEmpty.get() else { return nil }
        var found: Row?
        try Prepared(database, "SELECT number, why, bytes FROM aside WHERE id8 = ? AND collective = ?")
            .bind(1, id.index).bind(2, collective).each { row in
                if let entry = EntryTable.stored(row.bytes(2)), entry.entry.id == id {
                    found = Row(number: row.int(0), why: Why(rawValue: row.int(1)) ?? .evidence, entry: entry)
                }
                return found == nil
            }
        return found
    }

    /// Drops an erasure that a lower one replaced.
    func deleteErasure(_ id: EntryID) throws {
        guard let row = try find(id), row.why == .erasure else { return }
        try delete(number: row.number)
    }

    func delete(number: Int64) throws {
        try Prepared(database, "DELETE FROM aside WHERE number = ?").bind(1, number).run()
    }

    func setWhy(_ why: Why, number: Int64) throws {
        try Prepared(database, "UPDATE aside SET why = ? WHERE number = ?")
            .bind(1, why.rawValue).bind(2, number).run()
    }

    func text(number: Int64) throws -> [UInt8]? {
        try Prepared(database, "SELECT text FROM aside WHERE number = ? AND text IS NOT NULL")
            .bind(1, number).first { $0.bytes(0) }
    }

    func setText(_ salted: [UInt8]?, number: Int64) throws {
        let statement = try Prepared(database, "UPDATE aside SET text = ? WHERE number = ?")
        if let salted { statement.bind(1, salted) } else { statement.bindNull(1) }
        try statement.bind(2, number).run()
    }

    /// Erasures by the author of one feed.
    func erasures(of feed: Int64) throws -> [VerifiedEntry] {
        var entries: [VerifiedEntry] = []
        try Prepared(database, "SELECT bytes FROM aside WHERE feed = ? AND why = ?")
            .bind(1, feed).bind(2, Why.erasure.rawValue).each { row in
                if let entry = EntryTable.stored(row.bytes(0)) { entries.append(entry) }
                return true
            }
        return entries
    }

    /// An entry here that proves a fork with this one: the same author, place and link, another id.
    func twin(of entry: VerifiedEntry) throws -> VerifiedEntry? {
        guard try !isEmpty.get() else { return nil }
        var twin: VerifiedEntry?
        try Prepared(database, "SELECT bytes FROM aside WHERE substr(bytes, 34, 72) = ? AND collective = ?")
            .bind(1, Array(entry.entry.bytes[33..<105])).bind(2, collective).each { row in
                if let held = EntryTable.stored(row.bytes(0)), held.entry.id != entry.entry.id { twin = held }
                return twin == nil
            }
        return twin
    }

    /// An author's entries here from a place on, in order.
    func all(of author: PublicKey, from seq: UInt64) throws -> [VerifiedEntry] {
        guard try !isEmpty.get() else { return [] }
        var first = author.bytes, entries: [VerifiedEntry] = []
        first.append(bigEndian: seq)
        try Prepared(database, """
            SELECT bytes FROM aside WHERE substr(bytes, 34, 72) BETWEEN ? AND ? AND collective = ?
            ORDER BY substr(bytes, 34, 72)
            """).bind(1, first).bind(2, author.bytes + [UInt8](repeating: 0xff, count: 40)).bind(3, collective).each { row in
                if let entry = EntryTable.stored(row.bytes(0)) { entries.append(entry) }
                return true
            }
        return entries
    }

    /// The lowest fork that two entries here prove of an author.
    func lowestProof(of author: PublicKey) throws -> ForkProof? {
        guard try !isEmpty.get() else { return nil }
        var before: VerifiedEntry?, proof: ForkProof?
        try Prepared(database, """
            SELECT bytes FROM aside WHERE substr(bytes, 34, 72) BETWEEN ? AND ? AND collective = ?
            ORDER BY substr(bytes, 34, 72)
            """).bind(1, author.bytes).bind(2, author.bytes + [UInt8](repeating: 0xff, count: 40))
            .bind(3, collective).each { row in
                let entry = EntryTable.stored(row.bytes(0))
                if let entry, let before { proof = try? ForkProof(before, entry) }
                before = entry
                return proof == nil
            }
        return proof
    }

    func all(_ why: Why) throws -> [VerifiedEntry] {
        var entries: [VerifiedEntry] = []
        try Prepared(database, "SELECT bytes FROM aside WHERE collective = ? AND why = ?")
            .bind(1, collective).bind(2, why.rawValue).each { row in
                if let entry = EntryTable.stored(row.bytes(0)) { entries.append(entry) }
                return true
            }
        return entries
    }
}
