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

    /// How many distinct witnesses decide; at least 1.
    public let quorum: Int
    /// Each author's, earliest first.
    private let byAuthor: [PublicKey: [Cover]]

    public init(quorum: Int, _ covers: some Sequence<Cover>) {
        self.quorum = max(1, quorum)
        byAuthor = Dictionary(grouping: covers, by: \.author).mapValues { $0.sorted { $0.time < $1.time } }
    }

    /// The earliest time by which a quorum had covered an author's chain up to a place or further.
    /// - Parameter latest: covers of a later time don't count.
    /// - Returns: nil where no quorum did by then.
    public func reached(_ author: PublicKey, _ seq: UInt64, by latest: UInt64) -> UInt64? {
        var witnesses: Set<PublicKey> = []
        for cover in byAuthor[author] ?? [] where cover.seq >= seq && cover.time <= latest {
            witnesses.insert(cover.witness)
            if witnesses.count == quorum { return cover.time }
        }
        return nil
    }
}
