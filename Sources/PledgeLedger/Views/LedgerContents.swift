/// Everything of one collective that counts: what the pure form of every view is a function of.
public struct LedgerContents: Sendable {
    /// One kept feed up to its stop.
    public struct Feed: Sendable {
        public var author: PublicKey
        public var state: FeedState
        /// Distance from the founders.
        public var distance: UInt8
        public var chain: [VerifiedEntry]
    }

    public var collective: CollectiveID
    public var charter: Charter
    /// Kept feeds that hold an entry or forked, by author.
    public var feeds: [Feed]
    /// What counted entries name, and kept feeds define, by id.
    public var definitions: [EntryID: VerifiedEntry]
    /// Entries of kept authors who forked, of any branch, by id: where covers lead through. Empty without witnesses.
    var branches: [EntryID: Entry] = [:]

    /// Reads a ledger from every valid entry held, in any order. All of them may show a fork.
    ///
    /// - Parameters:
    ///   - entries: entries of feeds of this collective, whoever wrote them.
    ///   - proofs: of forks. Their entries are in no chain, and define nothing by themselves.
    ///   - beside: entries held outside the feeds, such as definitions.
    ///   - apart: more such, which define nothing by themselves, such as erasures.
    public init(
        collective: CollectiveID, charter: Charter, entries: some Sequence<VerifiedEntry>,
        proofs: [ForkProof] = [], beside: [VerifiedEntry] = [], apart: [VerifiedEntry] = []
    ) {
        self.collective = collective
        self.charter = charter
        var held: [PublicKey: JointStops.Held] = [:]
        definitions = [:]
        for entry in proofs.flatMap({ [$0.first, $0.second] }) + beside + apart where entry.entry.collective == collective {
            held[entry.entry.author, default: ([], [])].apart.append(entry)
        }
        for entry in beside where entry.reading.kind?.isDefinition ?? false { definitions[entry.entry.id] = entry }
        for entry in entries where entry.entry.collective == collective {
            held[entry.entry.author, default: ([], [])].feed.append(entry)
            if entry.reading.kind?.isDefinition ?? false { definitions[entry.entry.id] = entry }
        }
        let joint = JointStops(held, charter: charter)
        feeds = joint.stops.compactMap { author, held in
            guard let distance = joint.kept[author], held.state.stop > 0 || held.state.isForked else { return nil }
            return Feed(author: author, state: held.state, distance: distance, chain: held.chain)
        }.sorted { $0.author < $1.author }
        guard charter.isWitnessed else { return }
        for feed in feeds where feed.state.isForked {
            guard let held = held[feed.author] else { continue }
            for entry in held.feed + held.apart { branches[entry.entry.id] = entry.entry }
        }
    }

    /// A ledger whose feeds are already settled.
    init(collective: CollectiveID, charter: Charter, feeds: [Feed], definitions: [EntryID: VerifiedEntry]) {
        self.collective = collective
        self.charter = charter
        self.feeds = feeds
        self.definitions = definitions
    }

    /// Every cover that counts, whatever chain its id is on.
    private var allCovers: [CoverRecord] {
        guard charter.isWitnessed else { return [] }
        return feeds.flatMap(\.chain).flatMap { CoverRecord.records(in: $0, of: charter) }
    }

    /// Witnesses who covered two stories of somebody whose feed forked.
    var conflicts: [WitnessConflict] {
        let forked = Set(feeds.filter(\.state.isForked).map(\.author))
        guard !forked.isEmpty else { return [] }
        return WitnessConflict.all(in: allCovers.filter { forked.contains($0.author) }, held: branches)
    }

    /// Covers of a time that their witness can't have had.
    var backdated: [BackdatedCover] {
        let carried = allCovers
        return BackdatedCover.all(in: onChains(carried), carried: carried)
    }

    /// Every cover that counts and reaches its author's chain: by author, place, id, witness and carrier.
    public var coverRecords: [CoverRecord] { onChains(allCovers) }

    private func onChains(_ covers: [CoverRecord]) -> [CoverRecord] {
        guard !covers.isEmpty else { return [] }
        let covers = Dictionary(grouping: covers, by: \.author)
        return feeds.flatMap { feed in
            var reach = CoverReach<Never>(feed.state, branches: branches) { feed.chain[Int($0) - 1].entry.id }
            return (covers[feed.author] ?? []).compactMap { reach.reaching($0) }
        }.sorted { $0.order < $1.order }
    }

    /// The same as views use it.
    public var covers: Covers { Covers(quorum: charter.quorum, coverRecords.map(\.cover)) }

    /// The frontier that these feeds have.
    public var frontier: FrontierTree {
        FrontierTree(collective: collective, heads: feeds.map(\.head))
    }

    /// Ids that counted entries name, whatever they are.
    func named() -> Set<EntryID> {
        Set(feeds.flatMap(\.chain).flatMap { $0.reading.facts?.named ?? [] })
    }

    /// Definitions of one kind that are listed: those in the chains of kept feeds, and those that
    /// counted entries name. Ascending.
    public func listed(_ kind: Kind) -> [EntryID] {
        var ids = named().filter { definitions[$0]?.reading.facts?.kind == kind }
        for entry in feeds.flatMap(\.chain) where entry.reading.facts?.kind == kind { ids.insert(entry.entry.id) }
        return ids.sorted()
    }
}

extension LedgerContents.Feed {
    public var head: Head {
        Head(author: author, stop: state.stop, id: state.stopID, fork: state.fork, rank: distance)
    }
}

extension VouchRecord {
    /// The member-scope vouches of a chain.
    public init(voucher: PublicKey, chain: [VerifiedEntry]) {
        self.init(voucher: voucher)
        for entry in chain {
            guard case .vouch(let vouch) = entry.reading.facts, vouch.scope == .member else { continue }
            statements.append(Statement(
                seq: entry.entry.seq, time: entry.entry.time, subject: vouch.subject, level: vouch.level,
                until: vouch.until))
        }
    }
}
