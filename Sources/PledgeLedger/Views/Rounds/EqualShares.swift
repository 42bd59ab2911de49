import BigInt

/// The Method of Equal Shares: what a circle's budget funds, so that every voter decides over an equal
/// share of it.
///
/// Peters, Pierczyński and Skowron, Proportional Participatory Budgeting with Additive Utilities
/// (2021), for approvals with cost as the utility. Then completed: the endowment rises while what is
/// bought still fits the budget; what is left goes to projects by votes. docs/views.md has the method
/// with an example.
public struct EqualShares: Sendable {
    /// How often the endowment may rise: a bound on the work that one round's terms can ask for.
    public static let mostRaises = 1_000

    /// One project bought from its supporters' shares.
    public struct Purchase: Hashable, Sendable {
        public var project: EntryID
        public var cost: UInt128
        /// Voters who approve of it.
        public var supporters: Int
        /// Supporters who paid `share`; the others gave all that they had left.
        public var fullPayers: Int
        /// What a full payer paid, exactly. Divided by the cost it is what decided the order.
        public var share: Ratio
    }

    /// A project that is not funded, though the budget could pay for it alone.
    public struct Unfunded: Hashable, Sendable {
        public var project: EntryID
        public var cost: UInt128
        /// Voters who approve of it.
        public var supporters: Int
        /// What they have left between them of the last shares: less than the cost.
        public var left: Ratio
    }

    /// How many voters have a share of the budget.
    public let voters: Int
    /// Every voter's first share: ⌊budget ÷ voters⌋.
    public let firstEndowment: BigUInt
    /// What is bought with it, in the order of buying.
    public let firstPurchases: [Purchase]
    /// Every voter's share after the last raise that still fitted.
    public let endowment: BigUInt
    /// What is bought with that.
    public let purchases: [Purchase]
    /// Projects that what was then left pays for, most votes first.
    public let byVotes: [EntryID]
    /// Those that nothing pays for, by id.
    public let unfunded: [Unfunded]
    /// What all that is funded costs.
    public let spent: UInt128
    /// Voters who approve of at least one project that is funded.
    public let winners: Int

    /// The view as a pure function.
    public init(_ round: EqualSharesRound) {
        let votes = EqualSharesVotes(round)
        voters = votes.voters.count
        let first = voters == 0 ? 0 : BigUInt(round.budget) / BigUInt(voters)
        let plain = votes.pass(first)
        let step = round.step.map { max(BigUInt($0), 1) } ?? max(first / 100, 1)
        let (raised, completed) = Self.complete(plain, from: first, step: step, budget: round.budget, votes)
        firstEndowment = first
        firstPurchases = votes.purchases(plain)
        endowment = raised
        purchases = votes.purchases(completed)
        let bought = completed.purchases.map(\.project)
        let rest = votes.byVotes(besides: bought, budget: round.budget)
        byVotes = rest.map { votes.projects[$0].project }
        unfunded = votes.unfunded(besides: bought + rest, completed)
        spent = votes.cost(bought + rest)
        winners = votes.winners(bought + rest)
    }

    /// All projects that are funded, in the order of the decision.
    public var funded: [EntryID] { purchases.map(\.project) + byVotes }

    /// What the budget would fund by votes alone, to compare with.
    public static func byVotes(_ round: EqualSharesRound) -> (funded: [EntryID], spent: UInt128, winners: Int) {
        let votes = EqualSharesVotes(round)
        let chosen = votes.byVotes(besides: [], budget: round.budget)
        return (chosen.map { votes.projects[$0].project }, votes.cost(chosen), votes.winners(chosen))
    }

    /// Raises the endowment until what is bought doesn't fit, nothing is left to buy, or enough is enough.
    private static func complete(
        _ plain: EqualSharesPass, from first: BigUInt, step: BigUInt, budget: UInt128, _ votes: EqualSharesVotes
    ) -> (BigUInt, EqualSharesPass) {
        var kept = (endowment: first, pass: plain)
        for _ in 0..<mostRaises where kept.pass.purchases.count < votes.supported {
            let pass = votes.pass(kept.endowment + step)
            guard pass.spent <= budget else { break }
            kept = (kept.endowment + step, pass)
        }
        return kept
    }
}
