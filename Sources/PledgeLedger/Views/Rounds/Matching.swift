import BigInt

/// Pairwise-bounded quadratic funding: what a round's pool adds to each project.
///
/// Quadratic funding: Buterin, Hitzig and Weyl, Liberal Radicalism (2018). The bound on each pair:
/// Buterin, Pairwise coordination subsidies (2019). docs/views.md has the formula with an example.
public struct Matching: Sendable {
    /// Raw amounts are in millionths of the unit's smallest part.
    public static let scale: UInt128 = 1_000_000

    /// What the pool pays one project.
    public struct Payment: Hashable, Sendable {
        public var project: EntryID
        /// Σ of its terms, in millionths, before the pool sets a limit.
        public var raw: UInt128
        /// In the unit's smallest part.
        public var amount: UInt128
        public var supporters: Int
    }

    /// What one pair of people draws for one project.
    public struct Term: Hashable, Sendable {
        /// The pair, ascending.
        public var people: [PublicKey]
        /// s_ip and s_jp, in the same order.
        public var roots: [UInt64]
        /// λ: 4 where the two vouch for each other, else 1.
        public var doubt: UInt8
        /// t_ij: what the two have in common over all projects.
        public var common: UInt128
        /// 2·⌊s_ip·s_jp·K' ÷ (K' + λ·t_ij)⌋, in millionths.
        public var raw: UInt128
    }

    /// Each project of the round, ascending by id.
    public let payments: [Payment]
    /// Whether the pool was too small for all that was drawn.
    public let isScaled: Bool

    private let pairs: MatchingPairs

    /// The view as a pure function.
    public init(_ round: MatchingRound) {
        let people = MatchingPeople(round)
        let pairs = MatchingPairs(people: people, bound: round.bound.map { UInt128($0) * Self.scale })
        let raw = MatchingSums(pairs).raw
        let drawn = raw.reduce(BigUInt(0)) { $0 + BigUInt($1) }
        isScaled = drawn > BigUInt(round.pool) * BigUInt(Self.scale)
        let amounts = isScaled ? Self.share(round.pool, among: raw, of: drawn) : raw.map { $0 / Self.scale }
        payments = people.projects.indices.map {
            Payment(project: people.projects[$0], raw: raw[$0], amount: amounts[$0], supporters: people.byProject[$0].count)
        }
        self.pairs = pairs
    }

    /// All that is paid out.
    public var paid: UInt128 { payments.reduce(0) { $0 + $1.amount } }

    /// Every term of a project's raw amount, the largest first, ties to the lowest keys; those of one
    /// person alone where `person` is given.
    public func terms(of project: EntryID, with person: PublicKey? = nil) -> [Term] {
        guard let index = pairs.people.projects.firstIndex(of: project) else { return [] }
        var terms: [Term] = []
        pairs.forEach(of: index) { i, j, doubt, common, amount in
            let keys = [pairs.people.people[i.person], pairs.people.people[j.person]]
            guard person.map(keys.contains) ?? true else { return }
            terms.append(Term(people: keys, roots: [i.root, j.root], doubt: doubt, common: common, raw: amount))
        }
        return terms.sorted {
            $0.raw != $1.raw ? $0.raw > $1.raw : $0.people.lexicographicallyPrecedes($1.people)
        }
    }

    /// What one more gift would add to a project's raw amount, in millionths: by somebody who gives to nothing else,
    /// and who and its supporters don't vouch for each other.
    public func gain(to project: EntryID, from amount: UInt64) -> UInt128 {
        guard let index = pairs.people.projects.firstIndex(of: project) else { return 0 }
        let root = UInt128(Self.squareRoot(UInt128(amount) * Self.scale))
        return pairs.people.byProject[index].reduce(0) { sum, support in
            let product = UInt128(support.root) * root
            return sum + pairs.amount(product, 1, product)
        }
    }

    /// ⌊raw·pool ÷ Σ raw⌋, and what is left one each to the largest remainders, ties to the lowest id.
    private static func share(_ pool: UInt128, among raw: [UInt128], of drawn: BigUInt) -> [UInt128] {
        let parts = raw.map { (BigUInt($0) * BigUInt(pool)).quotientAndRemainder(dividingBy: drawn) }
        var amounts = parts.map { UInt128(clamping: $0.quotient) }
        let left = pool - amounts.reduce(0, +)
        let order = raw.indices.sorted { (parts[$1].remainder, $0) < (parts[$0].remainder, $1) }
        for index in order.prefix(Int(clamping: left)) { amounts[index] += 1 }
        return amounts
    }

    /// The largest whole number whose square is no more than `number` (Newton's method, from above).
    package static func squareRoot(_ number: UInt128) -> UInt64 {
        guard number > 0 else { return 0 }
        let bits = 128 - number.leadingZeroBitCount
        guard bits > 2 else { return 1 }
        var root = UInt128(1) << UInt128((bits + 1) / 2)
        while true {
            let better = (root + number / root) / 2
            guard better < root else { return UInt64(clamping: root) }
            root = better
        }
    }
}
