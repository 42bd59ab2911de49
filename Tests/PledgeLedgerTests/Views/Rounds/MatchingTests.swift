import BigInt
import PledgeLedger
import Testing

@Suite struct MatchingTests {
    @Test func thePageShowsWhatTheCodeComputes() throws {
        let (question, answer) = try OtherViews.example("matching", MatchingQuestion.self, MatchingAnswer.self)
        #expect(MatchingAnswer(Matching(try question.round())) == answer)
    }

    /// With a bound, and without: plain quadratic funding.
    @Test(.enabled(if: OtherViews.isHere)) func anotherProgramComputesTheSame() throws {
        var generator = SeededGenerator(seed: 7)
        let drawn = (0..<400).map { MatchingRound.draw(&generator, isBounded: $0 % 4 != 0) }
        let others = try OtherViews.answers(drawn.map(MatchingQuestion.init), as: MatchingAnswer.self)
        try #require(others.count == drawn.count)
        var scaled = 0
        for (round, other) in zip(drawn, others) {
            let matching = Matching(round)
            #expect(MatchingAnswer(matching) == other)
            scaled += matching.isScaled ? 1 : 0
            #expect(MatchingAnswer(Matching(round.shuffled(&generator))) == other)
        }
        #expect(scaled > 40 && scaled < 360)
    }

    /// A bound that no pair comes near is none: all but the rounding of each term.
    @Test(arguments: 0..<30) func aBoundFarAwayIsNone(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var round = MatchingRound.draw(&generator, isBounded: false)
        for index in round.gifts.indices { round.gifts[index].amount = round.gifts[index].amount % 1_000 + 1 }
        let plain = Matching(round)
        round.bound = .max
        for (bounded, free) in zip(Matching(round).payments, plain.payments) {
            let terms = UInt128(free.supporters * free.supporters)
            #expect(bounded.raw <= free.raw && free.raw - bounded.raw <= terms)
        }
        // Quadratic funding: (Σ √c)² − Σ c, on the rounded roots.
        for payment in plain.payments {
            let people = Set(round.gifts.filter { $0.project == payment.project }.map(\.person))
            let roots = people.map { person in
                let given = round.gifts.filter { $0.project == payment.project && $0.person == person }
                return (BigUInt(given.reduce(0) { $0 + $1.amount }) * 1_000_000).squareRoot()
            }
            let sum = roots.reduce(BigUInt(0), +)
            #expect(BigUInt(payment.raw) == sum * sum - roots.reduce(BigUInt(0)) { $0 + $1 * $1 })
        }
    }

    /// What one more gift is said to add is what it adds.
    @Test(arguments: 0..<60) func oneMoreGiftAddsWhatIsSaid(seed: UInt64) {
        var generator = SeededGenerator(seed: seed + 900)
        let round = MatchingRound.draw(&generator, isBounded: seed % 3 != 0), before = Matching(round)
        let amount = UInt64.random(in: 1...1_000_000, using: &generator)
        for payment in before.payments {
            var more = round
            more.gifts.append(RoundGift(person: PublicKey(number: 99), project: payment.project, amount: amount))
            let after = Matching(more).payments.first { $0.project == payment.project }
            #expect(after.map { $0.raw - payment.raw } == before.gain(to: payment.project, from: amount), "seed \(seed)")
        }
    }

    /// Keys that agree draw less than n·(n − 1)·K, whatever they give.
    @Test(arguments: 0..<60) func colludersDrawABoundedSum(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let keys = Int.random(in: 2...12, using: &generator), projects = Int.random(in: 1...6, using: &generator)
        let bound = UInt64.random(in: 1...10_000, using: &generator)
        let gifts = (0..<keys).flatMap { key in
            (0..<projects).map {
                RoundGift(
                    person: PublicKey(number: key), project: EntryID(number: $0),
                    amount: UInt64.random(in: 1...1_000_000_000_000_000, using: &generator))
            }
        }
        let round = MatchingRound(
            pool: .max, bound: bound, projects: (0..<projects).map { EntryID(number: $0) }, gifts: gifts)
        let drawn = Matching(round).payments.reduce(UInt128(0)) { $0 + $1.raw }
        let most = UInt128(keys * (keys - 1)) * UInt128(bound) * Matching.scale
        #expect(drawn < most && drawn > most / 2, "\(drawn) of \(most)")
    }

