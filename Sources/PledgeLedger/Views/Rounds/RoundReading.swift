/// One round of a ledger with all that its split is computed from.
///
/// Its pool is the sum of the pledges to it that stand in its unit. Gifts are members' pledges to its
/// projects, ballots members' endorsements of them above 0, as they stand at the cutoff. Pledges that are
/// claimed later than its lock count for neither.
public struct RoundReading: Sendable {
    public let round: Said<Round>
    /// The round's own rules, else the charter's, else matching without a bound.
    public let rules: RoundRules
    /// Sum of the pool, in its unit's smallest part.
    public let pool: UInt128
    /// The projects that take part, by id, with what they ask for in the pool's unit.
    public let projects: [EqualSharesRound.Project]

    /// How a pool is split, by the rule that the round goes by.
    public enum Split: Sendable {
        case matching(Matching)
        case equalShares(EqualShares)
    }

    /// What the rule needs; no more is read.
    private enum Words {
        case matching([RoundGift], [RoundVouch])
        case equalShares([Ballot])
    }

    private let words: Words

    /// Nil where the id is no round that is listed.
    public init?(_ id: EntryID, in source: some ViewSource) throws {
        guard let said = try source.definitions(.round).first(where: { $0.id == id })?.map(\.round) else { return nil }
        let round = said.content
        self.round = said
        rules = round.rules.rule == nil ? source.charter.defaultRules : round.rules
        let inTime = { (pledge: Said<Pledge>) in round.lock.map { pledge.time <= $0 } ?? true }
        pool = try source.pledges(to: id).filter { inTime($0) && round.takes($0.content) }
            .reduce(0) { $0 + UInt128($1.content.quantity.amount) }
        let taking = try Self.projects(of: round, source)
        projects = taking.map { said in
            let asked = said.content.asks.filter { $0.unit == round.poolUnit }
            return EqualSharesRound.Project(project: said.id, cost: asked.reduce(0) { $0 + UInt128($1.target) })
        }
        switch rules.rule ?? .matching {
        case .matching:
            let gifts = try taking.flatMap { try Self.gifts(to: $0, round.poolUnit, source, inTime) }
            words = .matching(gifts, try source.vouches())
        case .equalShares:
            var approvals: [PublicKey: [EntryID]] = [:]
            for project in projects {
                for (member, stance) in try source.voicedStances(on: project.project.raw) where stance.stance > 0 {
                    approvals[member, default: []].append(project.project)
                }
            }
            words = .equalShares(approvals.map { Ballot(voter: $0.key, approves: $0.value) }.sorted { $0.voter < $1.voter })
        }
    }

    /// Splits the pool: for a large round this takes a while, and nothing is read any more.
    public func split() -> Split {
        switch words {
        case .matching(let gifts, let vouches):
            .matching(Matching(MatchingRound(
                pool: pool, bound: rules.cap.orNil, projects: projects.map(\.project), gifts: gifts, vouches: vouches)))
        case .equalShares(let ballots):
            .equalShares(EqualShares(EqualSharesRound(
                budget: pool, step: rules.step.orNil,
                projects: projects, ballots: ballots)))
        }
    }

    /// The promises that weigh in the matching, by project, author and place; none where the rule is equal shares.
    public var gifts: [RoundGift] { if case .matching(let gifts, _) = words { gifts } else { [] } }

    /// Who endorses a project, by key, where the rule is equal shares; nobody where it is not.
    public func supporters(of project: EntryID) -> [PublicKey] {
        guard case .equalShares(let ballots) = words else { return [] }
        return ballots.filter { $0.approves.contains(project) }.map(\.voter)
    }

    /// The endorsements that make a project's supporters where the rule is equal shares, by author.
    public static func approvals(of project: EntryID, in source: some ViewSource) throws -> [StandingWord] {
        try source.words(on: project.raw).filter { try $0.stance.stance > 0 && source.hasVoice($0.author) }
    }

    /// Those that the round names, else all that ask in its unit; each must ask in it.
    private static func projects(of round: Round, _ source: some ViewSource) throws -> [Said<Project>] {
        let named = Set(round.eligible)
        return try source.definitions(.project).filter { named.isEmpty || named.contains($0.id) }.compactMap { $0.map(\.project) }
            .filter { $0.content.asks.contains { $0.unit == round.poolUnit } }
    }

    /// What members promised a project in a unit: a gift for each pledge, so that no sum is made here.
    private static func gifts(
        to project: Said<Project>, _ unit: Unit, _ source: some ViewSource, _ inTime: (Said<Pledge>) -> Bool
    ) throws -> [RoundGift] {
        try source.pledges(to: project.id).filter { pledge in
            try inTime(pledge) && pledge.content.quantity.unit == unit && pledge.content.answers(project.content)
                && source.hasVoice(pledge.author)
        }.map { RoundGift(person: $0.author, project: project.id, amount: $0.content.quantity.amount, pledge: $0.id) }
    }
}
