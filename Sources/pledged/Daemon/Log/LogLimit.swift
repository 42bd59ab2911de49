import Logging

/// How many log lines are written: enough to follow what happens, and never so many that a peer could fill
/// the disk with them: 3,000 lines an hour are some 15 MB a day. Warnings have buckets of their own, so that
/// chatter can't hide them.
package struct LogLimit: Sendable {
    /// A bucket of lines that fills again with time.
    private struct Bucket {
        /// Millionths of lines.
        let most: UInt64
        let perMillisecond: UInt64
        var held: UInt64
        var at: UInt64 = 0

        /// - Parameters:
        ///   - most: lines that it holds.
        ///   - lines: how many come again in so many seconds.
        init(most: UInt64, lines: UInt64, seconds: UInt64) {
            self.most = most * 1_000_000
            perMillisecond = lines * 1_000 / seconds
            held = self.most
        }

        mutating func take(now: UInt64) -> Bool {
            let passed = now > at ? now - at : 0
            at = max(at, now)
            // A day fills every bucket.
            held = min(most, held + min(passed, 86_400_000) * perMillisecond)
            guard held >= 1_000_000 else { return false }
            held -= 1_000_000
            return true
        }
    }

    /// What may come at once, and what may come for good.
    private struct Rate {
        var burst: Bucket
        var hour: Bucket

        init(most: UInt64, perSecond: UInt64, perHour: UInt64) {
            burst = Bucket(most: most, lines: perSecond, seconds: 1)
            hour = Bucket(most: perHour, lines: perHour, seconds: 3_600)
        }

        mutating func take(now: UInt64) -> Bool { burst.take(now: now) && hour.take(now: now) }
    }

    /// Whoever asks for debug lines wants to see a lot, for a while.
    private var debug = Bucket(most: 20_000, lines: 1_000, seconds: 1)
    private var info = Rate(most: 500, perSecond: 20, perHour: 2_000)
    private var warning = Rate(most: 200, perSecond: 10, perHour: 1_000)
    /// Lines left out since the last that was written.
    private var left: UInt64 = 0

    package init() {}

    /// Whether a line may be written.
    /// - Parameter now: milliseconds since some beginning.
    /// - Returns: nil for no, else how many were left out before it.
    package mutating func passes(_ level: Logger.Level, now: UInt64) -> UInt64? {
        let mayPass = switch level {
        case .trace, .debug: debug.take(now: now)
        case .info, .notice: info.take(now: now)
        case .warning, .error, .critical: warning.take(now: now)
        }
        guard mayPass else {
            left += 1
            return nil
        }
        defer { left = 0 }
        return left
    }
}
