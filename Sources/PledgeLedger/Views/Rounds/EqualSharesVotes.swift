import BigInt

/// A round's projects and ballots by index, and what is counted from them.
struct EqualSharesVotes {
    /// Those that the budget could pay for, ascending by id.
    let projects: [EqualSharesRound.Project]
    let voters: [PublicKey]
    /// By project, the voters who approve of it, ascending.
    let supporters: [[Int]]

    init(_ round: EqualSharesRound) {
        let costs = Dictionary(round.projects.map { ($0.project, $0.cost) }, uniquingKeysWith: min)
        projects = costs.filter { $0.value > 0 && $0.value <= round.budget }.sorted { $0.key < $1.key }
            .map { .init(project: $0.key, cost: $0.value) }
        let index = Dictionary(uniqueKeysWithValues: zip(projects.map(\.project), projects.indices))
        let ballots = Dictionary(grouping: round.ballots, by: \.voter).sorted { $0.key < $1.key }
        voters = ballots.map(\.key)
        var supporters = [[Int]](repeating: [], count: projects.count)
        for (voter, ballot) in ballots.enumerated() {
            for project in Set(ballot.value.flatMap(\.approves)).compactMap({ index[$0] }) {
                supporters[project].append(voter)
            }
        }
        self.supporters = supporters
    }

    /// How many projects anybody approves of.
    var supported: Int { supporters.count { !$0.isEmpty } }

    func pass(_ endowment: BigUInt) -> EqualSharesPass {
        EqualSharesPass(costs: projects.map(\.cost), supporters: supporters, voters: voters.count, endowment: endowment)
    }

    func purchases(_ pass: EqualSharesPass) -> [EqualShares.Purchase] {
        pass.purchases.map {
            EqualShares.Purchase(
                project: projects[$0.project].project, cost: projects[$0.project].cost,
                supporters: supporters[$0.project].count, fullPayers: $0.fullPayers, share: Ratio($0.numerator, $0.denominator))
        }
    }

    /// Further projects, most votes first, ties to the lowest id, each that still fits the budget; none
    /// that nobody approves of.
    func byVotes(besides bought: [Int], budget: UInt128) -> [Int] {
        let taken = Set(bought)
        var left = budget - min(cost(bought), budget)
        let order = projects.indices.filter { !taken.contains($0) && !supporters[$0].isEmpty }
            .sorted { (supporters[$1].count, $0) < (supporters[$0].count, $1) }
        return order.filter { project in
            let cost = projects[project].cost
            guard cost <= left else { return false }
            left -= cost
            return true
        }
    }

    /// What is left over, with what its supporters have left.
    func unfunded(besides chosen: [Int], _ pass: EqualSharesPass) -> [EqualShares.Unfunded] {
        let taken = Set(chosen)
        return projects.indices.filter { !taken.contains($0) }.map {
            EqualShares.Unfunded(
                project: projects[$0].project, cost: projects[$0].cost, supporters: supporters[$0].count, left: pass.left(to: $0))
        }
    }

    func cost(_ chosen: [Int]) -> UInt128 { chosen.reduce(0) { $0 + projects[$1].cost } }

    func winners(_ chosen: [Int]) -> Int {
        var wins = [Bool](repeating: false, count: voters.count)
        for project in chosen { for voter in supporters[project] { wins[voter] = true } }
        return wins.count { $0 }
    }
}
