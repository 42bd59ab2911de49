import PledgeLedger
import Testing

/// Root causes as a store keeps them: equal to what all entries say, after every change and at any cutoff.
@Suite struct StoreRootCausesTests {
    @Test(arguments: 0..<24) func theyFollowEveryChange(seed: Int) throws {
        var maker = try LedgerMaker.ofViews(seed, from: 3_100, entries: 150)
        let folder = try TemporaryFolder(), store = try maker.store(in: folder), id = maker.collective
        var offers = maker.made.map { Offer($0) }[...]
        while !offers.isEmpty {
            let some = offers.prefix(Int.random(in: 1...12, using: &maker.generator))
            offers = offers.dropFirst(some.count)
            _ = try store.take(Array(some), into: id)
            let latest = some.map(\.entry.entry.time).max() ?? 0
            for time in [UInt64.max, latest, latest - min(latest, 90_000 + Cutoff.tolerance)] {
                for takesUncovered in [true, false] {
                    let cutoff = try store.cutoff(at: time, in: id, takesUncovered: takesUncovered)
                    let fresh = try store.view(of: id, at: cutoff) { source in
                        let roots = RootCauses(try CauseWords(source))
                        return (roots: roots, rally: try RallyList(source, roots: roots))
                    }
                    #expect(try store.rootCauses(of: id, at: cutoff) == fresh.roots, "seed \(seed) at \(time)")
                    #expect(try store.rootCauses(of: id, at: cutoff) == fresh.roots, "seed \(seed) at \(time), again")
                    #expect(try store.rallyList(of: id, at: cutoff) == fresh.rally, "seed \(seed) at \(time)")
                }
            }
        }
        #expect(try StoreAudit(store).check() == [])
        try store.close()
    }

    /// The second answer is the kept one, until somebody says something about causes; an audit knows one that is wrong.
    @Test func theyAreKeptWhileNothingChanges() throws {
        var maker = try LedgerMaker(seed: 3_200, authors: 3, founders: 3)
        var tips = maker.keys.indices.map { LedgerMaker.Tip(author: $0) }
        let problems = try (0..<2).map { _ in try maker.sign(.problem(Problem()), on: &tips[0]).entry.id }
        let claim = try maker.sign(.cause(Cause(cause: problems[0], effect: problems[1], strength: 1)), on: &tips[0]).entry.id
        try maker.sign(.endorse(Endorse(target: problems[1].raw, stance: 1, standing: .affected)), on: &tips[1])
        let folder = try TemporaryFolder(), store = try maker.store(in: folder), id = maker.collective
        _ = try store.take(maker.made.map { Offer($0) }, into: id)
        #expect(try !store.keepsRootCauses(of: id, at: .end))
        let roots = try store.rootCauses(of: id, at: .end)
        #expect(try store.keepsRootCauses(of: id, at: .end))
        #expect(roots.ranking.first?.problem == problems[0])
        #expect(try StoreAudit(store).check() == [])
        try store.tamper("UPDATE root_causes SET rounds = 999")
        #expect(try store.rootCauses(of: id, at: .end).rounds == 999)
        #expect(try StoreAudit(store).check().map(\.detail).contains { $0.contains("root causes") })

        // A profile is no word about causes; an endorsement of the claim is.
        let unrelated = try maker.sign(.profile(Profile()), on: &tips[2])
        _ = try store.take([Offer(unrelated)], into: id)
        #expect(try store.rootCauses(of: id, at: .end).rounds == 999)
        let word = try maker.sign(.endorse(Endorse(target: claim.raw, stance: 2, standing: .unspecified)), on: &tips[2])
        _ = try store.take([Offer(word)], into: id)
        #expect(try !store.keepsRootCauses(of: id, at: .end))
        let more = try store.rootCauses(of: id, at: .end)
        #expect(more.rounds != 999 && more.edges[0].inFavour == 2 * roots.edges[0].inFavour)
        let back = try maker.sign(.retract(Retract(target: word.entry.id)), on: &tips[2])
        _ = try store.take([Offer(back)], into: id)
        #expect(try store.rootCauses(of: id, at: .end) == roots)
        try store.close()
    }

