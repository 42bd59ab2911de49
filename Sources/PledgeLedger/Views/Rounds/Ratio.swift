import BigInt

/// An exact fraction, 0 or above, in lowest terms; compared by cross-multiplying.
public struct Ratio: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let numerator: BigUInt
    /// Never 0.
    public let denominator: BigUInt

    /// A zero denominator gives zero.
    public init(_ numerator: BigUInt, _ denominator: BigUInt = 1) {
        guard !numerator.isZero, !denominator.isZero else {
            (self.numerator, self.denominator) = (0, 1)
            return
        }
        let common = numerator.greatestCommonDivisor(with: denominator)
        self.numerator = numerator / common
        self.denominator = denominator / common
    }

    public var isZero: Bool { numerator.isZero }
    /// The whole part.
    public var floor: BigUInt { numerator / denominator }

    public static func < (left: Ratio, right: Ratio) -> Bool {
        left.numerator * right.denominator < right.numerator * left.denominator
    }

    /// As `3/4`, or `3` where it is whole.
    public var description: String { denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)" }
}
