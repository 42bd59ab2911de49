import PledgeLedger
import Testing

/// Stops by the words of the rule alone: entry by entry, walking every cover's chain down.
struct PlainStops {
    let maker: LedgerMaker
    /// Ids that count, of each author in order.
    private(set) var chains: [PublicKey: [EntryID]] = [:]
    private let held: [EntryID: Entry]
    private var forks: [PublicKey: UInt64] = [:]

    init(_ maker: LedgerMaker) {
        self.maker = maker
        held = Dictionary(uniqueKeysWithValues: maker.made.map { ($0.entry.id, $0.entry) })
        for one in maker.made.map(\.entry) {
            for other in maker.made.map(\.entry) where one.author == other.author && one.prev == other.prev && one.seq == other.seq && one.id != other.id {
                forks[one.author] = min(forks[one.author] ?? .max, one.seq)
            }
        }
        for author in Set(maker.made.map(\.entry.author)) {
            chains[author] = []
            while let next = following(author).first, next.seq < forks[author] ?? .max { chains[author]?.append(next.id) }
        }
        while goOn() {}
    }

    /// Whom the vouches of the chains admit, and the witnesses.
    func kept() -> Set<PublicKey> {
        guard maker.charter.admission == .vouched else { return Set(chains.keys) }
        let records = chains.map { author, ids in VouchRecord(voucher: author, chain: ids.compactMap { id in maker.made.first { $0.entry.id == id } }) }
        return Set(VouchLadder.distances(charter: maker.charter, positions: records.map(\.kept)).keys).union(maker.charter.witnesses)
    }

    /// Entries that follow an author's chain.
    private func following(_ author: PublicKey) -> [Entry] {
        let chain = chains[author] ?? []
        return held.values.filter { $0.author == author && $0.seq == chain.count + 1 && $0.prev == chain.last ?? .zero }
    }

    private mutating func goOn() -> Bool {
        let kept = kept()
        var support: [EntryID: Set<PublicKey>] = [:]
        for word in maker.made where kept.contains(word.entry.author) && (chains[word.entry.author] ?? []).contains(word.entry.id) {
            guard case .witness(let witness) = word.reading.facts, witness.counts(in: maker.collective, of: maker.charter) else { continue }
            for cover in witness.covers {
                var at = held[cover.id]
                if at?.author != cover.author || at?.seq != cover.seq { continue }
                while let entry = at {
                    support[entry.id, default: []].insert(witness.key)
                    at = held[entry.prev]
                }
            }
        }
        var isChanged = false
        for author in kept where forks[author] != nil && (chains[author]?.count ?? 0) + 1 >= forks[author] ?? 0 {
            while let next = following(author).filter({ support[$0.id, default: []].count >= maker.charter.quorum }).min(by: { $0.id < $1.id }) {
                chains[author]?.append(next.id)
                isChanged = true
            }
        }
        return isChanged
    }
}

@Suite struct JointStopsTests {
    /// The pure form, for which the store has its own, is what the words say; in any order of entries.
    @Test(arguments: 0..<60) func aLedgerIsWhatTheWordsSay(seed: Int) throws {
        var maker = try LedgerSceneTests.maker(seed, witnesses: [1, 4, 7][seed % 3])
        let plain = PlainStops(maker), kept = plain.kept()
        let entries = maker.made.shuffled(using: &maker.generator)
        let ledger = LedgerContents(collective: maker.collective, charter: maker.charter, entries: entries)
        for feed in ledger.feeds {
            #expect(kept.contains(feed.author))
            #expect(feed.chain.map(\.entry.id) == plain.chains[feed.author], "seed \(seed)")
        }
        let writing = plain.chains.filter { author, chain in kept.contains(author) && (!chain.isEmpty || ledger.feeds.contains { $0.author == author }) }
        #expect(ledger.feeds.count == writing.count, "seed \(seed)")
    }

