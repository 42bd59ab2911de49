import GossipNet

/// Draws from a seed. Parts of a run draw from streams of their own, so that a draw more in one part
/// changes nothing in another. Whole numbers only, so that every machine draws the same.
package struct Draw: RandomNumberGenerator, Sendable {
    private var random: CoreRandom

    /// - Parameter stream: what is drawn for, by any number of numbers.
    package init(seed: UInt64, _ stream: UInt64...) {
        var mixed = CoreRandom(seed: seed).mixed()
        for number in stream { mixed = CoreRandom(seed: mixed ^ (number &+ 1)).mixed() }
        random = CoreRandom(seed: mixed)
    }

    package mutating func next() -> UInt64 { random.next() }

    /// From 0 up to, but not including, `bound`; 0 for a bound below 1.
    package mutating func below(_ bound: Int) -> Int {
        bound < 1 ? 0 : Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// A number within a range.
    package mutating func within(_ range: ClosedRange<UInt64>) -> UInt64 {
        range.lowerBound + UInt64(below(Int(range.upperBound - range.lowerBound) + 1))
    }

    /// Whether something of so many parts in a million happens.
    package mutating func chance(_ perMillion: Int) -> Bool { perMillion > 0 && below(1_000_000) < perMillion }

    /// `count` different things, in the order in which they were drawn.
    package mutating func sample<T>(_ count: Int, of things: [T]) -> [T] {
        var left = things
        for index in 0..<min(count, left.count) { left.swapAt(index, index + below(left.count - index)) }
        return Array(left.prefix(count))
    }

    package mutating func bytes32() -> [UInt8] {
        (0..<4).flatMap { _ in
            let word = next()
            return (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) }
        }
    }
}

extension CoreRandom {
    fileprivate func mixed() -> UInt64 {
        var copy = self
        return copy.next()
    }
}
