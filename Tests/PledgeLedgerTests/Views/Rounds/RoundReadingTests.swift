import PledgeLedger
import Testing

/// What a round's split counts: what was there at its lock, less what both sides say was given back or declined.
@Suite struct RoundReadingTests {
    private func reading(_ round: EntryID, _ ledger: LedgerContents, _ cutoff: Cutoff) throws -> RoundReading {
        try #require(try RoundReading(round, in: LedgerSource(ledger, at: cutoff)))
    }

    private func cutoffs(_ scene: RoundScene) -> [Cutoff] {
        var generator = SeededGenerator(seed: 4)
        let covers = scene.promises.maker.made.filter { $0.entry.seq % 2 == 1 }.map { entry in
            Covers.Cover(
                witness: scene.promises.key(0), time: entry.entry.time + UInt64.random(in: 0...300_000, using: &generator),
                author: entry.entry.author, seq: entry.entry.seq)
        }
        let times = [RoundScene.lock / 2, RoundScene.lock - 200_000, RoundScene.lock, RoundScene.lock + 1, RoundScene.lock * 2].map(RoundScene.at)
        return [Cutoff.end] + times.flatMap { time in
            [Cutoff(time: time)] + [true, false].map {
                Cutoff(time: time, timing: .witnessed(Covers(quorum: 1, covers)), takesUncovered: $0)
            }
        }
    }

    /// The rows of a store answer what the entries say, in whatever order they came; and what each promise leaves in
    /// a pool adds up to it.
    @Test(arguments: 0..<24 as Range<UInt64>) func storedIsPure(seed: UInt64) throws {
        var scene = try RoundScene(seed: seed + 400)
        scene.promises.maker.clock = RoundScene.at(RoundScene.lock)
        for step in 0..<30 { try step % 2 == 0 ? scene.settle() : scene.sayAnything() }
        let folder = try TemporaryFolder(), store = try scene.promises.maker.store(in: folder), id = scene.promises.maker.collective
        try StoreConvergenceTests.feed(&scene.promises.maker, to: store)
        let ledger = try store.contents(of: id)
        #expect(ledger.feeds.reduce(0) { $0 + $1.chain.count } == scene.promises.maker.made.count)
        for cutoff in cutoffs(scene) {
            for round in scene.rounds {
                let pure = try RoundReading(round, in: LedgerSource(ledger, at: cutoff))
                let stored = try store.view(of: id, at: cutoff) { try RoundReading(round, in: $0) }
                #expect(pure.map(words) == stored.map(words), "seed \(seed) at \(cutoff.time), \(cutoff.takesUncovered)")
                guard let pure else { continue }
                let pool = try #require(try store.poolPledges(to: round, in: id, at: cutoff))
                #expect(pool.reduce(0) { $0 + UInt128($1.inPool) } == pure.pool, "seed \(seed) at \(cutoff.time)")
            }
        }
        try store.close()
    }

