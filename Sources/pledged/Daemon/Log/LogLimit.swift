import Logging

/// How many log lines are written: enough to follow what happens, and never so many that a peer could
/// fill the disk with them. Warnings have a bucket of their own, so that chatter can't hide them.
package struct LogLimit: Sendable {
    /// A bucket of lines that fills again with time.
    private struct Bucket {
        let most: UInt64
        let perSecond: UInt64
        /// Thousandths of lines.
        var held: UInt64
        var at: UInt64 = 0

        init(most: UInt64, perSecond: UInt64) {
            (self.most, self.perSecond) = (most, perSecond)
            held = most * 1_000
        }

        mutating func take(now: UInt64) -> Bool {
            let passed = now > at ? now - at : 0
            at = max(at, now)
            held = min(most * 1_000, held + min(passed, 1_000_000) * perSecond)
            guard held >= 1_000 else { return false }
            held -= 1_000
            return true
        }
    }

    /// Whoever asks for debug lines wants to see a lot, for a while.
    private var debug = Bucket(most: 20_000, perSecond: 1_000)
    private var info = Bucket(most: 500, perSecond: 20)
    private var warning = Bucket(most: 200, perSecond: 10)
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
