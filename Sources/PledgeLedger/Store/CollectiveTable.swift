import GRDB
import Synchronization

/// One collective's row.
public struct CollectiveRow: Sendable {
    let number: Int64
    public let id: CollectiveID
    /// Nil until a peer has given the charter of a collective that was joined by its link.
    public let charter: Charter?
    public let charterBytes: [UInt8]?
    /// Secret of a private collective, shared by its link.
    public let secret: [UInt8]?
    /// Feeds in the frontier.
    public var feeds: UInt64
    /// Entries that count.
    public var entries: UInt64
    /// Bytes of the entries that count.
    public var bytes: UInt64
    /// The number of the newest change.
    public var change: UInt64
    /// Whether a bound of this node keeps it from holding everything.
    public var isPartial: Bool
    /// Whether a file is being taken in, or was until something stopped it: entries may be missing.
    public let isImporting: Bool
}

struct CollectiveTable {
    let database: Database

    private static let columns = "number, id, charter, secret, feeds, entries, bytes, change, partial, importing"

    private static func row(_ row: Prepared.Row) -> CollectiveRow {
        let bytes = row.isNull(2) ? nil : row.bytes(2)
        let charter = bytes.flatMap(charter)
        return CollectiveRow(
            number: row.int(0), id: row.value(1), charter: charter, charterBytes: bytes,
            secret: row.isNull(3) ? nil : row.bytes(3), feeds: row.count(4), entries: row.count(5),
            bytes: row.count(6), change: row.count(7), isPartial: row.int(8) != 0, isImporting: row.int(9) != 0)
    }

    /// The last charter that was read: nearly every look at the store begins with the same one.
    private static let known = Mutex<(bytes: [UInt8], charter: Charter?)>(([], nil))

    private static func charter(_ bytes: [UInt8]) -> Charter? {
        if let known = known.withLock({ $0.bytes == bytes ? $0.charter : nil }) { return known }
        let charter = EntryTable.stored(bytes).flatMap { try? Charter(of: $0) }
        known.withLock { $0 = (bytes, charter) }
        return charter
    }

    func find(_ id: CollectiveID) throws -> CollectiveRow? {
        try Prepared(database, "SELECT \(Self.columns) FROM collective WHERE id = ?").bind(1, id).first(Self.row)
    }

    func all() throws -> [CollectiveRow] {
        var rows: [CollectiveRow] = []
        try Prepared(database, "SELECT \(Self.columns) FROM collective ORDER BY number").each { row in
            rows.append(Self.row(row))
            return true
        }
        return rows
    }

    /// Each one's id with the number of its newest change.
    func changes() throws -> [(id: CollectiveID, change: UInt64)] {
        var changes: [(id: CollectiveID, change: UInt64)] = []
        try Prepared(database, "SELECT id, change FROM collective ORDER BY number").each { row in
            changes.append((row.value(0), row.count(1)))
            return true
        }
        return changes
    }

    func create(_ id: CollectiveID, secret: [UInt8]?) throws {
        let statement = try Prepared(database, "INSERT INTO collective (id, secret) VALUES (?, ?)").bind(1, id)
        if let secret { statement.bind(2, secret) } else { statement.bindNull(2) }
        try statement.run()
    }

    func setImporting(_ isImporting: Bool, number: Int64) throws {
        try Prepared(database, "UPDATE collective SET importing = ? WHERE number = ?")
            .bind(1, Int64(isImporting ? 1 : 0)).bind(2, number).run()
    }

    func setSecret(_ secret: [UInt8], number: Int64) throws {
        try Prepared(database, "UPDATE collective SET secret = ? WHERE number = ?")
            .bind(1, secret).bind(2, number).run()
    }

    func setCharter(_ bytes: [UInt8], number: Int64) throws {
        try Prepared(database, "UPDATE collective SET charter = ? WHERE number = ?")
            .bind(1, bytes).bind(2, number).run()
    }

    func setText(_ salted: [UInt8], number: Int64) throws {
        try Prepared(database, "UPDATE collective SET text = ? WHERE number = ?")
            .bind(1, salted).bind(2, number).run()
    }

    func deleteText(number: Int64) throws {
        try Prepared(database, "UPDATE collective SET text = NULL WHERE number = ?").bind(1, number).run()
    }

    func text(number: Int64) throws -> [UInt8]? {
        try Prepared(database, "SELECT text FROM collective WHERE number = ? AND text IS NOT NULL")
            .bind(1, number).first { $0.bytes(0) }
    }

    func save(_ row: CollectiveRow) throws {
        try Prepared(database, """
            UPDATE collective SET feeds = ?, entries = ?, bytes = ?, change = ?, partial = ? WHERE number = ?
            """).bind(1, row.feeds).bind(2, row.entries).bind(3, row.bytes).bind(4, row.change)
            .bind(5, Int64(row.isPartial ? 1 : 0)).bind(6, row.number).run()
    }
}
