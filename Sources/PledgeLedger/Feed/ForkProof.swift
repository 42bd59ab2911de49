/// Two valid entries by one author, in one collective, at one place, after the same entry, that
/// differ: proof that the author told two stories. The lower id comes first.
public struct ForkProof: Hashable, Sendable {
    public let first: VerifiedEntry
    public let second: VerifiedEntry

    /// The proof that two entries make.
    /// - Throws: ``ForkProofFault`` when they make none.
    public init(_ one: VerifiedEntry, _ other: VerifiedEntry) throws(ForkProofFault) {
        let (a, b) = (one.entry, other.entry)
        guard a.author == b.author else { throw .authors }
        guard a.collective == b.collective, !a.collective.isZero else { throw .collectives }
        guard a.seq == b.seq, a.prev == b.prev else { throw .places }
        guard a.id != b.id else { throw .same }
        (first, second) = a.id < b.id ? (one, other) : (other, one)
    }

    public var author: PublicKey { first.entry.author }
    public var collective: CollectiveID { first.entry.collective }
    /// The forked place.
    public var place: UInt64 { first.entry.seq }
    /// Id of the last entry before the fork; zero at place 1.
    public var stem: EntryID { first.entry.prev }
}

/// Why two entries prove no fork.
public enum ForkProofFault: Error, Equatable, Sendable, CustomStringConvertible {
    case authors, collectives, places, same

    public var description: String {
        switch self {
        case .authors: "no fork proof: the two entries have different authors"
        case .collectives: "no fork proof: the two entries belong to different collectives, or found one"
        case .places: "no fork proof: the two entries do not follow the same entry"
        case .same: "no fork proof: the two entries are one"
        }
    }
}
