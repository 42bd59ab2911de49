import GossipSim
import Testing

@Suite struct SummaryTests {
    /// Of n numbers the nearest rank is the n · 99 ÷ 100th, rounded up.
    @Test(arguments: [(1, 1), (2, 2), (10, 10), (50, 50), (99, 99), (100, 99), (101, 100), (150, 149), (200, 198), (1_000, 990)])
    func aPercentileIsTheNearestRank(count: Int, p99: UInt32) throws {
        let summary = try #require(Summary((1...UInt32(count)).reversed()))
        #expect(summary.p99 == p99)
        #expect(summary.median == UInt32((count + 1) / 2))
        #expect(summary.last == UInt32(count) && summary.count == count)
        #expect(summary.mean == Double(count + 1) / 2)
    }

    @Test func nothingHasNoSummary() { #expect(Summary([]) == nil) }
}
