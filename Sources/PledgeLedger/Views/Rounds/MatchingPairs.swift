/// Goes through pairs of people with a project in common, and works out each term.
///
/// Widths: a gift is at most 10^15 < 2^50, so with g gifts the products and t stay below 2^70·g (by
/// Cauchy and Schwarz, t² is at most 10^12 times all that i gave times all that j gave), and a project's raw sum
/// below 2^70·g²: 2^28 gifts fit in 128 bits.
struct MatchingPairs {
    /// Told of one term; `i` is before `j`.
    typealias Body = (
        _ i: MatchingPeople.Support, _ j: MatchingPeople.Support, _ doubt: UInt8, _ common: UInt128, _ amount: UInt128
    ) -> Void

    let people: MatchingPeople
    /// K' = K · 10^6; nil for no bound.
    let bound: UInt128?

    /// Calls `body` for each pair of a project's supporters, ascending by i.
    func forEach(of project: Int, _ body: Body) {
        for support in people.byProject[project] { forEach(from: support.person, of: project, body) }
    }

    /// Calls `body` for one person with each later one, and each project that both support.
    /// - Parameter project: only terms of this one; nil for all.
    func forEach(from i: Int, of project: Int? = nil, _ body: Body) {
        var common = [UInt128](repeating: 0, count: people.people.count)
        let friends = Set(people.friends[i])
        for support in people.byPerson[i] {
            for other in people.after(support) { common[other.person] += Self.product(support, other) }
        }
        for support in people.byPerson[i] where project == nil || project == support.project {
            for other in people.after(support) {
                let doubt: UInt8 = friends.contains(other.person) ? 4 : 1
                let total = common[other.person]
                body(support, other, doubt, total, amount(Self.product(support, other), doubt, total))
            }
        }
    }

    @inline(__always)
    private static func product(_ left: MatchingPeople.Support, _ right: MatchingPeople.Support) -> UInt128 {
        UInt128(left.root) * UInt128(right.root)
    }

    /// 2·⌊x·K' ÷ (K' + λ·t)⌋, in millionths; x is at most t, so the quotient is at most x.
    @inline(__always)
    func amount(_ product: UInt128, _ doubt: UInt8, _ common: UInt128) -> UInt128 {
        guard let bound else { return 2 * product }
        let divisor = bound + UInt128(doubt) * common
        guard divisor > 0 else { return 0 }
        return 2 * divisor.dividingFullWidth(product.multipliedFullWidth(by: bound)).quotient
    }
}
