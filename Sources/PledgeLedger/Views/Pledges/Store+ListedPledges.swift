import GRDB

/// A pledge as lists show it: the entry, and how far the promise has come.
public struct ListedPledge: Sendable {
    public var entry: ListedEntry
    /// Without what it lacks; nil where it answers no ask of a project, and is to no round's pool, that is in the view.
    public var state: PledgeState?
}

/// Which pledges a list is to hold.
public struct PledgeChoice: Sendable {
    /// Pledges to it alone; nil for all.
    public var project: EntryID?
    /// Pledges of theirs alone; nil for all.
    public var author: PublicKey?
    /// Pledges alone of which all or a part has come so far; empty for all.
    public var stages: Set<PledgeStage>

    public init(project: EntryID? = nil, author: PublicKey? = nil, stages: Set<PledgeStage> = []) {
        (self.project, self.author, self.stages) = (project, author, stages)
    }
}

extension Store {
    /// The newest pledges that count or wait for their project, latest claimed time first, each with its state.
    ///
    /// Of each project only as much is read as tells what became of the pledges in the list. A choice by stage
    /// looks at one pledge after another until there are enough, but for those that can't have come so far.
    /// - Parameters:
    ///   - most: it looks at no more than so many.
    ///   - stopped: told where it stopped at that.
    public func listPledges(
        in id: CollectiveID, _ choice: PledgeChoice, at cutoff: Cutoff, limit: Int, lookingAt most: Int = .max,
        stopped: () -> Void = {}
    ) throws -> [ListedPledge] {
        try reading(id) { database, row in
            var found: [ListedPledge] = [], waiting: [ListedEntry] = []
            // Each turn reads its projects anew, so turns grow.
            var together = choice.stages.isEmpty ? limit : Self.lookedAtTogether
            let sieve = StageSieve(choice.stages, PledgeReader(database, row, at: cutoff) { _ in [] })
            var looked = 0
            func judge() throws {
                let states = try self.states(of: waiting, database, row, at: cutoff)
                found += waiting.map { ListedPledge(entry: $0, state: states[$0.id]) }.filter { choice.takes($0.state) }
                waiting = []
                together = min(together, .max / 4) * 4
            }
            try Store.eachPledge(choice, at: cutoff, database, row, where: sieve.passes) {
                guard looked < most else {
                    stopped()
                    return false
                }
                looked += 1
                waiting.append($0)
                if waiting.count >= together { try judge() }
                return found.count < limit
            }
            try judge()
            return Array(found.prefix(limit))
        }
    }

    /// Pledges by their ids, each with its state; what is no pledge, or went meanwhile, is left out.
    public func listedPledges(_ ids: [EntryID], in id: CollectiveID, at cutoff: Cutoff) throws -> [ListedPledge] {
        let found = try ids.compactMap { try listed($0, in: id, at: cutoff) }.filter { $0.entry.reading.facts?.kind == .pledge }
        return try reading(id) { database, row in
            let states = try self.states(of: found, database, row, at: cutoff)
            return found.map { ListedPledge(entry: $0, state: states[$0.id]) }
        }
    }

    /// Pledges whose states are worked out in the first turn where most of them may be passed over.
    private static let lookedAtTogether = 256

    private func states(
        of pledges: [ListedEntry], _ database: Database, _ row: CollectiveRow, at cutoff: Cutoff
    ) throws -> [EntryID: PledgeState] {
        let reader = PledgeReader(database, row, at: cutoff) { try self.voiceless(database, row, at: $0) }
        return try reader.states(of: pledges)
    }
}

extension PledgeChoice {
    fileprivate func takes(_ state: PledgeState?) -> Bool {
        guard !stages.isEmpty else { return true }
        return state.map { state in stages.contains { $0 == state.stage || state.amounts[$0] > 0 } } ?? false
    }
}

extension PledgeReader {
    /// How far some promises have come, by id, without what they lack.
    fileprivate func states(of pledges: [ListedEntry]) throws -> [EntryID: PledgeState] {
        var feeds: [EntryID: Set<Int64>] = [:], order: [EntryID] = []
        for listed in pledges {
            guard case .pledge(let pledge)? = listed.entry.reading.facts, let feed = try feed(of: listed.author) else { continue }
            if feeds[pledge.to] == nil { order.append(pledge.to) }
            feeds[pledge.to, default: []].insert(feed.number)
        }
        try readEnough(try order.filter { try project($0) != nil }.map { ($0, feeds[$0] ?? []) })
        let met = MetSet(book, at: cutoff), wanted = Set(pledges.map(\.id))
        var states = try poolStates(of: pledges)
        for id in order {
            guard let listed = book.projects[id] else { continue }
            let judge = PledgeJudge(listed: listed, met: met, cutoff: cutoff)
            for promise in listed.promises where promise.ask != nil && wanted.contains(promise.said.id) {
                states[promise.said.id] = judge.state(of: promise, words: book.words[promise.said.id] ?? [])
            }
        }
        return states
    }

    /// How far those of them have come that are to a round's pool which takes them.
    private func poolStates(of pledges: [ListedEntry]) throws -> [EntryID: PledgeState] {
        let said = pledges.compactMap { listed -> Said<Pledge>? in
            guard case .pledge(let pledge)? = listed.entry.reading.facts, pledge.ask == 0 else { return nil }
            return Said(listed.entry.entry, pledge)
        }
        var states: [EntryID: PledgeState] = [:]
        for (id, some) in Dictionary(grouping: said, by: \.content.to) {
            guard let round = try round(id) else { continue }
            for pledge in try poolPledges(some.filter { round.content.takes($0.content) }, to: round) {
                states[pledge.pledge.id] = pledge.state
                states[pledge.pledge.id]?.lacks = []
            }
        }
        return states
    }
}
