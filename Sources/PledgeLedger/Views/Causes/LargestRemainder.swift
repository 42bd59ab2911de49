/// Splits a whole number in proportion to weights: everybody's share rounded down, and what is left
/// one each to the largest remainders, ties to the first.
struct LargestRemainder {
    private var remainders: [(remainder: UInt64, place: Int, share: UInt64)] = []

    /// - Parameters:
    ///   - sum: the weights' sum; nothing is given where it is 0.
    ///   - give: called once for each place whose share is above 0.
    mutating func split(
        _ total: UInt64, of sum: UInt64, among places: Range<Int>, weight: (Int) -> UInt64, give: (_ place: Int, _ share: UInt64) -> Void
    ) {
        guard sum > 0 else { return }
        remainders.removeAll(keepingCapacity: true)
        var left = total
        for place in places {
            let (share, remainder) = Self.share(total, weight(place), of: sum)
            left -= share
            remainders.append((remainder, place, share))
        }
        if left > 0 {
            remainders.sort { ($1.remainder, $0.place) < ($0.remainder, $1.place) }
        }
        for item in remainders {
            let share = item.share + (left > 0 ? 1 : 0)
            left -= left > 0 ? 1 : 0
            if share > 0 { give(item.place, share) }
        }
    }

    /// total · weight ÷ sum with the whole product; the weight is at most the sum.
    @inline(__always)
    private static func share(_ total: UInt64, _ weight: UInt64, of sum: UInt64) -> (UInt64, UInt64) {
        let product = total.multipliedFullWidth(by: weight)
        return product.high == 0 ? product.low.quotientAndRemainder(dividingBy: sum) : sum.dividingFullWidth(product)
    }
}
