import GRDB

/// One feed as others see it.
public struct FeedView: Sendable, Hashable {
    public var head: Head
    /// Whether the feed is in the frontier; otherwise it waits.
    public var isKept: Bool
}

extension Store {
    public func collectives() throws -> [CollectiveRow] {
        try read { try CollectiveTable(database: $0).all() }
    }

    /// Every collective with the number of its newest change: for those who look often, and mostly find nothing new.
    public func newestChanges() throws -> [(id: CollectiveID, change: UInt64)] {
        try read { try CollectiveTable(database: $0).changes() }
    }

    public func collective(_ id: CollectiveID) throws -> CollectiveRow? {
        try read { try CollectiveTable(database: $0).find(id) }
    }

    /// Reads one collective's tables in one consistent state.
    func reading<T>(_ id: CollectiveID, _ body: (Database, CollectiveRow) throws -> T) throws -> T {
        try read { database in
            guard let row = try CollectiveTable(database: database).find(id) else { throw StoreFault.noCollective(id) }
            return try body(database, row)
        }
    }

    /// Feeds that changed after a change number, oldest change first, with the newest number.
    /// Feeds that hold nothing and prove nothing are left out.
    public func changes(in id: CollectiveID, after number: UInt64) throws -> (feeds: [FeedView], newest: UInt64) {
        try reading(id) { database, row in
            var feeds: [FeedView] = []
            try Prepared(database, """
                SELECT \(FeedTable.columns) FROM feed WHERE collective = ? AND change > ? ORDER BY change
                """).bind(1, row.number).bind(2, number).each {
                    let feed = FeedTable.row($0)
                    feeds.append(FeedView(head: feed.head, isKept: feed.isKept))
                    return true
                }
            return (feeds, row.change)
        }
    }

    /// Heads of the feeds in the frontier, with the change number that they stand for.
    public func heads(of id: CollectiveID) throws -> (heads: [Head], change: UInt64) {
        try reading(id) { database, row in
            var heads: [Head] = []
            heads.reserveCapacity(Int(min(row.feeds, limits.feeds)))
            try Prepared(database, """
                SELECT \(FeedTable.columns) FROM feed WHERE collective = ? AND distance IS NOT NULL
                """).bind(1, row.number).each {
                    let feed = FeedTable.row($0)
                    if feed.isInFrontier { heads.append(feed.head) }
                    return true
                }
            return (heads, row.change)
        }
    }

    /// The frontier tree, built from the rows, with the change number that it stands for.
    public func frontier(of id: CollectiveID) throws -> (tree: FrontierTree, change: UInt64) {
        let (heads, change) = try heads(of: id)
        return (FrontierTree(collective: id, heads: heads), change)
    }

    /// Feeds in the waiting room that hold something, oldest first.
    public func waiting(in id: CollectiveID) throws -> [Head] {
        try reading(id) { database, row in
            var heads: [Head] = []
            try Prepared(database, """
                SELECT \(FeedTable.columns) FROM feed WHERE collective = ? AND distance IS NULL
                ORDER BY number
                """).bind(1, row.number).each {
                    let feed = FeedTable.row($0)
                    if feed.state.stop > 0 || feed.state.isForked { heads.append(feed.head) }
                    return true
                }
            return heads
        }
    }

    /// Where one author's feed stands; nil when nothing of theirs was ever here.
    public func feed(of author: PublicKey, in id: CollectiveID) throws -> FeedView? {
        try reading(id) { database, row in
            try FeedTable(database: database, collective: row.number).find(author)
                .map { FeedView(head: $0.head, isKept: $0.isKept) }
        }
    }

    /// Ids at places of one feed, nil where nothing is held.
    public func ids(of author: PublicKey, at places: [UInt64], in id: CollectiveID) throws -> [EntryID?] {
        try reading(id) { database, row in
            guard let feed = try FeedTable(database: database, collective: row.number).find(author) else {
                return places.map { _ in nil }
            }
            let entries = EntryTable(database: database)
            return try places.map { try entries.id(feed: feed.number, seq: $0) }
        }
    }

    /// Some of one feed's entries: those with `after` < seq ≤ `through`.
    public struct Span: Sendable {
        public var author: PublicKey
        public var after: UInt64
        public var through: UInt64

        public init(author: PublicKey, after: UInt64 = 0, through: UInt64 = .max) {
            self.author = author
            self.after = after
            self.through = through
        }
    }

    /// Calls `body` with the entries and texts of each span in order, until it returns false. It is
    /// told which span, counted from 0.
    /// The buffers are valid inside the call alone; a text that is not held is empty.
    public func forEachEntry(
        of spans: some Sequence<Span>, in id: CollectiveID,
        _ body: (
            _ span: Int, _ seq: UInt64, _ entry: UnsafeRawBufferPointer, _ text: UnsafeRawBufferPointer
        ) throws -> Bool
    ) throws {
        try reading(id) { database, row in
            let feeds = FeedTable(database: database, collective: row.number)
            var goesOn = true
            for (index, span) in spans.enumerated() where goesOn {
                guard let feed = try feeds.find(span.author) else { continue }
                try Prepared(database, """
                    SELECT entry.place, entry.bytes, text.salted FROM entry LEFT JOIN text ON text.place = entry.place
                    WHERE entry.place > ? AND entry.place <= ? ORDER BY entry.place
                    """).bind(1, EntryTable.place(feed: feed.number, seq: min(span.after, Entry.Layout.maximumSeq)))
                    .bind(2, EntryTable.place(feed: feed.number, seq: min(span.through, Entry.Layout.maximumSeq)))
                    .each { row in
                        goesOn = try body(index, UInt64(row.int(0) & 0xFFFF_FFFF), row.buffer(1), row.buffer(2))
                        return goesOn
                    }
            }
        }
    }

