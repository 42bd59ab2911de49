/// A whole ledger in memory, as views read it.
public struct LedgerSource: ViewSource {
    public let ledger: LedgerContents
    public let cutoff: Cutoff
    private let voices: Set<PublicKey>
    private let everything: [Said<Facts>]
    private let settled: [EntryID: [Said<Settle>]]
    private let standing: [Bytes32: [(author: PublicKey, stance: Tally.Stance)]]

    public init(_ ledger: LedgerContents, at cutoff: Cutoff) {
        self.ledger = ledger
        self.cutoff = cutoff
        voices = Members.now(ledger, at: cutoff)
        everything = ledger.said(at: cutoff) { $0 }
        settled = Dictionary(grouping: everything.compactMap { $0.map(\.settle) }, by: \.content.pledge)
        var standing: [Bytes32: [(author: PublicKey, stance: Tally.Stance)]] = [:]
        for feed in ledger.feeds {
            for (target, stance) in Endorsements.standing(of: feed, at: cutoff) {
                standing[target, default: []].append((feed.author, stance))
            }
        }
        self.standing = standing
    }

    public var charter: Charter { ledger.charter }

    public func hasVoice(_ author: PublicKey) -> Bool { voices.contains(author) }

    public func definitions(_ kind: Kind) -> [Said<Facts>] { ledger.listed(kind).compactMap(definition) }

    public func definition(_ id: EntryID) -> Said<Facts>? {
        guard let held = ledger.definitions[id], cutoff.includes(definition: held.entry) else { return nil }
        return held.reading.facts.map { Said(held.entry, $0) }
    }

    public func said<Content>(_ kind: Kind, of target: EntryID?, _ pick: (Facts) -> Content?) -> [Said<Content>] {
        everything.compactMap { said in
            guard said.content.kind == kind, target.map(said.content.mentioned.contains) ?? true else { return nil }
            return said.map(pick)
        }
    }

    public func pledges(to id: EntryID) -> [Said<Pledge>] {
        said(.pledge, of: nil) { facts in
            if case .pledge(let pledge) = facts, pledge.to == id { pledge } else { nil }
        }
    }

    public func everyPledge(to id: EntryID) -> [Said<Pledge>] {
        ledger.feeds.flatMap { feed in
            feed.chain.compactMap { entry in
                guard case .pledge(let pledge) = entry.reading.facts, pledge.to == id, cutoff.includes(entry.entry) else { return nil }
                return Said(entry.entry, pledge)
            }
        }
    }

    public func settlements(on pledge: EntryID) -> [Said<Settle>] { settled[pledge] ?? [] }

    public func locked(at lock: UInt64) -> LedgerSource { LedgerSource(ledger, at: cutoff.locked(at: lock)) }

    public func stances(on target: Bytes32) -> [(author: PublicKey, stance: Tally.Stance)] { standing[target] ?? [] }

    public func mayRepeatProblems() -> Bool { true }

    public func problems() -> [ListedProblem] {
        definitions(.problem).compactMap { said in
            guard case .problem(let problem) = said.content else { return nil }
            return ListedProblem(id: said.id, sameAs: problem.sameAs)
        }
    }

    public func claims() -> [StandingClaim] {
        said(.cause, of: nil, \.cause).map {
            StandingClaim(
                id: $0.id, author: $0.author, seq: $0.seq, cause: $0.content.cause, effect: $0.content.effect, strength: $0.content.strength)
        }
    }

    public func stances(where isWanted: (EntryID) -> Bool) -> [EntryID: [StandingStance]] {
        var stances: [EntryID: [StandingStance]] = [:]
        for (target, words) in standing where isWanted(EntryID(target)) {
            stances[EntryID(target)] = words.map { StandingStance(author: $0.author, stance: $0.stance) }
        }
        return stances
    }

    public func totals(of projects: [Said<Project>]) -> [ProjectTotals] {
        let all = Totals.of(ledger, at: cutoff)
        return projects.map { all[$0.id] ?? ProjectTotals(none: $0.id, $0.content) }
    }

    public func words(on target: Bytes32) -> [StandingWord] {
        ledger.feeds.compactMap { feed in
            Endorsements.latest(of: feed, at: cutoff)[target].map { StandingWord(id: $0.id, author: feed.author, stance: $0.stance) }
        }
    }

    public func offering(_ skill: String) -> [PublicKey] {
        ledger.feeds.filter { feed in
            let last = feed.chain.last { $0.reading.kind == .profile && $0.reading.facts != nil && cutoff.includes($0.entry) }
            guard case .profile(let profile)? = last?.reading.facts else { return false }
            return profile.skills.contains(skill)
        }.map(\.author)
    }

    public func revisions(of id: EntryID) -> [EntryID] {
        ledger.feeds.flatMap(\.chain).compactMap { entry in
            guard case .project(let project) = entry.reading.facts, project.revises.contains(id),
                cutoff.includes(entry.entry)
            else { return nil }
            return entry.entry.id
        }.sorted()
    }

    public func isInChain(_ id: EntryID) -> Bool {
        ledger.feeds.contains { feed in feed.chain.contains { $0.entry.id == id } }
    }

    public func isTakenBack(_ id: EntryID) -> Bool {
        ledger.feeds.contains { feed in
            feed.chain.contains { $0.entry.id == id } && feed.chain.contains { entry in
                guard case .retract(let retract) = entry.reading.facts, cutoff.includes(entry.entry) else { return false }
                return retract.target == id
            }
        }
    }

    public func vouches() -> [RoundVouch] {
        ledger.feeds.flatMap { VouchRecord(voucher: $0.author, chain: $0.chain).standing(at: cutoff) }
            .sorted { ($0.voucher, $0.subject) < ($1.voucher, $1.subject) }
    }
}
