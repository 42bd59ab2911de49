import GRDB

/// Holds the marks beside a key against the store: what was signed here has to be here.
struct MarkAudit {
    private var signed: [(collective: CollectiveID, entry: Entry)] = []
    private var damaged: [AuditFinding] = []

    init(folder: String) throws {
        let marks = try MarkFolder(path: folder, makes: false)
        for id in marks.collectives() {
            do {
                if let held = try marks.read(id) { signed.append((id, held.signed)) }
            } catch {
                damaged.append(AuditFinding(.file, "\(error)"))
            }
        }
    }

    /// A mark may be one entry ahead of the store: it is written first.
    func findings(_ database: Database) throws -> [AuditFinding] {
        try damaged + signed.compactMap { id, entry in
            guard let row = try CollectiveTable(database: database).find(id) else {
                return AuditFinding(
                    .count, author: entry.author, seq: entry.seq, "it was signed here, and its collective \(id.hex.prefix(12)) is gone")
            }
            let held = try FeedTable(database: database, collective: row.number).find(entry.author)?.state ?? FeedState()
            if entry.seq == held.stop + 1, entry.prev == held.stopID { return nil }
            if try Definitions(database: database, collective: row.number).entry(entry.id) != nil { return nil }
            return AuditFinding(
                .count, author: entry.author, seq: entry.seq, "it was signed here, and is gone; the feed ends at \(held.stop)")
        }
    }
}
