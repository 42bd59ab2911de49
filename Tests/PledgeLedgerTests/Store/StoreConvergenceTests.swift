import PledgeLedger
import Testing

/// What a store says depends on the entries it holds, never on the order in which they came; and
/// its incremental views equal the pure ones.
@Suite struct StoreConvergenceTests {
    /// Everything made, in random orders and by every way in, until a whole round changes nothing:
    /// as entries of feeds, as proofs, by id as definitions and erasures, with texts and without.
    static func feed(_ maker: inout LedgerMaker, to store: Store) throws {
        let id = maker.collective, made = Dictionary(uniqueKeysWithValues: maker.made.map { ($0.entry.id, $0) })
        let twins = Dictionary(grouping: maker.made) { $0.entry.bytes[33..<105] }.values.filter { $0.count > 1 }
        var before: State?
        repeat {
            before = try State(store, id)
            var offers = maker.shuffledOffers()[...]
            while !offers.isEmpty {
                let some = offers.prefix(Int.random(in: 1...7, using: &maker.generator))
                offers = offers.dropFirst(some.count)
                switch Int.random(in: 0..<8, using: &maker.generator) {
                case 0: for offer in some { try store.takeErasure(offer.entry, into: id) }
                case 1: for offer in some { _ = try store.takeDefinition(offer.entry, text: offer.text, into: id) }
                case 2: _ = try store.take(some.map { Offer($0.entry) }, into: id)
                case 3: _ = try twins.randomElement(using: &maker.generator).map { try store.take(ForkProof($0[0], $0[1])) }
                default: _ = try store.take(Array(some), into: id)
                }
            }
            _ = try store.take(maker.shuffledOffers(), into: id)
            for missing in try store.missingDefinitions(in: id, limit: 1_000) {
                if let entry = made[missing] { _ = try store.takeDefinition(entry, text: nil, into: id) }
            }
            for entry in maker.made { try store.takeErasure(entry, into: id) }
            for missing in try store.missingTexts(in: id, limit: 1_000) {
                if let text = maker.texts[missing] { _ = try store.takeText(text, of: missing, into: id) }
            }
        } while try State(store, id) != before
    }

    private struct State: Equatable {
        let root: Digest, erasures: [EntryID], definitions: [EntryID], texts: [EntryID], branches: [EntryID]

        init(_ store: Store, _ id: CollectiveID) throws {
            root = try store.frontier(of: id).tree.root()
            erasures = try store.besideErasures(in: id)
            definitions = try store.missingDefinitions(in: id, limit: 1_000)
            texts = try store.missingTexts(in: id, limit: 1_000)
            branches = try store.missingBranches(in: id, limit: 1_000)
        }
    }

    @Test(arguments: 0..<60) func anyOrderEndsInOneState(seed: Int) throws {
        try check(LedgerSceneTests.maker(seed), seed: seed)
    }

    @Test(arguments: 0..<24) func anyOrderEndsInOneStateWithWitnesses(seed: Int) throws {
        try check(LedgerSceneTests.maker(seed, witnesses: [1, 4, 7][seed % 3]), seed: seed)
    }

    private func check(_ made: LedgerMaker, seed: Int) throws {
        var maker = made
        let expected = LedgerContents(collective: maker.collective, charter: maker.charter, entries: maker.made)
        let folder = try TemporaryFolder()
        for name in ["a", "b"] {
            let store = try maker.store(in: folder, name: name)
            try Self.feed(&maker, to: store)
            try expectEqual(store, expected, seed: seed)
            try expectWords(store, LedgerWords(expected, maker), maker, seed: seed)
            try expectCleanBundle(store, maker, folder.file("\(name).bundle"), seed: seed)
            try store.close()
        }
    }

    /// Of what counts, and of what counted entries name, every text is here but those that their
    /// authors had erased; and what erases them is held beside the feeds where no chain does it.
    private func expectWords(_ store: Store, _ words: LedgerWords, _ maker: LedgerMaker, seed: Int) throws {
        for id in words.held {
            let text = try store.entry(id, in: maker.collective)?.text
            #expect(text == (words.erased.contains(id) ? nil : maker.texts[id]), "seed \(seed), \(id)")
        }
        #expect(try store.besideErasures(in: maker.collective) == words.beside, "seed \(seed)")
        #expect(try store.missingTexts(in: maker.collective, limit: 99).filter(words.held.contains) == [], "seed \(seed)")
    }

    /// The store finds nothing wrong with itself, nor do both auditors with its bundle.
    private func expectCleanBundle(_ store: Store, _ maker: LedgerMaker, _ path: String, seed: Int) throws {
        #expect(try StoreAudit(store).audit(maker.collective).findings == [], "seed \(seed)")
        let summary = try store.writeBundle(of: maker.collective, to: path)
        let report = try BundleAudit(path: path).audit().report
        #expect(report.findings == [], "seed \(seed)")
        #expect(report.root == summary.root && report.entries == summary.entries, "seed \(seed)")
        let contents = try BundleReader.checkIntegrity(path)
        let opened = 1 + contents.entries + 2 * contents.proofs + contents.definitions + contents.erasures + contents.branches
        #expect(report.signatures == opened, "seed \(seed)")
        if seed % 4 == 0, OtherAuditor.isHere { try OtherAuditor.audit(path).expect(report, "seed \(seed)") }
    }

