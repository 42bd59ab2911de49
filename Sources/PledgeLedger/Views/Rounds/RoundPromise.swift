/// A member's promise to a project of a round, and how much of it is a gift that draws on the pool.
public struct RoundPromise: Sendable {
    public var pledge: EntryID
    public var author: PublicKey
    public var project: EntryID
    /// In the pool unit's smallest part.
    public var amount: UInt64
    /// Whether it is to be repaid: a loan is no gift.
    public var isLoan: Bool
    /// What both sides' words say was given back or declined.
    public var gone: UInt64
    /// What of that was given back, by both sides' words.
    public var refunded: UInt64
    /// What one side alone says was given back.
    public var oneSided: [OneSidedWord]

    /// How much of it draws on the pool.
    public var counted: UInt64 { isLoan ? 0 : amount - gone }

    /// Nil where nothing of it counts.
    var gift: RoundGift? {
        counted > 0 ? RoundGift(person: author, project: project, amount: counted, pledge: pledge) : nil
    }
}
