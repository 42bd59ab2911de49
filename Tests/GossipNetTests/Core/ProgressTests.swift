import GossipNet
import PledgeLedger
import Testing

/// How far a catch-up is: what came is never more than the total.
@Suite struct ProgressTests {
    private func progress(_ harness: Harness, _ node: Int) -> [(received: UInt64, expected: UInt64)] {
        harness.nodes[node].outputs.compactMap {
            if case .progress(_, let received, let expected) = $0 { (received, expected) } else { nil }
        }
    }

    /// This node holds what the peer lacks, so that more comes than the difference of the totals.
    @Test(arguments: [true, false]) func theTotalGrowsWithWhatComes(isDialler: Bool) {
        var draw = CoreDraw(seed: 70), harness = Harness()
        let own = draw.store(feeds: 10, depth: 1), theirs = draw.store(feeds: 12, depth: 1)
        _ = harness.add([own])
        _ = harness.add([theirs])
        harness.link(isDialler ? 0 : 1, isDialler ? 1 : 0)
        harness.run()
        #expect(harness.agree(CoreDraw.collective))
        let told = progress(harness, 0)
        #expect(told.contains { $0.received == 12 && $0.expected == 12 }, "\(told)")
        for one in told where one.expected > 0 { #expect(one.received <= one.expected, "\(told)") }
    }
}
