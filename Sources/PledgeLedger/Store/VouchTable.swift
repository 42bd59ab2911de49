import GRDB

/// Member-scope vouches of the kept feeds of one collective.
struct VouchTable {
    let database: Database
    let collective: Int64

    func insert(_ vouch: Vouch, _ placed: PlacedEntry) throws {
        try Prepared(database, """
            INSERT INTO vouch (feed, seq, collective, subject, level, until, time) VALUES (?, ?, ?, ?, ?, ?, ?)
            """).bind(1, placed.feed).bind(2, placed.seq).bind(3, collective).bind(4, vouch.subject)
            .bind(5, Int64(vouch.level)).bind(6, vouch.until ?? 0).bind(7, Int64(clamping: placed.entry.entry.time)).run()
    }

    func delete(_ placed: PlacedEntry) throws {
        try Prepared(database, "DELETE FROM vouch WHERE feed = ? AND seq = ?")
            .bind(1, placed.feed).bind(2, placed.seq).run()
    }

    /// Every kept author's vouches, each in the order of its feed.
    /// - Parameter author: theirs alone; nil for all.
    func records(of author: PublicKey? = nil) throws -> [VouchRecord] {
        var records: [VouchRecord] = []
        let statement = try Prepared(database, """
            SELECT feed.author, vouch.seq, vouch.time, vouch.subject, vouch.level, vouch.until
            FROM vouch JOIN feed ON feed.number = vouch.feed WHERE vouch.collective = ?1
            \(author == nil ? "" : "AND feed.collective = ?1 AND feed.author = ?2") ORDER BY vouch.feed, vouch.seq
            """).bind(1, collective)
        if let author { statement.bind(2, author) }
        try statement.each { row in
                let voucher: PublicKey = row.value(0)
                if records.last?.voucher != voucher { records.append(VouchRecord(voucher: voucher)) }
                records[records.count - 1].statements.append(VouchRecord.Statement(
                    seq: row.uint(1), time: row.uint(2), subject: row.value(3),
                    level: UInt8(clamping: row.int(4)), until: row.uint(5).orNil))
                return true
            }
        return records
    }

    /// Some of those who ever vouched for somebody, by key.
    func vouchers(of subject: PublicKey, limit: Int) throws -> [PublicKey] {
        var vouchers: [PublicKey] = []
        try Prepared(database, """
            SELECT DISTINCT feed.author FROM vouch CROSS JOIN feed ON feed.number = vouch.feed
            WHERE vouch.collective = ? AND vouch.subject = ? AND vouch.level > 0 ORDER BY feed.author LIMIT ?
            """).bind(1, collective).bind(2, subject).bind(3, Int64(limit)).each { row in
                vouchers.append(row.value(0))
                return true
            }
        return vouchers
    }

    /// Whether any vouch was taken back, runs out, or may be left out by the cutoff: if not, all
    /// who are kept are members now.
    func anyEnds(after cutoff: Cutoff) throws -> Bool {
        guard cutoff.includesAll(claimed: cutoff.time) else { return true }
        return try Prepared(database, """
            SELECT 1 FROM vouch WHERE collective = ? AND (level = 0 OR until <> 0 OR time > ?) LIMIT 1
            """).bind(1, collective).bind(2, Int64(clamping: cutoff.latest)).first { _ in true } ?? false
    }
}
