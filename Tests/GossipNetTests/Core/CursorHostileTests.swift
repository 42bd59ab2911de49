import GossipNet
import PledgeLedger
import Testing

/// What a peer can do with cursors that no honest one does.
@Suite struct CursorHostileTests {
    private let collective = CoreDraw.collective

    private func pair() -> (Harness, LinkID) {
        var draw = CoreDraw(seed: 8), harness = Harness()
        let store = draw.store(feeds: 30)
        for index in 0...1 { _ = harness.add([store], seed: UInt64(index)) }
        let link = harness.link(0, 1)
        harness.run()
        return (harness, link)
    }

    /// A change that no store has got to is answered in one frame, and nothing more comes of it.
    @Test(arguments: [UInt64.max, 1 << 62, 1_000_000]) func absurdCursorsAreAnsweredShortly(change: UInt64) {
        var (harness, link) = pair()
        (harness.bytes, harness.frames) = ([:], [:])
        harness.post(link, from: 0, .since(.init(collective: 0, number: 1, change: change, salt: 5)))
        // The answer comes to a node that asked nothing: it is the liar who closes here.
        harness.deaf = [0]
        harness.run()
        #expect(harness.bytes["changes"] ?? 0 < 20)
        #expect(!harness.hasClosed(1))
    }

    @Test func anAnswerToNothingCloses() {
        var (harness, link) = pair()
        harness.post(link, from: 0, .changes(.init(collective: 0, number: 1)))
        harness.run()
        #expect(harness.hasClosed(1))
    }

    /// Asking over and over what costs the store a long read ends the link.
    @Test func askingForEverythingAgainAndAgainCloses() {
        var (harness, link) = pair()
        harness.deaf = [0]
        harness.nodes[1].isSlow = true
        var asked = 0
        for number in 1...100 where !harness.hasClosed(1) {
            asked = number
            harness.post(link, from: 0, .since(.init(collective: 0, number: UInt32(number), change: 0, salt: 5)))
            harness.run()
            // As a store of 65,536 changed feeds answers.
            harness.giveServedChanges(1, link, bytes: 1 << 20)
        }
        #expect(harness.hasClosed(1) || asked == 100)
        #expect(harness.hasClosed(1))
    }

    /// Peers whose answers are lies: about feeds that nobody has, about nothing, and without an end.
    enum Lie: CaseIterable { case strangeFeeds, nothing, unknown, endless }

    @Test(arguments: Lie.allCases) func aLiarsAnswerCostsAWalkAtMost(lie: Lie) {
        var (harness, link) = pair()
        var draw = CoreDraw(seed: 12)
        harness.cut(link)
        harness.run()
        for _ in 0..<20 { harness.append(1, collective, draw.author()) }
        harness.run()
        harness.lies = { frame in
            guard case .changes(let changes) = frame else { return [frame] }
            let strange = (0..<200).map { _ in Frame.ChangedFeed(place: draw.next(), hash: draw.next()) }
            let number = changes.number
            switch lie {
            case .strangeFeeds: return [.changes(.init(collective: 0, number: number, feeds: strange))]
            case .nothing: return [.changes(.init(collective: 0, number: number))]
            case .unknown: return [.changes(.init(collective: 0, number: number, isUnknown: true))]
            case .endless:
                let many = (0..<Limits.changes).map { Frame.ChangedFeed(place: UInt64($0), hash: 1) }
                return (0..<40).map { _ in .changes(.init(collective: 0, number: number, feeds: many, more: true)) }
            }
        }
        harness.link(0, 1)
        harness.run()
        if lie == .endless {
            #expect(harness.hasClosed(0), "more than \(Limits.changesAtOnce) feeds are no honest answer")
        } else {
            #expect(harness.agree(collective), "\(lie): \(harness.frames)")
            #expect(!harness.hasClosed(0))
        }
    }

    /// A peer that says nothing at all is given up after a while, and does not keep others from their turn.
    @Test func silenceIsGivenUp() {
        var (harness, link) = pair()
        var draw = CoreDraw(seed: 13)
        harness.cut(link)
        harness.run()
        for _ in 0..<20 { harness.append(1, collective, draw.author()) }
        let third = harness.add([harness.nodes[1].stores[collective] ?? MiniStore(collective)])
        harness.lies = { frame in if case .changes = frame { [] } else { [frame] } }
        harness.link(0, 1)
        harness.run()
        harness.link(0, third)
        harness.run()
        #expect(harness.root(0, collective) != harness.root(third, collective))
        harness.pass(Limits.stall + 1_000)
        #expect(harness.root(0, collective) == harness.root(third, collective))
    }
}
