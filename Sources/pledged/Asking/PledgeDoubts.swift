import PledgeLedger

/// Why a promise may not do what its author means by it: known before it is signed.
struct PledgeDoubts {
    private let entry: ListedEntry
    private let place: VersionPlace?
    private let backing: Backing
    private let amount: UInt64
    private let unit: String
    private let details: Details
    private let sides: PledgeSides
    private let isLoan: Bool
    /// Whether there is a time by which it has to be kept.
    private let isToBeSettled: Bool

    /// - Parameter entry: the project or round that it is to.
    init(_ entry: ListedEntry, _ pledge: Pledge, _ collective: CharteredCollective, _ workspace: Workspace) throws {
        let store = workspace.store, author = try workspace.home.authorKey().publicKey
        let cutoff = try store.cutoff(at: Moment.now, in: collective.id, takesUncovered: true)
        self.entry = entry
        place = try store.view(of: collective.id, at: cutoff) { try VersionPlace(of: entry.id, in: $0) }
        backing = try store.backing(of: pledge.quantity, by: author, in: collective.id, at: cutoff)
        (amount, unit) = (pledge.quantity.amount, pledge.quantity.unit.name)
        details = Details(store, collective.id)
        sides = try PledgeSides(pledge, by: author, store, collective.id)
        isLoan = pledge.repayBy != nil
        isToBeSettled = if case .project(let project)? = entry.entry.reading.facts { project.settleBy != nil } else { false }
    }

    func words() throws -> [String] {
        let kind = entry.entry.reading.kind.map { "\($0)" } ?? "entry"
        let isRound = entry.entry.reading.facts?.round != nil, hasLock = entry.entry.reading.facts?.round?.lock != nil
        return [
            entry.retractedBy == nil ? nil : "its author has taken this \(kind) back. What is promised to it counts all the same, and is owed "
                + (hasLock ? "once its lock is past." : isRound ? "at once." : "once it is met."),
            try place.flatMap { try VersionWords.doubt($0, details) }, isLoan ? loanToOneself : giftToOneself, unbacked,
        ].compactMap { $0 }
    }

    /// Nobody is both sides of a promise.
    private var giftToOneself: String? {
        guard sides.isToItself else { return nil }
        let silence = isToBeSettled ? " Without that word it stands as not kept once the time to settle is over." : ""
        return "you give this to yourself: nobody else can say that it came, so both sides never settle it. By your word alone "
            + "(`pledged settle --paid`) it stands as paid by one side's word.\(silence)"
    }

    private var loanToOneself: String? {
        guard sides.areBoth(sides.donor) else { return nil }
        return sides.isToItself
            ? "you lend this to yourself: nobody else can say that it came or was repaid, so it is never settled."
            : "you lend this to yourself and to others: only they can say that it came or was repaid."
    }

    private var unbacked: String? {
        guard backing.missing > 0 else { return nil }
        let whole = backing.missing < amount
            ? ", and a promise is backed whole or not at all, so all \(AmountText.shown(amount, unit: unit)) of it counts as not backed" : ""
        let missing = "\(AmountText.shown(backing.missing, unit: unit)) is missing for it\(whole)", needed = AmountText.shown(backing.needed, unit: unit)
        let why = backing.capacity.map {
            "you said that you can carry \(AmountText.shown($0, unit: unit)) in all, and with your earlier promises this takes \(needed)"
        } ?? "you have not said what you can carry in this unit"
        guard backing.needed <= UInt128(Amount.most) else {
            return "it is not backed, \(missing): \(why), and no profile can say more than "
                + "\(AmountText.shown(Amount.most, unit: unit)). Promise less, or take an earlier promise back first."
        }
        return "it is not backed, \(missing): \(why). Only what is said before a pledge backs it: "
            + "first `pledged profile --capacity \"\(needed)\"`, then the pledge; one that is signed can be taken back and said again."
    }
}
