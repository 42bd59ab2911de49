/// One person's gift to a project of a round, in the pool's unit.
public struct RoundGift: Hashable, Sendable {
    public var person: PublicKey
    public var project: EntryID
    /// 1…10^15, in the unit's smallest part.
    public var amount: UInt64
    /// The entry that promises it; nil where there is none, as in a study.
    public var pledge: EntryID?

    public init(person: PublicKey, project: EntryID, amount: UInt64, pledge: EntryID? = nil) {
        self.person = person
        self.project = project
        self.amount = amount
        self.pledge = pledge
    }
}

/// One person's standing vouch for another; it counts here where it is answered.
public struct RoundVouch: Hashable, Sendable {
    public var voucher: PublicKey
    public var subject: PublicKey

    public init(voucher: PublicKey, subject: PublicKey) {
        self.voucher = voucher
        self.subject = subject
    }
}

/// Everything that a matching is computed from. The order of the lists is of no account.
public struct MatchingRound: Sendable {
    /// What the sponsors put in, in the unit's smallest part.
    public var pool: UInt128
    /// K: what a pair's gifts may draw at most, in the unit's smallest part; nil for no bound, which
    /// is plain quadratic funding.
    public var bound: UInt64?
    /// Projects that take part; gifts to others weigh nothing.
    public var projects: [EntryID]
    /// Gifts of people with a voice; several by one person to one project are added.
    public var gifts: [RoundGift]
    public var vouches: [RoundVouch]

    public init(
        pool: UInt128, bound: UInt64?, projects: [EntryID], gifts: [RoundGift], vouches: [RoundVouch] = []
    ) {
        self.pool = pool
        self.bound = bound
        self.projects = projects
        self.gifts = gifts
        self.vouches = vouches
    }
}
