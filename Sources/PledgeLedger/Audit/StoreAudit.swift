import GRDB

/// Verifies a store from its bytes: every id, link, signature, count, text, fork proof, the frontier
/// root, every view, and every row that is computed from them. It takes the store's word for nothing.
///
/// Everything is read in one transaction, so that what is written meanwhile is never seen by halves.
public struct StoreAudit {
    let path: String
    let limits: StoreLimits
    let reader: any DatabaseReader
    let verifier = ParallelVerifier()

    public init(_ store: Store) { self.init(path: store.path, limits: store.limits, reader: store.pool) }

    /// - Parameter path: beside which there is room for a copy of what is computed.
    init(path: String, limits: StoreLimits, reader: any DatabaseReader) {
        self.path = path
        self.limits = limits
        self.reader = reader
    }

    /// Tells how many entries are verified, of how many.
    public typealias Progress = (UInt64, UInt64) -> Void

    /// Audits one collective.
    public func audit(_ id: CollectiveID, progress: Progress = { _, _ in }) throws -> AuditReport {
        try reading { database in
            guard let row = try CollectiveTable(database: database).find(id) else { throw StoreFault.noCollective(id) }
            var report = try CollectiveAudit(self, row, database).audit(progress: progress)
            report.findings += try strayFindings(database)
            return report
        }
    }

    /// Damage of the file itself, as SQLite sees it.
    public func fileFindings() throws -> [AuditFinding] { try reading(fileFindings) }

    /// Everything that is wrong with the file, with each collective in it, and with what the marks beside
    /// a key say was signed here.
    ///
    /// - Parameter marks: the folder of the marks; nil leaves them out.
    public func check(marks: String? = nil, progress: Progress = { _, _ in }) throws -> [AuditFinding] {
        // Marks come before the entries that they stand for, so they are read before the snapshot is taken.
        let marks = try marks.map { try MarkAudit(folder: $0) }
        return try reading { database in
            var findings = try fileFindings(database)
            do {
                for row in try CollectiveTable(database: database).all() {
                    findings += try CollectiveAudit(self, row, database).check(progress: progress)
                }
                findings += try strayFindings(database)
                findings += try marks?.findings(database) ?? []
            } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
                findings.append(AuditFinding(.file, error.message ?? "malformed"))
            }
            return findings
        }
    }

    private func reading<T>(_ body: (Database) throws -> T) throws -> T {
        try Store.translating(path) { try reader.read(body) }
    }

    private func fileFindings(_ database: Database) throws -> [AuditFinding] {
        try String.fetchAll(database, sql: "PRAGMA integrity_check(20)").filter { $0 != "ok" }
            .map { AuditFinding(.file, $0) }
    }

    /// Rows that belong to nothing: to no collective, no feed, no entry or no definition.
    private func strayFindings(_ database: Database) throws -> [AuditFinding] {
        var findings: [AuditFinding] = []
        for (tables, home) in Self.homes {
            for table in tables {
                let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM \(table) WHERE \(home.condition)") ?? 0
                if count > 0 { findings.append(AuditFinding(.count, "\(count) rows of \(table) belong to no \(home.name)")) }
            }
        }
        return findings
    }

    private static let homes: [(tables: [String], home: (name: String, condition: String))] = [
        (["feed", "aside", "erased", "vouch", "definition", "endorse", "tally", "mention", "word", "cover", "claim", "skill",
            "cause_change", "root_causes", "receiver"],
            ("collective", "collective NOT IN (SELECT number FROM collective)")),
        (["fork", "vouch", "pledge", "endorse", "mention", "cover", "claim", "skill"], ("feed", "feed NOT IN (SELECT number FROM feed)")),
        (["entry"], ("feed", "NOT EXISTS (SELECT 1 FROM feed WHERE number = place >> 32)")),
        (["text", "lacking", "retracted"], ("entry", "place NOT IN (SELECT place FROM entry)")),
        (["pledge", "total", "backing"], ("definition", "project NOT IN (SELECT number FROM definition)")),
        (["problem", "receiver"], ("definition", "definition NOT IN (SELECT number FROM definition)")),
    ]
}
