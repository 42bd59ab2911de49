/// A link's smoothed round trip and how long to wait for an answer, as RFC 6298 has it for TCP:
/// a gain of 1/8 for the mean and 1/4 for the deviation, and four deviations on top.
package struct BroadcastRoundTrip: Sendable {
    /// Whether it was ever measured; until then it is ``Limits/roundTrip``.
    package private(set) var isMeasured = false
    /// In microseconds, so that small samples are not lost in rounding.
    private var mean = Limits.roundTrip * 1000
    private var deviation = Limits.roundTrip * 1000 / 4

    package init() {}

    /// The smoothed round trip, in milliseconds.
    package var milliseconds: UInt64 { mean / 1000 }

    /// Milliseconds after which an answer is late.
    package var patience: UInt64 {
        min(max((mean + 4 * deviation) / 1000, Limits.patienceLeast), Limits.patienceMost)
    }

    /// Adds a sample in milliseconds.
    package mutating func note(_ sample: UInt64) {
        let sample = min(sample, Limits.silence) * 1000
        if isMeasured {
            deviation = (3 * deviation + (mean > sample ? mean - sample : sample - mean)) / 4
            mean = (7 * mean + sample) / 8
        } else {
            isMeasured = true
            mean = sample
            deviation = sample / 2
        }
    }
}
