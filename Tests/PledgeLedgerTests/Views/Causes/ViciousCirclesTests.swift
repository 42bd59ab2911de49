import PledgeLedger
import Testing

@Suite struct ViciousCirclesTests {
    private func circles(_ arrows: [(Int, Int)], problems: Int) -> [[EntryID]] {
        let claims = arrows.enumerated().map { index, arrow in
            CauseClaim(
                id: EntryID(number: 1_000_000 + index), author: PublicKey(number: index + 1), cause: EntryID(number: arrow.0),
                effect: EntryID(number: arrow.1), strength: 1)
        }
        return RootCauses(CauseWords(problems: (0..<problems).map { EntryID(number: $0) }, claims: claims)).circles
    }

    @Test func twoCirclesOnAChain() {
        let found = circles([(0, 1), (1, 2), (2, 1), (2, 3), (3, 4), (4, 5), (5, 3), (6, 5)], problems: 7)
        #expect(found == [[1, 2], [3, 4, 5]].map { $0.map { EntryID(number: $0) } })
        #expect(circles([(0, 1), (1, 2), (0, 2)], problems: 3) == [])
    }

    /// Against sets of problems that reach each other, found the slow way.
    @Test(arguments: 0..<40) func asReachabilitySays(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let count = 14
        let arrows = (0..<18).map { _ in (Int.random(in: 0..<count, using: &generator), Int.random(in: 0..<count, using: &generator)) }
            .filter { $0.0 != $0.1 }
        var reach = [[Bool]](repeating: [Bool](repeating: false, count: count), count: count)
        for (from, to) in arrows { reach[from][to] = true }
        for via in 0..<count { for a in 0..<count { for b in 0..<count where reach[a][via] && reach[via][b] { reach[a][b] = true } } }
        let expected = Set((0..<count).filter { reach[$0][$0] }.map { a in
            (0..<count).filter { reach[a][$0] && reach[$0][a] }.map { EntryID(number: $0) }
        })
        #expect(Set(circles(arrows, problems: count)) == expected)
    }

    /// A circle as long as the map is found without a stack as deep.
    @Test func aLongCircle() {
        let count = 50_000
        #expect(circles((0..<count).map { ($0, ($0 + 1) % count) }, problems: count).first?.count == count)
    }
}
