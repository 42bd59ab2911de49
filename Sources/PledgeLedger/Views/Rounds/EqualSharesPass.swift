import BigInt

/// One pass of the Method of Equal Shares at a given endowment.
///
/// Everybody's balance is a whole number over one common denominator, so balances compare as whole
/// numbers; the denominator grows only when a price can't be split evenly.
struct EqualSharesPass {
    /// A project that was bought, and the share that each full payer gave: numerator ÷ denominator.
    struct Purchase {
        var project: Int
        var numerator: BigUInt
        var denominator: BigUInt
        var fullPayers: Int
    }

    /// A project and its price per unit of utility, numerator ÷ denominator, when it was last worked
    /// out. Balances only shrink, so the true price is never lower.
    private struct Candidate {
        var project: Int
        var numerator: BigUInt
        var denominator: BigUInt

        /// Cheaper, ties to the lowest id.
        static func < (left: Candidate, right: Candidate) -> Bool {
            let (mine, other) = (left.numerator * right.denominator, right.numerator * left.denominator)
            return mine == other ? left.project < right.project : mine < other
        }
    }

    /// What a purchase would take: full payers give need ÷ payers each, the rest all they have.
    private struct Offer {
        var need: BigUInt
        var payers: [Int]
    }

    private(set) var purchases: [Purchase] = []
    private(set) var spent: UInt128 = 0

    private let costs: [UInt128]
    private let supporters: [[Int]]
    private var balances: [BigUInt]
    private var denominator: BigUInt = 1

    /// - Parameters:
    ///   - costs: by project; none is 0.
    ///   - supporters: by project, the voters who approve of it.
    init(costs: [UInt128], supporters: [[Int]], voters: Int, endowment: BigUInt) {
        self.costs = costs
        self.supporters = supporters
        balances = [BigUInt](repeating: endowment, count: voters)
        var waiting = costs.indices.filter { !supporters[$0].isEmpty }.map {
            Candidate(project: $0, numerator: 1, denominator: BigUInt(supporters[$0].count))
        }
        while let (best, offer) = cheapest(&waiting) {
            buy(best, offer)
            waiting.removeAll { $0.project == best }
        }
    }

    /// The affordable project with the lowest price; those that can't be afforded any more are dropped.
    private func cheapest(_ waiting: inout [Candidate]) -> (Int, Offer)? {
        waiting.sort(by: <)
        var best: (candidate: Candidate, offer: Offer)?, kept: [Candidate] = []
        for (place, stale) in waiting.enumerated() {
            if let best, best.candidate < stale {
                kept.append(contentsOf: waiting[place...])
                break
            }
            guard let offer = offer(for: stale.project) else { continue }
            let fresh = Candidate(
                project: stale.project, numerator: offer.need,
                denominator: denominator * BigUInt(costs[stale.project]) * BigUInt(offer.payers.count))
            kept.append(fresh)
            if best.map({ fresh < $0.candidate }) ?? true { best = (fresh, offer) }
        }
        waiting = kept
        return best.map { ($0.candidate.project, $0.offer) }
    }

    /// How a project's supporters would pay for it: equally, but nobody more than they have; nil where
    /// all they have doesn't suffice.
    private func offer(for project: Int) -> Offer? {
        var need = BigUInt(costs[project]) * denominator, payers = supporters[project]
        while !payers.isEmpty {
            let count = BigUInt(payers.count)
            let share = (need + count - 1) / count
            let poor = payers.filter { balances[$0] < share }
            if poor.isEmpty { return Offer(need: need, payers: payers) }
            // The true share is at least this one, so whoever can't pay this gives all they have.
            let given = poor.reduce(BigUInt(0)) { $0 + balances[$1] }
            guard given < need else { return nil }
            need -= given
            payers.removeAll { balances[$0] < share }
        }
        return nil
    }

    /// What a project's supporters have left between them.
    func left(to project: Int) -> Ratio { Ratio(supporters[project].reduce(0) { $0 + balances[$1] }, denominator) }

    private mutating func buy(_ project: Int, _ offer: Offer) {
        let count = BigUInt(offer.payers.count)
        purchases.append(Purchase(
            project: project, numerator: offer.need, denominator: denominator * count, fullPayers: offer.payers.count))
        spent += costs[project]
        let factor = count / count.greatestCommonDivisor(with: offer.need)
        if factor > 1 {
            for voter in balances.indices where !balances[voter].isZero { balances[voter] *= factor }
            denominator *= factor
        }
        let share = offer.need * factor / count
        var pays = [Bool](repeating: false, count: balances.count)
        for voter in offer.payers { pays[voter] = true }
        for voter in supporters[project] { balances[voter] = pays[voter] ? balances[voter] - share : 0 }
    }
}
