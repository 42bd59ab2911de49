/// How far a promise has come; also the columns that its amount is split over.
public enum PledgeStage: Int, CaseIterable, Hashable, Sendable {
    /// Nothing is decided.
    case open
    /// Its conditions hold; the lock is still ahead.
    case firm
    /// It is to be paid now.
    case due
    /// Both sides say that it was paid.
    case paid
    /// Both sides say that it was given back.
    case refunded
    /// One side says that it was paid.
    case half
    /// One side says that it was paid, the other refuses that.
    case disputed
    /// It was due, and the time to settle is over.
    case defaulted
    /// Its conditions did not hold in time, or the other side refused what nobody says was paid.
    case lapsed
    /// Its author took it back while they could.
    case retracted
}

/// An amount by stage. Everything promised is in one of them, and nothing is in two.
public struct StageAmounts<Amount: FixedWidthInteger & Sendable & Hashable>: Hashable, Sendable {
    private var amounts: [Amount] = Array(repeating: 0, count: PledgeStage.allCases.count)

    public init() {}

    public subscript(_ stage: PledgeStage) -> Amount {
        get { amounts[stage.rawValue] }
        set { amounts[stage.rawValue] = newValue }
    }

    /// The sum over all stages.
    public var total: Amount { amounts.reduce(0, +) }
}

/// One pledge at a cutoff: its stage, why, and what would change it.
public struct PledgeState: Hashable, Sendable {
    public var id: EntryID
    public var author: PublicKey
    public var pledge: Pledge
    public var stage: PledgeStage
    /// Whether its author's declared capacity holds it.
    public var isBacked: Bool
    public var timeliness: Timeliness
    /// Whether its author stands by it. What was taken back too late is owed all the same where its ask is met.
    public var stands: Bool
    /// Whether its author took it back in time.
    public var isTakenBack: Bool
    /// Whether it is in the set that meets its ask: the set is the proof.
    public var isMet: Bool
    /// Whether it ever was to be paid: met, and the lock is past.
    public var wasDue: Bool
    /// Until when what is promised could meet its ask, where that is past: the lock, or without one the time to settle.
    public var closed: UInt64?
    public var amounts: StageAmounts<UInt64>
    /// The settlements that have weight, by author and place.
    public var said: [PledgeWord]
    /// What one side alone says came back.
    public var oneSided: [OneSidedWord]
    /// The other side refuses it; 0 where no refusal stands.
    public var refused: UInt64
    /// Who may speak for the other side.
    public var counterparties: [PublicKey]
    /// Nil where it is a gift.
    public var loan: LoanState?
    /// What is missing for it to come further, most basic first; empty where nothing is.
    public var lacks: [PledgeLack]
}

extension PledgeState {
    /// The settlements that have weight, by author and place.
    public var words: [EntryID] { said.map(\.id) }
}

/// What became of a loan, as far as both sides say that it was lent.
public struct LoanState: Hashable, Sendable {
    /// When it is to be repaid, in milliseconds since the epoch.
    public var repayBy: UInt64
    /// Paid by both sides' word, and not refunded.
    public var lent: UInt64
    /// Repaid by both sides' word.
    public var repaid: UInt64
    /// Repaid by one side's word alone.
    public var half: UInt64
    /// Whether the time to repay is over at the cutoff.
    public var isPast: Bool
}

/// What would change a pledge's stage.
public enum PledgeLack: Hashable, Sendable {
    /// The author's capacity, by the latest profile before the pledge, misses this much for it.
    case capacity(UInt128)
    /// It came after the lock.
    case late(lock: UInt64)
    /// No quorum of witnesses has covered it yet.
    case cover
    /// So much else that is promised to the ask waits for a quorum's cover, and it is short of its minimum without.
    case covers(UInt128)
    /// All binding pledges together, and those that only wait for covers, miss this much of the ask's minimum.
    case amount(UInt128)
    /// The ask's minimum is reached only with pledges whose own conditions don't hold: so much more without conditions
    /// would reach it.
    case othersConditions(UInt128)
    /// This many more people with a voice must pledge.
    case people(Int)
    /// Another project must be met, or must first come here.
    case joint(EntryID)
    /// It is to be paid once this moment is past.
    case lock(UInt64)
    /// The donor has yet to say that this much was paid.
    case wordOfDonor(PublicKey, UInt64)
    /// One of these has yet to say that this much was received.
    case wordOfReceiver([PublicKey], UInt64)
    /// Both contradict each other over this much: one of them must take a word back.
    case contradiction(UInt64)
}
