import GRDB

/// What counted entries name by id, such as the project of a pledge: held wherever it comes from,
/// whatever becomes of its author. Remembers within one transaction.
final class Definitions {
    /// One definition in this store.
    struct Record {
        let number: Int64
        /// Nil while it is missing, and where it is void.
        var facts: Facts?
        var held: Bool

        /// Nil while it is missing, and for an id that turned out to be something else.
        var project: Project? { facts?.project }
    }

    private let database: Database
    private let collective: Int64
    private var remembered: [EntryID: Record] = [:]
    /// How often more each id is named than its row says; ``flush()`` writes it.
    private var namings: [EntryID: Int64] = [:]
    /// Whether anything is missing: mostly not, and then an entry that is taken costs no look-up here.
    private lazy var isAnyMissing = Result {
        try Prepared(database, "SELECT 1 FROM definition WHERE collective = ? AND held = 0 LIMIT 1")
            .bind(1, collective).first { _ in true } ?? false
    }

    init(database: Database, collective: Int64) {
        self.database = database
        self.collective = collective
    }

    /// The record of an id; nil when nothing has named it and no kept feed holds it.
    func record(_ id: EntryID) throws -> Record? {
        if let known = remembered[id] { return known }
        let row = try Prepared(database, "SELECT number, held FROM definition WHERE collective = ? AND id = ?")
            .bind(1, collective).bind(2, id).first { ($0.int(0), $0.int(1) != 0) }
        guard let (number, held) = row else { return nil }
        let entry = held ? try entry(id) : nil
        let record = Record(number: number, facts: entry?.reading.facts, held: held)
        // What a fork cuts off is nowhere until it lies beside its feed: that is not to be remembered.
        if !held || entry != nil { remembered[id] = record }
        return record
    }

    /// The record of an id that a counted entry names from now on.
    func name(_ id: EntryID, times: Int64 = 1) throws -> Record {
        namings[id, default: 0] += times
        if let known = try record(id) { return known }
        try Prepared(database, "INSERT INTO definition (collective, id) VALUES (?, ?)")
            .bind(1, collective).bind(2, id).run()
        isAnyMissing = .success(true)
        return try record(id) ?? Record(number: 0, facts: nil, held: false)
    }

    /// Writes how often ids are named, once an id: most of a group's pledges go to few projects.
    func flush() throws {
        for (id, times) in namings where times != 0 {
            try Prepared(database, "UPDATE definition SET named = named + ? WHERE collective = ? AND id = ?")
                .bind(1, times).bind(2, collective).bind(3, id).run()
        }
        namings.removeAll()
    }

    /// Marks a definition of a kept feed as there, or no longer there.
    func setInChain(_ id: EntryID, _ inChain: Bool) throws {
        try Prepared(database, """
            INSERT INTO definition (collective, id, in_chain) VALUES (?1, ?2, ?3)
            ON CONFLICT (collective, id) DO UPDATE SET in_chain = ?3
            """).bind(1, collective).bind(2, id).bind(3, Int64(inChain ? 1 : 0)).run()
        isAnyMissing = .success(true)
    }

    /// Marks a definition as held.
    /// - Returns: its record, when it was missing until now.
    func hold(_ entry: VerifiedEntry) throws -> Record? {
        let id = entry.entry.id
        guard try isAnyMissing.get(), var record = try record(id), !record.held else { return nil }
        try Prepared(database, "UPDATE definition SET held = 1, kind = ?, claimed = ? WHERE number = ?")
            .bind(1, Int64(entry.reading.facts?.kind.number ?? 0)).bind(2, entry.entry.time).bind(3, record.number).run()
        record.held = true
        record.facts = entry.reading.facts
        remembered[id] = record
        return record
    }

    /// Whether it is held, and a counted entry names it.
    func isNamed(_ id: EntryID) throws -> Bool {
        try Prepared(database, "SELECT 1 FROM definition WHERE collective = ? AND id = ? AND held = 1 AND named > 0")
            .bind(1, collective).bind(2, id).first { _ in true } ?? false
    }

    /// The entry that an id names, from a feed or from aside.
    func entry(_ id: EntryID) throws -> VerifiedEntry? {
        if let placed = try EntryTable(database: database).find(id, collective: collective) { return placed.entry }
        return try AsideTable(database: database, collective: collective).find(id)?.entry
    }

    /// The same as it was signed, without its facts.
    func signed(_ id: EntryID) throws -> Entry? { try found(id)?.entry }

    /// The same with its place; nil where it lies aside.
    func found(_ id: EntryID) throws -> (place: Int64?, entry: Entry)? {
        if let placed = try EntryTable(database: database).place(of: id, collective: collective) { return (placed.number, placed.entry) }
        return try AsideTable(database: database, collective: collective).find(id).map { (nil, $0.entry.entry) }
    }

    /// Whether a kept feed defines it or a counted entry names it.
    func isListed(_ id: EntryID) throws -> Bool {
        try Prepared(database, """
            SELECT 1 FROM definition WHERE collective = ? AND id = ? AND (in_chain = 1 OR named > 0)
            """).bind(1, collective).bind(2, id).first { _ in true } ?? false
    }

    /// Definitions of one kind that kept feeds hold or counted entries name, by id.
    func listed(_ kind: Kind) throws -> [EntryID] {
        var ids: [EntryID] = []
        try Prepared(database, """
            SELECT id FROM definition WHERE collective = ? AND kind = ? AND held = 1 AND (in_chain = 1 OR named > 0) ORDER BY id
            """).bind(1, collective).bind(2, Int64(kind.number)).each {
                ids.append($0.value(0))
                return true
            }
        return ids
    }

    /// Ids that counted entries name and that are missing, at most `limit`.
    func missing(limit: Int) throws -> [EntryID] {
        var ids: [EntryID] = []
        try Prepared(database, """
            SELECT id FROM definition WHERE collective = ? AND held = 0 AND named > 0 ORDER BY number LIMIT ?
            """).bind(1, collective).bind(2, Int64(limit)).each { row in
                ids.append(row.value(0))
                return true
            }
        return ids
    }
}
