import GossipNet
import Testing

@Suite struct BroadcastRoundTripTests {
    /// The first sample counts whole, with half of it as deviation (RFC 6298, 2.2).
    @Test func firstSampleReplacesTheDefault() {
        var trip = BroadcastRoundTrip()
        #expect(!trip.isMeasured && trip.milliseconds == Limits.roundTrip)
        trip.note(100)
        #expect(trip.isMeasured && trip.milliseconds == 100 && trip.patience == 300)
    }

    /// By the formulas of RFC 6298, 2.3, worked by hand.
    @Test func laterSamplesAreSmoothed() {
        var trip = BroadcastRoundTrip()
        trip.note(100)
        trip.note(180)
        // Deviation (3 × 50 + 80) ÷ 4 = 57.5; mean (7 × 100 + 180) ÷ 8 = 110; 110 + 4 × 57.5 = 340.
        #expect(trip.milliseconds == 110 && trip.patience == 340)
    }

    /// A steady round trip comes to be known, and patience comes down to it; both stay within bounds.
    @Test(arguments: [0, 1, 20, 400, 60_000, .max] as [UInt64]) func steadySamplesConverge(sample: UInt64) {
        var trip = BroadcastRoundTrip()
        for _ in 0..<200 { trip.note(sample) }
        let expected = min(sample, Limits.silence)
        #expect(trip.milliseconds <= expected && trip.milliseconds + 1 >= expected)
        let patience = min(max(expected, Limits.patienceLeast), Limits.patienceMost)
        #expect(trip.patience >= patience - min(1, patience) && trip.patience <= patience + 1)
    }
}
