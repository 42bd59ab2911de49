/// The core's only source of chance (SplitMix64, Steele, Lea and Flood 2014): the same seed gives the
/// same run. Good for jitter and salts, not for keys.
public struct CoreRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A time within a quarter of `milliseconds`, so that nodes do not act in step.
    mutating func jittered(_ milliseconds: UInt64) -> UInt64 {
        let quarter = milliseconds / 4
        return milliseconds - quarter + UInt64.random(in: 0...max(1, 2 * quarter), using: &self)
    }
}