    /// The parts of the list make the whole, the nearest to the founders first, however large they are.
    private func expectParts(of members: [Member], _ store: Store, _ id: CollectiveID, _ cutoff: Cutoff) throws {
        #expect(try store.memberCount(of: id, at: cutoff) == members.count)
        for limit in [1, 2, 100] {
            var found: [Member] = [], cursor: ListCursor?
            repeat {
                let page = try store.pageOfMembers(of: id, at: cutoff, after: cursor, limit: limit)
                #expect(page.members.count == limit || page.next == nil)
                found += page.members
                cursor = page.next
            } while cursor != nil && found.count <= members.count
            #expect(found == members.sorted { ($0.distance, $0.key) < ($1.distance, $1.key) })
        }
    }

    private func expectEqual(_ store: Store, _ expected: LedgerContents, seed: Int) throws {
        let id = expected.collective
        let (tree, _) = try store.frontier(of: id)
        #expect(tree.root() == expected.frontier.root(), "seed \(seed)")
        let row = try #require(try store.collective(id))
        #expect(row.feeds == UInt64(expected.feeds.count), "seed \(seed)")
        #expect(row.entries == expected.feeds.map(\.state.stop).reduce(0, +), "seed \(seed)")
        #expect(try store.coverRecords(of: id) == expected.coverRecords, "seed \(seed)")
        for cutoff in [Cutoff.end, Cutoff(time: 1_700_000_030_000 - Cutoff.tolerance)] {
            let totals = Dictionary(uniqueKeysWithValues: try store.allTotals(in: id, at: cutoff).map { ($0.project, $0) })
            #expect(totals == Totals.of(expected, at: cutoff), "seed \(seed)")
            let members = Members.of(expected, at: cutoff)
            #expect(try store.members(of: id, at: cutoff) == members, "seed \(seed)")
            try expectParts(of: members, store, id, cutoff)
            let tallies = Endorsements.of(expected, at: cutoff)
            let targets = Set(tallies.keys).union(expected.feeds.flatMap { $0.chain.map(\.entry.id.raw) })
            for target in targets {
                let tally = try store.tally(on: target, in: id, at: cutoff)
                #expect(tally == tallies[target] ?? Tally(), "seed \(seed)")
            }
        }
    }
}

/// What becomes of the texts of a ledger, worked out from everything ever made.
struct LedgerWords {
    /// Entries whose texts a holder has: what counts, and the definitions.
    var held: Set<EntryID> = []
    var erased: Set<EntryID> = []
    /// Erasures needed beside the feeds: of each target that no chain erases, the lowest.
    var beside: [EntryID] = []

    init(_ ledger: LedgerContents, _ maker: LedgerMaker) {
        let chained = Set(ledger.feeds.flatMap { $0.chain.map(\.entry.id) })
        let named = ledger.feeds.flatMap(\.chain).flatMap { $0.reading.facts?.named ?? [] }
        held = chained.union(named)
        let authors = Dictionary(uniqueKeysWithValues: ([maker.charterEntry] + maker.made).map { ($0.entry.id, $0.entry.author) })
        var erasures: [EntryID: [EntryID]] = [:]
        for entry in maker.made {
            guard case .facts(.retract(let retract)) = entry.reading, retract.erase,
                authors[retract.target] == entry.entry.author
            else { continue }
            erasures[retract.target, default: []].append(entry.entry.id)
        }
        held.formIntersection(authors.keys)
        erased = Set(erasures.keys)
        beside = erasures.compactMap { target, ids in
            guard held.contains(target) || target == maker.collective, !ids.contains(where: chained.contains) else { return nil }
            return ids.min()
        }.sorted()
    }
}

/// The random scenes hold what the property above is about; otherwise it would prove little.
@Suite struct LedgerSceneTests {
    /// A ledger by a number: open and vouched ones, with few members and with many.
    static func maker(_ seed: Int, witnesses: Int = 0) throws -> LedgerMaker {
        var maker = try LedgerMaker(
            seed: UInt64(seed), authors: 6, founders: 2, admission: seed % 5 == 0 ? .open : .vouched,
            vouchesNeeded: seed % 3 == 0 ? 2 : 1, ladder: seed % 2 == 0 ? [3, 2, 1] : Charter.defaultLadder, witnesses: witnesses)
        try maker.scene(entries: witnesses == 0 ? 80 : 120, forks: seed % 4)
        try maker.tangle()
        return maker
    }

    @Test func scenesHoldForksTotalsAndStances() throws {
        var forked = 0, pledged = 0, stances = 0, silent = 0, admitted = 0, void = 0
        var beside = 0, early = 0, named = 0
        for seed in 0..<60 {
            let maker = try Self.maker(seed)
            let ledger = LedgerContents(collective: maker.collective, charter: maker.charter, entries: maker.made)
            forked += ledger.feeds.filter(\.state.isForked).count
            pledged += Totals.of(ledger, at: .end).values.filter { $0.people > 0 }.count
            stances += Endorsements.of(ledger, at: .end).count
            silent += Members.of(ledger, at: .end).filter { !$0.isNow }.count
            admitted += ledger.feeds.filter { $0.distance > 0 }.count
            void += maker.made.filter { $0.reading.voidReason != nil }.count
            let words = LedgerWords(ledger, maker)
            beside += words.beside.count
            let chained = ledger.feeds.flatMap(\.chain)
            named += words.held.subtracting(chained.map(\.entry.id)).count
            let outside = words.held.subtracting(chained.map(\.entry.id))
            early += chained.filter { if case .facts(.retract(let one)) = $0.reading { one.erase && outside.contains(one.target) } else { false } }.count
        }
        #expect(forked > 20 && pledged > 20 && stances > 60 && silent > 0 && admitted > 40 && void > 30,
            "\(forked) \(pledged) \(stances) \(silent) \(admitted) \(void)")
        #expect(beside > 60 && early > 10 && named > 100, "\(beside) \(early) \(named)")
    }
}
