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

    /// The first sample counts whole, with half of it as deviation (RFC 6298, 2.2).
    @Test func firstSampleReplacesTheDefault() {
        var trip = RoundTrip()
        #expect(trip.patience == 2 * Limits.roundTrip)
        trip.measure(100)
        #expect(trip.milliseconds == 100 && trip.patience == 300)
    }

    /// By the formulas of RFC 6298, 2.3, worked by hand.
    @Test func laterSamplesAreSmoothed() {
        var trip = RoundTrip()
        trip.measure(100)
        trip.measure(180)
        // Deviation (3 × 50 + 80) ÷ 4 = 57.5; mean (7 × 100 + 180) ÷ 8 = 110; 110 + 4 × 57.5 = 340.
        #expect(trip.milliseconds == 110 && trip.patience == 340)
    }

    /// A steady round trip comes to be known, and patience comes down to it; both stay within bounds.
    @Test(arguments: [0, 1, 20, 400, 60_000, .max] as [UInt64]) func steadySamplesConverge(sample: UInt64) {
        var trip = RoundTrip()
        for _ in 0..<200 { trip.measure(sample) }
        let expected = min(sample, Limits.silence)
        #expect(trip.milliseconds == expected)
        let patience = min(max(expected, Limits.patienceLeast), Limits.patienceMost)
        #expect(trip.patience >= patience - min(1, patience) && trip.patience <= patience + 1)
    }
}
