import PledgeLedger

/// Parts of all mass in thousandths that add up as the parts do: each rounded down, and what is left one each to the
/// largest remainders, ties to the first.
struct MassShares {
    let thousandths: [Int]

    /// - Parameter parts: together at most ``RootCauses/mass``.
    init(_ parts: [UInt64]) {
        let mass = UInt128(RootCauses.mass)
        let exact = parts.map { (UInt128($0) * 1_000).quotientAndRemainder(dividingBy: mass) }
        var shares = exact.map { Int(clamping: $0.quotient) }
        let whole = exact.reduce(UInt128(0)) { $0 + $1.quotient * mass + $1.remainder } / mass
        let left = max(0, Int(clamping: whole) - shares.reduce(0, +))
        let order = exact.enumerated().map { (remainder: UInt64(clamping: $1.remainder), place: $0) }
            .sorted { ($1.remainder, $0.place) < ($0.remainder, $1.place) }
        for (_, place) in order.prefix(left) { shares[place] += 1 }
        thousandths = shares
    }
}
