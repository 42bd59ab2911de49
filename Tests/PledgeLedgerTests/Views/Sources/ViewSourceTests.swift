import PledgeLedger
import Testing

/// A store's rows answer what its entries say, in whatever order they came, at any cutoff; and so every
/// view that is computed from either is the same.
@Suite struct ViewSourceTests {
    /// A source's answers as values that can be compared.
    private struct Answers {
        var definitions: [[EntryID]] = []
        var said: [[EntryID]] = []
        var pledges: [[EntryID]] = []
        var stances: [[String]] = []
        var vouches: [RoundVouch] = []
        var roots: RootCauses
        var rally: RallyList
        var rounds: [String] = []
        var revisions: [Revisions?] = []
        var surroundings: [ProjectSurroundings?] = []
        var offers: [[PublicKey]] = []

        /// What differs, by name: the whole is too long to read.
        func parts(unlike other: Answers) -> [String] {
            let parts: [(String, Bool)] = [
                ("definitions", definitions == other.definitions), ("said", said == other.said),
                ("pledges", pledges == other.pledges), ("stances", stances == other.stances),
                ("vouches", vouches == other.vouches), ("roots", roots == other.roots), ("rally", rally == other.rally),
                ("rounds", rounds == other.rounds), ("revisions", revisions == other.revisions), ("surroundings", surroundings == other.surroundings),
                ("offers", offers == other.offers),
            ]
            return parts.filter { !$0.1 }.map(\.0)
        }

        init(_ source: some ViewSource, _ ids: [EntryID]) throws {
            for kind in [Kind.project, .round, .problem] { definitions.append(try source.definitions(kind).map(\.id)) }
            for kind in [Kind.cause, .settle, .report, .project, .round, .problem] {
                said.append(try source.said(kind, of: nil) { $0.named.isEmpty && $0.kind != .settle ? nil : $0 }.map(\.id))
            }
            for id in ids {
                pledges.append(try source.pledges(to: id).map(\.id))
                pledges.append(try source.everyPledge(to: id).map(\.id))
                stances.append(try source.stances(on: id.raw).map { "\($0.author) \($0.stance)" })
                for kind in [Kind.cause, .settle, .report] { said.append(try source.said(kind, of: id) { $0 }.map(\.id)) }
                guard let round = try RoundReading(id, in: source) else { continue }
                switch round.split() {
                case .matching(let split): rounds.append("\(round.pool) \(round.projects) \(split.payments)")
                case .equalShares(let split): rounds.append("\(round.pool) \(round.projects) \(split.voters) \(split.funded)")
                }
            }
            for id in definitions[0] {
                revisions.append(try Revisions(of: id, in: source))
                surroundings.append(try ProjectSurroundings(of: id, in: source))
            }
            vouches = try source.vouches()
            offers = try ["digging", "dig"].map(source.offering)
            roots = RootCauses(try CauseWords(source))
            rally = try RallyList(source, roots: roots)
        }
    }

    @Test(arguments: 0..<40) func storeAndLedgerAnswerAlike(seed: Int) throws {
        var maker = try LedgerMaker(
            seed: UInt64(seed) + 900, authors: 6, admission: seed % 5 == 0 ? .open : .vouched, ladder: [4, 2, 1])
        try maker.scene(entries: 120, forks: seed % 3)
        let folder = try TemporaryFolder()
        let store = try maker.store(in: folder, name: "a")
        try StoreConvergenceTests.feed(&maker, to: store)
        let ledger = try store.contents(of: maker.collective)
        let ids = maker.made.map(\.entry.id) + [maker.collective]
        let covers = Self.covers(&maker)
        for cutoff in [UInt64.max, 1_700_000_060_000 - Cutoff.tolerance].flatMap({ time in
            [Cutoff(time: time)] + [true, false].map { Cutoff(time: time, timing: .witnessed(covers), takesUncovered: $0) }
        }) {
            let pure = try Answers(LedgerSource(ledger, at: cutoff), ids)
            let stored = try store.view(of: maker.collective, at: cutoff) { try Answers($0, ids) }
            #expect(pure.parts(unlike: stored) == [], "seed \(seed) at \(cutoff.time), \(cutoff.takesUncovered)")
        }
        try store.close()
    }

    /// The same by the covers that the ledger itself carries, where forks and covers decide the stops.
    @Test(arguments: 0..<16) func witnessedSourcesAnswerAlike(seed: Int) throws {
        var maker = try LedgerMaker(
            seed: UInt64(seed) + 1_700, authors: 6, founders: 4, ladder: [4, 2, 1], witnesses: seed % 2 == 0 ? 1 : 4)
        try maker.scene(entries: 140, forks: seed % 3)
        let folder = try TemporaryFolder()
        let store = try maker.store(in: folder, name: "a")
        try StoreConvergenceTests.feed(&maker, to: store)
        let id = maker.collective, ledger = try store.contents(of: id), ids = maker.made.map(\.entry.id)
        var left = 0
        for time in [maker.clock, maker.clock - 50_000] {
            for takesUncovered in [true, false] {
                let cutoff = ledger.cutoff(at: time, takesUncovered: takesUncovered)
                left += ledger.feeds.flatMap(\.chain).filter { !cutoff.includes($0.entry) }.count
                let pure = try Answers(LedgerSource(ledger, at: cutoff), ids)
                let own = try store.cutoff(at: time, in: id, takesUncovered: takesUncovered)
                let stored = try store.view(of: id, at: own) { try Answers($0, ids) }
                #expect(pure.parts(unlike: stored) == [], "seed \(seed) at \(time), \(takesUncovered)")
                let totals = Totals.of(ledger, at: cutoff).values.sorted { $0.project < $1.project }
                #expect(try store.allTotals(in: id, at: own) == totals, "seed \(seed)")
                for (project, states) in PledgeStates.of(ledger, at: cutoff) {
                    #expect(try store.pledgeStates(of: project, in: id, at: own) == states, "seed \(seed)")
                }
            }
        }
        #expect(left > 0, "a cutoff that leaves nothing out says little")
        try store.close()
    }

