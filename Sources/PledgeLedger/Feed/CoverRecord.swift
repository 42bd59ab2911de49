/// One cover that counts: a witness named by the charter held one author's chain up to an entry, and an
/// entry that counts carries its word.
public struct CoverRecord: Hashable, Sendable {
    public var witness: PublicKey
    /// By the witness's clock, in milliseconds since the epoch.
    public var time: UInt64
    /// Whose feed was covered.
    public var author: PublicKey
    public var seq: UInt64
    /// The entry that the witness held at ``seq``.
    public var id: EntryID
    /// Whose feed holds the entry that carries the cover.
    public var carrier: PublicKey
    public var carrierSeq: UInt64
    /// How far along the author's kept chain it reaches: ``seq``, or less where the chain ends or another one
    /// begins below that. See ``CoverReach``.
    public var reaches: UInt64

    public init(
        witness: PublicKey, time: UInt64, author: PublicKey, seq: UInt64, id: EntryID, carrier: PublicKey,
        carrierSeq: UInt64, reaches: UInt64? = nil
    ) {
        self.witness = witness
        self.time = time
        self.author = author
        self.seq = seq
        self.id = id
        self.carrier = carrier
        self.carrierSeq = carrierSeq
        self.reaches = reaches ?? seq
    }

    /// As views use it, once it is known how far it reaches.
    public var cover: Covers.Cover { Covers.Cover(witness: witness, time: time, author: author, seq: reaches) }
}

extension CoverRecord {
    /// What one entry carries, where it is a named witness's word and the cosignature holds.
    public static func records(in entry: VerifiedEntry, of charter: Charter) -> [CoverRecord] {
        guard case .witness(let witness) = entry.reading.facts, witness.counts(in: entry.entry.collective, of: charter) else {
            return []
        }
        return witness.covers.map {
            CoverRecord(
                witness: witness.key, time: witness.time, author: $0.author, seq: $0.seq, id: $0.id,
                carrier: entry.entry.author, carrierSeq: entry.entry.seq)
        }
    }
}

extension Witness {
    /// Whether covers count where an entry that counts carries them: the charter names the witness, and
    /// the witness signed them.
    public func counts(in collective: CollectiveID, of charter: Charter) -> Bool {
        charter.witnesses.contains(key) && isCosigned(in: collective)
    }
}

extension CoverRecord {
    /// By author, place, id, witness and carrier.
    struct Order: Comparable {
        let cover: CoverRecord

        static func < (left: Order, right: Order) -> Bool {
            let (a, b) = (left.cover, right.cover)
            if a.author != b.author { return a.author < b.author }
            if a.seq != b.seq { return a.seq < b.seq }
            return (a.id, a.witness, a.carrier, a.carrierSeq) < (b.id, b.witness, b.carrier, b.carrierSeq)
        }
    }

    var order: Order { Order(cover: self) }
}