    /// The scenes hold what these are about.
    @Test func scenesHoldCoveredForksAndOthers() throws {
        var raised = 0, cut = 0, covers = 0
        for seed in 0..<60 {
            let maker = try LedgerSceneTests.maker(seed, witnesses: [1, 4, 7][seed % 3])
            let ledger = LedgerContents(collective: maker.collective, charter: maker.charter, entries: maker.made)
            raised += ledger.feeds.filter { $0.state.isForked && $0.state.stop >= $0.state.fork }.count
            cut += ledger.feeds.filter { $0.state.isForked && $0.state.stop < $0.state.fork }.count
            covers += ledger.coverRecords.count
        }
        #expect(raised > 20 && cut > 30 && covers > 300, "\(raised) \(cut) \(covers)")
    }

    /// A donor with a year's entries forks at the first place: it counts as far as a quorum covered it.
    @Test func aForkBelowWhatAQuorumCoveredDoesNotCut() throws {
        var maker = try LedgerMaker(seed: 9, witnesses: 4)
        var tip = LedgerMaker.Tip(author: 0), other = LedgerMaker.Tip(author: 0), carrier = LedgerMaker.Tip(author: 1)
        let chain = try (0..<6).map { _ in try maker.sign([8], on: &tip) }
        // Three of four reach place 4 together: at 4, at 5 and at 6.
        for (witness, at) in [(0, 3), (1, 4), (2, 5)] {
            try maker.sign(.witness(maker.word([chain[at]], by: witness)), on: &carrier)
        }
        try maker.sign([9], on: &other)
        let ledger = LedgerContents(collective: maker.collective, charter: maker.charter, entries: maker.made)
        let state = try #require(ledger.feeds.first { $0.author == maker.keys[0].publicKey }).state
        #expect(state.fork == 1 && state.stop == 4 && state.stopID == chain[3].entry.id)
    }

    /// An author's own word that it was covered, past its fork, lifts nothing: only what counts carries covers.
    @Test func nobodyLiftsThemselves() throws {
        var maker = try LedgerMaker(seed: 10, witnesses: 1)
        var tip = LedgerMaker.Tip(author: 0), other = LedgerMaker.Tip(author: 0)
        let first = try maker.sign([8], on: &tip)
        try maker.sign(.witness(maker.word([first], by: 0)), on: &tip)
        try maker.sign([9], on: &other)
        let ledger = LedgerContents(collective: maker.collective, charter: maker.charter, entries: maker.made)
        #expect(ledger.feeds.first { $0.author == maker.keys[0].publicKey }?.state.stop == 0)
        #expect(ledger.coverRecords.isEmpty)
    }
}

extension JointStopsTests {
    /// What was in time before a fork is in time after it, in the pure form and in a store: covers of what the fork
    /// cut off reach what it left.
    @Test(arguments: [1, 3, 5] as [UInt64]) func aForkTakesNoTimeBack(at fork: UInt64) throws {
        var maker = try LedgerMaker(seed: 13, witnesses: 4)
        var tip = LedgerMaker.Tip(author: 0), other = tip, carrier = LedgerMaker.Tip(author: 1)
        for _ in 1..<fork { try maker.sign([7], on: &other) }
        tip = other
        let chain = maker.made + (try (fork...6).map { _ in try maker.sign([8], on: &tip) })
        for (witness, at) in [(0, 3), (1, 4), (2, 5)] {
            try maker.sign(.witness(maker.word([chain[at]], by: witness)), on: &carrier)
        }
        let author = maker.keys[0].publicKey, folder = try TemporaryFolder(), store = try maker.store(in: folder)
        func reached() throws -> [UInt64?] {
            let pure = LedgerContents(collective: maker.collective, charter: maker.charter, entries: maker.made).covers
            try StoreConvergenceTests.feed(&maker, to: store)
            let stored = try store.covers(of: maker.collective)
            let times = (1...6).map { pure.reached(author, $0, by: .max) }
            #expect(times == (1...6).map { stored.reached(author, $0, by: .max) })
            return times
        }
        let before = try reached()
        #expect(before.map { $0 != nil } == [true, true, true, true, false, false])
        try maker.sign([9], on: &other)
        #expect(try reached() == before)
        try store.close()
    }
}

