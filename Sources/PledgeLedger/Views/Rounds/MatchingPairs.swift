/// Goes through every pair of people with a project in common, and works out each term.
///
/// Widths: a gift is at most 10^15 < 2^50, so with g gifts the products and t stay below 2^70·g (by
/// Cauchy and Schwarz, t² is at most 10^12 times all that i gave times all that j gave), and a project's raw sum
/// below 2^70·g²: 2^28 gifts fit in 128 bits.
struct MatchingPairs {
    let people: MatchingPeople
    /// K' = K · 10^6; nil for no bound.
    let bound: UInt128?

    /// Calls `body` for each pair i < j and each project that both support, ascending by i.
    ///
    /// - Parameter project: only terms of this one; nil for all.
    func forEach(
        of project: Int? = nil,
        _ body: (_ i: MatchingPeople.Support, _ j: MatchingPeople.Support, _ doubt: UInt8, _ common: UInt128, _ amount: UInt128) -> Void
    ) {
        let count = people.people.count
        // Positions in each project's list: supporters of it up to and with person i are done.
        var done = [Int](repeating: 0, count: people.projects.count)
        var common = [UInt128](repeating: 0, count: count)
        var friendOf = [Int](repeating: -1, count: count)
        for (i, supports) in people.byPerson.enumerated() {
            for friend in people.friends[i] { friendOf[friend] = i }
            for support in supports {
                done[support.project] += 1
                for other in people.byProject[support.project][done[support.project]...] {
                    common[other.person] += Self.product(support, other)
                }
            }
            for support in supports where project == nil || project == support.project {
                for other in people.byProject[support.project][done[support.project]...] {
                    let doubt: UInt8 = friendOf[other.person] == i ? 4 : 1
                    let total = common[other.person]
                    body(support, other, doubt, total, amount(Self.product(support, other), doubt, total))
                }
            }
            for support in supports {
                for other in people.byProject[support.project][done[support.project]...] { common[other.person] = 0 }
            }
        }
    }

    @inline(__always)
    private static func product(_ left: MatchingPeople.Support, _ right: MatchingPeople.Support) -> UInt128 {
        UInt128(left.root) * UInt128(right.root)
    }

    /// 2·⌊x·K' ÷ (K' + λ·t)⌋, in millionths; x is at most t, so the quotient is at most x.
    @inline(__always)
    private func amount(_ product: UInt128, _ doubt: UInt8, _ common: UInt128) -> UInt128 {
        guard let bound else { return 2 * product }
        let divisor = bound + UInt128(doubt) * common
        guard divisor > 0 else { return 0 }
        if divisor <= UInt128(UInt64.max) {
            // Then the product, being at most t, and K' are 64 bits wide too.
            let narrow = UInt64(truncatingIfNeeded: divisor)
            let wide = UInt64(truncatingIfNeeded: product).multipliedFullWidth(by: UInt64(truncatingIfNeeded: bound))
            let quotient = wide.high == 0 ? wide.low / narrow : narrow.dividingFullWidth(wide).quotient
            return 2 * UInt128(quotient)
        }
        return 2 * divisor.dividingFullWidth(product.multipliedFullWidth(by: bound)).quotient
    }
}