    /// The proof of an author's lowest known fork.
    public func forkProof(of author: PublicKey, in id: CollectiveID) throws -> ForkProof? {
        try reading(id) { database, row in
            try Prepared(database, """
                SELECT first, second FROM fork JOIN feed ON feed.number = fork.feed
                WHERE feed.collective = ? AND feed.author = ?
                """).bind(1, row.number).bind(2, author).first { Store.proof($0, 0) } ?? nil
        }
    }

    static func proof(_ row: Prepared.Row, _ column: Int32) -> ForkProof? {
        guard let first = EntryTable.stored(row.bytes(column)), let second = EntryTable.stored(row.bytes(column + 1))
        else { return nil }
        return try? ForkProof(first, second)
    }

    /// Every fork proof of a collective, by author.
    public func forkProofs(in id: CollectiveID) throws -> [ForkProof] {
        try reading(id) { database, row in
            var proofs: [ForkProof] = []
            try Prepared(database, """
                SELECT first, second FROM fork JOIN feed ON feed.number = fork.feed
                WHERE feed.collective = ? ORDER BY feed.author
                """).bind(1, row.number).each {
                    if let proof = Store.proof($0, 0) { proofs.append(proof) }
                    return true
                }
            return proofs
        }
    }

    /// Definitions that counted entries name and that are missing here.
    public func missingDefinitions(in id: CollectiveID, limit: Int) throws -> [EntryID] {
        try reading(id) { try Definitions(database: $0, collective: $1.number).missing(limit: limit) }
    }

    /// Entries with a committed text that is neither here nor erased, newest first.
    public func missingTexts(in id: CollectiveID, limit: Int) throws -> [EntryID] {
        try reading(id) { database, row in
            var ids = try Store.missingBeside(database, row)
            try Prepared(database, """
                SELECT entry.bytes FROM lacking JOIN entry ON entry.place = lacking.place
                JOIN feed ON feed.number = lacking.place >> 32
                WHERE feed.collective = ? ORDER BY lacking.place DESC LIMIT ?
                """).bind(1, row.number).bind(2, Int64(limit)).each {
                    if let entry = EntryTable.stored($0.bytes(0)) { ids.append(entry.entry.id) }
                    return ids.count < limit
                }
            return ids
        }
    }

    /// The charter and the definitions held aside, where their text is missing.
    private static func missingBeside(_ database: Database, _ row: CollectiveRow) throws -> [EntryID] {
        var ids: [EntryID] = []
        if let charter = row.charterBytes.flatMap(EntryTable.stored), charter.entry.hasText,
            try CollectiveTable(database: database).text(number: row.number) == nil,
            try !ErasedTable(database: database, collective: row.number).isErased(row.id, by: charter.entry.author)
        {
            ids.append(row.id)
        }
        try Prepared(database, """
            SELECT bytes FROM aside WHERE collective = ? AND why = ? AND text IS NULL
            AND substr(bytes, 114, 32) <> zeroblob(32)
            """).bind(1, row.number).bind(2, AsideTable.Why.definition.rawValue).each {
                guard let entry = EntryTable.stored($0.bytes(0)) else { return true }
                let erased = ErasedTable(database: database, collective: row.number)
                if try !erased.isErased(entry.entry.id, by: entry.entry.author) { ids.append(entry.entry.id) }
                return true
            }
        return ids
    }

    /// An entry by id with its text: from a feed, from aside, or the charter itself.
    public func entry(_ id: EntryID, in collective: CollectiveID) throws -> (entry: VerifiedEntry, text: SaltedText?)? {
        try reading(collective) { database, row in
            let entries = EntryTable(database: database)
            if id == collective {
                guard let charter = row.charterBytes.flatMap(EntryTable.stored) else { return nil }
                let text = try CollectiveTable(database: database).text(number: row.number)
                return (charter, text.flatMap { try? SaltedText(bytes: $0) })
            }
            if let placed = try entries.find(id, collective: row.number) {
                return (placed.entry, try entries.text(place: placed.place).flatMap { try? SaltedText(bytes: $0) })
            }
            let aside = AsideTable(database: database, collective: row.number)
            guard let held = try aside.find(id) else { return nil }
            return (held.entry, try aside.text(number: held.number).flatMap { try? SaltedText(bytes: $0) })
        }
    }

    /// Ids of the erasures beside the feeds that a bundle holds too: of the charter, of what counts,
    /// and of definitions. Ascending.
    public func besideErasures(in id: CollectiveID) throws -> [EntryID] {
        try reading(id) { try Store.besideErasures($0, $1) }
    }

    static func besideErasures(_ database: Database, _ row: CollectiveRow) throws -> [EntryID] {
        let beside = try ErasedTable(database: database, collective: row.number).allBeside()
        // A node asks after every change, and there are seldom any.
        guard !beside.isEmpty else { return [] }
        let entries = EntryTable(database: database)
        let definitions = Definitions(database: database, collective: row.number)
        let kept = Set(try FeedTable(database: database, collective: row.number).kept().map(\.number))
        let charter = row.charterBytes.flatMap(EntryTable.stored)
        return try beside.filter { erased in
            if erased.target == row.id { return charter?.entry.author == erased.author }
            let placed = try entries.find(erased.target, collective: row.number)
            guard try placed.map({ kept.contains($0.feed) }) ?? false || definitions.isNamed(erased.target) else { return false }
            return try (placed?.entry ?? definitions.entry(erased.target))?.entry.author == erased.author
        }.map(\.by).sorted()
    }
}
