import GRDB

/// A place in a list of one store, as text: its numbers mean something on this node alone.
public struct ListCursor: Hashable, Sendable, CustomStringConvertible {
    let numbers: [Int64]

    /// More numbers than any list needs.
    private static let most = 3

    init(_ numbers: [Int64]) { self.numbers = numbers }

    /// Reads what ``description`` wrote; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in part.utf8.allSatisfy { (48...57).contains($0) } ? Int64(part) : nil }
        guard (1...Self.most).contains(parts.count), numbers.count == parts.count else { return nil }
        self.numbers = numbers
    }

    public var description: String { numbers.map { String($0) }.joined(separator: "-") }

    /// The numbers, where there are as many as a list wants; else what stands before them all.
    func numbers(_ count: Int, else start: Int64 = -1) -> [Int64] {
        numbers.count == count ? numbers : Array(repeating: start, count: count)
    }
}

/// A part of a list, and where the next part begins.
public struct ListPage: Hashable, Sendable {
    public var ids: [EntryID]
    /// What to ask the next part after; nil where nothing follows.
    public var next: ListCursor?

    /// - Parameter found: up to one more than the limit, in order.
    init(_ found: [(id: EntryID, cursor: ListCursor)], limit: Int) {
        ids = found.prefix(limit).map(\.id)
        next = found.count > limit && limit > 0 ? found[limit - 1].cursor : nil
    }
}

/// Lists in parts of bounded size, each read by an index however large the store is.
extension Store {
    /// Definitions of one kind, latest claimed time first: the same that ``listDefinitions(_:in:at:limit:)`` lists.
    public func pageOfDefinitions(
        _ kind: Kind, in id: CollectiveID, at cutoff: Cutoff, after cursor: ListCursor?, limit: Int
    ) throws -> ListPage {
        try reading(id) { database, row in
            let definitions = Definitions(database: database, collective: row.number)
            var found: [(EntryID, ListCursor)] = []
            let last = cursor?.numbers(2) ?? [-1, -1], isFirst = last[1] < 0
            try Prepared(database, """
                SELECT number, claimed, id FROM definition WHERE collective = ?1 AND kind = ?2 AND held = 1
                AND (in_chain = 1 OR named > 0) AND claimed <= ?3
                AND (?4 < 0 OR claimed < ?3 OR id > (SELECT id FROM definition WHERE number = ?4)) ORDER BY claimed DESC, id
                """).bind(1, row.number).bind(2, Int64(kind.number)).bind(3, isFirst ? .max : last[0]).bind(4, last[1]).each {
                    let id: EntryID = $0.value(2)
                    if let entry = try definitions.signed(id), cutoff.includes(definition: entry) {
                        found.append((id, ListCursor([$0.int(1), $0.int(0)])))
                    }
                    return found.count <= limit
                }
            return ListPage(found, limit: limit)
        }
    }

    /// The key of a feed that a cursor names; where there is none `byte` 32 times, which stands before or behind all keys.
    private static func author(_ feed: Int64, else byte: UInt8, _ database: Database) throws -> [UInt8] {
        try Prepared(database, "SELECT author FROM feed WHERE number = ?").bind(1, feed).first { $0.bytes(0) } ?? Array(repeating: byte, count: 32)
    }

    /// Entries feed by feed, by author, each feed in its order; those that wait are among them.
    /// - Parameter author: one feed alone; nil for all.
    public func pageOfEntries(
        in id: CollectiveID, by author: PublicKey? = nil, after cursor: ListCursor?, limit: Int
    ) throws -> ListPage {
        try reading(id) { database, row in
            let start = cursor?.numbers(1)[0] ?? 0
            let first = try author?.bytes ?? Store.author(start >> 32, else: 0, database)
            var found: [(EntryID, ListCursor)] = []
            // The join's order keeps the rows in the order of authors and places, so that no more than a page is read.
            try Prepared(database, """
                SELECT entry.place, entry.bytes FROM feed CROSS JOIN entry ON entry.place > feed.number << 32 AND entry.place < (feed.number + 1) << 32
                WHERE feed.collective = ?1 AND feed.author >= ?2 AND feed.author <= ?3 AND (feed.author > ?2 OR entry.place > ?4)
                ORDER BY feed.author, entry.place
                """).bind(1, row.number).bind(2, first).bind(3, author?.bytes ?? Array(repeating: 0xff, count: 32)).bind(4, start).each {
                    if let entry = EntryTable.stored($0.bytes(1)) { found.append((entry.entry.id, ListCursor([$0.int(0)]))) }
                    return found.count <= limit
                }
            return ListPage(found, limit: limit)
        }
    }

    /// Pledges that count or wait for their project, by the ids of projects, the keys of authors, and place.
    /// - Parameter project: pledges to it alone; nil for all.
    public func pageOfPledges(
        in id: CollectiveID, to project: EntryID? = nil, at cutoff: Cutoff, after cursor: ListCursor?, limit: Int
    ) throws -> ListPage {
        try reading(id) { database, row in
            let from = cursor?.numbers(3) ?? [-1, -1, -1]
            let only = try project.map { try Definitions(database: database, collective: row.number).record($0)?.number ?? 0 }
            let first: EntryID = try Prepared(database, "SELECT id FROM definition WHERE number = ?").bind(1, from[0]).first { $0.value(0) } ?? .zero
            var found: [(EntryID, ListCursor)] = []
            let entries = EntryTable(database: database)
            let statement = try Prepared(database, """
                SELECT pledge.project, pledge.feed, pledge.seq FROM definition
                CROSS JOIN pledge ON pledge.project = definition.number CROSS JOIN feed ON feed.number = pledge.feed
                WHERE definition.id >= ?1 AND (definition.id, feed.author, pledge.seq) > (?1, ?2, ?3) AND pledge.time <= ?4
                AND \(only == nil ? "definition.collective = ?5" : "definition.number = ?5")
                ORDER BY definition.id, feed.author, pledge.seq
                """)
            try statement.bind(1, first).bind(2, Store.author(from[1], else: 0, database)).bind(3, from[2])
                .bind(4, Int64(clamping: cutoff.lastClaimed)).bind(5, only ?? row.number).each {
                    if let entry = try entries.entry(feed: $0.int(1), seq: $0.uint(2)), cutoff.includes(entry.entry) {
                        found.append((entry.entry.id, ListCursor([$0.int(0), $0.int(1), $0.int(2)])))
                    }
                    return found.count <= limit
                }
            return ListPage(found, limit: limit)
        }
    }

