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

    /// How many distinct witnesses decide; at least 1.
    public let quorum: Int
    /// Each author's, both numbers ascending, so that every question is a binary search.
    private let steps: [PublicKey: [Step]]
    /// Each author's, earliest first.
    private let byAuthor: [PublicKey: [Cover]]

    public init(quorum: Int, _ covers: some Sequence<Cover>) {
        let quorum = max(1, quorum)
        self.quorum = quorum
        byAuthor = Dictionary(grouping: covers, by: \.author).mapValues {
            $0.sorted { ($0.time, $0.witness, $0.seq) < ($1.time, $1.witness, $1.seq) }
        }
        steps = byAuthor.mapValues { Self.steps($0, quorum) }
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
        guard let steps = steps[author] else { return nil }
        let at = Self.first(steps) { $0.seq >= seq }
        return at < steps.count && steps[at].time <= latest ? steps[at].time : nil
    }

    /// How far a quorum had covered an author's chain by a time; 0 for not at all.
    public func place(of author: PublicKey, by time: UInt64) -> UInt64 {
        guard let steps = steps[author] else { return 0 }
        let at = Self.first(steps) { $0.time > time }
        return at == 0 ? 0 : steps[at - 1].seq
    }

    /// The covers by which a quorum reached a place first: one of each of so many witnesses, earliest
    /// first; empty where no quorum did.
    public func proof(of author: PublicKey, _ seq: UInt64) -> [Cover] {
        var proof: [Cover] = [], witnesses: Set<PublicKey> = []
        for cover in byAuthor[author] ?? [] where cover.seq >= seq && witnesses.insert(cover.witness).inserted {
            proof.append(cover)
            if proof.count == quorum { return proof }
        }
        return []
    }

    /// The index of the first step that is past something, where those that are come last.
    private static func first(_ steps: [Step], _ isPast: (Step) -> Bool) -> Int {
        var low = 0, high = steps.count
        while low < high {
            let middle = (low + high) / 2
            if isPast(steps[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
