import GRDB

/// One member-scope vouch as it now stands between two keys.
public struct StandingVouch: Hashable, Sendable {
    public var voucher: PublicKey
    public var subject: PublicKey
    /// 1…3, or 0 when it was taken back.
    public var level: UInt8
    /// Milliseconds since the Unix epoch; nil for good.
    public var until: UInt64?
}

/// What a collective's rows say at a glance.
public struct CollectiveCounts: Hashable, Sendable {
    /// Feeds whose author told two stories.
    public var forks: Int
    /// Feeds in the waiting room.
    public var waiting: Int
    /// Entries whose text was committed to and is not here.
    public var lackingTexts: Int
    /// Projects that counted entries name and that are not here.
    public var missingDefinitions: Int
}

extension Store {
    /// What an author goes by: the first line of their latest profile's text by the cutoff; nil where there is none here.
    public func alias(of author: PublicKey, in id: CollectiveID, at cutoff: Cutoff = .end) throws -> String? {
        try profile(of: author, in: id, at: cutoff)?.text.flatMap { $0.title.isEmpty ? nil : $0.title }
    }

    /// An author's latest profile by the cutoff, with its text.
    public func profile(
        of author: PublicKey, in id: CollectiveID, at cutoff: Cutoff = .end
    ) throws -> (profile: Profile, text: SaltedText?)? {
        try reading(id) { database, row in
            guard let feed = try FeedTable(database: database, collective: row.number).find(author) else { return nil }
            let entries = EntryTable(database: database)
            var found: (profile: Profile, text: SaltedText?)?
            // Facts begin with the tag of their kind (proto/facts.proto: profile = 2), so that other
            // entries are passed over without being read out.
            try Prepared(database, """
                SELECT bytes FROM entry WHERE place > ? AND place <= ? AND substr(bytes, 148, 1) = x'12'
                ORDER BY place DESC
                """).bind(1, EntryTable.place(feed: feed.number, seq: 0))
                .bind(2, EntryTable.place(feed: feed.number, seq: feed.state.stop)).each { row in
                    guard let entry = EntryTable.stored(row.bytes(0)), case .profile(let profile) = entry.reading.facts,
                        cutoff.includes(entry.entry)
                    else { return true }
                    let place = EntryTable.place(feed: feed.number, seq: entry.entry.seq)
                    found = (profile, try entries.text(place: place).flatMap { try? SaltedText(bytes: $0) })
                    return false
                }
            return found
        }
    }

    /// How many of an author's entries are in a view, whether or not their author is kept.
    public func entryCount(of author: PublicKey, in id: CollectiveID, at cutoff: Cutoff) throws -> UInt64 {
        try reading(id) { database, row in
            guard let feed = try FeedTable(database: database, collective: row.number).find(author) else { return 0 }
            let stop = feed.state.stop, covered = min(stop, cutoff.timing.place(of: author, by: cutoff.time))
            guard cutoff.takesUncovered || cutoff.timing.isProvisional, covered < stop else { return covered }
            // Beyond what is covered by the claimed time, whose place in an entry is fixed (docs/ledger-format.md).
            var latest: [UInt8] = []
            latest.append(bigEndian: cutoff.latest)
            let claimed = try Prepared(database, """
                SELECT count(*) FROM entry WHERE place > ? AND place <= ? AND substr(bytes, 106, 8) <= ?
                """).bind(1, EntryTable.place(feed: feed.number, seq: covered)).bind(2, EntryTable.place(feed: feed.number, seq: stop))
                .bind(3, latest).first { $0.uint(0) }
            return covered + (claimed ?? 0)
        }
    }

