/// A line that tells how far something long has come:
/// `sync 12,345 / 100,000 (12 %), 8,300/s, 11 s left`. Times are passed in; nothing is printed here.
package struct ProgressReporter: Sendable {
    package let label: String
    /// How many there are in all; zero where nobody knows.
    package var total: UInt64
    /// The least time between two lines, in milliseconds.
    package let everyMs: UInt64
    /// How a terminal is shown the share.
    package enum Bar: Sendable { case blocks, ascii }

    private var lastMs: UInt64?

    /// - Parameter isTerminal: a terminal gets ten updates a second, a log one line every `logSeconds`,
    ///   at most a day.
    package init(_ label: String, total: UInt64, isTerminal: Bool, logSeconds: UInt64 = 10) {
        self.label = label
        self.total = total
        everyMs = isTerminal ? 100 : min(logSeconds, 86_400) * 1_000
    }

    /// Whether a line is due at this time since the start; if so, the next is due `everyMs` later.
    /// The first is due at once, and so is the last (`isFinished`).
    package mutating func isDue(elapsedMs: UInt64, isFinished: Bool = false) -> Bool {
        if let lastMs, !isFinished {
            guard elapsedMs >= lastMs, elapsedMs - lastMs >= everyMs else { return false }
        }
        lastMs = elapsedMs
        return true
    }

    /// The line for `done` of the total after `elapsedMs` milliseconds. What isn't known is left out.
    /// - Parameter bar: how to draw the share: as a bar of block characters or of ASCII; nil for a number.
    package func line(done: UInt64, elapsedMs: UInt64, bar: Bar? = nil) -> String {
        var line = label
        if let bar, total > 0 {
            line += " " + ProgressBar.text(UInt128(done), of: UInt128(total), cells: 20, isUnicode: bar == .blocks)
        }
        line += " \(Count.text(done))"
        if let percent = ProgressBar.share(UInt128(done), of: UInt128(total), parts: 100) {
            line += " / \(Count.text(total))\(bar == nil ? " (\(percent) %)" : "")"
        }
        guard elapsedMs > 0, done > 0 else { return line }
        line += ", \(Count.text(UInt128(done) * 1_000 / UInt128(elapsedMs)))/s"
        if done < total {
            // The same pace for the rest, rounded up to whole seconds.
            let leftMs = UInt128(total - done) * UInt128(elapsedMs) / UInt128(done)
            line += ", \(Self.duration((leftMs + 999) / 1_000)) left"
        }
        return line
    }

    /// Seconds in the two largest units that matter: `11 s`, `3 min 5 s`, `2 h 5 min`, `3 d 4 h`.
    package static func duration(_ seconds: UInt128) -> String {
        let steps: [(UInt128, String, UInt128, String)] = [
            (86_400, "d", 3_600, "h"), (3_600, "h", 60, "min"), (60, "min", 1, "s"),
        ]
        if seconds > 1_000 * 86_400 { return "over 1,000 d" }
        for (large, largeName, small, smallName) in steps where seconds >= large {
            let rest = seconds % large / small
            let first = "\(seconds / large) \(largeName)"
            return rest == 0 ? first : "\(first) \(rest) \(smallName)"
        }
        return "\(seconds) s"
    }
}
