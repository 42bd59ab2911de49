/// A witness at work in one collective: it says what it holds, whenever people have said something new.
///
/// Everything it signs it signs through its ``Signer``, so that the rule against forking by accident
/// guards its covers too: after a restored backup it signs nothing until a peer has confirmed the head
/// of its own feed, which is where its earlier covers are; and a cover is on the disk before anybody
/// can see it.
public struct Witnessing {
    private let store: Store
    private let signer: Signer
    private let key: SigningKey
    public let collective: CollectiveID
    /// Feeds that changed up to this change were looked at.
    private var seen: UInt64 = 0
    /// Feeds looked at that hold something uncovered all the same.
    private var left: Set<PublicKey> = []

    /// Another witness's time may lie this far ahead of ours, in milliseconds; what lies further ahead is
    /// not covered, so that a time before a thing that was covered shows that it was made up.
    public static let ahead: UInt64 = 300_000

    /// - Parameter marks: the folder of the key's marks, as for ``Signer``.
    public init(store: Store, key: SigningKey, marks: String, collective: CollectiveID) throws {
        self.store = store
        self.key = key
        self.collective = collective
        signer = try Signer(store: store, key: key, marks: marks)
    }

    /// What came of one look.
    public struct Round: Sendable {
        /// What the witness signed; empty where nobody said anything new.
        public var entries: [Entry] = []
        /// Feeds covered.
        public var covered = 0
        /// Feeds that the witness can't cover as they are here, by author.
        public var refused: [Refusal] = []
    }

    /// Why a feed, or its end, is not covered.
    public struct Refusal: Hashable, Sendable {
        public enum Reason: Hashable, Sendable {
            /// What is here does not hold what the witness covered before: a cover of it would be a second story.
            case otherChain(UInt64)
            /// An entry here is not what its place says.
            case damaged(UInt64)
            /// An entry carries covers of a time further ahead of this clock than clocks may differ.
            case ahead(UInt64)
        }

        public var author: PublicKey
        /// The reason, with the place.
        public var reason: Reason

        public init(author: PublicKey, reason: Reason) {
            self.author = author
            self.reason = reason
        }
    }

    /// Covers what changed since the last look, if any of it is more than covers.
    ///
    /// - Parameters:
    ///   - now: milliseconds since the Unix epoch, asked once what is here has been read: what comes while this
    ///     waits for another round is not covered by an earlier time.
    ///   - insisting: as for ``Signer``.
    /// - Throws: ``WitnessFault``, ``SignFault`` or ``StoreFault``; what was signed until then stands.
    public mutating func look(now: @autoclosure () -> UInt64, insisting: Signer.Insistence = []) throws -> Round {
        // Two rounds at once would sign times out of order.
        try StoreLock(besides: "\(store.path)-witness").hold { try lookAlone(now, insisting) }
    }

    private mutating func lookAlone(_ clock: () -> UInt64, _ insisting: Signer.Insistence) throws -> Round {
        guard let charter = try store.collective(collective)?.charter else { throw StoreFault.noCollective(collective) }
        guard charter.witnesses.contains(key.publicKey) else { throw WitnessFault.notNamed }
        _ = try signer.recover(in: collective)
        let changes = try store.changes(in: collective, after: seen)
        let authors = Set(changes.feeds.filter(\.isKept).map(\.head.author)).union(left).sorted()
        let (stretches, now, time) = try store.reading(collective) { database, row in
            let now = clock(), reader = WitnessReader(database, row, charter: charter, witness: key.publicKey, now: now)
            return (try authors.compactMap(reader.stretch), now, max(now, try reader.lastTime()))
        }
        // Covers alone are no news: otherwise witnesses would cover one another's covers for ever.
        let isNews = stretches.contains(where: \.isNews)
        var round = try sign(isNews ? stretches.compactMap(\.cover) : [], at: time, now: now, insisting)
        round.refused = stretches.compactMap { stretch in stretch.refusal.map { Refusal(author: stretch.author, reason: $0) } }
        left = Set(stretches.filter { $0.refusal != nil || !isNews }.map(\.author))
        seen = changes.newest
        return round
    }

    private func sign(
        _ covers: [Witness.Cover], at time: UInt64, now: UInt64, _ insisting: Signer.Insistence
    ) throws -> Round {
        var round = Round()
        for start in stride(from: 0, to: covers.count, by: Witness.mostCovers) {
            let some = Array(covers[start..<min(start + Witness.mostCovers, covers.count)])
            let witness = Witness(some, at: time, by: key, in: collective)
            round.entries.append(try signer.sign(.witness(witness), in: collective, now: now, insisting: insisting))
            round.covered += some.count
        }
        return round
    }
}

/// Why there is nothing to witness.
public enum WitnessFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The charter does not name this key.
    case notNamed

    public var description: String {
        "the charter does not name your key as a witness; witnesses are named when a collective is founded, with `pledged found --witness KEY`"
    }
}
