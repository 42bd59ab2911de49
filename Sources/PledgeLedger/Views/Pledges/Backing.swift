/// What would back one more promise: known before it is signed, since only a profile before a pledge backs it.
public struct Backing: Hashable, Sendable {
    /// What the author said that they can carry in the unit, by their latest profile; nil where it says nothing of it.
    public let capacity: UInt64?
    /// How much is missing for the promise, beside everything promised before that still weighs; 0 where it is backed.
    public let missing: UInt128

    /// The capacity that would hold it: what earlier promises weigh, and it.
    public var needed: UInt128 { UInt128(capacity ?? 0) + missing }
}

/// What backs a promise that was made, or does not: the profile that counts for it, and the earlier promises that
/// weigh on the same capacity.
public struct BackingProof: Hashable, Sendable {
    /// An earlier promise that weighs.
    public struct Earlier: Hashable, Sendable {
        public let pledge: EntryID
        public let amount: UInt64
    }

    /// The author's latest profile before the promise; nil where there is none.
    public let profile: EntryID?
    /// What it says of the unit; nil where it says nothing of it.
    public let capacity: UInt64?
    /// In the order of the author's chain.
    public let earlier: [Earlier]
    /// How much is missing; 0 where it is backed.
    public let missing: UInt128
}

extension Store {
    /// Why a pledge is backed or not; nil where it is not here.
    public func backingProof(of pledge: EntryID, in id: CollectiveID, at cutoff: Cutoff) throws -> BackingProof? {
        try reading(id) { database, row in
            guard let placed = try EntryTable(database: database).find(pledge, collective: row.number),
                case .pledge(let content) = placed.entry.reading.facts
            else { return nil }
            let reader = PledgeReader(database, row, at: cutoff) { try self.voiceless(database, row, at: $0) }
            return try reader.backingProof(of: Said(placed.entry.entry, content), placed.feed)
        }
    }

    /// How much of its author's capacity is missing for each of some pledges; nothing of those that are backed, or are
    /// not here.
    public func missingCapacity(of pledges: [EntryID], in id: CollectiveID, at cutoff: Cutoff) throws -> [EntryID: UInt128] {
        try reading(id) { database, row in
            let reader = PledgeReader(database, row, at: cutoff) { try self.voiceless(database, row, at: $0) }
            let entries = EntryTable(database: database)
            let placed = try pledges.compactMap { try entries.find($0, collective: row.number) }
            var missing: [EntryID: UInt128] = [:]
            for (feed, some) in Dictionary(grouping: placed, by: \.feed) {
                let said = some.compactMap { one -> Said<Pledge>? in
                    if case .pledge(let pledge) = one.entry.reading.facts { Said(one.entry.entry, pledge) } else { nil }
                }
                let bySeq = try reader.missingCapacity(of: said, feed)
                for one in said { if let amount = bySeq[one.seq], amount > 0 { missing[one.id] = amount } }
            }
            return missing
        }
    }

    /// What an author's capacity holds of a promise that they are about to sign.
    /// - Parameter cutoff: whose time is the promise's.
    public func backing(
        of quantity: Quantity, by author: PublicKey, in id: CollectiveID, at cutoff: Cutoff
    ) throws -> Backing {
        try reading(id) { database, row in
            let reader = PledgeReader(database, row, at: cutoff) { try self.voiceless(database, row, at: $0) }
            return try reader.backing(of: quantity, by: author)
        }
    }
}

extension PledgeReader {
    fileprivate func backingProof(of said: Said<Pledge>, _ feed: Int64) throws -> BackingProof {
        let unit = said.content.quantity.unit, profile = try profileEntry(feed, before: said.seq)
        let before = try promised(feed, through: said.seq)[unit] ?? []
        let earlier = try before.filter { $0.weighs(on: said.seq, at: said.time) }.compactMap { one in
            try entries.id(feed: feed, seq: one.seq).map { BackingProof.Earlier(pledge: $0, amount: one.amount) }
        }
        let declared = profile?.profile.capacity.first { $0.unit == unit }?.amount
        let missing = Capacity(promised: before).missing(at: [said.seq]) { _ in declared }[said.seq] ?? 0
        return BackingProof(profile: profile?.id, capacity: declared, earlier: earlier, missing: missing)
    }
}
