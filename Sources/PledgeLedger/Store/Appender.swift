import GRDB

/// Takes entries into one collective, within one write transaction.
///
/// It applies the feed rules, keeps fork proofs, decides who is kept, and tells the views. Its
/// result depends on the entries alone: the order in which they come decides which of them are
/// taken now and which when they come again, never what is true in the end.
final class Appender {
    let database: Database
    let charter: Charter
    let limits: StoreLimits
    let owner: PublicKey?
    var collective: CollectiveRow
    let feedTable: FeedTable
    let entries: EntryTable
    let aside: AsideTable
    let vouches: VouchTable
    let erased: ErasedTable
    let definitions: Definitions
    let folds: [any EntryFold]

    /// Feeds loaded in this transaction.
    var feeds: [PublicKey: FeedRow] = [:]
    /// What each touched feed gave the frontier before this transaction, in the order of touching.
    var before: [PublicKey: FrontierShare] = [:]
    var touched: [PublicKey] = []
    /// Whether something beside the feeds changed: a text, a definition or an erasure.
    var besideChanged = false
    /// Whether a text was dropped at its author's word, so that the log still holds it.
    var erasedText = false
    /// Whether vouches changed since the ladder was last climbed.
    var ladderIsStale = false

    init(_ database: Database, collective: CollectiveRow, charter: Charter, store: Store) throws {
        self.database = database
        self.collective = collective
        self.charter = charter
        limits = store.limits
        owner = try Meta.read(.owner, database).flatMap { PublicKey(bytes: $0) }
        feedTable = FeedTable(database: database, collective: collective.number)
        entries = EntryTable(database: database)
        aside = AsideTable(database: database, collective: collective.number)
        vouches = VouchTable(database: database, collective: collective.number)
        erased = ErasedTable(database: database, collective: collective.number)
        definitions = Definitions(database: database, collective: collective.number)
        folds = store.makeFolds()
    }

    var context: FoldContext {
        FoldContext(database: database, collective: collective.number, entries: entries, definitions: definitions)
    }

    /// Takes one entry, with its text where it came along.
    func take(_ verified: VerifiedEntry, text: SaltedText?) throws -> Taken {
        let entry = verified.entry
        guard entry.collective == collective.id else { return .wrongCollective }
        if ladderIsStale { try climbLadder() }
        let known = try load(entry.author)
        let verdict = try (known?.state ?? FeedState()).verdict(on: entry, quota: charter.quota) {
            try entries.id(feed: known?.number ?? 0, seq: $0)
        }
        switch verdict {
        case .accepted: return try accept(verified, text: text)
        case .duplicate:
            try keepText(text, of: PlacedEntry(feed: known?.number ?? 0, entry: verified))
        case .fork:
            guard var feed = known, let held = try entries.entry(feed: feed.number, seq: entry.seq) else { break }
            if let proof = try? ForkProof(held, verified) { try setFork(proof, in: &feed) }
        case .pastStop, .loose:
            try eraseFromBeside(verified)
        case .gap, .refused:
            break
        }
        return .verdict(verdict)
    }

    /// Takes a fork proof that stands by itself.
    /// - Returns: whether it was news.
    func take(_ proof: ForkProof) throws -> Bool {
        guard proof.collective == collective.id, proof.place <= charter.quota.entries else { return false }
        if ladderIsStale { try climbLadder() }
        guard var feed = try load(proof.author) ?? (charter.admission == .open ? create(proof.author) : nil) else {
            return false
        }
        guard !feed.state.isForked || proof.place < feed.state.fork else { return false }
        try setFork(proof, in: &feed)
        return true
    }

