/// One problem of the view.
public struct ListedProblem: Hashable, Sendable {
    public var id: EntryID
    /// The problem that it repeats.
    public var sameAs: EntryID?
}

/// One claim that stands.
public struct StandingClaim: Hashable, Sendable {
    public var id: EntryID
    public var author: PublicKey
    public var seq: UInt64
    public var cause: EntryID
    public var effect: EntryID
    public var strength: UInt8
}

/// One author's standing word on a target.
public struct StandingStance: Hashable, Sendable {
    public var author: PublicKey
    public var stance: Tally.Stance
}
