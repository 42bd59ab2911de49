/// Lets a mass flow from effects to causes until nothing moves.
///
/// Problems are indices; ties between causes go to the lowest, as an index orders as its id does.
struct CauseFlow {
    /// An edge that carries mass.
    struct Edge {
        var effect: Int
        var cause: Int
        /// Voices for it, less those against; above 0.
        var weight: UInt64
    }

    /// One voice of doubt, added to every problem's voices: a claim that few hold moves little.
    static let doubt = CauseVoices.voice

    /// Ascending by effect, then cause.
    let edges: [Edge]
    /// Where each problem's edges start, and at last the end.
    private var starts: [Int]
    /// Each problem's weights summed.
    private var sums: [UInt64]

    /// What stayed at each problem in the first round.
    private(set) var residue: [UInt64]
    /// What stayed at each problem in later rounds.
    private(set) var rest: [UInt64]
    /// What each edge carried in all rounds; below 8 times the mass.
    private(set) var carried: [UInt64]
    /// Rounds run; in the last nothing moved.
    private(set) var rounds = 0

    init(edges: [Edge], mass: [UInt64]) {
        self.edges = edges
        residue = mass.map { _ in 0 }
        rest = residue
        carried = edges.map { _ in 0 }
        sums = residue
        starts = [Int](repeating: 0, count: mass.count + 1)
        for edge in edges {
            sums[edge.effect] += edge.weight
            starts[edge.effect + 1] += 1
        }
        for index in mass.indices { starts[index + 1] += starts[index] }
        run(mass)
    }

    private mutating func run(_ start: [UInt64]) {
        var mass = start, isMoving = true
        var split = LargestRemainder()
        while isMoving {
            var next = [UInt64](repeating: 0, count: mass.count)
            isMoving = false
            for problem in mass.indices where mass[problem] > 0 {
                let moving = Self.move(mass[problem], voices: sums[problem])
                if rounds == 0 {
                    residue[problem] += mass[problem] - moving
                } else {
                    rest[problem] += mass[problem] - moving
                }
                guard moving > 0 else { continue }
                isMoving = true
                let range = starts[problem]..<starts[problem + 1]
                split.split(moving, of: sums[problem], among: range, weight: { edges[$0].weight }) { edge, share in
                    next[edges[edge].cause] += share
                    carried[edge] += share
                }
            }
            mass = next
            rounds += 1
        }
    }

    /// ⌊7·m·N ÷ (8·(N + κ))⌋, with the whole product; never more than the mass.
    static func move(_ mass: UInt64, voices: UInt64) -> UInt64 {
        guard voices > 0 else { return 0 }
        let moved = UInt128(mass) * 7 * UInt128(voices) / (8 * (UInt128(voices) + UInt128(doubt)))
        return UInt64(clamping: moved)
    }
}
