/// Keeps lines about one thing from coming again and again: the last that may come says so, and the next one how
/// many did not.
package struct LogRepeats: Sendable {
    private struct Told: Sendable {
        /// When the first of those that came at once did.
        var since: Moment
        var lines: Int
        var left: UInt64 = 0
    }

    /// Looked up only, but for the oldest.
    private var told: [String: Told] = [:]

    package init() {}

    /// The line's text as it is to be written; nil for not at all.
    package mutating func passes(_ line: EventLine, now: Moment) -> String? {
        guard let about = line.about else { return line.text }
        var known = told[about] ?? Told(since: now, lines: 0)
        if now.since(known.since) >= Limits.logAgain { (known.since, known.lines) = (now, 0) }
        defer { keep(known, about) }
        guard known.lines < line.atOnce else {
            known.left += 1
            return nil
        }
        known.lines += 1
        let before = known.left == 0 ? "" : "; so it was \(known.left) times more that were not told"
        known.left = 0
        return line.text + before + (known.lines == line.atOnce ? "; not told again within the hour" : "")
    }

    private mutating func keep(_ known: Told, _ about: String) {
        if told[about] == nil, told.count >= Limits.logRepeats {
            if let oldest = told.min(by: { ($0.value.since, $0.key) < ($1.value.since, $1.key) }) { told[oldest.key] = nil }
        }
        told[about] = known
    }
}
