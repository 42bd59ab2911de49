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
}
