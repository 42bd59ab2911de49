/// One pledge to a round: what it puts into the pool, and what both sides say of it. The donor is its author;
/// the other side is the round's author, who alone looks after its pool.
public struct PoolPledge: Sendable {
    /// Why a pledge to a round puts nothing into its pool.
    public enum Idleness: Hashable, Sendable {
        case takenBack
        /// It came after the round's lock.
        case late(lock: UInt64)
        /// It is in another unit, or names an ask, of which a round has none.
        case otherTerms
    }

    public let pledge: Said<Pledge>
    /// Nil where it is in the pool.
    public let idleness: Idleness?
    /// How much of it is in the pool: less what was given back, declined or, of a loan, repaid.
    public let inPool: UInt64
    /// How much capacity was missing for it; 0 where it is backed. The pool holds it all the same.
    public let missing: UInt128
    /// Who says that it was received.
    public let keeper: PublicKey
    /// How far it has come. A pool asks for no least amount: what is in it is firm until the round's lock, then due, and
    /// due at once where there is none. No round sets a time to settle, so nothing defaults.
    public let state: PledgeState
    /// By the donor's word, by the keeper's, and by both.
    public let paid, received, confirmed: UInt64
    /// The words that have weight, by author and place.
    public let words: [EntryID]
}

extension Store {
    /// Every pledge to a round within the cutoff, by author and place; nil where the id is no round that is listed.
    /// What each has ``PoolPledge/inPool`` adds up to ``RoundReading/pool``.
    public func poolPledges(to id: EntryID, in collective: CollectiveID, at cutoff: Cutoff) throws -> [PoolPledge]? {
        try reading(collective) { database, row in
            let reader = PledgeReader(database, row, at: cutoff) { try self.voiceless(database, row, at: $0) }
            guard let round = try reader.round(id) else { return nil }
            return try reader.poolPledges(reader.pledges(to: id).sorted { ($0.author, $0.seq) < ($1.author, $1.seq) }, to: round)
        }
    }
}

extension PledgeReader {
    /// A round of the view; nil where it is none.
    func round(_ id: EntryID) throws -> Said<Round>? {
        guard try definitions.isListed(id), let held = try definitions.entry(id), cutoff.includes(definition: held.entry)
        else { return nil }
        return held.reading.facts?.round.map { Said(held.entry, $0) }
    }

    /// Each author's chain is gone through once, for all of their pledges.
    func poolPledges(_ pledges: [Said<Pledge>], to round: Said<Round>) throws -> [PoolPledge] {
        var missing: [EntryID: UInt128] = [:]
        for (author, some) in Dictionary(grouping: pledges, by: \.author) {
            guard let feed = try feed(of: author) else { continue }
            let bySeq = try missingCapacity(of: some, feed.number)
            for said in some { missing[said.id] = bySeq[said.seq] }
        }
        return try pledges.map { try poolPledge($0, to: round, missing: missing[$0.id] ?? 0) }
    }

    private func poolPledge(_ said: Said<Pledge>, to round: Said<Round>, missing: UInt128) throws -> PoolPledge {
        let keeper = round.author
        try readWords(on: said, receivers: [keeper])
        let words = Settlement(of: said, receivers: [keeper], words: book.words[said.id] ?? [])
        let there = round.content.lock.map(cutoff.locked) ?? cutoff
        let isTakenBack = try isRetracted(said, within: there), stands = try !isTakenBack && !isRetracted(said, within: cutoff)
        let idleness = idleness(of: said, in: round.content, there, isTakenBack: isTakenBack, stands: stands)
        return PoolPledge(
            pledge: said, idleness: idleness, inPool: idleness == nil ? words.inPool : 0, missing: missing, keeper: keeper,
            state: state(of: said, in: round, idleness, stands: stands, missing, words),
            paid: words.paid, received: words.received, confirmed: words.confirmed, words: words.said.map(\.id))
    }

    /// Judged as what is promised to a project with that lock and that recipient.
    private func state(
        of said: Said<Pledge>, in round: Said<Round>, _ idleness: PoolPledge.Idleness?, stands: Bool, _ missing: UInt128,
        _ words: Settlement
    ) -> PledgeState {
        let lock = round.content.lock, isLate = if case .late? = idleness { true } else { false }
        var project = Project(asks: [])
        project.lock = lock
        let listed = PledgeBook.Listed(id: round.id, author: round.author, project: project, promises: [])
        let promise = Promise(
            said: said, ask: nil, stands: stands, isTakenBack: idleness == .takenBack, missingCapacity: missing,
            timeliness: isLate ? .late : .onTime)
        let judge = PledgeJudge(listed: listed, met: MetSet(PledgeBook(), at: cutoff), cutoff: cutoff)
        var state = judge.state(of: promise, words, isMet: idleness == nil)
        state.lacks = switch state.stage {
        case .firm: lock.map { [.lock($0)] } ?? []
        case .open, .lapsed: isLate ? lock.map { [.late(lock: $0)] } ?? [] : []
        default: state.wordsLacking(words)
        }
        return state
    }

    private func isRetracted(_ said: Said<Pledge>, within cutoff: Cutoff) throws -> Bool {
        guard let feed = try feed(of: said.author) else { return false }
        return try Store.retraction(of: said.id, at: EntryTable.place(feed: feed.number, seq: said.seq), within: cutoff, database) != nil
    }

    /// - Parameters:
    ///   - there: the cutoff at the round's lock, by which its author may take it back.
    ///   - stands: whether they stand by it now.
    private func idleness(
        of said: Said<Pledge>, in round: Round, _ there: Cutoff, isTakenBack: Bool, stands: Bool
    ) -> PoolPledge.Idleness? {
        let isLate = !there.includes(said.moment)
        if isTakenBack || isLate && !stands { return .takenBack }
        guard round.takes(said.content) else { return .otherTerms }
        return isLate ? round.lock.map { .late(lock: $0) } : nil
    }
}

extension Round {
    /// Whether a pledge is in the pool's unit, and names no ask.
    func takes(_ pledge: Pledge) -> Bool { pledge.ask == 0 && pledge.quantity.unit == poolUnit }
}
