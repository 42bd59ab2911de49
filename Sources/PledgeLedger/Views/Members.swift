/// One key that the collective keeps, by the vouches that were given by the cutoff.
public struct Member: Hashable, Sendable {
    public var key: PublicKey
    /// Vouches between the founders and this key: by those that stand at the cutoff; of who has no voice then, by all that were
    /// ever given by then.
    public var distance: UInt8
    /// Whether the key has a voice at the cutoff.
    public var isNow: Bool

    public init(key: PublicKey, distance: UInt8, isNow: Bool) {
        self.key = key
        self.distance = distance
        self.isNow = isNow
    }
}

/// The membership view: who is kept, and who of them has a voice at a cutoff.
public enum Members {
    /// The view as a pure function, by key.
    public static func of(_ ledger: LedgerContents, at cutoff: Cutoff) -> [Member] {
        guard ledger.charter.admission == .vouched else {
            return ledger.feeds.map { Member(key: $0.author, distance: 0, isNow: true) }
        }
        let records = ledger.feeds.map { VouchRecord(voucher: $0.author, chain: $0.chain) }
        return members(charter: ledger.charter, records: records, at: cutoff)
    }

    /// Keys with a voice.
    public static func now(_ ledger: LedgerContents, at cutoff: Cutoff) -> Set<PublicKey> {
        Set(of(ledger, at: cutoff).filter(\.isNow).map(\.key))
    }

    /// Members of a vouched collective from its vouches, by key.
    static func members(charter: Charter, records: [VouchRecord], at cutoff: Cutoff) -> [Member] {
        let kept = VouchLadder.distances(charter: charter, positions: records.map { $0.kept(by: cutoff) })
        let now = VouchLadder.distances(charter: charter, positions: records.map { $0.now(at: cutoff) })
        return kept.map { Member(key: $0.key, distance: now[$0.key] ?? $0.value, isNow: now[$0.key] != nil) }
            .sorted { $0.key < $1.key }
    }

    /// Everybody who was ever vouched for, before the cutoff or after it, and has no voice at it.
    static func silent(charter: Charter, records: [VouchRecord], at cutoff: Cutoff) -> Set<PublicKey> {
        let kept = VouchLadder.distances(charter: charter, positions: records.map(\.kept))
        let now = VouchLadder.distances(charter: charter, positions: records.map { $0.now(at: cutoff) })
        return Set(kept.keys.filter { now[$0] == nil })
    }
}

extension Member {
    /// The nearest to the founders first; of those, by key.
    static func isListed(_ one: Member, before other: Member) -> Bool {
        (one.distance, one.key) < (other.distance, other.key)
    }
}
