/// A measured round trip: smoothed mean, mean deviation and the timeout that follows from them
/// (RFC 6298, section 2). Kept in microseconds, because a mean of whole milliseconds would stand still.
package struct RoundTrip: Sendable {
    private var smoothed: UInt64?
    private var deviation: UInt64 = 0

    package init() {}

    /// The smoothed round trip in milliseconds, rounded up; nil before the first measurement.
    package var milliseconds: UInt64? { smoothed.map { ($0 + 999) / 1_000 } }

    /// Takes a measurement in milliseconds.
    package mutating func measure(_ milliseconds: UInt64) {
        // An hour is more than any answer that is still waited for takes, and can't overflow below.
        let sample = min(milliseconds, 3_600_000) * 1_000
        guard let mean = smoothed else {
            smoothed = sample
            deviation = sample / 2
            return
        }
        let error = sample > mean ? sample - mean : mean - sample
        deviation = (3 * deviation + error) / 4
        smoothed = (7 * mean + sample) / 8
    }

    /// How long to wait for an answer, in milliseconds: mean + 4 deviations, within
    /// ``Limits/probeTimeoutLeast`` and ``Limits/probeTimeoutMost``.
    package var timeout: UInt64 {
        guard let smoothed else { return Limits.probeTimeoutFirst }
        let timeout = (smoothed + 4 * deviation + 999) / 1_000
        return min(max(timeout, Limits.probeTimeoutLeast), Limits.probeTimeoutMost)
    }
}
