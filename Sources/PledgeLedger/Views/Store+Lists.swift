import GRDB

extension ProjectTotals {
    /// The totals of a project that nobody has pledged to.
    public init(none id: EntryID, _ project: Project) {
        self.init(project: id, asks: project.asks.map { AskTotal(ask: $0, pledged: 0, pledges: 0) }, people: 0)
    }
}

/// What lists and readers ask of a store, answered from indexes.
extension Store {
    /// One entry with all that is known of it; nil when it is not here.
    /// - Parameter cutoff: what its author said of it later is left out.
    public func listed(_ id: EntryID, in collective: CollectiveID, at cutoff: Cutoff = .end) throws -> ListedEntry? {
        try reading(collective) { database, row in
            if id == collective { return try Store.listedCharter(database, row) }
            if let placed = try EntryTable(database: database).find(id, collective: row.number),
                let feed = try FeedTable(database: database, collective: row.number).find(placed.entry.entry.author)
            {
                return try Store.listed(placed, feed, at: cutoff, database, row)
            }
            let aside = AsideTable(database: database, collective: row.number)
            guard let held = try aside.find(id) else { return nil }
            return ListedEntry(
                entry: held.entry, text: try aside.text(number: held.number).flatMap { try? SaltedText(bytes: $0) },
                standing: .aside, retractedBy: nil, isErased: try Store.isErased(held.entry, database, row))
        }
    }

    private static func listedCharter(_ database: Database, _ row: CollectiveRow) throws -> ListedEntry? {
        guard let charter = row.charterBytes.flatMap(EntryTable.stored) else { return nil }
        let text = try CollectiveTable(database: database).text(number: row.number)
        return ListedEntry(
            entry: charter, text: text.flatMap { try? SaltedText(bytes: $0) }, standing: .counts, retractedBy: nil,
            isErased: try charter.entry.hasText && text == nil && isErased(charter, database, row))
    }

    private static func listed(
        _ placed: PlacedEntry, _ feed: FeedRow, at cutoff: Cutoff, _ database: Database, _ row: CollectiveRow
    ) throws -> ListedEntry {
        let text = try EntryTable(database: database).text(place: placed.place)
        return ListedEntry(
            entry: placed.entry, text: text.flatMap { try? SaltedText(bytes: $0) },
            standing: feed.isKept ? .counts : .waits,
            retractedBy: try retraction(of: placed, feed, at: cutoff, database),
            isErased: try placed.entry.entry.hasText && text == nil && isErased(placed.entry, database, row))
    }

    private static func retraction(
        of placed: PlacedEntry, _ feed: FeedRow, at cutoff: Cutoff, _ database: Database
    ) throws -> EntryID? {
        let id = placed.entry.entry.id
        if feed.isKept { return try retraction(of: id, at: placed.place, within: cutoff, database)?.id }
        // A waiting feed is short, and nothing of it is in a view.
        return try EntryTable(database: database).all(of: feed.number).first { entry in
            guard case .retract(let retract) = entry.reading.facts, cutoff.includes(entry.entry) else { return false }
            return retract.target == id && entry.entry.seq > placed.entry.entry.seq
        }?.entry.id
    }

    private static func isErased(_ entry: VerifiedEntry, _ database: Database, _ row: CollectiveRow) throws -> Bool {
        try ErasedTable(database: database, collective: row.number).isErased(entry.entry.id, by: entry.entry.author)
    }

    /// The newest entries, latest claimed time first.
    ///
    /// Without a cutoff in the past the newest to arrive lie in the feeds that changed last, so that no
    /// more than `limit` feeds are looked at.
    ///
    /// - Parameters:
    ///   - author: one feed alone; nil for all.
    ///   - keptOnly: leaves out what waits for its author to become a member, of which strangers can say much.
    ///   - isPast: whether `cutoff` may leave out entries that came since.
    public func listEntries(
        in id: CollectiveID, by author: PublicKey? = nil, keptOnly: Bool = false, at cutoff: Cutoff, isPast: Bool, limit: Int
    ) throws -> [ListedEntry] {
        try reading(id) { database, row in
            var found: [(placed: PlacedEntry, feed: FeedRow)] = []
            for feed in try Store.feeds(by: author, keptOnly: keptOnly, limit: isPast ? Int.max : limit, database, row) {
                for placed in try Store.newest(of: feed, at: cutoff, limit: limit, database) {
                    found.append((placed, feed))
                }
            }
            found.sort { left, right in
                let (a, b) = (left.placed.entry.entry, right.placed.entry.entry)
                return a.time != b.time ? a.time > b.time : a.seq != b.seq ? a.seq > b.seq : a.author < b.author
            }
            return try found.prefix(limit).map { try Store.listed($0.placed, $0.feed, at: cutoff, database, row) }
        }
    }

    private static func feeds(
        by author: PublicKey?, keptOnly: Bool, limit: Int, _ database: Database, _ row: CollectiveRow
    ) throws -> [FeedRow] {
        if let author {
            return try FeedTable(database: database, collective: row.number).find(author).map { [$0] }?.filter { !keptOnly || $0.isKept } ?? []
        }
        var feeds: [FeedRow] = []
        try Prepared(database, """
            SELECT \(FeedTable.columns) FROM feed WHERE collective = ? AND stop > 0\(keptOnly ? " AND distance IS NOT NULL" : "")
            ORDER BY change DESC LIMIT ?
            """).bind(1, row.number).bind(2, Int64(limit)).each {
                feeds.append(FeedTable.row($0))
                return true
            }
        return feeds
    }

