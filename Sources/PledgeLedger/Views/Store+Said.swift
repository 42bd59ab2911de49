import GRDB

extension Store {
    /// Entries of one kind that name a target and stand at the cutoff, by author and place.
    ///
    /// - Parameters:
    ///   - target: what they name (see ``Facts/mentioned``); nil for all of the kind.
    ///   - pick: their content; nil for what is not wanted.
    public func said<Content>(
        _ kind: Kind, of target: EntryID? = nil, in id: CollectiveID, at cutoff: Cutoff,
        _ pick: (Facts) -> Content?
    ) throws -> [Said<Content>] {
        try reading(id) { try Store.said(kind, of: target, at: cutoff, $0, $1, pick) }
    }

    /// The newest entries of one kind that name others and stand at the cutoff, the latest claimed time first.
    /// - Parameter target: what they name; nil for anything.
    public func newestSaid(
        _ kind: Kind, of target: EntryID? = nil, in id: CollectiveID, at cutoff: Cutoff, limit: Int
    ) throws -> [EntryID] {
        try reading(id) { database, row in
            let entries = EntryTable(database: database)
            let statement = try Prepared(database, """
                SELECT DISTINCT feed << 32 | seq, time FROM mention \(Self.mentions(target)) ORDER BY \(target == nil ? "" : "+")time DESC
                """).bind(1, row.number).bind(2, Int64(kind.number)).bind(3, Int64(clamping: cutoff.lastClaimed))
            if let target { statement.bind(4, target) }
            var found: [(time: UInt64, id: EntryID)] = []
            try statement.each { row in
                // What is claimed for one moment stays together, so that every node cuts the list at the same entry.
                if found.count >= limit, let last = found.last, last.time != row.uint(1) { return false }
                let feed = row.int(0) >> 32, seq = UInt64(row.int(0) & 0xffff_ffff)
                guard let entry = try entries.entry(feed: feed, seq: seq), cutoff.includes(entry.entry),
                    try !Store.isRetracted(PlacedEntry(feed: feed, entry: entry), at: cutoff, database)
                else { return true }
                found.append((entry.entry.time, entry.entry.id))
                return true
            }
            return found.sorted { ($0.time, $0.id) > ($1.time, $1.id) }.prefix(limit).map(\.id)
        }
    }

    /// - Parameter feeds: whose entries are wanted, so that others are passed over unread; nil for all.
    static func said<Content>(
        _ kind: Kind, of target: EntryID? = nil, from feeds: Set<Int64>? = nil, at cutoff: Cutoff, _ database: Database,
        _ row: CollectiveRow, _ pick: (Facts) -> Content?
    ) throws -> [Said<Content>] {
        var found: [Said<Content>] = []
        let entries = EntryTable(database: database)
        for place in try places(of: kind, naming: target, at: cutoff, database, row) {
            guard feeds?.contains(place >> 32) ?? true,
                let entry = try entries.entry(feed: place >> 32, seq: UInt64(place & 0xffff_ffff)),
                cutoff.includes(entry.entry), let content = entry.reading.facts.flatMap(pick),
                try !isRetracted(PlacedEntry(feed: place >> 32, entry: entry), at: cutoff, database)
            else { continue }
            found.append(Said(entry.entry, content))
        }
        return found.sorted { ($0.author, $0.seq) < ($1.author, $1.seq) }
    }

    /// Where kept authors say something of one kind, without regard to what they took back.
    static func places(
        of kind: Kind, naming target: EntryID?, at cutoff: Cutoff, _ database: Database, _ row: CollectiveRow
    ) throws -> [Int64] {
        var places: [Int64] = []
        let statement = try Prepared(database, """
            SELECT DISTINCT feed << 32 | seq FROM mention \(mentions(target))
            """).bind(1, row.number).bind(2, Int64(kind.number)).bind(3, Int64(clamping: cutoff.lastClaimed))
        if let target { statement.bind(4, target) }
        try statement.each {
            places.append($0.int(0))
            return true
        }
        return places
    }

    /// Bound by collective, kind, latest time and, where there is one, target. The plus keeps SQLite from going
    /// through all times of the kind where few of it name the target.
    private static func mentions(_ target: EntryID?) -> String {
        target == nil ? "WHERE collective = ? AND kind = ? AND time <= ?"
            : "WHERE collective = ? AND kind = ? AND +time <= ? AND target = ?"
    }

    /// Whether an entry's author has taken it back by the cutoff.
    static func isRetracted(_ placed: PlacedEntry, at cutoff: Cutoff, _ database: Database) throws -> Bool {
        try retraction(of: placed.entry.entry.id, at: placed.place, within: cutoff, database) != nil
    }

    /// The first entry within the cutoff by which an author takes back their entry at a place.
    static func retraction(
        of id: EntryID, at place: Int64, within cutoff: Cutoff, _ database: Database
    ) throws -> Entry? {
        let first = try Prepared(database, "SELECT by FROM retracted WHERE place = ?").bind(1, place).first { $0.uint(0) }
        let entries = EntryTable(database: database), feed = place >> 32
        guard let first, let retract = try entries.entry(feed: feed, seq: first)?.entry else { return nil }
        if cutoff.includes(retract) { return retract }
        // The first is left out; a later one of the same feed may claim an earlier time.
        // Facts begin with the tag of their kind (proto/facts.proto: retract = 13) and their length, then come the target's.
        var later: Entry?
        try Prepared(database, """
            SELECT bytes FROM entry WHERE substr(bytes, 148, 1) = x'6a' AND substr(bytes, 152, 32) = ? AND place > ? AND place < ?
            ORDER BY place
            """).bind(1, id).bind(2, EntryTable.place(feed: feed, seq: first)).bind(3, (feed + 1) << 32).each { row in
                guard let entry = EntryTable.stored(row.bytes(0)), cutoff.includes(entry.entry),
                    case .retract(let retract) = entry.reading.facts, retract.target == id
                else { return true }
                later = entry.entry
                return false
            }
        return later
    }
}
