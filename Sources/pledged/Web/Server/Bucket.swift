import Synchronization

/// A bucket of tokens that fills at a steady rate: who takes more than it holds is refused.
package struct Bucket: Sendable {
    package struct Rate: Sendable, Hashable {
        let perSecond: Double
        let burst: Double

        package init(perSecond: Double, burst: Double) { (self.perSecond, self.burst) = (perSecond, burst) }
    }

    private let rate: Rate
    private var tokens: Double
    private var last: ContinuousClock.Instant

    package init(_ rate: Rate, now: ContinuousClock.Instant = .now) {
        self.rate = rate
        tokens = rate.burst
        last = now
    }

    /// Takes tokens. - Returns: whether there were enough.
    package mutating func take(_ count: Double = 1, now: ContinuousClock.Instant = .now) -> Bool {
        refill(now)
        guard tokens >= count else { return false }
        tokens -= count
        return true
    }

    /// Takes tokens for what was done already; the bucket may owe some then.
    /// - Parameter debt: what it owes at most, so that one thing that took very long does not stop all others.
    package mutating func charge(_ count: Double, debt: Double = .infinity, now: ContinuousClock.Instant = .now) {
        refill(now)
        tokens = max(tokens - count, min(tokens, -debt))
    }

    /// The share of the bucket that is full, below 0 where it owes.
    package mutating func fullness(now: ContinuousClock.Instant = .now) -> Double {
        refill(now)
        return tokens / rate.burst
    }

    private mutating func refill(_ now: ContinuousClock.Instant) {
        let passed = (now - last) / .seconds(1)
        guard passed > 0 else { return }
        tokens = min(rate.burst, tokens + passed * rate.perSecond)
        last = now
    }
}

/// A bucket for each address that asks.
package final class Buckets: Sendable {
    private struct State {
        var rate: Bucket.Rate?
        var buckets: [String: Bucket] = [:]
    }

    private let state: Mutex<State>

    /// - Parameter rate: nil for no bound.
    package init(_ rate: Bucket.Rate?) { state = Mutex(State(rate: rate)) }

    /// Another rate from now on.
    package func set(_ rate: Bucket.Rate?) {
        state.withLock { if $0.rate != rate { $0 = State(rate: rate) } }
    }

    /// Takes one token of an address's. - Returns: whether there was one.
    package func take(_ address: String, now: ContinuousClock.Instant = .now) -> Bool {
        state.withLock { state in
            guard let rate = state.rate else { return true }
            if state.buckets[address] == nil, state.buckets.count >= WebLimits.addresses { state.buckets.removeAll() }
            return state.buckets[address, default: Bucket(rate, now: now)].take(now: now)
        }
    }
}
