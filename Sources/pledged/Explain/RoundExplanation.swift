import PledgeLedger

/// Where a round's split comes from: what fills its pool, every term of the matching or the equal shares round by round,
/// the entries that each rests on, and what would change it.
struct RoundExplanation {
    let round: RoundAnswer
    /// One project alone; nil for all.
    let only: EntryID?
    /// As many of each project's promises, terms and people are named; nil for all. The page shows few.
    let most: Int?

    /// - Throws: ``CommandFault`` where the project takes no part in the round.
    init(_ round: RoundAnswer, only: EntryID? = nil, most: Int? = nil) throws {
        (self.round, self.only, self.most) = (round, only, most)
        guard let only, !round.reading.projects.contains(where: { $0.project == only }) else { return }
        let named = round.reading.round.content.eligible, unit = round.reading.round.content.poolUnit.name
        let why = named.isEmpty || named.contains(only) ? "it asks for nothing in \(AmountUnit.words(unit))" : "the round names the projects that do"
        throw CommandFault(.badData, "\(try round.title(only)) takes no part in this round: \(why); name another, or leave --project out")
    }

    // MARK: for people

    func lines() throws -> [String] {
        try (goneBlocks() + [.words(round.head)] + round.openness() + poolBlocks() + [.words("")] + terms()).lines
    }

    /// That the round itself was taken back.
    private func goneBlocks() throws -> [Block] {
        guard let by = try round.details.listed(round.reading.round.id)?.retractedBy else { return [] }
        return [.words("taken back by its author (entry \(by.short)); what is promised to its pool counts all the same")]
    }

    /// What makes the pool, and what it and the split take on trust.
    private func poolBlocks() throws -> [Block] {
        let author = try round.details.people.name(round.reading.round.author)
        return try round.pool.flatMap { pledge in
            [.words("  \(try pledge.line())")] + (try pledge.oneSided().map { .words("    \($0)") })
        } + [
            .words(trust),
            .words("Who pledged to it says --paid, and \(author), the round's author, --received (`pledged settle`)."),
        ]
    }

    /// What the split takes as it is said.
    private var trust: String {
        let stands = round.reading.round.content.lock == nil ? "What stands" : "What stands in time"
        return switch round.rule {
        case .equalShares:
            "\(stands) is in the pool, whether or not it is backed, less what both sides say was given back and what its author declined."
        case .matching:
            "\(stands) counts, in the pool and as a gift, whether or not it is backed, and whether or not its project is met: see `pledged explain "
                + "PROJECT` for each. What both sides say was given back, and what is declined, counts no more. A loan is no gift, and draws nothing."
        }
    }

    /// Every term in words and tables, and what would change it.
    func terms() throws -> [Block] {
        switch round.split {
        case .matching(let matching): try MatchingTerms(matching, self).blocks() + [.words(""), .words(change)]
        case .equalShares(let shares): try EqualSharesRounds(shares, self).blocks() + [.words(""), .words(change)]
        }
    }

    private var change: String {
        let gone = "what is promised to them or the pool is given back, by both sides' words, or declined"
        if let lock = round.pastLock {
            let known = round.cutoff.timing.isProvisional ? "what claims an earlier time comes here late"
                : "what a quorum of witnesses had seen by then, or covers of theirs, come here late"
            return "Its lock, \(ISODate.text(lock)), is past: what is said of the projects since changes nothing. It changes as \(gone); "
                + "and where \(known)."
        }
        let until = round.reading.round.content.lock.map { ", until \(ISODate.text($0))," } ?? ""
        let pool = "the pool (`pledged pledge \(round.reading.round.id.short) AMOUNT`)"
        return switch round.rule {
        case .matching:
            "It changes\(until) with what is promised to the projects and to \(pool); as a promise is taken back; as somebody gains or "
                + "loses their voice; and as two people who give vouch for each other, or no longer do (λ). And as \(gone)."
        case .equalShares:
            "It changes\(until) as members endorse the projects or take that back (`pledged endorse PROJECT`); with what is promised "
                + "to \(pool), or taken back; and as somebody gains or loses their voice. And as \(gone)."
        }
    }

    /// Whether a project is to be explained.
    func isWanted(_ project: EntryID) -> Bool { only.map { $0 == project } ?? true }

    /// What is printed of many, and a line on the rest.
    func cut<Element>(_ all: [Element], _ one: String, _ several: String) -> (shown: [Element], rest: [Block]) {
        guard let most, all.count > most else { return (all, []) }
        let rest = "  and \(Count.words(all.count - most, one, several)) more: `pledged explain \(round.reading.round.id.short)` has all"
        return (Array(all.prefix(most)), [.words(rest)])
    }

    // MARK: for programs

    func json() throws -> [JSON.Field] {
        switch round.split {
        case .matching(let matching): try round.json() + MatchingTerms(matching, self).json()
        case .equalShares(let shares): try round.json() + EqualSharesRounds(shares, self).json()
        }
    }
}
