import GossipNet
import PledgeLedger
import Testing

/// Bytes that comparing takes, without hellos and without the entries themselves. Among 20,000 feeds;
/// the acceptance figures are for 1,000,000, where trees are a level deeper.
@Suite struct BudgetTests {
    private let collective = CoreDraw.collective
    private static let feeds = 20_000

    @Test func equalRootsTakeAHundredBytes() {
        var draw = CoreDraw(seed: 3)
        let bulk = draw.heads(2_000)
        var harness = Harness()
        _ = harness.add([MiniStore(collective)], bulk: bulk)
        _ = harness.add([MiniStore(collective)], bulk: bulk)
        harness.link(0, 1)
        harness.run()
        #expect(harness.inSteps(0) == 1 && harness.inSteps(1) == 1)
        #expect(harness.controlBytes <= 100, "\(harness.bytes)")
    }

    /// Whichever side is ahead, by an entry or by a feed.
    @Test(arguments: [0, 1], [true, false]) func oneDifferenceTakesAKilobyte(ahead: Int, isNewFeed: Bool) {
        var draw = CoreDraw(seed: 4)
        let bulk = draw.heads(Self.feeds), author = draw.author()
        var harness = Harness()
        for node in 0...1 {
            var store = MiniStore(collective)
            if !isNewFeed { _ = store.append(author) }
            if node == ahead { _ = store.append(author) }
            _ = harness.add([store], bulk: bulk)
        }
        harness.link(0, 1)
        harness.run()
        #expect(harness.inSteps(0) == 1 && harness.inSteps(1) == 1)
        #expect(harness.controlBytes <= 1_024 - 140, "\(harness.bytes)")
    }

    @Test func scatteredDifferencesTakeLittleEach() {
        var draw = CoreDraw(seed: 5)
        let bulk = draw.heads(Self.feeds)
        var stores = [MiniStore(collective), MiniStore(collective)]
        for _ in 0..<200 {
            let author = draw.author(), ahead = draw.below(2)
            for node in 0...1 { _ = stores[node].append(author) }
            _ = stores[ahead].append(author)
        }
        var harness = Harness()
        for store in stores { _ = harness.add([store], bulk: bulk) }
        harness.link(0, 1)
        harness.run()
        #expect(harness.agree(collective))
        #expect(harness.inSteps(0) == 1 && harness.inSteps(1) == 1)
        #expect(harness.controlBytes <= 200 * 500, "\(harness.bytes)")
    }
}
