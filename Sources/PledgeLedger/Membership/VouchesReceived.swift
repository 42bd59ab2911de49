/// The vouches for membership that a key has, and why each counts or does not: what is missing where it is no member.
public struct VouchesReceived: Hashable, Sendable {
    /// Whether a vouch counts.
    public enum Standing: Hashable, Sendable {
        case counts
        case takenBack
        case ranOut(UInt64)
        /// It is not among the first so many that the ladder gives its author.
        case beyondLadder(UInt32)
        /// Its author is no member now.
        case noMember
    }

    /// One vouch.
    public struct Vouch: Hashable, Sendable {
        /// Who gave it.
        public var voucher: PublicKey
        /// Their latest word on the key, by its place in their feed.
        public var seq: UInt64
        /// When it ends, in milliseconds since the epoch; nil for good.
        public var until: UInt64?
        /// Whether it counts.
        public var standing: Standing
        /// The entry at that place.
        public var entry: EntryID?
    }

    /// By voucher.
    public private(set) var vouches: [Vouch]
    /// How many a key needs.
    public let needed: UInt32

    /// How many count.
    public var counting: Int { vouches.count { $0.standing == .counts } }
    /// How many more would make it a member.
    public var missing: Int { max(0, Int(needed) - counting) }

    /// Of a key's vouches at a cutoff.
    public init(by key: PublicKey, charter: Charter, records: [VouchRecord], at cutoff: Cutoff) {
        self.init(by: key, VouchesNow(charter: charter, records: records, at: cutoff))
    }

    init(by key: PublicKey, _ now: VouchesNow) {
        needed = now.charter.vouchesNeeded
        vouches = zip(now.records, now.positions).compactMap { record, position in
            guard record.voucher != key, let place = position.subjects.firstIndex(where: { $0.key == key }),
                let latest = record.latest(about: key, at: now.cutoff)
            else { return nil }
            let standing: Standing = if latest.level == 0 { .takenBack }
                else if let until = latest.until, until <= now.cutoff.time { .ranOut(until) }
                else if let allowance = now.allowance(of: record.voucher) {
                    place < Int(allowance) ? .counts : .beyondLadder(allowance)
                } else { .noMember }
            return Vouch(voucher: record.voucher, seq: latest.seq, until: latest.until, standing: standing)
        }.sorted { $0.voucher < $1.voucher }
    }

    /// Fills in which entries the vouches are.
    mutating func name(_ find: (PublicKey, UInt64) throws -> EntryID?) rethrows {
        for place in vouches.indices { vouches[place].entry = try find(vouches[place].voucher, vouches[place].seq) }
    }
}
