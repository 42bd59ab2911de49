/// One cause entry: its author says that one problem causes another.
public struct CauseClaim: Hashable, Sendable {
    /// The cause entry.
    public var id: EntryID
    public var author: PublicKey
    public var cause: EntryID
    public var effect: EntryID
    /// 1–3.
    public var strength: UInt8
    /// False where the author is not a member now: the entry itself weighs nothing, yet members may
    /// endorse it.
    public var hasVoice: Bool

    public init(
        id: EntryID, author: PublicKey, cause: EntryID, effect: EntryID, strength: UInt8, hasVoice: Bool = true
    ) {
        self.id = id
        self.author = author
        self.cause = cause
        self.effect = effect
        self.strength = strength
        self.hasVoice = hasVoice
    }
}

/// A member's standing word on a cause entry: at most one per member and entry.
public struct CauseEndorsement: Hashable, Sendable {
    public var member: PublicKey
    /// The cause entry.
    public var claim: EntryID
    /// −2…2; above 0 it says that the cause is one, below 0 that it is not.
    public var stance: Int8

    public init(member: PublicKey, claim: EntryID, stance: Int8) {
        self.member = member
        self.claim = claim
        self.stance = stance
    }
}

/// A member's standing word, as one who is affected, on a problem: at most one per member and problem.
public struct AffectedWord: Hashable, Sendable {
    public var member: PublicKey
    public var problem: EntryID
    /// −2…2; only those above 0 weigh: nobody can deny that somebody else is affected.
    public var stance: Int8

    public init(member: PublicKey, problem: EntryID, stance: Int8) {
        self.member = member
        self.problem = problem
        self.stance = stance
    }
}

/// What members have said about problems and their causes: all that the root causes are computed from.
///
/// Words about problems that are not listed wait and weigh nothing. The order of the lists is of no
/// account.
public struct CauseWords: Sendable {
    public var problems: [EntryID]
    public var claims: [CauseClaim]
    public var endorsements: [CauseEndorsement]
    public var affected: [AffectedWord]

    public init(
        problems: [EntryID], claims: [CauseClaim] = [], endorsements: [CauseEndorsement] = [], affected: [AffectedWord] = []
    ) {
        self.problems = problems
        self.claims = claims
        self.endorsements = endorsements
        self.affected = affected
    }
}