    /// `explain` tells all of it: terms add up to what a project draws, and each follows from its parts.
    @Test(arguments: 0..<30) func termsAddUp(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let round = MatchingRound.draw(&generator, isBounded: true), matching = Matching(round)
        let bound = BigUInt(round.bound ?? 0) * 1_000_000
        for payment in matching.payments {
            let terms = matching.terms(of: payment.project)
            #expect(terms.count == payment.supporters * (payment.supporters - 1) / 2)
            #expect(terms.reduce(0) { $0 + $1.raw } == payment.raw)
            for term in terms {
                let whole = bound + BigUInt(term.doubt) * BigUInt(term.common)
                #expect(BigUInt(term.raw) == 2 * (BigUInt(term.roots[0]) * BigUInt(term.roots[1]) * bound / whole))
                let doubt = round.vouches.contains(RoundVouch(voucher: term.people[0], subject: term.people[1]))
                    && round.vouches.contains(RoundVouch(voucher: term.people[1], subject: term.people[0]))
                #expect(term.doubt == (doubt ? 4 : 1))
            }
            if let person = terms.first?.people[0] {
                #expect(matching.terms(of: payment.project, with: person) == terms.filter { $0.people.contains(person) })
            }
        }
        #expect(matching.terms(of: .zero) == [])
    }

    /// What one person gives a project in many pledges of the most that a pledge can say is added up whole.
    @Test func manyLargestGiftsAreAddedUp() throws {
        let most: UInt64 = 1_000_000_000_000_000, project = EntryID(number: 1)
        func gifts(_ person: Int, times: Int) -> [RoundGift] {
            (0..<times).map { _ in RoundGift(person: PublicKey(number: person), project: project, amount: most) }
        }
        let gifts = gifts(1, times: 20_000) + gifts(2, times: 1) + gifts(3, times: 7)
        let rounds = [nil, 0, 1_000, most].map { MatchingRound(pool: .max, bound: $0, projects: [project], gifts: gifts) }
        let roots = [20_000, 1, 7].map { (BigUInt(most) * $0 * 1_000_000).squareRoot() }
        for round in rounds {
            let pairs = [(0, 1), (0, 2), (1, 2)].map { roots[$0.0] * roots[$0.1] }
            let raw = pairs.reduce(BigUInt(0)) { sum, product in
                guard let bound = round.bound.map({ BigUInt($0) * 1_000_000 }) else { return sum + 2 * product }
                return sum + 2 * (product * bound / (bound + product))
            }
            #expect(Matching(round).payments.map { BigUInt($0.raw) } == [raw])
        }
        if OtherViews.isHere {
            let others = try OtherViews.answers(rounds.map(MatchingQuestion.init), as: MatchingAnswer.self)
            #expect(others.map { $0.payments.map(\.raw) } == rounds.map { Matching($0).payments.map { "\($0.raw)" } })
        }
    }

    /// Everybody gives to everything, which is worked out the short way; so much, too, that it can't be.
    @Test(arguments: [1_000, 1_000_000_000_000_000] as [UInt64]) func manyTermsAreEachRoundedDown(most: UInt64) {
        var generator = SeededGenerator(seed: most)
        let projects = (0..<7).map { EntryID(number: $0) }, people = (0..<60).map { PublicKey(number: $0) }
        let gifts = people.flatMap { person in
            projects.map { RoundGift(person: person, project: $0, amount: UInt64.random(in: 1...most, using: &generator)) }
        }
        let vouches = (0..<900).map { _ in
            RoundVouch(voucher: people[Int.random(in: 0..<60, using: &generator)], subject: people[Int.random(in: 0..<60, using: &generator)])
        }
        for bound in [1, 77, 1_000_000, 900_000_000_000_000] as [UInt64] {
            let matching = Matching(MatchingRound(pool: 1, bound: bound, projects: projects, gifts: gifts, vouches: vouches))
            for payment in matching.payments {
                #expect(payment.raw == matching.terms(of: payment.project).reduce(0) { $0 + $1.raw })
            }
        }
    }

