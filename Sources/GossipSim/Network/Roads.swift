/// How long packets take between nodes, which are lost, and who can't reach whom.
package struct Roads: Sendable {
    private let seed: UInt64
    package var weather: Plan.Weather
    private var draw: Draw
    /// Nodes in the smaller part of a partition, by number; nil while there is none.
    package private(set) var part: [Bool]?
    private var isOneWay = false

    package init(seed: UInt64, _ weather: Plan.Weather) {
        self.seed = seed
        self.weather = weather
        draw = Draw(seed: seed, 2)
    }

    /// One-way delay between two nodes in milliseconds, the same for a pair all through a run. Most
    /// are short: the lower of two even draws.
    package func delay(_ one: Int, _ other: Int) -> UInt64 {
        var draw = Draw(seed: seed, 3, UInt64(min(one, other)), UInt64(max(one, other)))
        return min(draw.within(weather.latency), draw.within(weather.latency))
    }

    /// Whether packets from one node can't reach another now.
    package func isBlocked(_ from: Int, _ to: Int) -> Bool {
        guard let part, part[from] != part[to] else { return false }
        return !isOneWay || part[from]
    }

    package mutating func divide(_ nodes: [Int], of count: Int, isOneWay: Bool) {
        var part = [Bool](repeating: false, count: count)
        for node in nodes { part[node] = true }
        self.part = part
        self.isOneWay = isOneWay
    }

    package mutating func heal() { part = nil }

    /// Delay of one segment of a stream: a lost one is sent again after a time that doubles (RFC 6298:
    /// at least 200 ms as Linux has it, two round trips here, to stay on the slow side).
    package mutating func streamDelay(_ base: UInt64, _ tally: inout Tally) -> UInt64 {
        var delay = jittered(base), again = max(200, 4 * base)
        while draw.chance(weather.loss) {
            tally.note(.loss)
            delay += again
            again = min(2 * again, 60_000)
        }
        return delay
    }

    /// When the copies of one datagram come: none when it is lost, two when it is doubled.
    package mutating func datagramDelays(_ base: UInt64, _ tally: inout Tally) -> [UInt64] {
        if draw.chance(weather.loss) {
            tally.note(.loss)
            return []
        }
        var delays = [jittered(base)]
        if draw.chance(weather.reordering) {
            tally.note(.reordering)
            delays[0] += draw.within(base...4 * base)
        }
        if draw.chance(weather.duplication) {
            tally.note(.duplication)
            delays.append(jittered(base) + 1)
        }
        return delays
    }

    /// Up to an eighth more.
    private mutating func jittered(_ base: UInt64) -> UInt64 { base + draw.within(0...base / 8) }
}
