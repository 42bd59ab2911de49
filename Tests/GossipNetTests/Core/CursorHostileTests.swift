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
        harness.forgetTraffic()
        harness.post(link, from: 0, .since(.init(collective: 0, number: 1, change: change, salt: 5)))
        // The answer comes to a node that asked nothing: it is the liar who closes here.
        harness.deaf = [0]
        harness.run()
        #expect(harness.bytes["changes"] ?? 0 < 20)
        #expect(!harness.hasClosed(1))
    }

    /// Any number of changes with the same root: nothing is to be done for them, above all nothing on disk.
    @Test func otherChangesOfTheSameRootCostNothing() {
        var (harness, link) = pair()
        for change in 1_000...1_100 as ClosedRange<UInt64> {
            var outputs: [Output] = []
            let roots = Frame.Roots(
                collective: 0, root: .whole(harness.root(0, collective) ?? .zero), entries: 60, extras: nil, ask: false,
                change: change)
            harness.nodes[0].core.handle(.frame(link, .roots(roots), size: 50), now: harness.now, into: &outputs)
            #expect(outputs.isEmpty, "\(outputs)")
        }
        #expect(harness.nodes[0].core.keptCursors.map(\.change) == [1_100])
    }

    @Test func anAnswerToNothingCloses() {
        var (harness, link) = pair()
        harness.post(link, from: 0, .changes(.init(collective: 0, number: 1)))
        harness.run()
        #expect(harness.hasClosed(1))
    }

    /// Asking over and over what costs the store a long read ends the link.
    /// - Parameter change: 0, which this store answers, and one that it says is unknown.
    @Test(arguments: [0, 1_000]) func askingForEverythingAgainAndAgainCloses(change: UInt64) {
        var (harness, link) = pair()
        harness.deaf = [0]
        harness.nodes[1].isSlow = true
        // As a store of many changes.
        harness.give(1, .changed(collective, [], entries: 60, from: nil, number: 1 << 20))
        var asked = 0
        while !harness.hasClosed(1), asked < 100 {
            asked += 1
            harness.post(link, from: 0, .since(.init(collective: 0, number: UInt32(asked), change: change, salt: 5)))
            harness.run()
            harness.giveServedChanges(1, link)
        }
        // Each costs what reading 65,536 rows does.
        #expect(asked == 20)
    }

    /// One who gave up a question, as where the peer's walk crossed it, and asks again: answered shortly.
    @Test func askingAgainIsNoMisbehaviour() {
        var (harness, link) = pair()
        harness.deaf = [0]
        harness.nodes[1].isSlow = true
        harness.forgetTraffic()
        for number in 1...3 as ClosedRange<UInt32> {
            harness.post(link, from: 0, .since(.init(collective: 0, number: number, change: 1, salt: 5)))
            harness.run()
        }
        #expect(!harness.hasClosed(1))
        #expect(harness.frames["changes"] == 3)
        // One answer of 29 or 30 feeds, and two that say that it is unknown.
        #expect(harness.bytes["changes"] ?? 0 < 30 * 16 + 40, "\(harness.bytes)")
    }

    /// Peers whose answers are lies: about feeds that nobody has, about nothing, and without an end.
    enum Lie: CaseIterable { case strangeFeeds, nothing, unknown, endless }

    @Test(arguments: Lie.allCases) func aLiarsAnswerCostsAWalkAtMost(lie: Lie) {
        var (harness, link) = pair()
        var draw = CoreDraw(seed: 12)
        harness.cut(link)
        harness.run()
        harness.appendNew(1, authors: 20, &draw)
        harness.lies = { _, frame in
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
            let walks = harness.events(0).count { if case .walking = $0 { true } else { false } }
            #expect(walks == 1)
        }
    }

    /// A peer that says nothing at all is given up after a while, and does not keep others from their turn.
    @Test func silenceIsGivenUp() {
        var (harness, link) = pair()
        var draw = CoreDraw(seed: 13)
        harness.cut(link)
        harness.run()
        harness.appendNew(1, authors: 20, &draw)
        let third = harness.add([harness.nodes[1].stores[collective] ?? MiniStore(collective)])
        harness.lies = { _, frame in if case .changes = frame { [] } else { [frame] } }
        harness.link(0, 1)
        harness.run()
        harness.link(0, third)
        harness.run()
        #expect(harness.root(0, collective) != harness.root(third, collective))
        harness.pass(Limits.stall + 1_000)
        #expect(harness.root(0, collective) == harness.root(third, collective))
    }
}