    /// After the lock nothing counts but both sides' words; without a lock everything does.
    @Test(arguments: 0..<24 as Range<UInt64>) func whatIsSaidAfterTheLockChangesNothing(seed: UInt64) throws {
        let quiet = try RoundScene(seed: seed + 500)
        var loud = quiet
        let cutoff = Cutoff(time: RoundScene.at(RoundScene.lock * 2))
        loud.promises.maker.clock = RoundScene.at(RoundScene.lock)
        for _ in 0..<40 { try loud.sayAnything() }
        for scene in [quiet, loud] { #expect(scene.promises.maker.made.last.map { $0.entry.time < cutoff.time } ?? false) }
        for (place, round) in quiet.rounds.enumerated() where place % 2 == 0 {
            let before = try words(of: reading(round, quiet.promises.ledger, cutoff))
            #expect(try words(of: reading(round, loud.promises.ledger, cutoff)) == before, "seed \(seed)")
            // Nor does it matter when one looks, once the lock is past and nothing more is settled.
            #expect(try words(of: reading(round, quiet.promises.ledger, Cutoff(time: RoundScene.at(RoundScene.lock)))) == before)
        }
    }

    /// Only of a loan anything is repaid: both sides' words that a gift was take nothing out of the pool.
    @Test func onlyALoanIsRepaidOutOfAPool() throws {
        for repayBy in [nil, PledgeScene.start + 9_000_000] {
            var scene = try PledgeScene()
            let round = try scene.sign(.round(Round(poolUnit: scene.euro)), by: 0)
            var promised = Pledge(to: round, ask: 0, quantity: Quantity(100, scene.euro))
            promised.repayBy = repayBy
            let pledge = try scene.sign(.pledge(promised), by: 1)
            for (side, author) in [(.paid, 1), (.received, 0)] as [(Settle.Side, Int)] { try scene.settle(side, 100, pledge, by: author) }
            for author in [0, 1] { try scene.settle(.repaid, 40, pledge, by: author) }
            #expect(try reading(round, scene.ledger, .end).pool == (repayBy == nil ? 100 : 60))
        }
    }

    /// What the states of pledges call given back or declined weighs nothing, and the rest weighs.
    @Test(arguments: 0..<24 as Range<UInt64>) func statesSayWhatIsGone(seed: UInt64) throws {
        var scene = try RoundScene(seed: seed + 600), looked = 0, gone = 0
        for _ in 0..<30 { try scene.settle() }
        let ledger = scene.promises.ledger, states = PledgeStates.of(ledger, at: .end).values.flatMap(\.pledges)
        let byID = Dictionary(uniqueKeysWithValues: states.map { ($0.id, $0) })
        for promise in try reading(scene.rounds[1], ledger, .end).promises where !promise.isLoan {
            let state = try #require(byID[promise.pledge])
            guard state.amounts[.disputed] == 0, state.amounts[.open] == 0 || state.amounts[.lapsed] > 0 || promise.gone == 0 else { continue }
            #expect(promise.gone == state.amounts[.refunded] + state.amounts[.lapsed], "seed \(seed), \(state)")
            looked += 1
            gone += promise.gone > 0 ? 1 : 0
        }
        #expect(looked > 0, "\(gone)")
    }

    @Test func aLoanIsNoGiftAndWhatIsGoneIsNone() throws {
        var scene = try PledgeScene()
        let well = try scene.project(lock: nil, settleBy: nil)
        let round = try scene.sign(.round(Round(poolUnit: scene.euro, rules: RoundRules(rule: .matching, cap: 1_000))), by: 0)
        let pool = try scene.pledge(500, to: round, by: 3) { $0.ask = 0 }
        let gifts = [try scene.pledge(100, to: well, by: 1), try scene.pledge(100, to: well, by: 2)]
        let loan = try scene.pledge(900, to: well, by: 3) { $0.repayBy = PledgeScene.start + 9_000_000 }
        func now() throws -> RoundReading { try reading(round, scene.ledger, .end) }
        func drawn() throws -> UInt128 { if case .matching(let split) = try now().split() { split.payments[0].raw } else { 0 } }
        let both = try drawn()
        #expect(both > 0)
        #expect(try now().promises.first { $0.pledge == loan }.map { $0.isLoan && $0.counted == 0 } == true)
        #expect(try now().gifts.map(\.pledge) == gifts.sorted { one, _ in one == gifts[scene.key(1) < scene.key(2) ? 0 : 1] })
        // Paid and given back in part, then declined in whole: each draws less.
        try scene.settle(.paid, 100, gifts[0], by: 1)
        try scene.settle(.received, 100, gifts[0], by: 0)
        try scene.settle(.refunded, 60, gifts[0], by: 0)
        #expect(try drawn() == both, "one side's word gives nothing back")
        try scene.settle(.refunded, 60, gifts[0], by: 1)
        #expect(try now().gifts.map(\.amount).sorted() == [40, 100])
        #expect(try drawn() < both)
        try scene.settle(.refused, 0, gifts[1], by: 0)
        #expect(try now().gifts.map(\.amount) == [40] && drawn() == 0)
        // What the donor says was paid is contested, and not gone by the other's word alone.
        try scene.settle(.paid, 100, gifts[1], by: 2)
        #expect(try now().gifts.map(\.amount).sorted() == [40, 100])
        #expect(try now().pool == 500)
        try scene.settle(.refused, 200, pool, by: 0)
        #expect(try now().pool == 300)
    }

    /// By covers where there are witnesses: what was not covered by the lock does not count once it is past.
    @Test func witnessesTellWhatWasThereAtTheLock() throws {
        var scene = try PledgeScene()
        let well = try scene.project(lock: nil, settleBy: nil), lock: UInt64 = 100_000
        let terms = Round(poolUnit: scene.euro, rules: RoundRules(rule: .equalShares), lock: PledgeScene.start + lock)
        let round = try scene.sign(.round(terms), by: 0)
        _ = try scene.pledge(500, to: round, by: 3) { $0.ask = 0 }
        try scene.sign(.endorse(Endorse(target: well.raw, stance: 1, standing: .donor)), by: 1)
        try scene.sign(.endorse(Endorse(target: well.raw, stance: 1, standing: .donor)), by: 2)
        func covers(_ late: UInt64) -> Timing {
            .witnessed(Covers(quorum: 1, (0...3).map { author in
                Covers.Cover(
                    witness: scene.key(0), time: PledgeScene.start + (author == 2 ? late : 50_000), author: scene.key(author), seq: 9)
            }))
        }
        func supporters(_ timing: Timing, at time: UInt64) throws -> Int {
            try reading(round, scene.ledger, Cutoff(time: PledgeScene.start + time, timing: timing)).supporters(of: well).count
        }
        #expect(try supporters(covers(lock), at: lock + 1) == 2)
        #expect(try supporters(covers(lock + 1), at: lock + 1) == 1, "a quorum covered it a moment after the lock")
        #expect(try supporters(covers(lock + 1), at: lock) == 2, "while the lock is ahead it waits to be covered")
        #expect(try supporters(.claimed, at: lock + 1) == 2)
    }
}