    /// Entries of one kind that name others and stand, latest claimed time first, then by author: the same that
    /// ``newestSaid(_:of:in:at:limit:)`` lists, in parts.
    /// - Parameter target: those that name it (``Facts/mentioned``) alone; nil for all.
    public func pageOfMentions(
        _ kind: Kind, of target: EntryID? = nil, in id: CollectiveID, at cutoff: Cutoff, after cursor: ListCursor?, limit: Int
    ) throws -> ListPage {
        try reading(id) { database, row in
            let from = cursor?.numbers(3, else: .max) ?? [.max, .max, .max]
            let statement = try Prepared(database, """
                SELECT mention.feed, seq, time FROM mention CROSS JOIN feed ON feed.number = mention.feed
                WHERE mention.collective = ? AND kind = ? AND time <= ?
                AND (time, author, seq) < (?, ?, ?) \(target == nil ? "" : "AND target = ?") ORDER BY time DESC, author DESC, seq DESC
                """).bind(1, row.number).bind(2, Int64(kind.number)).bind(3, min(from[0], Int64(clamping: cutoff.lastClaimed)))
                .bind(4, from[0]).bind(5, Store.author(from[1], else: 0xff, database)).bind(6, from[2])
            if let target { statement.bind(7, target) }
            return try Store.standing(statement, at: cutoff, limit: limit, database)
        }
    }

    private static func standing(
        _ statement: Prepared, at cutoff: Cutoff, limit: Int, _ database: Database
    ) throws -> ListPage {
        let entries = EntryTable(database: database)
        var found: [(id: EntryID, cursor: ListCursor)] = [], last: ListCursor?, read = 0
        try statement.each {
            let feed = $0.int(0), seq = $0.uint(1), cursor = ListCursor([$0.int(2), feed, $0.int(1)])
            // An entry that names several things has several rows, one behind another.
            guard cursor != last else { return true }
            (last, read) = (cursor, read + 1)
            if let entry = try entries.entry(feed: feed, seq: seq), cutoff.includes(entry.entry),
                try !isRetracted(PlacedEntry(feed: feed, entry: entry), at: cutoff, database)
            {
                found.append((entry.entry.id, cursor))
            }
            return found.count <= limit && read < limit + spare
        }
        var page = ListPage(found, limit: limit)
        // Where many were taken back in a row the part is short, and the list goes on.
        if page.next == nil, read >= limit + spare { page.next = last }
        return page
    }

    /// Entries that a part may pass over because their authors took them back.
    private static let spare = 256

    /// Fork proofs, by author.
    public func pageOfForks(
        in id: CollectiveID, after cursor: ListCursor?, limit: Int
    ) throws -> (proofs: [ForkProof], next: ListCursor?) {
        try reading(id) { database, row in
            var found: [(proof: ForkProof, cursor: ListCursor)] = []
            try Prepared(database, """
                SELECT fork.feed, first, second FROM fork CROSS JOIN feed ON feed.number = fork.feed
                WHERE author > ? AND feed.collective = ? ORDER BY author
                """).bind(1, Store.author(cursor?.numbers(1)[0] ?? -1, else: 0, database)).bind(2, row.number).each {
                    if let proof = Store.proof($0, 1) { found.append((proof, ListCursor([$0.int(0)]))) }
                    return found.count <= limit
                }
            return (found.prefix(limit).map(\.proof), found.count > limit && limit > 0 ? found[limit - 1].cursor : nil)
        }
    }

    /// Each author's latest word on a target, by author; for people to read beside the tally.
    /// - Parameter limit: words read at most, earlier ones of the same authors among them.
    public func words(on target: Bytes32, in id: CollectiveID, at cutoff: Cutoff, limit: Int) throws -> [EntryID] {
        try reading(id) { database, row in
            var latest: [(feed: Int64, id: EntryID)] = []
            let entries = EntryTable(database: database)
            try Prepared(database, """
                SELECT endorse.feed, seq FROM endorse CROSS JOIN feed ON feed.number = endorse.feed
                WHERE endorse.collective = ? AND target = ? AND retracted = 0 ORDER BY author, seq LIMIT ?
                """).bind(1, row.number).bind(2, EntryID(target)).bind(3, Int64(limit)).each {
                    let feed = $0.int(0)
                    guard let entry = try entries.entry(feed: feed, seq: $0.uint(1)), cutoff.includes(entry.entry) else { return true }
                    if latest.last?.feed == feed { latest.removeLast() }
                    latest.append((feed, entry.entry.id))
                    return true
                }
            return latest.map(\.id)
        }
    }

    /// What a collective calls itself: the first line of its charter's text; empty where that is not here.
    public func name(of id: CollectiveID) throws -> String { try entry(id, in: id)?.text?.title ?? "" }
}
