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
    /// What is counted.
    package enum Unit: Sendable { case things, bytes }

    private let unit: Unit
    private var lastMs: UInt64?

    /// - Parameter isTerminal: a terminal gets ten updates a second, a log one line every `logSeconds`,
    ///   at most a day.
    package init(_ label: String, of unit: Unit = .things, total: UInt64, isTerminal: Bool, logSeconds: UInt64 = 10) {
        (self.label, self.unit, self.total) = (label, unit, total)
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
    /// - Parameters:
    ///   - bar: how to draw the share: as a bar of block characters or of ASCII; nil for a number.
    ///   - width: the columns that there are. Where the whole line is wider the bar is shorter, then the pace and the
    ///     counts are left out; what is being done and the time left stay.
    package func line(done: UInt64, elapsedMs: UInt64, bar: Bar? = nil, width: Int = .max) -> String {
        let left = left(done, elapsedMs), pace = pace(done, elapsedMs)
        let percent = percent(done).map { " \($0) %" } ?? "", counts = " " + counts(done)
        guard let bar, !percent.isEmpty else {
            let share = percent.isEmpty ? "" : " (\(percent.dropFirst()))"
            return fitting([counts + share + pace, counts + share, percent], left, width)
        }
        let bars = Self.cells.map { cells in
            " " + ProgressBar.text(UInt128(done), of: UInt128(total), cells: cells, isUnicode: bar == .blocks) + counts + pace
        }
        return fitting(bars + [percent + counts + pace, percent + counts, percent], left, width)
    }

    /// Cells that a bar may have, the most first.
    private static let cells = [20, 12, 6]

    /// The first way to say it that fits; where none does, what is being done and the time left alone.
    private func fitting(_ ways: [String], _ left: String, _ width: Int) -> String {
        ways.map { label + $0 + left }.first { DisplayWidth.of($0) <= width } ?? label + left
    }

    /// `12,345 / 100,000`.
    private func counts(_ done: UInt64) -> String { total > 0 ? "\(shown(done)) / \(shown(total))" : shown(done) }

    private func shown(_ count: UInt64) -> String {
        switch unit {
        case .things: Count.text(count)
        case .bytes: ByteText.shown(count)
        }
    }

    private func percent(_ done: UInt64) -> UInt128? { ProgressBar.share(UInt128(done), of: UInt128(total), parts: 100) }

    private func pace(_ done: UInt64, _ elapsedMs: UInt64) -> String {
        guard elapsedMs > 0, done > 0 else { return "" }
        return ", \(shown(UInt64(clamping: UInt128(done) * 1_000 / UInt128(elapsedMs))))/s"
    }

    /// The same pace for the rest, rounded up to whole seconds.
    private func left(_ done: UInt64, _ elapsedMs: UInt64) -> String {
        guard elapsedMs > 0, done > 0, done < total else { return "" }
        let leftMs = UInt128(total - done) * UInt128(elapsedMs) / UInt128(done)
        return ", \(Self.duration((leftMs + 999) / 1_000)) left"
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
