/// A point on a monotonic clock, in milliseconds since an arbitrary start.
public struct Moment: Hashable, Comparable, Sendable, CustomStringConvertible {
    public var milliseconds: UInt64

    public init(milliseconds: UInt64) { self.milliseconds = milliseconds }

    /// The moment that many milliseconds later.
    public func adding(_ milliseconds: UInt64) -> Moment {
        Moment(milliseconds: self.milliseconds &+ milliseconds)
    }

    /// Milliseconds from an earlier moment to this one; 0 when it is not earlier.
    public func since(_ earlier: Moment) -> UInt64 {
        milliseconds > earlier.milliseconds ? milliseconds - earlier.milliseconds : 0
    }

    public static func < (left: Moment, right: Moment) -> Bool { left.milliseconds < right.milliseconds }

    public var description: String { "\(milliseconds) ms" }
}
