import PledgeLedger

/// One entry with all that is known of it, as `show` prints it.
struct ShownEntry {
    let answer: EntryAnswer
    let tally: Tally
    /// What people without a voice say of it.
    let unheard: UnheardWords
    /// How far a promise has come; nil for anything else, and where it answers no ask.
    let state: StateAnswer?
    /// What a promise puts into a round's pool; nil for anything else.
    let pool: PoolAnswer?
    /// How a round's pool is split; nil for anything else.
    let round: RoundAnswer?

    init(_ listed: ListedEntry, _ details: Details, at cutoff: Cutoff) throws {
        answer = EntryAnswer(listed: listed, details: details)
        tally = try details.store.tally(on: listed.id.raw, in: details.collective, at: cutoff)
        unheard = try UnheardWords(on: listed.id.raw, details, at: cutoff)
        state = try Self.state(of: listed, details, cutoff)
        pool = try state == nil ? Self.pool(of: listed, details, cutoff) : nil
        round = try RoundAnswer(listed.id, of: listed, details, cutoff)
    }

    private static func state(of listed: ListedEntry, _ details: Details, _ cutoff: Cutoff) throws -> StateAnswer? {
        guard case .pledge(let pledge) = listed.entry.reading.facts else { return nil }
        let states = try details.store.pledgeStates(of: pledge.to, in: details.collective, at: cutoff)
        return states?.pledges.first { $0.id == listed.id }.map { StateAnswer(state: $0, details: details) }
    }

    private static func pool(of listed: ListedEntry, _ details: Details, _ cutoff: Cutoff) throws -> PoolAnswer? {
        guard case .pledge(let pledge) = listed.entry.reading.facts else { return nil }
        return try details.store.poolPledges(to: pledge.to, in: details.collective, at: cutoff)?
            .first { $0.pledge.id == listed.id }.map { PoolAnswer(pledge: $0, details: details) }
    }

    func json() throws -> [JSON.Field] {
        let stances: [JSON.Field] = [
            .init("for", .number(tally.inFavour)), .init("against", .number(tally.against)),
            .init("endorsements", .array(ProjectAnswer.json(tally))),
        ]
        let more = try (state?.json() ?? []) + (pool?.json() ?? []) + stances + (round?.json() ?? [])
        return try answer.json() + more
    }

    func words() throws -> String {
        var lines = try [answer.headline()] + answer.remarks()
        lines += try answer.detailLines()
        lines += try state?.lines() ?? []
        lines += try pool?.lines() ?? []
        if let round { try lines += [""] + round.lines() }
        if !tally.people.isEmpty || !unheard.isEmpty { lines += try ProjectAnswer.lines(tally, unheard) }
        if let text = answer.listed.text?.text, !text.isEmpty { lines += ["", SafeText.shownLines(text)] }
        return lines.joined(separator: "\n")
    }
}
