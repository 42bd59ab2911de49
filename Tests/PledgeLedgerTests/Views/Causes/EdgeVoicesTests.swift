import PledgeLedger
import Testing

/// The parts of an edge's voices add up to what the root causes count of it, from entries and from a store's rows.
@Suite struct EdgeVoicesTests {
    @Test(arguments: 0..<16) func partsAddUp(seed: Int) throws {
        var maker = try LedgerMaker.ofViews(seed, from: 2_300, entries: 160)
        let folder = try TemporaryFolder(), store = try maker.store(in: folder, name: "a")
        try StoreConvergenceTests.feed(&maker, to: store)
        let ledger = try store.contents(of: maker.collective), cutoff = Cutoff.end, source = LedgerSource(ledger, at: cutoff)
        for edge in try RootCauses(CauseWords(source)).edges {
            let pure = try EdgeVoices(from: edge.cause, to: edge.effect, in: source)
            let stored = try store.view(of: maker.collective, at: cutoff) { try EdgeVoices(from: edge.cause, to: edge.effect, in: $0) }
            #expect(pure.inFavour == edge.inFavour && pure.against == edge.against, "seed \(seed)")
            #expect(stored.shares == pure.shares && pure.cause == edge.cause && pure.effect == edge.effect, "seed \(seed)")
            #expect(pure.shares.allSatisfy { $0.voice <= 1 << 16 && $0.words >= UInt64($0.word.magnitude) })
        }
        try store.close()
    }

    @Test func theScenesHaveEdges() throws {
        let edges = try (0..<16).reduce(0) { sum, seed in
            let maker = try LedgerMaker.ofViews(seed, from: 2_300, entries: 160)
            let ledger = LedgerContents(collective: maker.collective, charter: maker.charter, entries: maker.made)
            return try sum + RootCauses(CauseWords(LedgerSource(ledger, at: .end))).edges.count
        }
        #expect(edges > 8, "\(edges)")
    }

    /// By a problem that repeats another, and of what nobody speaks.
    @Test func ofWhatRepeatsAndOfNothing() throws {
        var told = try ToldLedger(seed: 8, authors: 2)
        let illness = try told.say(.problem(Problem()), by: 0), water = try told.say(.problem(Problem()), by: 0)
        let again = try told.say(.problem(Problem(sameAs: water)), by: 1)
        _ = try told.say(.cause(Cause(cause: water, effect: illness, strength: 2)), by: 0)
        _ = try told.say(.cause(Cause(cause: again, effect: illness)), by: 1)
        let source = told.source
        let voices = try EdgeVoices(from: again, to: illness, in: source)
        #expect(voices.cause == water && voices.shares.map(\.word).sorted() == [1, 2] && voices.inFavour == 2 << 16)
        #expect(try EdgeVoices(from: illness, to: water, in: source).shares.isEmpty)
        #expect(try EdgeVoices(from: told.maker.collective, to: water, in: source).shares.isEmpty)
    }

    /// Words that cancel each other are a share of nothing; every claim is named, whether or not its author has a voice.
    @Test func wordsThatCancelAreNamed() throws {
        var told = try ToldLedger(seed: 9, authors: 3)
        let illness = try told.say(.problem(Problem()), by: 0), water = try told.say(.problem(Problem()), by: 0)
        let first = try told.say(.cause(Cause(cause: water, effect: illness)), by: 0)
        let own = try told.say(.cause(Cause(cause: water, effect: illness)), by: 1)
        let denial = try told.say(.endorse(Endorse(target: first.raw, stance: -1)), by: 1)
        let voices = try EdgeVoices(from: water, to: illness, in: told.source)
        let both = try #require(voices.shares.first { $0.member == told.key(1) })
        #expect(both.word == 0 && both.voice == 0 && both.words == 0 && both.entries == [own, denial].sorted())
        #expect(voices.shares.count == 2 && voices.inFavour == 1 << 16 && voices.against == 0)
        #expect(voices.claims.map(\.id) == [first, own].sorted() && voices.claims.allSatisfy(\.hasVoice))
    }
}
