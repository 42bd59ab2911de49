import BigInt

/// What the rally list has to know of one project.
public struct RallyProject: Hashable, Sendable {
    /// One ask, and what is pledged to it.
    public struct Ask: Hashable, Sendable {
        public var unit: Unit
        /// In the unit's smallest part, as is `pledged`.
        public var target: UInt64
        public var pledged: UInt128

        public init(unit: Unit, target: UInt64, pledged: UInt128) {
            self.unit = unit
            self.target = target
            self.pledged = pledged
        }

        var unmet: UInt128 { pledged < UInt128(target) ? UInt128(target) - pledged : 0 }
    }

    public var project: EntryID
    /// Problems that it says it addresses.
    public var addresses: [EntryID]
    public var asks: [Ask]

    public init(project: EntryID, addresses: [EntryID], asks: [Ask]) {
        self.project = project
        self.addresses = addresses
        self.asks = asks
    }
}

/// The rally list: where the next small gift reaches deepest.
///
/// A project's score is Σ R(v) ÷ |addresses| over the problems v that it addresses, × unmet ÷ target;
/// R is the root weight. Units are never added: a project that asks in two units has two lines, each
/// with all of its depth.
public struct RallyList: Hashable, Sendable {
    /// A project's asks in one unit.
    public struct Line: Hashable, Sendable {
        public var project: EntryID
        public var unit: Unit
        /// Root weight of the problems that it addresses, summed.
        public var weight: UInt128
        /// How many problems it addresses, each counted once.
        public var addresses: Int
        /// What its asks in this unit still lack; an ask that has too much doesn't help another.
        public var unmet: UInt128
        /// Their targets, summed.
        public var target: UInt128

        /// Root weight per problem, times the share still unmet.
        public var score: Ratio {
            Ratio(BigUInt(weight) * BigUInt(unmet), BigUInt(addresses) * BigUInt(target))
        }
    }

    /// Lines with a score above 0, the highest first; ties to the lowest id, then the first unit.
    public let lines: [Line]
    /// The problems that it was made from, with what came to rest at each.
    public let problems: [RootCauses.Standing]

    /// The view as a pure function. Each project is listed once.
    ///
    /// - Parameter problems: as the root causes have them; R of each is its weight.
    public init(_ projects: [RallyProject], problems: [RootCauses.Standing]) {
        self.problems = problems
        let weights = Dictionary(problems.lazy.filter { $0.weight > 0 }.map { ($0.problem, $0.weight) }, uniquingKeysWith: max)
        let scored = projects.flatMap { Self.lines(of: $0, weights) }.map { (line: $0, score: $0.score) }
        lines = scored.filter { !$0.score.isZero }.sorted { left, right in
            if left.score != right.score { return left.score > right.score }
            return (left.line.project, left.line.unit) < (right.line.project, right.line.unit)
        }.map(\.line)
    }

    private static func lines(of project: RallyProject, _ weights: [EntryID: UInt64]) -> [Line] {
        let addresses = Set(project.addresses)
        let weight = addresses.reduce(UInt128(0)) { $0 + UInt128(weights[$1] ?? 0) }
        return Set(project.asks.map(\.unit)).sorted().map { unit in
            let asks = project.asks.filter { $0.unit == unit }
            return Line(
                project: project.project, unit: unit, weight: weight, addresses: addresses.count,
                unmet: asks.reduce(0) { $0 + $1.unmet }, target: asks.reduce(0) { $0 + UInt128($1.target) })
        }
    }
}
