import PledgeLedger
import Testing

/// What a store says depends on the entries it holds, never on the order in which they came; and
/// its incremental views equal the pure ones.
@Suite struct StoreConvergenceTests {
    /// Offers entries in random orders until a whole round changes nothing.
    static func feed(_ maker: inout LedgerMaker, to store: Store) throws {
        var before: Digest?
        repeat {
            before = try store.frontier(of: maker.collective).tree.root()
            var offers = maker.shuffledOffers()[...]
            while !offers.isEmpty {
                let size = Int.random(in: 1...7, using: &maker.generator)
                _ = try store.take(Array(offers.prefix(size)), into: maker.collective)
                offers = offers.dropFirst(size)
            }
            for id in try store.missingDefinitions(in: maker.collective, limit: 1_000) {
                if let entry = maker.made.first(where: { $0.entry.id == id }) {
                    _ = try store.takeDefinition(entry, text: nil, into: maker.collective)
                }
            }
        } while try store.frontier(of: maker.collective).tree.root() != before
    }

    @Test(arguments: 0..<60) func anyOrderEndsInOneState(seed: Int) throws {
        let isOpen = seed % 5 == 0
        var maker = try LedgerMaker(
            seed: UInt64(seed), authors: 6, founders: 2, admission: isOpen ? .open : .vouched,
            vouchesNeeded: seed % 3 == 0 ? 2 : 1, ladder: seed % 2 == 0 ? [3, 2, 1] : Charter.defaultLadder)
        try maker.scene(entries: 60, forks: seed % 4)
        let expected = LedgerContents(collective: maker.collective, charter: maker.charter, entries: maker.made)
        let folder = try TemporaryFolder()
        for name in ["a", "b"] {
            let store = try maker.store(in: folder, name: name)
            try Self.feed(&maker, to: store)
            try expectEqual(store, expected, seed: seed)
            try expectTexts(store, expected, maker, seed: seed)
            try store.close()
        }
    }

    /// Of what counts, every text is here but those that their authors had erased, on whatever branch.
    private func expectTexts(_ store: Store, _ expected: LedgerContents, _ maker: LedgerMaker, seed: Int) throws {
        struct Word: Hashable { let author: PublicKey, target: EntryID }
        let erased = Set(maker.made.compactMap { entry -> Word? in
            guard case .retract(let retract) = entry.reading.facts, retract.erase else { return nil }
            return Word(author: entry.entry.author, target: retract.target)
        })
        for feed in expected.feeds {
            for entry in feed.chain where entry.entry.hasText {
                let isErased = erased.contains(Word(author: feed.author, target: entry.entry.id))
                let text = try store.entry(entry.entry.id, in: expected.collective)?.text
                #expect(text == (isErased ? nil : maker.texts[entry.entry.id]), "seed \(seed), \(entry.entry.id)")
            }
        }
    }

    private func expectEqual(_ store: Store, _ expected: LedgerContents, seed: Int) throws {
        let id = expected.collective
        let (tree, _) = try store.frontier(of: id)
        #expect(tree.root() == expected.frontier.root(), "seed \(seed)")
        let row = try #require(try store.collective(id))
        #expect(row.feeds == UInt64(expected.feeds.count), "seed \(seed)")
        #expect(row.entries == expected.feeds.map(\.state.stop).reduce(0, +), "seed \(seed)")
        for cutoff in [Cutoff.end, Cutoff(time: 1_700_000_030_000 - Cutoff.tolerance)] {
            let totals = Dictionary(uniqueKeysWithValues: try store.allTotals(in: id, at: cutoff).map { ($0.project, $0) })
            #expect(totals == Totals.of(expected, at: cutoff), "seed \(seed)")
            #expect(try store.members(of: id, at: cutoff) == Members.of(expected, at: cutoff), "seed \(seed)")
            let tallies = Endorsements.of(expected, at: cutoff)
            let targets = Set(tallies.keys).union(expected.feeds.flatMap { $0.chain.map(\.entry.id.raw) })
            for target in targets {
                let tally = try store.tally(on: target, in: id, at: cutoff)
                #expect(tally == tallies[target] ?? Tally(), "seed \(seed)")
            }
        }
    }
}

/// The random scenes hold what the property above is about; otherwise it would prove little.
@Suite struct LedgerSceneTests {
    @Test func scenesHoldForksTotalsAndStances() throws {
        var forked = 0, pledged = 0, stances = 0, silent = 0, admitted = 0, void = 0
        for seed in 0..<60 {
            var maker = try LedgerMaker(seed: UInt64(seed), authors: 6, founders: 2)
            try maker.scene(entries: 60, forks: seed % 4)
            let ledger = LedgerContents(collective: maker.collective, charter: maker.charter, entries: maker.made)
            forked += ledger.feeds.filter(\.state.isForked).count
            pledged += Totals.of(ledger, at: .end).values.filter { $0.people > 0 }.count
            stances += Endorsements.of(ledger, at: .end).count
            silent += Members.of(ledger, at: .end).filter { !$0.isNow }.count
            admitted += ledger.feeds.filter { $0.distance > 0 }.count
            void += maker.made.filter { $0.reading.voidReason != nil }.count
        }
        #expect(forked > 20 && pledged > 20 && stances > 60 && silent > 0 && admitted > 40 && void > 60,
            "\(forked) \(pledged) \(stances) \(silent) \(admitted) \(void)")
    }
}
