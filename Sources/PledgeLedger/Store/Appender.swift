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
    let covers: CoverTable
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
    /// Whether that is being decided, and the distances at hand are half old.
    var isClimbing = false
    /// Authors of whom a forked feed may go on: covered anew, or with more held of a branch.
    var staleStops: Set<PublicKey> = []
    /// Whether something no longer counts that a stop may rest on.
    var mustStartAnew = false
    /// Whether vouches or covers began to count, or no longer do, since stops were settled.
    var isCounting = false
    /// Ids past an author's fork that are wanted, as far as they were looked up.
    var wantedBranches: [PublicKey: Set<EntryID>] = [:]

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
        covers = CoverTable(database: database, collective: collective.number)
        erased = ErasedTable(database: database, collective: collective.number)
        definitions = Definitions(database: database, collective: collective.number)
        folds = store.makeFolds()
    }

    var context: FoldContext {
        FoldContext(database: database, collective: collective.number, entries: entries, definitions: definitions)
    }

    /// Takes entries with their texts. What lies past a fork is looked at last, and backwards: an entry is
    /// wanted once the one after it is here.
    func take(_ offers: [Offer]) throws -> [Taken] {
        var taken = try offers.map { try take($0.entry, text: $0.text) }
        guard charter.isWitnessed else { return taken }
        for (index, offer) in offers.enumerated().reversed() where taken[index] == .verdict(.pastStop) {
            if try keepBranch(offer.entry, text: offer.text) { taken[index] = .verdict(.accepted) }
        }
        return taken
    }

    /// Takes one entry, with its text where it came along.
    func take(_ verified: VerifiedEntry, text: SaltedText?) throws -> Taken {
        let entry = verified.entry
        guard entry.collective == collective.id else { return .wrongCollective }
        if ladderIsStale { try climbLadder() }
        let known = try load(entry.author)
        let verdict = try verdict(on: entry, in: known)
        if let proof = try fork(shownBy: verified, verdict, known),
            try note(proof, mayBegin: verdict == .accepted)
        {
            return .verdict(.fork)
        }
        switch verdict {
        case .accepted: return try accept(verified, text: text)
        case .duplicate:
            try keepText(text, of: PlacedEntry(feed: known?.number ?? 0, entry: verified))
        case .pastStop, .loose, .refused:
            try eraseBeside(verified)
        case .fork, .gap:
            break
        }
        return .verdict(verdict)
    }

    /// What an entry means for its author's feed.
    func verdict(on entry: Entry, in feed: FeedRow?) throws -> Verdict {
        try (feed?.state ?? FeedState()).verdict(on: entry, quota: charter.quota) {
            try entries.id(feed: feed?.number ?? 0, seq: $0)
        }
    }

    /// Takes a fork proof that stands by itself.
    /// - Returns: whether it was news.
    func take(_ proof: ForkProof) throws -> Bool {
        guard proof.collective == collective.id else { return false }
        if ladderIsStale { try climbLadder() }
        return try note(proof)
    }

    /// Appends an entry that extends its feed, within the bounds of this node.
    private func accept(_ verified: VerifiedEntry, text: SaltedText?) throws -> Taken {
        guard var feed = try load(verified.entry.author) ?? create(verified.entry.author) else { return .full }
        // A feed that begins may be known to be forked already.
        guard !feed.state.isForked || verified.entry.seq < feed.state.fork else { return .verdict(.pastStop) }
        guard feed.isKept || isWaitable(feed, verified.entry) else { return .waitingRoomFull }
        guard feed.state.stop > 0 || !feed.isKept || mayKeepAnother() else { return .full }
        touch(feed)
        try append(verified, text: text, to: &feed)
        return .verdict(.accepted)
    }

    /// Puts the next entry of a feed into it.
    func append(_ verified: VerifiedEntry, text: SaltedText?, to feed: inout FeedRow) throws {
        let placed = PlacedEntry(feed: feed.number, entry: verified)
        try entries.insert(placed)
        try keepText(text, of: placed)
        try dropAside(placed)
        feed.state = feed.state.extended(by: verified.entry)
        feeds[feed.author] = feed
        if let target = verified.erasedTarget { try eraseInChain(target, by: placed, isKept: feed.isKept) }
        if feed.isKept { try count(placed) }
        try define(verified)
    }

    private var hasRoom: Bool { collective.feeds < limits.feeds && collective.bytes < limits.bytes }

    /// Whether this node may keep another feed of the collective; where not, it is partial from now on.
    private func mayKeepAnother() -> Bool {
        collective.isPartial = collective.isPartial || !hasRoom
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
    func create(_ author: PublicKey) throws -> FeedRow? {
        let distance = charter.firstDistance(of: author)
        if distance != nil {
            guard mayKeepAnother() else { return nil }
        } else if try feedTable.waitingCount() >= limits.waitingFeeds {
            guard try evict() else { return nil }
        }
        return try begin(author, distance: distance)
    }

    /// Drops the feed that has waited longest. - Returns: whether there was one.
    private func evict() throws -> Bool {
        let oldest = try feedTable.oldestWaiting { $0 != owner && feeds[$0]?.isKept != true }
        guard let oldest else { return false }
        let erasures = try keepDefinitions(of: oldest.number)
        try feedTable.delete(oldest)
        feeds[oldest.author] = nil
        touched.removeAll { $0 == oldest.author }
        before[oldest.author] = nil
        for erasure in erasures { try eraseBeside(erasure) }
        return true
    }

    /// Notes that a feed changes, with what it gave the frontier so far.
    func touch(_ feed: FeedRow) {
        guard before[feed.author] == nil else { return }
        before[feed.author] = FrontierShare(feed)
        touched.append(feed.author)
    }

    /// Settles who is kept and where feeds stop, writes the views and the rows of the touched feeds.
    /// - Returns: the collective's row as it now is.
    func finish() throws -> CollectiveRow {
        try settle()
        try definitions.flush()
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
        if hasRoom { collective.isPartial = false }
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
