import PledgeLedger
import Testing

/// What one word more would make contested of a pledge of 100 by author 1 to author 0.
@Suite struct ContestTests {
    private struct Word {
        let side: Settle.Side, amount: UInt64, author: Int

        init(_ side: Settle.Side, _ amount: UInt64, by author: Int) { (self.side, self.amount, self.author) = (side, amount, author) }
    }

    private struct Case {
        let before: [Word], word: Word
        /// Contested, unsaid and rest; nil where nothing more is contested.
        let found: [UInt64]?
    }

    private static let cases: [Case] = [
        Case(before: [Word(.paid, 40, by: 1)], word: Word(.refused, 60, by: 0), found: [40, 40, 60]),
        Case(before: [Word(.paid, 40, by: 1)], word: Word(.refused, 30, by: 0), found: [30, 40, 60]),
        Case(before: [Word(.paid, 100, by: 1)], word: Word(.refused, 0, by: 0), found: [100, 100, 0]),
        // Of what came nothing is contested by refusing the rest.
        Case(before: [Word(.paid, 40, by: 1), Word(.received, 40, by: 0)], word: Word(.refused, 60, by: 0), found: nil),
        Case(before: [Word(.paid, 40, by: 1), Word(.received, 25, by: 0)], word: Word(.refused, 60, by: 0), found: [15, 15, 60]),
        // Refusing more takes back what was said to have come.
        Case(before: [Word(.paid, 40, by: 1), Word(.received, 40, by: 0)], word: Word(.refused, 100, by: 0), found: [40, 0, 60]),
        // Nobody says that anything was paid, or somebody whose word has no weight does.
        Case(before: [], word: Word(.refused, 100, by: 0), found: nil),
        Case(before: [Word(.paid, 40, by: 2)], word: Word(.refused, 60, by: 0), found: nil),
        // The donor's word after a refusal.
        Case(before: [Word(.refused, 60, by: 0)], word: Word(.paid, 40, by: 1), found: [40, 0, 40]),
        Case(before: [Word(.refused, 30, by: 0)], word: Word(.paid, 70, by: 1), found: [30, 0, 70]),
        Case(before: [Word(.refused, 30, by: 0)], word: Word(.received, 70, by: 0), found: nil),
    ]

    @Test func whatAWordContestsIsKnownBefore() throws {
        let keys = (0..<3).map { PublicKey(EntryID(number: $0).raw) }, euro = try #require(Unit("iso4217:EUR"))
        let pledge = Said(
            id: EntryID(number: 90), author: keys[1], seq: 1, time: 0,
            content: Pledge(to: EntryID(number: 91), ask: 1, quantity: Quantity(100, euro)))
        for (index, one) in Self.cases.enumerated() {
            let words = one.before.enumerated().map { place, word in
                Said(
                    id: EntryID(number: 10 + place), author: keys[word.author], seq: UInt64(2 + place), time: 0,
                    content: Settle(pledge: pledge.id, side: word.side, amount: word.amount))
            }
            let contest = Contest(
                of: pledge, receivers: [keys[0]], words: words, with: Settle(pledge: pledge.id, side: one.word.side, amount: one.word.amount),
                by: keys[one.word.author])
            #expect(contest.map { [$0.amount, $0.unsaid, $0.rest] } == one.found, "case \(index)")
        }
    }
}
