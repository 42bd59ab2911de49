import GossipSim
import Testing

@Suite struct DrawTests {
    @Test func sameSeedAndStreamGiveTheSame() {
        var one = Draw(seed: 9, 1, 2), other = Draw(seed: 9, 1, 2), third = Draw(seed: 9, 2, 1)
        let numbers = (0..<100).map { _ in one.next() }
        #expect(numbers == (0..<100).map { _ in other.next() })
        #expect(numbers != (0..<100).map { _ in third.next() })
    }

    @Test func staysBelowItsBound() {
        var draw = Draw(seed: 3), counts = [Int](repeating: 0, count: 7)
        for _ in 0..<70_000 { counts[draw.below(7)] += 1 }
        // 10,000 each; five standard deviations are 463.
        #expect(counts.allSatisfy { 9_500...10_500 ~= $0 })
        #expect(draw.below(0) == 0 && draw.below(-4) == 0)
        #expect((0..<1_000).allSatisfy { _ in 5...9 ~= draw.within(5...9) })
    }

    @Test(arguments: 1...10) func samplesWithoutRepeating(seed: UInt64) {
        var draw = Draw(seed: seed)
        let sample = draw.sample(30, of: Array(0..<50))
        #expect(sample.count == 30 && Set(sample).count == 30)
        #expect(draw.sample(99, of: [1, 2]).sorted() == [1, 2])
    }

    @Test func chancesAreAsOftenAsTheySay() {
        var draw = Draw(seed: 8)
        let times = (0..<100_000).count { _ in draw.chance(10_000) }
        #expect(800...1_200 ~= times)
        #expect(!(0..<1_000).contains { _ in draw.chance(0) })
    }
}
