import PledgeLedger

/// A suspicion that a node is dead, which lasts the shorter the more others have it too (Lifeguard,
/// section IV-B).
///
/// With `n` confirmations of `k` it lasts max(min, max − (max − min) · log(n + 1) / log(k + 1)).
package struct Suspicion: Sendable {
    package let began: Moment
    /// The incarnation in which the node is suspected: a higher one is its refutation.
    package let incarnation: UInt32
    private let owner: PublicKey
    private let confirmationsDue: Int
    private let least: UInt64
    private let most: UInt64
    private var confirmers: [PublicKey] = []
    /// From when it last had to last its shortest time once more.
    package private(set) var held: Moment?

    /// - Parameters:
    ///   - owner: who suspects: its own word is no confirmation.
    ///   - confirmationsDue: k; 0 where nobody can confirm, and then it lasts the least.
    ///   - least: the shortest it lasts, in milliseconds.
    ///   - most: the longest.
    package init(
        by owner: PublicKey, began: Moment, incarnation: UInt32, confirmationsDue: Int, least: UInt64, most: UInt64
    ) {
        self.owner = owner
        self.began = began
        self.incarnation = incarnation
        self.confirmationsDue = max(0, confirmationsDue)
        self.least = min(least, most)
        self.most = most
    }

    /// Confirmations so far, ``confirmationsDue`` at most.
    package var confirmations: Int { confirmers.count }

    /// Takes another's word.
    /// - Returns: whether it counts: each node's does once, until there are enough.
    package mutating func confirm(by node: PublicKey) -> Bool {
        guard confirmers.count < confirmationsDue, node != owner, !confirmers.contains(node) else { return false }
        confirmers.append(node)
        return true
    }

    /// When the node is to count as dead.
    package var deadline: Moment {
        let end = began.adding(Self.lasting(
            confirmations: confirmations, of: confirmationsDue, least: least, most: most))
        return held.map { max($0.adding(least), end) } ?? end
    }

    /// It lasts its shortest time once more from a moment on.
    package mutating func hold(from moment: Moment) { held = moment }

    /// How long a suspicion lasts, in whole milliseconds.
    package static func lasting(confirmations: Int, of due: Int, least: UInt64, most: UInt64) -> UInt64 {
        guard due > 0 else { return least }
        guard confirmations > 0 else { return most }
        let shrunk = logarithm(Double(confirmations) + 1) / logarithm(Double(due) + 1)
        let lasting = Double(most) - Double(most - min(least, most)) * shrunk
        return lasting > Double(least) ? UInt64(lasting) : least
    }

    /// log₂ of a number ≥ 1. Written out, so that it is the same to the last bit on every machine:
    /// the exponent, and 2 artanh((m − 1) / (m + 1)) / ln 2 of the significand m.
    private static func logarithm(_ number: Double) -> Double {
        let ratio = (number.significand - 1) / (number.significand + 1)
        var power = ratio, sum = 0.0
        // The ratio is below 1/3: twenty terms reach beyond a Double's last digit.
        for step in 0..<20 {
            sum += power / Double(2 * step + 1)
            power *= ratio * ratio
        }
        return Double(number.exponent) + 2 * sum / 0.693_147_180_559_945_3
    }
}