    @Test func rootsAreTheLargestThatFit() {
        var generator = SeededGenerator(seed: 1)
        let edges = [0, 1, 2, 3, 4, 99, 100, 101, UInt128(UInt64.max) * UInt128(UInt64.max), .max]
        for number in edges + (0..<2_000).map({ _ in UInt128.random(in: 0...(.max >> UInt128.random(in: 0...127, using: &generator)), using: &generator) }) {
            #expect(BigUInt(Matching.squareRoot(number)) == BigUInt(number).squareRoot(), "\(number)")
        }
    }

    @Test func nothingToShare() {
        #expect(Matching(MatchingRound(pool: 5, bound: 0, projects: [], gifts: [])).payments == [])
        let alone = MatchingRound(
            pool: 0, bound: 0, projects: [EntryID(number: 1)],
            gifts: [RoundGift(person: PublicKey(number: 1), project: EntryID(number: 1), amount: 7)])
        #expect(Matching(alone).payments.map(\.amount) == [0] && !Matching(alone).isScaled)
    }

    private static let toulouse: [(bound: UInt64?, paid: UInt128)] = [(nil, 100_000_000), (100, 51_069_448), (10, 7_051_454)]

    @Test(.enabled(if: Shared.has(Election.toulouse)), arguments: toulouse) func asInToulouse(bound: UInt64?, paid: UInt128) throws {
        let matching = Matching(try Election(Election.toulouse).matching(pool: 100_000_000, bound: bound))
        print("Toulouse, matching, pool 100,000,000, K = \(bound.map { "\($0)" } ?? "infinite (quadratic funding)"): \(matching.paid) paid out")
        #expect(matching.paid == paid)
        #expect(matching.isScaled == (bound == nil))
        if bound == nil {
            let first = matching.payments.max { $0.amount < $1.amount }
            #expect(first?.project == Election.id("4") && first?.amount == 25_874_336)
        }
    }

    @Test(.enabled(if: Shared.has(Election.toulouse) && OtherViews.isHere)) func anotherProgramComputesToulouse() throws {
        let election = try Election(Election.toulouse), rounds = Self.toulouse.map { election.matching(pool: 100_000_000, bound: $0.bound) }
        let others = try OtherViews.answers(rounds.map(MatchingQuestion.init), as: MatchingAnswer.self)
        #expect(others == rounds.map { MatchingAnswer(Matching($0)) })
        print("Toulouse: \(others.count) matchings computed by two programs alike")
    }

    @Test func manyPeopleTakeNoLongerThanTwoSeconds() {
        var generator = SeededGenerator(seed: 2)
        let projects = (0..<100).map { EntryID(number: $0) }
        let gifts = (0..<5_000).flatMap { person in
            projects.shuffled(using: &generator).prefix(Int.random(in: 1...10, using: &generator)).map {
                RoundGift(person: PublicKey(number: person), project: $0, amount: UInt64.random(in: 100...100_000, using: &generator))
            }
        }
        var matching: Matching?
        let round = MatchingRound(pool: 10_000_000, bound: 1_000, projects: projects, gifts: gifts)
        let took = quickest { matching = Matching(round) }
        print("matching, 5,000 people, 100 projects, \(gifts.count) gifts: \(took)")
        #expect(took < .seconds(2), "measured \(took)")
        #expect(matching?.paid == 10_000_000)
    }
}
