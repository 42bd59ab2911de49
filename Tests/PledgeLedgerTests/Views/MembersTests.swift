import PledgeLedger
import Testing

/// Who is a member, and how far from the founders, as it was at a moment.
@Suite struct MembersTests {
    /// Where the founder, the first whom they vouch for, the second, and whom the second vouches for stand after so many
    /// entries, with whether they have a voice.
    private static let steps: [(entries: Int, members: [Int: (distance: UInt8, isNow: Bool)])] = [
        (0, [0: (0, true)]), (1, [0: (0, true), 1: (1, true)]), (2, [0: (0, true), 1: (1, true), 2: (1, true)]),
        (3, [0: (0, true), 1: (1, true), 2: (1, true)]), (4, [0: (0, true), 1: (1, true), 2: (2, true)]),
        (5, [0: (0, true), 1: (1, true), 2: (2, true), 3: (2, false)]),
    ]

    private static func maker() throws -> LedgerMaker {
        var maker = try LedgerMaker(seed: 71, authors: 4, founders: 1, ladder: [5, 1, 0]), tips = (0..<4).map { LedgerMaker.Tip(author: $0) }
        for (author, subject, level) in [(0, 1, 1), (0, 2, 1), (1, 2, 1), (0, 2, 0), (2, 3, 1)] as [(Int, Int, UInt8)] {
            maker.clock += Cutoff.tolerance * 2
            try maker.sign(.vouch(Vouch(subject: maker.keys[subject].publicKey, level: level)), on: &tips[author])
        }
        return maker
    }

    /// What came later changes no view of the past, from entries or from rows; nobody is in one before they are vouched for.
    @Test func viewsAreOfTheirMoment() throws {
        let maker = try Self.maker(), ledger = LedgerContents(collective: maker.collective, charter: maker.charter, entries: maker.made)
        let folder = try TemporaryFolder(), store = try maker.store(in: folder), id = maker.collective
        _ = try store.take(maker.made.map { Offer($0) }, into: id)
        for step in Self.steps {
            let time = (maker.made.first?.entry.time ?? 0) - 1 + UInt64(step.entries) * 2 * Cutoff.tolerance - Cutoff.tolerance
            let cutoff = Cutoff(time: step.entries == 5 ? .max : time)
            let expected = step.members.map { Member(key: maker.keys[$0.key].publicKey, distance: $0.value.distance, isNow: $0.value.isNow) }
                .sorted { ($0.distance, $0.key) < ($1.distance, $1.key) }
            #expect(Members.of(ledger, at: cutoff) == expected.sorted { $0.key < $1.key }, "\(step.entries)")
            #expect(try store.pageOfMembers(of: id, at: cutoff, limit: 10).members == expected, "\(step.entries)")
            #expect(try store.memberCount(of: id, at: cutoff) == expected.count)
            for member in expected {
                let allowance = try store.vouchAllowance(of: member.key, in: id, at: cutoff), chains = try store.membership(of: member.key, in: id, at: cutoff).chains
                #expect(allowance?.distance == member.distance && allowance?.most == maker.charter.ladder[Int(member.distance)])
                #expect(member.isNow ? chains?.steps.first?.distance == member.distance : chains == nil)
            }
        }
        let last = maker.keys[3].publicKey, beyond = VouchesReceived.Standing.beyondLadder(0)
        #expect(try store.vouchesReceived(by: [last], in: id, at: .end)[last]?.vouches.map(\.standing) == [beyond])
        #expect(try store.vouchesSpent(by: maker.keys[0].publicKey, in: id, at: .end) == 2)
        try store.close()
    }
}