    /// A claim of the end of time is out at every other cutoff, and in for an audit.
    @Test func nothingIsTooLateToBeSeen() throws {
        var maker = try LedgerMaker(seed: 3_400, authors: 2, founders: 2)
        var tip = LedgerMaker.Tip(author: 0), late = LedgerMaker.Tip(author: 1)
        let problems = try (0..<2).map { _ in try maker.sign(.problem(Problem()), on: &tip).entry.id }
        let now = maker.clock + 60_000
        maker.clock = .max - 1_000
        try maker.sign(.cause(Cause(cause: problems[0], effect: problems[1], strength: 1)), on: &late)
        let folder = try TemporaryFolder(), store = try maker.store(in: folder), id = maker.collective
        _ = try store.take(maker.made.map { Offer($0) }, into: id)
        #expect(try store.rootCauses(of: id, at: Cutoff(time: now)).edges.isEmpty)
        #expect(try store.rootCauses(of: id, at: .end).edges.count == 1)
        #expect(try store.rootCauses(of: id, at: Cutoff(time: now)).edges.isEmpty)
        #expect(try StoreAudit(store).check() == [])
        try store.close()
    }

    /// A pledge names what is none of its business, and so lists it; when the pledge no longer counts, nor does that.
    @Test func whatNamesAProblemIsNoticed() throws {
        var maker = try LedgerMaker(seed: 3_500, authors: 3, founders: 2)
        var forked = LedgerMaker.Tip(author: 2), namer = LedgerMaker.Tip(author: 1), founder = LedgerMaker.Tip(author: 0)
        try maker.sign(.vouch(Vouch(subject: maker.keys[2].publicKey)), on: &founder)
        let problem = try maker.sign(.problem(Problem()), on: &forked)
        var other = LedgerMaker.Tip(author: 2)
        let twin = try maker.sign(.profile(Profile()), on: &other)
        let euro = try #require(Unit("iso4217:EUR"))
        let pledge = try maker.sign(.pledge(Pledge(to: problem.entry.id, ask: 1, quantity: Quantity(1, euro))), on: &namer)
        try maker.sign(.endorse(Endorse(target: problem.entry.id.raw, stance: 1, standing: .affected)), on: &founder)
        var liar = LedgerMaker.Tip(author: 1)
        let lie = try maker.sign(.profile(Profile()), on: &liar)
        let folder = try TemporaryFolder(), store = try maker.store(in: folder), id = maker.collective
        _ = try store.take(maker.made.filter { ![twin.entry.id, lie.entry.id].contains($0.entry.id) }.map { Offer($0) }, into: id)
        for proof in try [ForkProof(problem, twin), ForkProof(pledge, lie)] {
            #expect(try store.rootCauses(of: id, at: .end).problems.count == 1)
            _ = try store.take(proof)
        }
        #expect(try store.rootCauses(of: id, at: .end).problems.isEmpty)
        #expect(try StoreAudit(store).check() == [])
        try store.close()
    }

    /// What was stored and is damaged is no answer.
    @Test func damageIsNoAnswer() throws {
        var maker = try LedgerMaker(seed: 3_300, authors: 2, founders: 2)
        var tip = LedgerMaker.Tip(author: 0)
        let problems = try (0..<2).map { _ in try maker.sign(.problem(Problem()), on: &tip).entry.id }
        try maker.sign(.cause(Cause(cause: problems[0], effect: problems[1], strength: 1)), on: &tip)
        let folder = try TemporaryFolder(), store = try maker.store(in: folder), id = maker.collective
        _ = try store.take(maker.made.map { Offer($0) }, into: id)
        let roots = try store.rootCauses(of: id, at: .end)
        let damages = [
            "problems = x'00'", "edges = x'00'", "edges = zeroblob(32) || x'01'", "problems = x''", "circles = x'00000009'",
            "circles = x'0000000100000009'",
        ]
        for damage in damages {
            try store.tamper("UPDATE root_causes SET \(damage)")
            #expect(try store.rootCauses(of: id, at: .end) == roots, "\(damage)")
        }
        try store.close()
    }
}