    /// Appends an entry that extends its feed, within the bounds of this node.
    private func accept(_ verified: VerifiedEntry, text: SaltedText?) throws -> Taken {
        guard var feed = try load(verified.entry.author) ?? create(verified.entry.author) else { return .full }
        guard feed.isKept || isWaitable(feed, verified.entry) else { return .waitingRoomFull }
        guard feed.state.stop > 0 || !feed.isKept || hasRoom() else { return .full }
        touch(feed)
        let placed = PlacedEntry(feed: feed.number, entry: verified)
        try entries.insert(placed)
        try keepText(text, of: placed)
        feed.state = feed.state.extended(by: verified.entry)
        feeds[feed.author] = feed
        if case .facts(.retract(let retract)) = verified.reading, retract.erase {
            try erase(retract.target, by: verified, feed: feed, place: placed.place)
        }
        if feed.isKept {
            try count(placed)
        } else if try isMissingDefinition(verified) {
            try adopt(verified.entry.id)
        }
        return .verdict(.accepted)
    }

    /// Whether this node may keep another feed of the collective.
    private func hasRoom() -> Bool {
        let hasRoom = collective.feeds < limits.feeds && collective.bytes < limits.bytes
        if !hasRoom { collective.isPartial = true }
        return hasRoom
    }

    private func isWaitable(_ feed: FeedRow, _ entry: Entry) -> Bool {
        entry.seq <= limits.waitingEntries && feed.state.bytes + UInt64(entry.bytes.count) <= limits.waitingBytes
    }

    func load(_ author: PublicKey) throws -> FeedRow? {
        if let feed = feeds[author] { return feed }
        let feed = try feedTable.find(author)
        feeds[author] = feed
        return feed
    }

    /// A row for an author seen for the first time; nil where a bound forbids it.
    private func create(_ author: PublicKey) throws -> FeedRow? {
        let isKept = charter.admission == .open || charter.founders.contains(author)
        if isKept {
            guard hasRoom() else { return nil }
        } else if try feedTable.waitingCount() >= limits.waitingFeeds {
            guard try evict() else { return nil }
        }
        let feed = try feedTable.create(author, distance: isKept ? 0 : nil)
        feeds[author] = feed
        return feed
    }

    /// Drops the feed that has waited longest. - Returns: whether there was one.
    private func evict() throws -> Bool {
        let oldest = try feedTable.oldestWaiting { $0 != owner && feeds[$0]?.isKept != true }
        guard let oldest else { return false }
        try keepDefinitions(of: oldest.number)
        try feedTable.delete(oldest.number)
        feeds[oldest.author] = nil
        touched.removeAll { $0 == oldest.author }
        before[oldest.author] = nil
        return true
    }

    /// Notes that a feed changes, with what it gave the frontier so far.
    func touch(_ feed: FeedRow) {
        guard before[feed.author] == nil else { return }
        before[feed.author] = FrontierShare(feed)
        touched.append(feed.author)
    }

    /// Settles the ladder, writes the views and the rows of the touched feeds.
    /// - Returns: the collective's row as it now is.
    func finish() throws -> CollectiveRow {
        if ladderIsStale { try climbLadder() }
        for fold in folds { try fold.flush(in: context) }
        for author in touched {
            guard let feed = feeds[author], let before = before[author] else { continue }
            let now = FrontierShare(feed)
            collective.feeds = collective.feeds &+ now.feeds &- before.feeds
            collective.entries = collective.entries &+ now.entries &- before.entries
            collective.bytes = collective.bytes &+ now.bytes &- before.bytes
            collective.change += 1
            try feedTable.save(feed, change: collective.change, expecting: before.head)
        }
        if besideChanged && touched.isEmpty { collective.change += 1 }
        try CollectiveTable(database: database).save(collective)
        return collective
    }
}

/// What one feed adds to its collective's frontier.
struct FrontierShare {
    let feeds: UInt64
    let entries: UInt64
    let bytes: UInt64
    /// The head that the row holds in the store.
    let head: EntryID

    init(_ feed: FeedRow) {
        head = feed.state.stopID
        feeds = feed.isInFrontier ? 1 : 0
        entries = feed.isInFrontier ? feed.state.stop : 0
        bytes = feed.isInFrontier ? feed.state.bytes : 0
    }
}

/// What became of an entry that was offered to the store.
public enum Taken: Hashable, Sendable {
    case verdict(Verdict)
    /// The entry belongs to another collective.
    case wrongCollective
    /// The author is no member, and the waiting room takes no more of theirs.
    case waitingRoomFull
    /// This node's own bounds are reached.
    case full
}