    private static func newest(
        of feed: FeedRow, at cutoff: Cutoff, limit: Int, _ database: Database
    ) throws -> [PlacedEntry] {
        var entries: [PlacedEntry] = []
        try Prepared(database, "SELECT bytes FROM entry WHERE place > ? AND place <= ? ORDER BY place DESC")
            .bind(1, EntryTable.place(feed: feed.number, seq: 0))
            .bind(2, EntryTable.place(feed: feed.number, seq: feed.state.stop)).each { row in
                if let entry = EntryTable.stored(row.bytes(0)), cutoff.includes(entry.entry) {
                    entries.append(PlacedEntry(feed: feed.number, entry: entry))
                }
                return entries.count < limit
            }
        return entries
    }

    /// Ids of definitions of one kind that a kept feed holds or a counted entry names, latest claimed time first, ties
    /// by id.
    public func listDefinitions(
        _ kind: Kind, in id: CollectiveID, at cutoff: Cutoff, limit: Int
    ) throws -> [EntryID] {
        try reading(id) { try Store.newestDefinitions(kind, at: cutoff, limit: limit, $0, $1).map(\.entry.id) }
    }

    /// The same with the places of those that are in a feed.
    static func newestDefinitions(
        _ kind: Kind, at cutoff: Cutoff, limit: Int, _ database: Database, _ row: CollectiveRow
    ) throws -> [(place: Int64?, entry: Entry)] {
        let definitions = Definitions(database: database, collective: row.number)
        var newest: [(place: Int64?, entry: Entry)] = []
        try Prepared(database, """
            SELECT id FROM definition WHERE collective = ? AND kind = ? AND held = 1 AND (in_chain = 1 OR named > 0)
            ORDER BY claimed DESC, id
            """).bind(1, row.number).bind(2, Int64(kind.number)).each {
                if let found = try definitions.found($0.value(0)), cutoff.includes(definition: found.entry) { newest.append(found) }
                return newest.count < limit
            }
        return newest
    }

    /// The newest pledges that count or wait for their project, latest claimed time first, then by author.
    public func listPledges(in id: CollectiveID, at cutoff: Cutoff, limit: Int) throws -> [ListedEntry] {
        try reading(id) { database, row in
            var listed: [ListedEntry] = []
            try Store.eachPledge(PledgeChoice(), at: cutoff, database, row) {
                listed.append($0)
                return listed.count < limit
            }
            return listed
        }
    }

    /// Calls `body` with one pledge after another, latest claimed time first, until it answers false.
    /// - Parameter passes: by a row's project and how it stands there; the others are passed over unread.
    static func eachPledge(
        _ choice: PledgeChoice, at cutoff: Cutoff, _ database: Database, _ row: CollectiveRow,
        where passes: (Int64, TotalsFold.State?) throws -> Bool = { _, _ in true }, _ body: (ListedEntry) throws -> Bool
    ) throws {
        let entries = EntryTable(database: database)
        let feeds = FeedTable(database: database, collective: row.number)
        try pledges(choice, at: cutoff, database, row)?.each {
            let number = $0.int(0)
            guard try passes($0.int(2), TotalsFold.State(rawValue: $0.int(3))) else { return true }
            guard let entry = try entries.entry(feed: number, seq: $0.uint(1)), cutoff.includes(entry.entry),
                let feed = try feeds.find(entry.entry.author)
            else { return true }
            return try body(Store.listed(PlacedEntry(feed: number, entry: entry), feed, at: cutoff, database, row))
        }
    }

    /// Nil where nothing can be chosen.
    private static func pledges(
        _ choice: PledgeChoice, at cutoff: Cutoff, _ database: Database, _ row: CollectiveRow
    ) throws -> Prepared? {
        // What is claimed for one moment is in the order of keys, and not in that in which it came to this node.
        let author = "CROSS JOIN feed ON feed.number = pledge.feed", order = "ORDER BY pledge.time DESC, feed.author, pledge.seq DESC"
        var feed: Int64?, project: Int64?
        if let author = choice.author {
            guard let row = try FeedTable(database: database, collective: row.number).find(author) else { return nil }
            feed = row.number
        }
        if let id = choice.project { project = try Definitions(database: database, collective: row.number).record(id)?.number ?? 0 }
        guard feed != nil || project != nil else {
            return try Prepared(database, """
                SELECT pledge.feed, pledge.seq, pledge.project, pledge.state FROM pledge CROSS JOIN definition ON definition.number = pledge.project
                \(author) WHERE definition.collective = ? AND pledge.time <= ? \(order)
                """).bind(1, row.number).bind(2, Int64(clamping: cutoff.lastClaimed))
        }
        let wanted = [feed.map { ("pledge.feed = ?", $0) }, project.map { ("pledge.project = ?", $0) }].compactMap { $0 }
        let statement = try Prepared(database, """
            SELECT pledge.feed, pledge.seq, pledge.project, pledge.state FROM pledge \(author) WHERE \(wanted.map(\.0).joined(separator: " AND ")) AND +pledge.time <= ? \(order)
            """)
        for (place, (_, number)) in wanted.enumerated() { statement.bind(Int32(place + 1), number) }
        return statement.bind(Int32(wanted.count + 1), Int64(clamping: cutoff.lastClaimed))
    }
}
