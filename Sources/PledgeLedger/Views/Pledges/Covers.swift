import Synchronization

/// What a charter's witnesses held and when, by author: how deadlines are told without a clock that
/// anyone owns. Whoever makes one has checked each cosignature, that the charter names the witness,
/// and that the covered id lies on the author's chain.
public struct Covers: Sendable {
    /// One witness held one author's chain up to a place.
    public struct Cover: Hashable, Sendable {
        public var witness: PublicKey
        /// By the witness's clock, in milliseconds since the epoch.
        public var time: UInt64
        public var author: PublicKey
        public var seq: UInt64

        public init(witness: PublicKey, time: UInt64, author: PublicKey, seq: UInt64) {
            self.witness = witness
            self.time = time
            self.author = author
            self.seq = seq
        }
    }

    /// From a time on, a quorum had covered a chain up to a place.
    private struct Step: Sendable {
        var time: UInt64
        var seq: UInt64
    }

    /// One author's.
    private struct Known: Sendable {
        /// Both numbers ascending, so that every question is a binary search.
        let steps: [Step]
        /// Earliest first.
        let covers: [Cover]
    }

    /// What was looked up so far; views mostly ask about few authors.
    private final class Book: Sendable {
        let known: Mutex<[PublicKey: Known]>
        let find: @Sendable (PublicKey) -> [Cover]?

        init(_ known: [PublicKey: Known], find: @escaping @Sendable (PublicKey) -> [Cover]?) {
            self.known = Mutex(known)
            self.find = find
        }
    }

    /// How many distinct witnesses decide; at least 1.
    public let quorum: Int
    private let book: Book

    public init(quorum: Int, _ covers: some Sequence<Cover>) {
        let quorum = max(1, quorum)
        self.quorum = quorum
        let known = Dictionary(grouping: covers, by: \.author).mapValues { Self.known($0, quorum) }
        book = Book(known) { _ in [] }
    }

    /// Covers that are looked up when they are asked for, once an author.
    /// - Parameter find: an author's, in any order; nil where they can't be read, and then none count.
    init(quorum: Int, find: @escaping @Sendable (PublicKey) -> [Cover]?) {
        self.quorum = max(1, quorum)
        book = Book([:], find: find)
    }

    private static func known(_ covers: [Cover], _ quorum: Int) -> Known {
        let sorted = covers.sorted { ($0.time, $0.witness, $0.seq) < ($1.time, $1.witness, $1.seq) }
        return Known(steps: steps(sorted, quorum), covers: sorted)
    }

    private func known(of author: PublicKey) -> Known {
        if let known = book.known.withLock({ $0[author] }) { return known }
        guard let covers = book.find(author) else { return Known(steps: [], covers: []) }
        let found = Self.known(covers, quorum)
        book.known.withLock { $0[author] = found }
        return found
    }

    /// - Parameter covers: of one author, earliest first.
    private static func steps(_ covers: [Cover], _ quorum: Int) -> [Step] {
        var steps: [Step] = [], furthest: [PublicKey: UInt64] = [:]
        for cover in covers where cover.seq > furthest[cover.witness] ?? 0 {
            furthest[cover.witness] = cover.seq
            guard furthest.count >= quorum, cover.seq > steps.last?.seq ?? 0 else { continue }
            // The quorum's place is the one that so many witnesses reached.
            let place = quorum == 1 ? cover.seq : furthest.values.sorted(by: >)[quorum - 1]
            if place > steps.last?.seq ?? 0 { steps.append(Step(time: cover.time, seq: place)) }
        }
        return steps
    }

    /// The earliest time by which a quorum had covered an author's chain up to a place or further.
    /// - Parameter latest: covers of a later time don't count.
    /// - Returns: nil where no quorum did by then.
    public func reached(_ author: PublicKey, _ seq: UInt64, by latest: UInt64) -> UInt64? {
        let steps = known(of: author).steps
        let at = steps.partitioningIndex { $0.seq >= seq }
        return at < steps.count && steps[at].time <= latest ? steps[at].time : nil
    }

    /// How far a quorum had covered an author's chain by a time; 0 for not at all.
    public func place(of author: PublicKey, by time: UInt64) -> UInt64 {
        let steps = known(of: author).steps
        let at = steps.partitioningIndex { $0.time > time }
        return at == 0 ? 0 : steps[at - 1].seq
    }

    /// The covers by which a quorum reached a place first: one of each of so many witnesses, earliest
    /// first; empty where no quorum did.
    public func proof(of author: PublicKey, _ seq: UInt64) -> [Cover] {
        var proof: [Cover] = [], witnesses: Set<PublicKey> = []
        for cover in known(of: author).covers where cover.seq >= seq && witnesses.insert(cover.witness).inserted {
            proof.append(cover)
            if proof.count == quorum { return proof }
        }
        return []
    }
}
