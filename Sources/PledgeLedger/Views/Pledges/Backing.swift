/// What would back one more promise: known before it is signed, since only a profile before a pledge backs it.
public struct Backing: Hashable, Sendable {
    /// What the author said that they can carry in the unit, by their latest profile; nil where it says nothing of it.
    public let capacity: UInt64?
    /// How much is missing for the promise, beside everything promised before that still weighs; 0 where it is backed.
    public let missing: UInt128

    /// The capacity that would hold it: what earlier promises weigh, and it.
    public var needed: UInt128 { UInt128(capacity ?? 0) + missing }
}

extension Store {
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
