/// A measured round trip: smoothed mean, mean deviation and the timeouts that follow from them
/// (RFC 6298, section 2). Kept in microseconds, because a mean of whole milliseconds would stand still.
package struct RoundTrip: Sendable {
    private var smoothed: UInt64?
    private var deviation: UInt64 = 0

    package init() {}

    /// Nil before the first measurement.
    var measured: RoundTrip? { smoothed == nil ? nil : self }

    /// The smoothed round trip in milliseconds, rounded up; nil before the first measurement.
    package var milliseconds: UInt64? { smoothed.map { ($0 + 999) / 1_000 } }

    /// Takes a measurement in milliseconds.
    package mutating func measure(_ milliseconds: UInt64) {
        // Nothing is waited for longer than a silent link stands; and nothing below can overflow.
        let sample = min(milliseconds, Limits.silence) * 1_000
        guard let mean = smoothed else {
            smoothed = sample
            deviation = sample / 2
            return
        }
        let error = sample > mean ? sample - mean : mean - sample
        deviation = (3 * deviation + error) / 4
        smoothed = (7 * mean + sample) / 8
    }

    /// How long a probe waits for its answer, in milliseconds.
    package var timeout: UInt64 {
        timeout(Limits.probeTimeoutLeast...Limits.probeTimeoutMost) ?? Limits.probeTimeoutFirst
    }

    /// Milliseconds after which what was asked for, or announced, is late. Until it is measured a round
    /// trip is taken to be ``Limits/roundTrip``, a quarter of which is deviation.
    package var patience: UInt64 {
        timeout(Limits.patienceLeast...Limits.patienceMost) ?? 2 * Limits.roundTrip
    }

    /// Mean + 4 deviations, within bounds; nil before the first measurement.
    private func timeout(_ bounds: ClosedRange<UInt64>) -> UInt64? {
        smoothed.map { min(max(($0 + 4 * deviation + 999) / 1_000, bounds.lowerBound), bounds.upperBound) }
    }
}
