import PledgeLedger

/// Looks up what an entry names, for ``Idleness``.
struct IdlenessReader {
    let entry: Entry
    let details: Details

    func held(_ id: EntryID) throws -> VerifiedEntry? { try details.store.entry(id, in: details.collective)?.entry }

    /// What speaks against definitions that an entry names: one is of another kind, or not here yet.
    /// - Parameters:
    ///   - role: what the entry says of them, such as "it waits for"; empty where it is about nothing else.
    ///   - extent: of an entry that names something of another kind.
    func named(_ ids: [EntryID], _ kind: Kind, _ role: String = "", _ extent: Idleness.Extent = .nothing) throws -> Idleness? {
        let lead = role.isEmpty ? "" : "\(role) "
        for id in ids {
            guard let entry = try held(id) else { continue }
            if entry.reading.facts?.kind != kind { return Idleness("\(lead)\(try details.title(of: id)), which is no \(kind)", extent) }
        }
        guard let missing = try ids.first(where: { try held($0) == nil }) else { return nil }
        return Idleness("\(lead)\(kind) \(missing.short), which is not here yet", extent == .nothing ? .pending : extent)
    }

    func endorse(_ endorse: Endorse) throws -> Idleness? {
        let isOwn = try PublicKey(endorse.target) == entry.author || held(EntryID(endorse.target))?.entry.author == entry.author
        if let re = endorse.re, let answered = try held(re), answered.reading.facts?.kind != .endorse {
            return Idleness("it answers \(try details.title(of: re)), which is no endorsement", isOwn ? .nothing : .part)
        }
        guard endorse.re == nil else { return nil }
        if isOwn { return Idleness("it is on its author's own, and there their word has no weight") }
        return try lostEndorsement(endorse)
    }

    /// An endorsement of a claim that was taken back, and one in whose place its author said something else.
    private func lostEndorsement(_ endorse: Endorse) throws -> Idleness? {
        let id = EntryID(endorse.target)
        if let target = try details.listed(id), target.entry.reading.facts?.kind == .cause, let by = target.retractedBy {
            return Idleness("claim \(id.short) was taken back by its author, in entry \(by.short)")
        }
        let later = try details.store.laterWord(than: entry, on: endorse.target, in: details.collective, at: details.cutoff)
        return later.map { Idleness("its author said something else of the same later, in entry \($0.short)") }
    }

    func cause(_ cause: Cause) throws -> Idleness? {
        if let idleness = try named([cause.cause, cause.effect], .problem) { return idleness }
        if try SameProblems(details).areOne(cause.cause, cause.effect) {
            return Idleness("\(try details.title(of: cause.cause)) and \(try details.title(of: cause.effect)) \(SameProblems.words)")
        }
        let stronger = try details.store.claims(by: entry.author, from: cause.cause, to: cause.effect, in: details.collective, at: details.cutoff)
            .filter { $0.seq != entry.seq && ($0.strength, entry.seq) > (cause.strength, $0.seq) }
            .max { ($0.strength, $1.seq) < ($1.strength, $0.seq) }
        return stronger.map { Idleness("its author says the same in entry \($0.id.short); of several claims of theirs the strongest counts, once") }
    }

    func retract(_ retract: Retract) throws -> Idleness? {
        guard let target = try details.listed(retract.target) else {
            return Idleness("entry \(retract.target.short), which it takes back, is not here yet", .pending)
        }
        guard target.author == entry.author else {
            return Idleness("entry \(retract.target.short) is somebody else's; one can take back one's own alone")
        }
        guard !retract.erase else { return nil }
        switch target.entry.reading.facts {
        case .charter: return Idleness("a charter can't be taken back: the collective stands on it")
        case .retract: return Idleness("a retraction can't be taken back; say the thing again instead")
        default: break
        }
        guard let first = target.retractedBy, first != entry.id else { return nil }
        return Idleness("entry \(retract.target.short) was taken back already, in entry \(first.short)")
    }

    func vouch(_ vouch: Vouch) throws -> Idleness? {
        if vouch.subject == entry.author { return Idleness("that key is its author's own; others have to vouch for them") }
        guard vouch.scope == .member, let allowance = try details.store.vouchAllowance(of: entry.author, in: details.collective, at: details.cutoff)
        else { return nil }
        if vouch.level == 0 {
            return allowance.spent.contains(vouch.subject) ? nil : Idleness("its author never vouched for that key; there is nothing to take back")
        }
        if !allowance.allows(vouch.subject) { return Idleness("it makes nobody a member: its author is \(allowance.limit(isOwn: false))") }
        guard let until = vouch.until, until <= entry.time else { return nil }
        return Idleness("it had run out on \(ISODate.day(until)), before it was given: it is spent, and gives no voice", .part)
    }

    /// Reads what a project says of others.
    func project(_ project: Project) throws -> Idleness? {
        try named(project.revises, .project, "it revises", .part) ?? named(project.addresses, .problem, "it works on", .part)
    }

    func round(_ round: Round) throws -> Idleness? {
        if let idleness = try named(round.eligible, .project, "it is for", .part) { return idleness }
        for id in round.eligible {
            guard case .project(let project)? = try held(id)?.reading.facts else { continue }
            if !project.asks.contains(where: { $0.unit == round.poolUnit }) {
                return Idleness("it is for \(try details.title(of: id)), which asks for nothing in the pool's unit, \(AmountUnit.words(round.poolUnit.name))", .part)
            }
        }
        return nil
    }
}

extension VouchAllowance {
    /// How far its owner may vouch and did, and where more vouches come from, to go on after "you are".
    func limit(isOwn: Bool) -> String {
        let they = isOwn ? "you" : "they", have = isOwn ? "have" : "had"
        let given = most == 0 ? "where a member has no vouches to give"
            : "where a member has \(Count.words(most, "vouch", "vouches")), and \(they) \(have) given \(most == 1 ? "it" : "all of them")"
        let more = nearer.map {
            "more come when members nearer to the founders vouch for \(isOwn ? "you" : "them") "
                + "(at \(Count.words($0.distance, "step", "steps")) there are \($0.most))"
        } ?? "no more come; other members can vouch"
        return "\(Count.words(distance, "step", "steps")) from the founders, \(given); \(more)"
    }
}
