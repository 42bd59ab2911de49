import GRDB

/// Which endorsements a list is to hold.
public struct EndorsementChoice: Sendable {
    /// On it, or in answer to it; an entry's id or a key. Nil for all.
    public var target: Bytes32?
    /// Of theirs alone; nil for all.
    public var author: PublicKey?

    public init(target: Bytes32? = nil, author: PublicKey? = nil) { (self.target, self.author) = (target, author) }
}

extension Store {
    /// The newest endorsements that stand, latest claimed time first, then by author: each author's latest word on each thing, and
    /// answers to others' words.
    public func newestEndorsements(
        in id: CollectiveID, _ choice: EndorsementChoice = EndorsementChoice(), at cutoff: Cutoff, limit: Int
    ) throws -> [EntryID] {
        try reading(id) { database, row in
            guard let places = try Store.endorsementPlaces(choice, at: cutoff, database, row) else { return [] }
            let entries = EntryTable(database: database)
            var found: [EntryID] = []
            try places.each {
                let feed = $0.int(1), seq = $0.uint(2)
                guard let entry = try entries.entry(feed: feed, seq: seq), cutoff.includes(entry.entry),
                    case .endorse(let endorse)? = entry.reading.facts,
                    try !Store.isReplaced(endorse, feed, seq, at: cutoff, database, row),
                    try !Store.isRetracted(PlacedEntry(feed: feed, entry: entry), at: cutoff, database)
                else { return true }
                found.append(entry.entry.id)
                return found.count < limit
            }
            return found
        }
    }

    /// Its author's latest endorsement of the same thing, where that stands in an endorsement's place; nil where none does.
    public func laterWord(than entry: Entry, on target: Bytes32, in id: CollectiveID, at cutoff: Cutoff) throws -> EntryID? {
        try reading(id) { database, row in
            guard let feed = try FeedTable(database: database, collective: row.number).find(entry.author) else { return nil }
            let entries = EntryTable(database: database)
            var later: EntryID?
            try Prepared(database, "SELECT seq FROM endorse WHERE collective = ? AND target = ? AND feed = ? AND seq > ? ORDER BY seq DESC")
                .bind(1, row.number).bind(2, EntryID(target)).bind(3, feed.number).bind(4, entry.seq).each {
                    later = try entries.entry(feed: feed.number, seq: $0.uint(0)).flatMap { cutoff.includes($0.entry) ? $0.entry.id : nil }
                    return later == nil
                }
            return later
        }
    }

    /// Times and places of what may be in the list. Answers to words on one's own are mentions alone: there an
    /// author has no stance. Nil where nothing can be chosen.
    private static func endorsementPlaces(
        _ choice: EndorsementChoice, at cutoff: Cutoff, _ database: Database, _ row: CollectiveRow
    ) throws -> Prepared? {
        var feed: Int64?
        if let author = choice.author {
            guard let known = try FeedTable(database: database, collective: row.number).find(author) else { return nil }
            feed = known.number
        }
        let wanted = (choice.target == nil ? "" : " AND target = ?3") + (feed == nil ? "" : " AND feed.number = ?4")
        // The plus keeps SQLite from going through all times where few words are on the target.
        let time = choice.target == nil ? "time" : "+time"
        let statement = try Prepared(database, """
            SELECT \(time), endorse.feed, seq, author FROM endorse CROSS JOIN feed ON feed.number = endorse.feed
            WHERE endorse.collective = ?1 AND \(time) <= ?2\(wanted)
            UNION SELECT \(time), mention.feed, seq, author FROM mention CROSS JOIN feed ON feed.number = mention.feed
            WHERE mention.collective = ?1 AND kind = \(Kind.endorse.number) AND \(time) <= ?2\(wanted) ORDER BY 1 DESC, 4, 3 DESC
            """).bind(1, row.number).bind(2, Int64(clamping: cutoff.lastClaimed))
        if let target = choice.target { statement.bind(3, EntryID(target)) }
        if let feed { statement.bind(4, feed) }
        return statement
    }

    /// Whether a later word of the same author on the same thing stands in its place.
    private static func isReplaced(
        _ endorse: Endorse, _ feed: Int64, _ seq: UInt64, at cutoff: Cutoff, _ database: Database, _ row: CollectiveRow
    ) throws -> Bool {
        let entries = EntryTable(database: database)
        var isReplaced = false
        try Prepared(database, "SELECT seq FROM endorse WHERE collective = ? AND target = ? AND feed = ? AND seq > ?")
            .bind(1, row.number).bind(2, EntryID(endorse.target)).bind(3, feed).bind(4, seq).each {
                isReplaced = try entries.entry(feed: feed, seq: $0.uint(0)).map { cutoff.includes($0.entry) } ?? false
                return !isReplaced
            }
        return isReplaced
    }
}
