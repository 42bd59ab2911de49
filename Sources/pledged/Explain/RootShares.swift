import PledgeLedger

/// Shares of all that people suffer, each rounded one way wherever it is said: what rests at the problems and what stayed
/// with the symptoms make 100.0 % together.
struct RootShares {
    /// Problems with any root weight, the heaviest first.
    let ranking: [RootCauses.Standing]
    /// What stayed with the symptoms, in thousandths.
    let residue: Int
    /// Root weight in thousandths by problem.
    private let weights: [EntryID: Int]
    /// The same by mass, so that one share is nowhere said to be two.
    private let rounded: [UInt64: Int]

    /// - Parameter problems: all of one view.
    init(_ problems: [RootCauses.Standing]) {
        ranking = problems.ranking
        let masses = [problems.residue] + ranking.map(\.weight), shares = MassShares(masses).thousandths
        residue = shares[0]
        weights = Dictionary(uniqueKeysWithValues: zip(ranking.map(\.problem), shares.dropFirst()))
        rounded = Dictionary(zip(masses, shares)) { first, _ in first }
    }

    /// A problem's root weight in thousandths.
    func weight(of problem: EntryID) -> Int { weights[problem] ?? 0 }

    /// Any mass in thousandths of all that there is: rounded as the same share is where all add up, else to the nearest.
    func thousandths(_ mass: UInt64) -> Int {
        rounded[mass] ?? Int(clamping: (UInt128(mass) * 1_000 + UInt128(RootCauses.mass / 2)) / UInt128(RootCauses.mass))
    }

    /// The same for people; what is there is never called nothing.
    func percent(_ mass: UInt64) -> String {
        let share = thousandths(mass)
        return share == 0 && mass > 0 ? "under 0.1 %" : CauseSVG.percent(share)
    }
}
