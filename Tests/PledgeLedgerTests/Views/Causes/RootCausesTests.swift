import PledgeLedger
import Testing

@Suite struct RootCausesTests {
    private func one(_ number: Int) -> EntryID { EntryID(number: number) }
    private func key(_ number: Int) -> PublicKey { PublicKey(number: number) }

    private func claim(_ id: Int, by author: Int, _ cause: Int, _ effect: Int, strength: UInt8 = 1, voice: Bool = true) -> CauseClaim {
        CauseClaim(id: one(id), author: key(author), cause: one(cause), effect: one(effect), strength: strength, hasVoice: voice)
    }

    private func voices(_ words: CauseWords) -> [[UInt64]] { RootCauses(words).edges.map { [$0.inFavour, $0.against] } }

    @Test func thePageShowsWhatTheCodeComputes() throws {
        let (question, answer) = try OtherViews.example("root_causes", RootCausesQuestion.self, RootCausesAnswer.self)
        #expect(RootCausesAnswer(RootCauses(try question.words())) == answer)
    }

    @Test(.enabled(if: OtherViews.isHere)) func anotherProgramComputesTheSame() throws {
        var generator = SeededGenerator(seed: 11)
        let drawn = (0..<60).map { _ in
            let problems = Int.random(in: 1...9, using: &generator), members = Int.random(in: 1...7, using: &generator)
            return CauseWords.draw(&generator, problems: problems, members: members, claims: Int.random(in: 0...30, using: &generator))
        }
        let others = try OtherViews.answers(drawn.map(RootCausesQuestion.init), as: RootCausesAnswer.self)
        try #require(others.count == drawn.count)
        for (words, other) in zip(drawn, others) { #expect(RootCausesAnswer(RootCauses(words)) == other) }
        #expect(others.contains { $0.rounds > 50 } && others.contains { !$0.circles.isEmpty })
        #expect(others.contains { $0.edges.contains { $0.against > $0.inFavour } })
    }

    /// Nothing is lost or made, whoever says what in whatever order.
    @Test(arguments: 0..<60) func theMassIsKept(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let words = CauseWords.draw(&generator, problems: 12, members: 9, claims: 60)
        let roots = RootCauses(words)
        #expect(roots.problems.reduce(0) { $0 + $1.start } == RootCauses.mass)
        #expect(roots.residue + roots.problems.reduce(0) { $0 + $1.weight } == RootCauses.mass)
        // Whatever came to a problem and didn't stay went on.
        for problem in roots.problems {
            let came = problem.start + roots.edges.filter { $0.cause == problem.problem }.reduce(0) { $0 + $1.carried }
            let went = roots.edges.filter { $0.effect == problem.problem }.reduce(0) { $0 + $1.carried }
            #expect(came == problem.residue + problem.weight + went)
            let sources = roots.sources(of: problem.problem)
            #expect(sources.reduce(0) { $0 + $1.carried } == came - problem.start)
            #expect(zip(sources, sources.dropFirst()).allSatisfy { $0.carried >= $1.carried })
        }
        for _ in 0..<3 { #expect(RootCauses(words.shuffled(&generator)) == roots) }
    }

    @Test func nobodyAffectedMovesNothing() {
        let roots = RootCauses(CauseWords(problems: [one(1), one(2)], claims: [claim(9, by: 1, 2, 1)]))
        #expect(roots.problems.allSatisfy { $0.start + $0.residue + $0.weight == 0 })
        #expect(roots.edges.map(\.inFavour) == [65_536] && roots.rounds == 1)
        #expect(RootCauses(CauseWords(problems: [])).problems.isEmpty)
    }

    @Test func aVoiceIsSplitByStrength() {
        let problems = [one(1), one(2), one(3)]
        let words = CauseWords(problems: problems, claims: [claim(8, by: 1, 3, 1, strength: 3), claim(9, by: 1, 3, 2, strength: 1)])
        #expect(voices(words) == [[49_152, 0], [16_384, 0]])
        // Said twice is said once, by the stronger.
        let again = CauseWords(problems: problems, claims: [claim(7, by: 1, 3, 1)] + words.claims)
        #expect(voices(again) == voices(words))
    }

    /// To endorse is to claim; to oneself it is nothing; a claim without a voice can be endorsed.
    @Test func endorsementsAreWordsOnTheEdge() {
        let problems = [one(1), one(2)]
        let silent = [claim(9, by: 1, 2, 1, voice: false)]
        func endorsed(_ member: Int, _ stance: Int8) -> [[UInt64]] {
            voices(CauseWords(
                problems: problems, claims: silent, endorsements: [CauseEndorsement(member: key(member), claim: one(9), stance: stance)]))
        }
        #expect(endorsed(2, 1) == [[65_536, 0]] && endorsed(2, 2) == [[65_536, 0]] && endorsed(2, -1) == [[0, 65_536]])
        #expect(endorsed(1, 2) == [] && endorsed(2, 0) == [])
        #expect(voices(CauseWords(problems: problems, claims: silent)) == [])
    }

    /// However widely one member claims, one who denies all of it leaves nothing of it.
    @Test func oneDenierUndoesOneClaimant() {
        let problems = (1...20).map { one($0) }
        let claims = (2...20).map { claim(100 + $0, by: 1, 1, $0, strength: 2) }
        let denials = claims.map { CauseEndorsement(member: key(2), claim: $0.id, stance: -2) }
        let roots = RootCauses(CauseWords(
            problems: problems, claims: claims, endorsements: denials,
            affected: problems.map { AffectedWord(member: key(3), problem: $0, stance: 1) }))
        #expect(roots.edges.allSatisfy { $0.inFavour == $0.against && $0.inFavour > 0 && $0.voices == 0 && $0.carried == 0 })
        #expect(roots.residue == RootCauses.mass && roots.circles == [])
    }

    @Test func manyAffectedWordsAreStillOneVoice() {
        let problems = (1...10).map { one($0) }
        let wide = (2...10).map { AffectedWord(member: key(1), problem: one($0), stance: 2) }
        let roots = RootCauses(CauseWords(problems: problems, affected: wide + [
            AffectedWord(member: key(2), problem: one(1), stance: 1), AffectedWord(member: key(3), problem: one(1), stance: -2),
        ]))
        let half = RootCauses.mass / 2
        // A ninth of 2^16 is rounded down.
        #expect((half..<half + half / 5_000).contains(roots.problems[0].start))
    }

    @Test func tenThousandProblemsAreWeighedSoon() {
        var generator = SeededGenerator(seed: 5)
        let count = 10_000
        let claims = (0..<100_000).map { index in
            claim(
                1_000_000 + index, by: 500_000 + Int.random(in: 0..<2_000, using: &generator), Int.random(in: 1...count, using: &generator),
                Int.random(in: 1...count, using: &generator), strength: UInt8.random(in: 1...3, using: &generator))
        }
        let affected = (1...count).map { AffectedWord(member: key(500_000 + $0 % 2_000), problem: one($0), stance: 1) }
        let words = CauseWords(problems: (1...count).map { one($0) }, claims: claims, affected: affected)
        var roots: RootCauses?
        let took = quickest { roots = RootCauses(words) }
        print("root causes, \(count) problems, \(roots?.edges.count ?? 0) edges, \(roots?.rounds ?? 0) rounds: \(took)")
        #expect(took < .seconds(6), "measured \(took); a third of a second on an idle machine")
        #expect(roots?.problems.reduce(0) { $0 + $1.weight + $1.residue } == RootCauses.mass)
    }
}
