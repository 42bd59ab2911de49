import Testing
import pledged

@Suite struct BucketTests {
    @Test func noMoreThanTheRateEverPasses() {
        let begin = ContinuousClock.now
        var bucket = Bucket(.init(perSecond: 10, burst: 5), now: begin), passed = 0
        for tick in 0...10_000 where bucket.take(now: begin + .milliseconds(tick)) { passed += 1 }
        // Five that were saved up, and ten a second for ten seconds.
        #expect((104...105).contains(passed), "\(passed)")
    }

    @Test func noMoreIsOwedThanTheMost() {
        let start = ContinuousClock.now
        var bucket = Bucket(.init(perSecond: 10, burst: 100), now: start)
        bucket.charge(1_000, debt: 20, now: start)
        let owed = bucket.fullness(now: start)
        // What is owed already is not forgiven by a smaller bound.
        bucket.charge(5, debt: 10, now: start)
        let still = bucket.fullness(now: start)
        let early = bucket.take(now: start + .seconds(2)), late = bucket.take(now: start + .milliseconds(2_200))
        #expect(owed == -0.2 && still == -0.2 && !early && late)
    }

    @Test func whatWasDoneIsOwed() {
        let begin = ContinuousClock.now
        var bucket = Bucket(.init(perSecond: 100, burst: 100), now: begin)
        bucket.charge(300, now: begin)
        let owed = bucket.fullness(now: begin), early = bucket.take(now: begin + .milliseconds(1_900))
        let late = bucket.take(now: begin + .milliseconds(2_100)), backwards = bucket.take(50, now: begin)
        #expect(owed == -2 && !early && late)
        // Time that runs backwards gives nothing.
        #expect(!backwards)
    }

    /// Each address has its own; another rate begins with full ones, and none is no bound.
    @Test func eachAddressIsBoundedByItself() {
        let begin = ContinuousClock.now, buckets = Buckets(.init(perSecond: 1, burst: 2))
        func taken(_ address: String) -> [Bool] { (0..<3).map { _ in buckets.take(address, now: begin) } }
        #expect(taken("one") == [true, true, false] && taken("other") == [true, true, false])
        buckets.set(.init(perSecond: 1, burst: 2))
        #expect(taken("one") == [false, false, false])
        buckets.set(.init(perSecond: 1, burst: 1))
        #expect(taken("one") == [true, false, false])
        buckets.set(nil)
        #expect(taken("one") == [true, true, true])
    }
}
