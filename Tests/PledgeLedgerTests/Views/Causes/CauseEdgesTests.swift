import PledgeLedger
import Testing

/// What is asked of the edges of root causes, against a look at each of them.
@Suite struct CauseEdgesTests {
    private func roots(_ seed: Int) -> RootCauses {
        var generator = SeededGenerator(seed: UInt64(7_700 + seed))
        return RootCauses(CauseWords.draw(&generator, problems: 12, members: 5, claims: 30))
    }

    @Test(arguments: 0..<40) func whatIsAskedOfThemIsThere(seed: Int) {
        let roots = roots(seed), all: [RootCauses.Edge] = Array(roots.edges)
        for standing in roots.problems {
            let problem = standing.problem
            let into = all.filter { $0.effect == problem }, from = all.filter { $0.cause == problem }
            let naming = all.filter { $0.effect == problem || $0.cause == problem }
            #expect(Array(roots.edges(to: problem)) == into)
            #expect(roots.edges(naming: problem) == naming)
            #expect((roots.edges(from: [problem])[problem] ?? []) == from)
            #expect(roots.sources(of: problem) == RootCauses.fullest(from))
            #expect(roots.standing(of: problem) == standing)
            #expect(roots.circle(of: problem) == roots.circles.firstIndex { $0.contains(problem) })
        }
        let stranger = EntryID(number: 99_999)
        #expect(roots.standing(of: stranger) == nil)
        #expect(roots.edges(to: stranger).isEmpty)
        #expect(roots.edges(naming: stranger).isEmpty)
    }

    @Test(arguments: 0..<40) func effectsComeByWhatPeopleSuffer(seed: Int) {
        let roots = roots(seed)
        let effects: Set<EntryID> = Set(roots.edges.map { $0.effect })
        let expected = roots.problems.filter { effects.contains($0.problem) }.sorted { ($1.start, $0.problem) < ($0.start, $1.problem) }
        #expect(roots.effects == expected)
    }
}
