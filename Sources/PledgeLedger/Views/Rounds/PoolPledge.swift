/// One pledge to a round: what it puts into the pool, and what both sides say of it. The donor is its author;
/// the other side is the round's author, who alone looks after its pool.
public struct PoolPledge: Sendable {
    /// Why a pledge to a round puts nothing into its pool.
    public enum Idleness: Hashable, Sendable {
        case takenBack
        /// It claims a time after the round's lock.
        case late(lock: UInt64)
        /// It is in another unit, or names an ask, of which a round has none.
        case otherTerms
    }

    public let pledge: Said<Pledge>
    /// Nil where it is in the pool.
    public let idleness: Idleness?
    /// How much capacity was missing for it; 0 where it is backed. The pool holds it all the same.
    public let missing: UInt128
    /// Who says that it was received.
    public let keeper: PublicKey
    /// By the donor's word, by the keeper's, and by both.
    public let paid, received, confirmed: UInt64
    /// The words that have weight, by author and place.
    public let words: [EntryID]
}

extension Store {
    /// Every pledge to a round within the cutoff, by author and place; nil where the id is no round that is listed.
    /// Those without ``PoolPledge/idleness`` add up to ``RoundReading/pool``.
    public func poolPledges(to id: EntryID, in collective: CollectiveID, at cutoff: Cutoff) throws -> [PoolPledge]? {
        try reading(collective) { database, row in
            let definitions = Definitions(database: database, collective: row.number)
            guard try definitions.isListed(id), let held = try definitions.entry(id), cutoff.includes(definition: held.entry),
                let round = held.reading.facts?.round
            else { return nil }
            let reader = PledgeReader(database, row, at: cutoff) { try self.voiceless(database, row, at: $0) }
            return try reader.pledges(to: id).sorted { ($0.author, $0.seq) < ($1.author, $1.seq) }
                .map { try reader.poolPledge($0, to: round, by: held.entry.author) }
        }
    }
}

extension PledgeReader {
    fileprivate func poolPledge(_ said: Said<Pledge>, to round: Round, by keeper: PublicKey) throws -> PoolPledge {
        try readWords(on: said, receivers: [keeper])
        let words = Settlement(of: said, receivers: [keeper], words: book.words[said.id] ?? [])
        let missing = try feed(of: said.author).map { try missingCapacity(of: [said], $0.number) } ?? [:]
        return PoolPledge(
            pledge: said, idleness: try idleness(of: said, in: round), missing: missing[said.seq] ?? 0, keeper: keeper,
            paid: words.paid, received: words.received, confirmed: words.confirmed, words: words.words)
    }

    private func idleness(of said: Said<Pledge>, in round: Round) throws -> PoolPledge.Idleness? {
        if let feed = try feed(of: said.author) {
            let place = EntryTable.place(feed: feed.number, seq: said.seq)
            if try Store.retraction(of: said.id, at: place, within: cutoff, database) != nil { return .takenBack }
        }
        guard round.takes(said.content) else { return .otherTerms }
        return round.lock.flatMap { said.time > $0 ? .late(lock: $0) : nil }
    }
}

extension Round {
    /// Whether a pledge is in the pool's unit, and names no ask.
    func takes(_ pledge: Pledge) -> Bool { pledge.ask == 0 && pledge.quantity.unit == poolUnit }
}
