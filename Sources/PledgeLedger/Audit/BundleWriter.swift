import GRDB

extension Store {
    /// Writes one collective to a file, from one consistent state of the store.
    ///
    /// - Parameters:
    ///   - replace: whether a file of that name may be replaced.
    ///   - progress: is told the entries written and how many there are, from time to time.
    /// - Throws: ``StoreFault`` or ``BundleFault``; no file is left behind then.
    public func writeBundle(
        of id: CollectiveID, to path: String, replace: Bool = false,
        progress: (_ done: UInt64, _ total: UInt64) -> Void = { _, _ in }
    ) throws -> BundleSummary {
        let output = try BundleOutput(path: path, replace: replace)
        try output.write(BundleFormat.magic)
        var summary = try reading(id) { database, row in
            let writer = try BundleWriter(database, row, output: output, store: self.path)
            return try writer.writeSections(progress: progress)
        }
        summary.bytes = try output.finish()
        return summary
    }
}

/// Writes the sections of one bundle within one read transaction. Memory: the rows of the feeds,
/// and the ids of the definitions that lie outside them.
struct BundleWriter {
    let database: Database
    let collective: CollectiveRow
    let output: BundleOutput
    /// The store's own path, for faults.
    let store: String
    let entries: EntryTable
    let aside: AsideTable
    private let charter: [UInt8]
    /// Feeds of the frontier, ascending by author.
    private let feeds: [FeedRow]
    private let feedNumbers: Set<Int64>

    init(_ database: Database, _ collective: CollectiveRow, output: BundleOutput, store: String) throws {
        guard let charter = collective.charterBytes else { throw BundleFault.noCharter(collective.id) }
        self.database = database
        self.collective = collective
        self.output = output
        self.store = store
        self.charter = charter
        entries = EntryTable(database: database)
        aside = AsideTable(database: database, collective: collective.number)
        feeds = try BundleWriter.frontier(database, collective.number)
        feedNumbers = Set(feeds.map(\.number))
    }

    private static func frontier(_ database: Database, _ collective: Int64) throws -> [FeedRow] {
        var feeds: [FeedRow] = []
        try Prepared(database, """
            SELECT \(FeedTable.columns) FROM feed WHERE collective = ? AND distance IS NOT NULL ORDER BY author
            """).bind(1, collective).each { row in
                let feed = FeedTable.row(row)
                if feed.isInFrontier { feeds.append(feed) }
                return true
            }
        return feeds
    }

    func writeSections(progress: (UInt64, UInt64) -> Void) throws -> BundleSummary {
        let total = feeds.reduce(0) { $0 + $1.state.stop }
        let digest = try output.section(.core) { try writeCore(total: total, progress: progress) }
        try output.section(.proofs) { try writeProofs() }
        let definitions = try outsideDefinitions()
        try output.section(.definitions) {
            for id in definitions { try output.write(counted: definition(id).entry.bytes) }
        }
        try output.section(.texts) { try writeTexts(besides: definitions) }
        try output.section(.erasures) { try writeErasures() }
        try output.section(.checkpoints) {
            let notes = try Store.checkpoints(database, collective).map { (SHA256.hash($0.bytes), $0.bytes) }
            for (_, bytes) in notes.sorted(by: { $0.0 < $1.0 }) { try output.write(counted: bytes) }
        }
        try output.section(.branches) { try writeBranches() }
        let tree = FrontierTree(collective: collective.id, heads: feeds.map(\.head))
        return BundleSummary(
            entries: total, feeds: UInt64(feeds.count), digest: digest, root: tree.root(), bytes: 0)
    }

    func damaged(_ detail: String) -> StoreFault { .damaged(path: store, detail: detail) }

    func isInCore(_ placed: PlacedEntry) -> Bool { feedNumbers.contains(placed.feed) }
}

// MARK: Core and proofs

extension BundleWriter {
    private func writeCore(total: UInt64, progress: (UInt64, UInt64) -> Void) throws {
        try output.write(collective.id)
        try output.write(counted: charter)
        try output.write(bigEndian: UInt32(clamping: feeds.count))
        var done: UInt64 = 0
        for feed in feeds {
            try output.write(feed.author)
            try output.write(bigEndian: feed.state.fork)
            try output.write(bigEndian: feed.state.stop)
            try writeEntries(of: feed) {
                done += 1
                if done % 1_000 == 0 { progress(done, total) }
            }
        }
        progress(done, total)
    }

    private func writeEntries(of feed: FeedRow, wrote: () -> Void) throws {
        var expected = EntryTable.place(feed: feed.number, seq: 1)
        try Prepared(database, "SELECT place, bytes FROM entry WHERE place >= ? AND place <= ? ORDER BY place")
            .bind(1, expected).bind(2, EntryTable.place(feed: feed.number, seq: feed.state.stop)).each { row in
                let bytes = row.buffer(1)
                guard row.int(0) == expected, BundleFormat.entryLengths.contains(bytes.count) else { return false }
                try output.write(counted: bytes)
                expected += 1
                wrote()
                return true
            }
        guard expected == EntryTable.place(feed: feed.number, seq: feed.state.stop) + 1 else {
            throw damaged("entry \(expected & 0xFFFF_FFFF) of \(feed.author.hex.prefix(12)) is missing or no entry")
        }
    }

    private func writeProofs() throws {
        for feed in feeds where feed.state.isForked {
            let proof = try Prepared(database, "SELECT first, second FROM fork WHERE feed = ?")
                .bind(1, feed.number).first { Store.proof($0, 0) } ?? nil
            guard let proof, proof.place == feed.state.fork else {
                throw damaged("the proof of the fork of \(feed.author.hex.prefix(12)) is missing")
            }
            try output.write(counted: proof.first.entry.bytes)
            try output.write(counted: proof.second.entry.bytes)
        }
    }
}

// MARK: Branches and definitions

extension BundleWriter {
    /// What shows how far witnesses covered feeds that forked, and lies in none of them.
    private func writeBranches() throws {
        guard collective.charter?.isWitnessed ?? false else { return }
        let branches = BranchTable(database: database, collective: collective.number)
        let entries = try feeds.filter(\.state.isForked).flatMap(branches.covered)
        for entry in entries.map(\.entry).sorted(by: { $0.id < $1.id }) { try output.write(counted: entry.bytes) }
    }
}

extension BundleWriter {
    /// Ids of the entries outside the core that counted entries name and that are held, ascending.
    private func outsideDefinitions() throws -> [EntryID] {
        var ids: [EntryID] = []
        try Prepared(database, """
            SELECT id FROM definition WHERE collective = ? AND held = 1 AND named > 0 AND in_chain = 0 ORDER BY id
            """).bind(1, collective.number).each { row in
                ids.append(row.value(0))
                return true
            }
        return try ids.filter { id in
            try !(entries.find(id, collective: collective.number).map(isInCore) ?? false)
        }
    }

    private func definition(_ id: EntryID) throws -> VerifiedEntry {
        if let row = try aside.find(id) { return row.entry }
        guard let placed = try entries.find(id, collective: collective.number) else {
            throw damaged("definition \(id.hex.prefix(12)) is missing")
        }
        return placed.entry
    }
}
