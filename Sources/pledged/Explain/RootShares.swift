import PledgeLedger

/// Shares of all that people suffer, each rounded one way wherever it is said: what rests at the problems and what stayed
/// with the symptoms make 100.0 % together.
struct RootShares {
    /// Problems with any root weight, the heaviest first.
    let ranking: [RootCauses.Standing]
    /// What stayed with the symptoms, in thousandths.
    let residue: Int
    private let problems: [RootCauses.Standing]
    /// Root weight in thousandths by a problem's place.
    private let weights: [Int]
    /// What stayed with the symptoms, whole.
    private let mass: UInt64

    /// - Parameter problems: all of one view.
    init(_ problems: [RootCauses.Standing]) {
        self.problems = problems
        (ranking, mass) = (problems.ranking, problems.residue)
        let shares = MassShares([mass] + ranking.map(\.weight)).thousandths
        residue = shares[0]
        var weights = [Int](repeating: 0, count: problems.count)
        for (standing, share) in zip(ranking, shares.dropFirst()) {
            if let place = problems.place(of: standing.problem) { weights[place] = share }
        }
        self.weights = weights
    }

    /// A problem's root weight in thousandths.
    func weight(of problem: EntryID) -> Int { problems.place(of: problem).map { weights[$0] } ?? 0 }

    /// Any mass in thousandths of all that there is: rounded as the same share is where all add up, else to the nearest.
    func thousandths(_ mass: UInt64) -> Int {
        rounded(mass) ?? Int(clamping: (UInt128(mass) * 1_000 + UInt128(RootCauses.mass / 2)) / UInt128(RootCauses.mass))
    }

    /// As a share of that size was rounded, so that one share is nowhere said to be two; nil where there is none.
    private func rounded(_ mass: UInt64) -> Int? {
        if mass == self.mass { return residue }
        let place = ranking.partitioningIndex { $0.weight <= mass }
        return place < ranking.count && ranking[place].weight == mass ? weight(of: ranking[place].problem) : nil
    }

    /// The same for people; what is there is never called nothing.
    func percent(_ mass: UInt64) -> String {
        let share = thousandths(mass)
        return share == 0 && mass > 0 ? "under 0.1 %" : CauseSVG.percent(share)
    }
}