@Suite struct WitnessConflictTests {
    /// Covers of one chain, however far apart, are no conflict; of two branches they are, in store and bundle.
    @Test func twoBranchesAreAConflict() throws {
        var maker = try LedgerMaker(seed: 11, witnesses: 1)
        var tip = LedgerMaker.Tip(author: 0), other = LedgerMaker.Tip(author: 0), carrier = LedgerMaker.Tip(author: 1)
        let chain = try (0..<4).map { _ in try maker.sign([8], on: &tip) }
        let branch = try (0..<3).map { _ in try maker.sign([9], on: &other) }
        for entry in [chain[1], chain[3]] { try maker.sign(.witness(maker.word([entry], by: 0)), on: &carrier) }
        let folder = try TemporaryFolder()
        let store = try maker.store(in: folder)
        try StoreConvergenceTests.feed(&maker, to: store)
        #expect(try store.witnessConflicts(in: maker.collective).isEmpty)
        try maker.sign(.witness(maker.word([branch[2]], by: 0)), on: &carrier)
        try StoreConvergenceTests.feed(&maker, to: store)
        let conflict = WitnessConflict(
            witness: maker.witnesses[0].publicKey, author: maker.keys[0].publicKey, seq: 2, id: chain[1].entry.id, laterSeq: 3,
            laterID: branch[2].entry.id)
        #expect(try store.witnessConflicts(in: maker.collective) == [conflict])
        let report = try StoreAudit(store).audit(maker.collective)
        #expect(report.conflicts == [conflict] && report.findings.isEmpty, "\(report.findings)")
        _ = try store.writeBundle(of: maker.collective, to: folder.file("bundle"))
        let bundle = try BundleAudit(path: folder.file("bundle")).audit()
        #expect(bundle.report.conflicts == [conflict] && bundle.report.findings.isEmpty, "\(bundle.report.findings)")
        let copy = try Store(at: folder.file("copy.sqlite"), missing: .create)
        _ = try #require(try copy.take(bundle))
        #expect(try copy.witnessConflicts(in: maker.collective) == [conflict])
        #expect(try copy.frontier(of: maker.collective).tree.root() == bundle.report.root)
        try copy.close()
        try store.close()
    }

    /// An entry past a fork has its place in a bundle only beside a feed that states the fork.
    @Test func aBranchOfNoForkIsAFinding() throws {
        var maker = try LedgerMaker(seed: 12, witnesses: 1)
        var tip = LedgerMaker.Tip(author: 0), other = LedgerMaker.Tip(author: 0)
        let entry = try maker.sign([8], on: &tip), twin = try maker.sign([9], on: &other), later = try maker.sign([9], on: &other)
        var pieces = BundlePieces(maker.charterEntry)
        pieces.feed([entry])
        pieces.branches = [later]
        #expect(try pieces.audit().report.findings.count == 1)
        pieces.feeds = [(maker.keys[0].publicKey, 1, [])]
        (pieces.proofs, pieces.branches) = ([(entry, twin)], [later])
        #expect(try pieces.audit().report.findings == [])
        // Nobody covered the second story.
        pieces.feeds = [(maker.keys[0].publicKey, 1, [twin])]
        #expect(try !pieces.audit().report.findings.isEmpty)
    }
}

extension LedgerMaker {
    /// One witness's word that it held these.
    func word(_ entries: [VerifiedEntry], by witness: Int) -> Witness {
        Witness(
            entries.map { .init(author: $0.entry.author, seq: $0.entry.seq, id: $0.entry.id) }, at: clock,
            by: witnesses[witness], in: collective)
    }
}
