/// One settlement that has weight: who says what became of a promise.
public struct PledgeWord: Hashable, Sendable {
    public var id: EntryID
    public var author: PublicKey
    public var side: Settle.Side
}

/// What one side alone says became of a promise; nothing comes of it until the other says so too.
public struct OneSidedWord: Hashable, Sendable {
    /// `refunded` or `repaid`.
    public var side: Settle.Side
    /// By so much more than the other side says, in the unit's smallest part.
    public var amount: UInt64
    /// Who says so, and whose word is missing; ascending.
    public var by, waiting: [PublicKey]
}
