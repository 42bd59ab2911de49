import GossipNet
import PledgeLedger
import Testing

@Suite struct ConvergenceTests {
    private let collective = CoreDraw.collective

    /// Whoever dials, an empty node ends with all that the other has.
    @Test(arguments: [true, false]) func emptyNodeCatchesUp(emptyDials: Bool) {
        var draw = CoreDraw(seed: 1)
        var harness = Harness()
        let full = harness.add([draw.store(feeds: 700)])
        let empty = harness.add([MiniStore(collective)])
        harness.link(emptyDials ? empty : full, emptyDials ? full : empty)
        harness.run()
        #expect(harness.agree(collective))
        #expect(harness.inSteps(0) == 1 && harness.inSteps(1) == 1)
        #expect(harness.nodes[1].stores[collective]?.feeds.count == 700)
    }

    /// Two stores that share some feeds, differ in the length of others, and have some alone.
    @Test(arguments: 1...12) func bothSidesDiffer(seed: Int) {
        var draw = CoreDraw(seed: UInt64(seed))
        let (one, other) = Self.pair(&draw, feeds: draw.below(300), changes: draw.below(60))
        var harness = Harness()
        _ = harness.add([one], seed: UInt64(seed))
        _ = harness.add([other], seed: UInt64(seed) &+ 9)
        harness.link(0, 1)
        harness.run()
        #expect(harness.agree(collective), "seed \(seed)")
        #expect(harness.inSteps(0) == 1 && harness.inSteps(1) == 1, "seed \(seed)")
    }

    /// Two stores with common feeds, each of which then got some changes of its own.
    static func pair(_ draw: inout CoreDraw, feeds: Int, changes: Int) -> (MiniStore, MiniStore) {
        let common = draw.store(feeds: feeds)
        var (one, other) = (common, common)
        for author in common.feeds.keys.sorted().shuffled(using: &draw).prefix(changes) {
            let count = 1 + draw.below(4)
            if Bool.random(using: &draw) {
                for _ in 0..<count { _ = one.append(author) }
            } else {
                for _ in 0..<count { _ = other.append(author) }
            }
        }
        for _ in 0..<draw.below(changes + 1) { _ = one.append(draw.author()) }
        for _ in 0..<draw.below(changes + 1) { _ = other.append(draw.author()) }
        return (one, other)
    }
}
