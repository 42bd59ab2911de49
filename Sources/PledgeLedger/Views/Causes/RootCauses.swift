/// The root-cause view: where the weight of what people suffer from comes to rest.
///
/// A mass starts on the problems that members say they are affected by, and flows from effects to
/// causes in rounds. What stays in the first round is the symptoms' residue; what rests later is root
/// weight. All residue and root weight together are exactly the mass. docs/views.md has the formula.
public struct RootCauses: Hashable, Sendable {
    /// What is spread over the problems, where anybody is affected by one.
    public static let mass: UInt64 = 1 << 40

    /// One problem, and how much of the mass stayed there.
    public struct Standing: Hashable, Sendable {
        public var problem: EntryID
        /// What it began with.
        public var start: UInt64
        /// What stayed in the first round.
        public var residue: UInt64
        /// What came to rest here later.
        public var weight: UInt64

        public init(problem: EntryID, start: UInt64 = 0, residue: UInt64 = 0, weight: UInt64 = 0) {
            (self.problem, self.start, self.residue, self.weight) = (problem, start, residue, weight)
        }
    }

    /// One problem said to cause another: who is for and against, and what it carried.
    public struct Edge: Hashable, Sendable {
        public var cause: EntryID
        public var effect: EntryID
        /// Voices that say so, in parts of 2^16 of a member's.
        public var inFavour: UInt64
        /// Voices that deny it, likewise.
        public var against: UInt64
        /// The mass that it carried from the effect to the cause, in all rounds.
        public var carried: UInt64

        /// n: the voices that count.
        public var voices: UInt64 { inFavour > against ? inFavour - against : 0 }
    }

    /// Every problem, ascending by id.
    public let problems: [Standing]
    /// Every edge on which a word stands, ascending by effect, then cause.
    public let edges: CauseEdges
    /// Vicious circles: problems that cause each other, each circle ascending.
    public let circles: [[EntryID]]
    /// Rounds until nothing moved, that one counted.
    public let rounds: Int

    /// A result that was computed before.
    init(problems: [Standing], flows: [CauseEdges.Flow], circles: [[EntryID]], rounds: Int) {
        (self.problems, self.circles, self.rounds) = (problems, circles, rounds)
        edges = CauseEdges(problems: problems, flows: flows)
    }

    /// The view as a pure function.
    public init(_ words: CauseWords) { self.init(NumberedWords(words)) }

    /// The same of words whose problems and members are numbers.
    init(_ words: NumberedWords) {
        let voices = CauseVoices(words), ids = words.problems
        let start = Self.spread(voices.affected)
        let carrying = voices.edges.indices.filter { voices.edges[$0].inFavour > voices.edges[$0].against }
        let flow = CauseFlow(
            edges: carrying.map {
                let edge = voices.edges[$0]
                return CauseFlow.Edge(effect: Int(edge.effect), cause: Int(edge.cause), weight: edge.inFavour - edge.against)
            }, mass: start)
        var flows = voices.edges.map {
            CauseEdges.Flow(
                cause: UInt32($0.cause), effect: UInt32($0.effect), inFavour: $0.inFavour, against: $0.against, carried: 0)
        }
        for (index, carried) in zip(carrying, flow.carried) { flows[index].carried = carried }
        var arrows = [[Int]](repeating: [], count: ids.count)
        for edge in flow.edges { arrows[edge.effect].append(edge.cause) }
        self.init(
            problems: ids.indices.map {
                Standing(problem: ids[$0], start: start[$0], residue: flow.residue[$0], weight: flow.rest[$0])
            }, flows: flows, circles: ViciousCircles(arrows).circles.map { $0.map { ids[$0] } }, rounds: flow.rounds)
    }

    /// All that stayed in the first round.
    public var residue: UInt64 { problems.residue }

    /// Problems with any root weight, the heaviest first, ties to the lowest id.
    public var ranking: [Standing] { problems.ranking }

    /// Problems that something is said to bring about: what people suffer from most first, ties to the lowest id.
    public var effects: [Standing] {
        var places: [Int] = []
        for flow in edges.flows where places.last != Int(flow.effect) { places.append(Int(flow.effect)) }
        return problems.heaviest(of: places, by: \.start)
    }

    /// Where a problem is among all; nil where it is none of them.
    func place(of problem: EntryID) -> Int? { problems.place(of: problem) }

    /// What stayed at a problem; nil where it is in no view.
    public func standing(of problem: EntryID) -> Standing? { place(of: problem).map { problems[$0] } }

    /// The place of the vicious circle that a problem is part of.
    public func circle(of problem: EntryID) -> Int? {
        circles.firstIndex { circle in
            let place = circle.partitioningIndex { $0 >= problem }
            return place < circle.count && circle[place] == problem
        }
    }

    /// The edges that say what brings a problem about, by cause.
    public func edges(to effect: EntryID) -> Slice<CauseEdges> { edges[place(of: effect).map(edges.to) ?? 0..<0] }

    /// The edges that say what these problems bring about, by problem, each in the order of all.
    public func edges(from causes: some Sequence<EntryID>) -> [EntryID: [Edge]] {
        var isWanted = [Bool](repeating: false, count: problems.count)
        for place in causes.compactMap(place) { isWanted[place] = true }
        return Dictionary(grouping: edges.chosen { cause, _ in isWanted[cause] }, by: \.cause)
    }

    /// The edges that name a problem, as cause or as effect, in the order of all.
    public func edges(naming problem: EntryID) -> [Edge] {
        guard let place = place(of: problem) else { return [] }
        return edges.chosen { $0 == place || $1 == place }
    }

    /// The edges that brought a problem what passed through it or rests there, the fullest first.
    public func sources(of problem: EntryID) -> [Edge] { Self.fullest(edges(naming: problem).filter { $0.cause == problem }) }

    /// Those of some edges that carried anything, the fullest first.
    public static func fullest(_ edges: [Edge]) -> [Edge] {
        edges.filter { $0.carried > 0 }.sorted { ($1.carried, $0.effect) < ($0.carried, $1.effect) }
    }

    /// The mass over the problems in proportion to the voices of those affected.
    private static func spread(_ voices: [UInt64]) -> [UInt64] {
        var start = [UInt64](repeating: 0, count: voices.count), split = LargestRemainder()
        split.split(mass, of: voices.reduce(0, +), among: voices.indices, weight: { voices[$0] }) { start[$0] = $1 }
        return start
    }
}

extension [RootCauses.Standing] {
    /// All that stayed in the first round.
    public var residue: UInt64 { reduce(0) { $0 + $1.residue } }

    /// Those with any root weight, the heaviest first, ties to the lowest id.
    public var ranking: [RootCauses.Standing] { heaviest(of: indices.filter { self[$0].weight > 0 }, by: \.weight) }

    /// - Parameter places: ascending, as ids do.
    func heaviest(of places: [Int], by amount: (RootCauses.Standing) -> UInt64) -> [RootCauses.Standing] {
        places.map { (amount: amount(self[$0]), place: $0) }.sorted { ($1.amount, $0.place) < ($0.amount, $1.place) }
            .map { self[$0.place] }
    }

    /// Where a problem is among those of a view; nil where it is none of them.
    public func place(of problem: EntryID) -> Int? {
        let place = partitioningIndex { $0.problem >= problem }
        return place < count && self[place].problem == problem ? place : nil
    }
}