    /// Covers of some of what was made by some of the authors, about when it was made.
    private static func covers(_ maker: inout LedgerMaker) -> Covers {
        var covers: [Covers.Cover] = []
        for entry in maker.made.map(\.entry) {
            for witness in maker.keys.prefix(4) where Bool.random(using: &maker.generator) {
                let time = entry.time - Cutoff.tolerance + UInt64.random(in: 0...40_000, using: &maker.generator)
                covers.append(.init(witness: witness.publicKey, time: time, author: entry.author, seq: entry.seq))
            }
        }
        return Covers(quorum: 3, covers)
    }

    /// The scenes have what the property is about.
    @Test func scenesHaveCausesAndRounds() throws {
        var claims = 0, edges = 0, rounds = 0, retracted = 0
        for seed in 0..<40 {
            var maker = try LedgerMaker(
                seed: UInt64(seed) + 900, authors: 6, admission: seed % 5 == 0 ? .open : .vouched, ladder: [4, 2, 1])
            try maker.scene(entries: 120, forks: seed % 3)
            let ledger = LedgerContents(collective: maker.collective, charter: maker.charter, entries: maker.made)
            let source = LedgerSource(ledger, at: .end), words = try CauseWords(source)
            claims += words.claims.count
            edges += RootCauses(words).edges.count
            rounds += source.definitions(.round).count
            retracted += ledger.feeds.flatMap(\.chain).filter { $0.reading.kind == .retract }.count
        }
        #expect(claims > 40 && edges > 0 && rounds > 20 && retracted > 40, "\(claims) \(edges) \(rounds) \(retracted)")
    }

    /// Times are 64 bits wide, and a row's are signed.
    @Test(arguments: [.max - 1, 1 << 63, .max >> 1] as [UInt64]) func timesPastTheSignBitAreLaterThanAll(time: UInt64) throws {
        var maker = try LedgerMaker(seed: 6, authors: 2, founders: 2)
        var teller = LedgerMaker.Tip(author: 0), other = LedgerMaker.Tip(author: 1)
        let illness = try maker.sign(.problem(Problem()), on: &teller).entry.id
        maker.clock = time - 1_000
        try maker.sign(.endorse(Endorse(target: illness.raw, stance: 1, standing: .affected)), on: &other)
        let folder = try TemporaryFolder()
        let store = try maker.filledStore(in: folder, name: "a")
        let ledger = try store.contents(of: maker.collective)
        for (cutoff, count) in [(Cutoff.end, 1), (Cutoff(time: 1_800_000_000_000), 0)] {
            let stored = try store.view(of: maker.collective, at: cutoff) { try $0.stances(on: illness.raw).count }
            #expect(stored == count)
            #expect(LedgerSource(ledger, at: cutoff).stances(on: illness.raw).count == count)
        }
        try store.close()
    }

    /// A problem that repeats another is taken for it; in a circle for the lowest.
    @Test func repeatedProblemsAreOne() throws {
        var told = try ToldLedger(seed: 5, authors: 3)
        let illness = try told.say(.problem(Problem()), by: 0), water = try told.say(.problem(Problem()), by: 0)
        let repeated = try told.say(.problem(Problem(sameAs: illness)), by: 1)
        let again = try told.say(.problem(Problem(sameAs: repeated)), by: 2)
        let weaker = try told.say(.cause(Cause(cause: water, effect: again)), by: 0)
        _ = try told.say(.cause(Cause(cause: water, effect: repeated, strength: 3)), by: 0)
        _ = try told.say(.cause(Cause(cause: repeated, effect: illness)), by: 1)
        _ = try told.say(.endorse(Endorse(target: again.raw, stance: 1, standing: .affected)), by: 0)
        _ = try told.say(.endorse(Endorse(target: repeated.raw, stance: 2, standing: .affected)), by: 0)
        _ = try told.say(.endorse(Endorse(target: weaker.raw, stance: 1, standing: .expert)), by: 1)
        let words = try CauseWords(told.source)
        #expect(words.problems == [illness, water].sorted())
        // Of one author's claims of one edge the strongest counts, and what others say of each.
        #expect(words.claims.map(\.effect) == [illness, illness] && words.claims.map(\.strength).max() == 3)
        #expect(words.endorsements == [CauseEndorsement(member: told.key(1), claim: weaker, stance: 1)])
        #expect(words.affected == [AffectedWord(member: told.key(0), problem: illness, stance: 2)])
        let roots = RootCauses(words)
        #expect(roots.ranking.first?.problem == water)
    }
}
