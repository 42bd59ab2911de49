import GossipNet
import PledgeLedger
import Testing

@Suite struct PushTests {
    private let collective = CoreDraw.collective

    /// Nodes in a row, in step.
    private func row(_ count: Int, feeds: Int = 5) -> Harness {
        var draw = CoreDraw(seed: 7)
        let store = draw.store(feeds: feeds)
        var harness = Harness()
        for index in 0..<count { _ = harness.add([store], seed: UInt64(index)) }
        for index in 1..<count { harness.link(index - 1, index) }
        harness.run()
        return harness
    }

    /// What one node signs travels the row, each link carrying it once.
    @Test func entryTravelsARow() {
        var harness = row(5), draw = CoreDraw(seed: 8)
        let author = draw.author()
        harness.bytes = [:]
        harness.frames = [:]
        harness.append(0, collective, author)
        harness.run()
        #expect(harness.agree(collective))
        #expect(harness.frames == ["segment": 4], "\(harness.frames)")
        harness.append(2, collective, author)
        harness.run()
        #expect(harness.agree(collective))
        #expect(harness.frames == ["segment": 8], "\(harness.frames)")
    }

    /// In a ring an entry meets itself, and stops.
    @Test func entryDoesNotEcho() {
        var harness = row(4), draw = CoreDraw(seed: 9)
        harness.link(3, 0)
        harness.run()
        harness.frames = [:]
        for _ in 0..<20 { harness.append(draw.below(4), collective, draw.author(), count: 2) }
        harness.run()
        #expect(harness.agree(collective))
        // 40 entries over 4 links; on the link where the two ways meet some cross each other.
        #expect(harness.frames["segment", default: 0] <= 40 * 5, "\(harness.frames)")
        #expect(harness.frames["need"] == nil, "\(harness.frames)")
    }

    /// A peer that does not read is not written to; when it reads again, roots show what it lacks.
    @Test func slowReaderRecoversThroughRoots() {
        var harness = row(2), draw = CoreDraw(seed: 10)
        let link = LinkID(1)
        harness.give(0, .backlog(link, true))
        for _ in 0..<50 { harness.append(0, collective, draw.author()) }
        harness.run()
        #expect(!harness.agree(collective))
        harness.frames = [:]
        harness.give(0, .backlog(link, false))
        harness.run()
        #expect(harness.agree(collective))
        #expect(harness.frames["roots", default: 0] >= 1)
        #expect(harness.inSteps(1) == 2)
    }

    /// While a batch is being written, what comes meanwhile is gathered; too much of it is left to
    /// roots. Nothing is lost either way.
    @Test(arguments: [10, 3_000]) func pushesAreGathered(count: Int) {
        var harness = row(2), draw = CoreDraw(seed: 11)
        harness.nodes[0].isSlow = true
        for _ in 0..<count { harness.append(0, collective, draw.author()) }
        harness.run()
        #expect(harness.frames["segment"] == 1)
        harness.nodes[0].isSlow = false
        harness.give(0, .served(LinkID(1), Ticket(1)))
        harness.run()
        #expect(harness.agree(collective))
    }

    /// An entry that comes before those below it makes the receiver ask for them.
    @Test func gapIsAskedForAtOnce() {
        var harness = row(2), draw = CoreDraw(seed: 12)
        let author = draw.author()
        // The sender believes that the receiver has the first three.
        for _ in 0..<3 { _ = harness.nodes[0].stores[collective]?.append(author) }
        harness.frames = [:]
        harness.append(0, collective, author)
        harness.run()
        #expect(harness.agree(collective))
        #expect(harness.frames["need"] == 1 && harness.frames["walk"] == nil, "\(harness.frames)")
    }

    /// Nothing is pushed to a peer that was never in step.
    @Test func strangerToTheFeedsGetsNoPush() {
        var draw = CoreDraw(seed: 13), harness = Harness()
        _ = harness.add([draw.store(feeds: 5)])
        _ = harness.add([draw.store(feeds: 50)])
        harness.link(0, 1)
        harness.run(limit: 6)
        harness.append(0, collective, draw.author())
        harness.run(limit: 2)
        #expect(harness.frames["segment"] == nil)
        harness.run()
        #expect(harness.agree(collective))
    }

    /// Feeds in the waiting room are told once in step, and pushed from then on.
    @Test func waitingFeedsSpread() {
        var draw = CoreDraw(seed: 14), harness = Harness()
        let stranger = draw.author(), later = draw.author()
        var store = draw.store(feeds: 5)
        store.strangers = [stranger, later]
        let bare = store
        _ = store.append(stranger)
        _ = harness.add([store])
        _ = harness.add([bare])
        harness.link(0, 1)
        harness.run()
        #expect(harness.nodes[1].stores[collective]?.waiting.map(\.stop) == [1])
        harness.append(1, collective, later, count: 2)
        harness.run()
        #expect(harness.nodes[0].stores[collective]?.head(later)?.stop == 2)
        #expect(harness.inSteps(0) == 1 && harness.inSteps(1) == 1)
    }

    /// What a liar says of the way of an entry is forgotten with the entry, once that is refused.
    @Test func refusedPushSpoilsNoHops() throws {
        var harness = row(3), draw = CoreDraw(seed: 11)
        let store = try #require(harness.nodes[0].stores[collective])
        let liar = harness.add([store], seed: 9), link = harness.link(liar, 1)
        harness.run()
        let author = draw.author()
        var bytes = try #require(store.entry(author, seq: 1, prev: .zero)).bytes
        bytes[bytes.count - 64] = MiniStore.badSignature
        var packer = SegmentPacker()
        _ = packer.append(entry: bytes)
        harness.post(
            link, from: liar, .segment(.init(collective: 0, need: 0, author: author, entries: packer.bytes, hops: 99)))
        harness.run()
        #expect(harness.closeReasons(1) == [.misbehaviour(.badSignature)])
        harness.append(0, collective, author)
        harness.run()
        let hops = harness.events(2).compactMap { event -> Int? in
            if case .arrived(_, author, _, let hops, _) = event { hops } else { nil }
        }
        #expect(hops == [2])
    }
}
