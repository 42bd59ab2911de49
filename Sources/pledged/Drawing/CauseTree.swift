import PledgeLedger

/// The cause graph as a tree for a terminal: below each effect what brings it about, and so on down.
///
/// A problem is spread out where it comes up first; where it comes up again, as in a vicious circle, it is only
/// named. What people suffer from comes first, then what no effect led to; of causes those that carried most.
struct CauseTree {
    /// A problem in its place.
    struct Row: Hashable {
        /// Whether something follows at each level above it; empty for what stands at the top.
        let follows: [Bool]
        let problem: EntryID
        /// The claim that put it there; nil at the top.
        let edge: RootCauses.Edge?
        /// Whether its own causes are shown elsewhere.
        let isAgain: Bool
    }

    private(set) var rows: [Row] = []
    /// Claims for which there was no room.
    private(set) var left = 0

    private let roots: RootCauses
    private let most: Int
    private var spread: Set<EntryID> = []

    /// Deeper than this the lines have no room for titles.
    private static let depth = 10

    /// - Parameter most: rows at most.
    init(_ roots: RootCauses, most: Int) {
        self.most = most
        self.roots = roots
        for top in roots.effects where rows.count < most && !spread.contains(top.problem) { grow(top.problem, nil, follows: []) }
        let shown = rows.count { $0.edge != nil }
        left = roots.edges.count - shown
    }

    private mutating func grow(_ problem: EntryID, _ edge: RootCauses.Edge?, follows: [Bool]) {
        guard rows.count < most else { return }
        let below = roots.edges(to: problem), isAgain = !below.isEmpty && spread.contains(problem)
        rows.append(Row(follows: follows, problem: problem, edge: edge, isAgain: isAgain))
        guard !isAgain, follows.count < Self.depth else { return }
        spread.insert(problem)
        let sorted = below.sorted { ($1.carried, $1.inFavour, $0.cause) < ($0.carried, $0.inFavour, $1.cause) }
        for (place, claim) in sorted.enumerated() where rows.count < most { grow(claim.cause, claim, follows: follows + [place + 1 < below.count]) }
    }
}

extension CauseTree.Row {
    /// The branches before the title.
    func branches(isUnicode: Bool) -> String {
        guard let last = follows.last else { return "" }
        let (through, end, more) = isUnicode ? ("│  ", "└─ ", "├─ ") : ("|  ", "`- ", "|- ")
        return follows.dropLast().map { $0 ? through : "   " }.joined() + (last ? more : end)
    }
}
