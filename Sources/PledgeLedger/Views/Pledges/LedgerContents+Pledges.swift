extension PledgeBook {
    /// Everything of a ledger, in the pure form.
    init(_ ledger: LedgerContents, at cutoff: Cutoff) {
        for id in ledger.listed(.project) {
            guard let entry = ledger.definitions[id]?.entry, cutoff.includes(definition: entry),
                let project = ledger.definitions[id]?.reading.facts?.project
            else { continue }
            projects[id] = Listed(id: id, author: entry.author, project: project, promises: [])
        }
        for feed in ledger.feeds {
            let chain = PromiseChain(feed, ledger.definitions)
            for promise in chain.promises(in: self, at: cutoff) {
                projects[promise.said.content.to]?.promises.append(promise)
            }
        }
        let standing = ledger.said(at: cutoff, \.settle)
        words = Dictionary(grouping: standing, by: \.content.pledge)
        silent = silences(at: cutoff) { moment in
            let voices = Members.now(ledger, at: cutoff.moved(to: moment))
            return Set(ledger.feeds.map(\.author)).subtracting(voices)
        }
    }

    /// Who is silent at each moment that matters to a promise.
    func silences(
        at cutoff: Cutoff, _ silent: (UInt64) throws -> Set<PublicKey>
    ) rethrows -> [UInt64: Set<PublicKey>] {
        var found: [UInt64: Set<PublicKey>] = [:]
        for listed in projects.values
        where listed.promises.contains(where: { $0.isBinding && $0.said.content.minimumPeople > 0 }) {
            let moment = listed.project.moment(at: cutoff)
            if found[moment] == nil { found[moment] = try silent(moment) }
        }
        return found
    }
}

/// One author's chain, for the pure form.
private struct PromiseChain {
    let feed: LedgerContents.Feed
    let definitions: [EntryID: VerifiedEntry]
    var pledges: [Said<Pledge>] = []
    var profiles: [(seq: UInt64, profile: Profile)] = []
    /// Of each target, in the order of the chain.
    var retractions: [EntryID: [Moment]] = [:]

    init(_ feed: LedgerContents.Feed, _ definitions: [EntryID: VerifiedEntry]) {
        self.feed = feed
        self.definitions = definitions
        for entry in feed.chain {
            let moment = Moment(author: feed.author, seq: entry.entry.seq, time: entry.entry.time)
            switch entry.reading.facts {
            case .pledge(let pledge): pledges.append(Said(entry.entry, pledge))
            case .profile(let profile): profiles.append((entry.entry.seq, profile))
            case .retract(let retract): retractions[retract.target, default: []].append(moment)
            default: break
            }
        }
    }

    func promises(in book: PledgeBook, at cutoff: Cutoff) -> [Promise] {
        let timing = cutoff.timing, missing = missingCapacity(timing, cutoff)
        return pledges.compactMap { said in
            guard cutoff.includes(said.moment), let listed = book.projects[said.content.to] else { return nil }
            let lock = listed.project.lock
            let seen = retractions[said.id]?.first { cutoff.includes($0) }
            return Promise(
                said: said, ask: listed.project.asks.first { said.content.fits($0) }, stands: seen == nil,
                isTakenBack: seen.map { timing.takesBack($0, said.moment, lock: lock, at: cutoff) } ?? false,
                missingCapacity: missing[said.id] ?? 0,
                timeliness: timing.timeliness(of: said.moment, lock: lock, at: cutoff))
        }
    }

    private func missingCapacity(_ timing: Timing, _ cutoff: Cutoff) -> [EntryID: UInt128] {
        var missing: [EntryID: UInt128] = [:]
        for (unit, said) in Dictionary(grouping: pledges, by: \.content.quantity.unit) {
            let capacity = Capacity(promised: said.map { one in
                .init(seq: one.seq, time: one.time, amount: one.content.quantity.amount,
                    release: release(of: one, timing, cutoff))
            })
            let places = capacity.missing(at: Set(said.map(\.seq))) { seq in
                profiles.last { $0.seq < seq }?.profile.capacity.first { $0.unit == unit }?.amount
            }
            for one in said { missing[one.id] = places[one.seq] }
        }
        return missing
    }

    private func release(of said: Said<Pledge>, _ timing: Timing, _ cutoff: Cutoff) -> Capacity.Release? {
        guard let first = retractions[said.id]?.first,
            let lock = definitions[said.content.to]?.reading.facts?.lock,
            timing.takesBack(first, said.moment, lock: lock, at: cutoff)
        else { return nil }
        return Capacity.Release(seq: first.seq, lock: lock)
    }
}
