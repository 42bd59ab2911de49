/// How far this node should doubt itself (Lifeguard's local health multiplier): signs that it is the
/// slow one stretch its probe intervals and timeouts.
package struct LocalHealth: Sendable {
    /// 0, all is well, to ``Limits/probeHealth`` less one.
    package private(set) var score = 0

    package init() {}

    /// Adds to the score within its range: a missed nack or a refutation raises it by one, an ack
    /// lowers it by one.
    package mutating func apply(_ change: Int) {
        let bounded = max(-Limits.probeHealth, min(Limits.probeHealth, change))
        score = max(0, min(Limits.probeHealth - 1, score + bounded))
    }

    /// A time, stretched.
    package func scale(_ milliseconds: UInt64) -> UInt64 { milliseconds * UInt64(score + 1) }
}
