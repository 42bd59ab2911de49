/// One round of a ledger with all that its split is computed from.
///
/// It is read as it was at the round's lock, or is so far while that is ahead: who has a voice, which projects
/// take part, which pledges stand, who endorses them. Only what both sides say became of a pledge is taken from
/// the view's own time: what is given back or declined later is no gift either. docs/views.md has the rule.
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
        case matching([RoundPromise], [RoundVouch])
        case equalShares([Ballot])
    }

    private let words: Words

    /// Nil where the id is no round that is listed.
    public init?<Source: ViewSource>(_ id: EntryID, in source: Source) throws {
        guard let said = try source.definitions(.round).first(where: { $0.id == id })?.map(\.round) else { return nil }
        let round = said.content, there = try Self.there(round, source)
        self.round = said
        rules = round.rules.rule == nil ? source.charter.defaultRules : round.rules
        pool = try there.pledges(to: id).filter { round.takes($0.content) }.reduce(0) { sum, pledge in
            try sum + UInt128(source.settlement(of: pledge, receivers: [said.author]).inPool)
        }
        let taking = try Self.projects(of: round, there)
        projects = taking.map { said in
            let asked = said.content.asks.filter { $0.unit == round.poolUnit }
            return EqualSharesRound.Project(project: said.id, cost: asked.reduce(0) { $0 + UInt128($1.target) })
        }
        switch rules.rule ?? .matching {
        case .matching:
            let promises = try taking.flatMap { project in
                try Self.promises(to: project, round.poolUnit, by: there.hasVoice, in: there, at: source)
            }
            words = .matching(promises, try there.vouches())
        case .equalShares:
            var approvals: [PublicKey: [EntryID]] = [:]
            for project in projects {
                for (member, stance) in try there.voicedStances(on: project.project.raw) where stance.stance > 0 {
                    approvals[member, default: []].append(project.project)
                }
            }
            words = .equalShares(approvals.map { Ballot(voter: $0.key, approves: $0.value) }.sorted { $0.voter < $1.voter })
        }
    }

    /// The ledger that a round is read from: as it was at its lock.
    private static func there<Source: ViewSource>(_ round: Round, _ source: Source) throws -> Source {
        try round.lock.map { try source.locked(at: $0) } ?? source
    }

    /// Splits the pool: for a large round this takes a while, and nothing is read any more.
    public func split() -> Split {
        switch words {
        case .matching(_, let vouches):
            .matching(Matching(MatchingRound(
                pool: pool, bound: rules.cap.orNil, projects: projects.map(\.project), gifts: gifts, vouches: vouches)))
        case .equalShares(let ballots):
            .equalShares(EqualShares(EqualSharesRound(
                budget: pool, step: rules.step.orNil,
                projects: projects, ballots: ballots)))
        }
    }

    /// Members' promises to the projects, by project, author and place, with how much of each weighs in the matching;
    /// none where the rule is equal shares.
    public var promises: [RoundPromise] { if case .matching(let promises, _) = words { promises } else { [] } }

    /// The same of what came too late for the lock, and so weighs nothing.
    public func latePromises(in source: some ViewSource) throws -> [RoundPromise] {
        guard case .matching(let promises, _) = words, round.content.lock != nil else { return [] }
        let there = try Self.there(round.content, source), counted = Set(promises.map(\.pledge))
        return try projects.compactMap { try source.definition($0.project)?.map(\.project) }.flatMap { project in
            try Self.promises(to: project, round.content.poolUnit, by: there.hasVoice, in: source).filter { !counted.contains($0.pledge) }
        }
    }

    /// What of them weighs.
    public var gifts: [RoundGift] { promises.compactMap(\.gift) }

    /// Who endorses a project, by key, where the rule is equal shares; nobody where it is not.
    public func supporters(of project: EntryID) -> [PublicKey] {
        guard case .equalShares(let ballots) = words else { return [] }
        return ballots.filter { $0.approves.contains(project) }.map(\.voter)
    }

    /// The endorsements that make a project's supporters where the rule is equal shares, by author.
    public func approvals(of project: EntryID, in source: some ViewSource) throws -> [StandingWord] {
        let there = try Self.there(round.content, source)
        return try there.words(on: project.raw).filter { try $0.stance.stance > 0 && there.hasVoice($0.author) }
    }

    /// Those that the round names, else all that ask in its unit; each must ask in it.
    private static func projects(of round: Round, _ source: some ViewSource) throws -> [Said<Project>] {
        let named = Set(round.eligible)
        return try source.definitions(.project).filter { named.isEmpty || named.contains($0.id) }.compactMap { $0.map(\.project) }
            .filter { $0.content.asks.contains { $0.unit == round.poolUnit } }
    }

    /// What members promised a project in a unit, each pledge by itself, so that no sum is made here.
    /// - Parameter now: where both sides' words are read; where the pledges are, unless it is given.
    private static func promises<Source: ViewSource>(
        to project: Said<Project>, _ unit: Unit, by hasVoice: (PublicKey) throws -> Bool, in source: Source, at now: Source? = nil
    ) throws -> [RoundPromise] {
        let receivers = project.content.receivers(author: project.author)
        return try source.pledges(to: project.id).filter { pledge in
            try pledge.content.quantity.unit == unit && pledge.content.answers(project.content) && hasVoice(pledge.author)
        }.map { pledge in
            // What becomes of a loan is of no account here.
            let said = try pledge.content.repayBy == nil ? (now ?? source).settlement(of: pledge, receivers: receivers) : nil
            return RoundPromise(
                pledge: pledge.id, author: pledge.author, project: project.id, amount: pledge.content.quantity.amount, isLoan: said == nil,
                gone: said?.gone ?? 0, refunded: said?.refunded ?? 0, oneSided: said?.oneSided(isLoan: false) ?? [])
        }
    }
}

extension Settlement {
    /// What a pledge to a pool leaves in it: what was not given back, declined or, of a loan, repaid.
    var inPool: UInt64 { whole - gone - repaid }
}
