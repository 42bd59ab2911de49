import GossipNet
import Testing

@Suite struct RoundTripTests {
    /// RFC 6298, sections 2.2 and 2.3, in floating point.
    @Test(arguments: 1...40 as ClosedRange<UInt64>) func followsTheRecommendation(seed: UInt64) {
        var draw = CoreDraw(seed: seed), roundTrip = RoundTrip()
        var mean = 0.0, deviation = 0.0
        let middle = 1 + draw.below(800)
        for step in 0..<100 {
            let sample = middle + draw.below(middle)
            if step == 0 {
                (mean, deviation) = (Double(sample), Double(sample) / 2)
            } else {
                deviation = 0.75 * deviation + 0.25 * abs(mean - Double(sample))
                mean = 0.875 * mean + 0.125 * Double(sample)
            }
            roundTrip.measure(UInt64(sample))
            #expect(abs(Double(roundTrip.milliseconds ?? 0) - mean) <= 1.1)
            let bounded = min(max(mean + 4 * deviation, 200), 1_000)
            #expect(abs(Double(roundTrip.timeout) - bounded) <= 1.1, "step \(step)")
        }
    }

    @Test func beforeAnyMeasurement() {
        let roundTrip = RoundTrip()
        #expect(roundTrip.milliseconds == nil)
        #expect(roundTrip.timeout == Limits.probeTimeoutFirst)
    }

    @Test func extremesStayWithinTheBounds() {
        var roundTrip = RoundTrip()
        for sample in [0, .max, 0, .max, .max] as [UInt64] {
            roundTrip.measure(sample)
            #expect((Limits.probeTimeoutLeast...Limits.probeTimeoutMost).contains(roundTrip.timeout))
        }
        for _ in 0..<400 { roundTrip.measure(0) }
        #expect(roundTrip.milliseconds == 0)
        #expect(roundTrip.timeout == Limits.probeTimeoutLeast)
    }
}