    /// Member-scope vouches that a key gave and received, each pair's latest, by voucher and in the order of their feeds.
    public func vouches(
        around key: PublicKey, in id: CollectiveID, at cutoff: Cutoff
    ) throws -> (given: [StandingVouch], received: [StandingVouch]) {
        try reading(id) { database, row in
            let columns = "feed.author, vouch.subject, vouch.level, vouch.until, vouch.seq, vouch.time"
            let from = "FROM vouch JOIN feed ON feed.number = vouch.feed"
            let given = try Prepared(database, """
                SELECT \(columns) \(from) WHERE feed.collective = ? AND feed.author = ? AND vouch.time <= ?
                ORDER BY feed.author, vouch.seq
                """).bind(1, row.number).bind(2, key).bind(3, Int64(clamping: cutoff.lastClaimed))
            let first = try Store.latest(given, at: cutoff)
            let received = try Prepared(database, """
                SELECT \(columns) \(from) WHERE vouch.collective = ? AND vouch.subject = ? AND vouch.time <= ?
                ORDER BY feed.author, vouch.seq
                """).bind(1, row.number).bind(2, key).bind(3, Int64(clamping: cutoff.lastClaimed))
            return (first, try Store.latest(received, at: cutoff))
        }
    }

    /// How many of their vouches somebody had spent by a cutoff: one on each key that they ever vouched for.
    public func vouchesSpent(by author: PublicKey, in id: CollectiveID, at cutoff: Cutoff) throws -> Int {
        try reading(id) { database, row in
            let record = try VouchTable(database: database, collective: row.number).records(of: author).first
            return record?.kept(by: cutoff).subjects.count(where: \.counts) ?? 0
        }
    }

    /// How many vouches a kept author has and has spent; nil for others, and where admission is open.
    /// The number is that of their distance at the cutoff, as of ``Member/distance``.
    public func vouchAllowance(of author: PublicKey, in id: CollectiveID, at cutoff: Cutoff) throws -> VouchAllowance? {
        try reading(id) { database, row in
            guard let charter = row.charter, charter.admission == .vouched,
                let distance = try distance(of: author, charter, database, row, at: cutoff)
            else { return nil }
            let record = try VouchTable(database: database, collective: row.number).records(of: author).first
            return VouchAllowance(charter: charter, distance: distance, record: record ?? VouchRecord(voucher: author))
        }
    }

    /// Founders may have said nothing yet, and have no feed.
    private func distance(
        of author: PublicKey, _ charter: Charter, _ database: Database, _ row: CollectiveRow, at cutoff: Cutoff
    ) throws -> UInt8? {
        if charter.founders.contains(author) { return 0 }
        if try VouchTable(database: database, collective: row.number).anyEnds(after: cutoff),
            let member = try changedMembers(database, row, charter, at: cutoff).first(where: { $0.key == author }) {
            return member.distance
        }
        return try FeedTable(database: database, collective: row.number).find(author)?.distance
    }

    private static func latest(_ statement: Prepared, at cutoff: Cutoff) throws -> [StandingVouch] {
        struct Pair: Hashable { let voucher, subject: PublicKey }
        var order: [Pair] = []
        var latest: [Pair: StandingVouch] = [:]
        try statement.each {
            guard cutoff.includes($0.value(0), $0.uint(4), claimed: $0.uint(5)) else { return true }
            let vouch = StandingVouch(
                voucher: $0.value(0), subject: $0.value(1), level: UInt8(clamping: $0.int(2)),
                until: $0.uint(3).orNil)
            let pair = Pair(voucher: vouch.voucher, subject: vouch.subject)
            if latest.updateValue(vouch, forKey: pair) == nil { order.append(pair) }
            return true
        }
        return order.compactMap { latest[$0] }
    }

    /// Numbers for `status`.
    public func counts(in id: CollectiveID) throws -> CollectiveCounts {
        try reading(id) { database, row in
            func count(_ sql: String) throws -> Int {
                try Prepared(database, sql).bind(1, row.number).first { Int($0.int(0)) } ?? 0
            }
            return CollectiveCounts(
                forks: try count("""
                    SELECT count(*) FROM fork JOIN feed ON feed.number = fork.feed WHERE feed.collective = ?
                    """),
                waiting: try count("""
                    SELECT count(*) FROM feed WHERE collective = ? AND distance IS NULL AND (stop > 0 OR fork > 0)
                    """),
                lackingTexts: try count("""
                    SELECT count(*) FROM lacking JOIN feed ON feed.number = lacking.place >> 32 WHERE feed.collective = ?
                    """),
                missingDefinitions: try count("""
                    SELECT count(*) FROM definition WHERE collective = ? AND held = 0 AND named > 0
                    """))
        }
    }
}
