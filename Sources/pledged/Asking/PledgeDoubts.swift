import PledgeLedger

/// Why a promise may not do what its author means by it: known before it is signed.
struct PledgeDoubts {
    private let entry: ListedEntry
    private let place: VersionPlace?
    private let backing: Backing
    private let unit: String
    private let details: Details
    /// Of a loan; nil for a gift, which anybody may make to a project of their own.
    private let sides: PledgeSides?

    /// - Parameter entry: the project or round that it is to.
    init(_ entry: ListedEntry, _ pledge: Pledge, _ collective: CharteredCollective, _ workspace: Workspace) throws {
        let store = workspace.store, author = try workspace.home.authorKey().publicKey
        let cutoff = try store.cutoff(at: Moment.now, in: collective.id, takesUncovered: true)
        self.entry = entry
        place = try store.view(of: collective.id, at: cutoff) { try VersionPlace(of: entry.id, in: $0) }
        backing = try store.backing(of: pledge.quantity, by: author, in: collective.id, at: cutoff)
        unit = pledge.quantity.unit.name
        details = Details(store, collective.id)
        sides = try pledge.repayBy.map { _ in try PledgeSides(pledge, by: author, store, collective.id) }
    }

    func words() throws -> [String] {
        let kind = entry.entry.reading.kind.map { "\($0)" } ?? "entry"
        return [
            entry.retractedBy == nil ? nil : "its author has taken this \(kind) back.",
            try place.flatMap { try VersionWords.doubt($0, details) }, loanToOneself, unbacked,
        ].compactMap { $0 }
    }

    /// Nobody is both sides of a promise.
    private var loanToOneself: String? {
        guard let sides, sides.areBoth(sides.donor) else { return nil }
        return sides.receivers.count == 1
            ? "you lend this to yourself: nobody else can say that it came or was repaid, so it is never settled."
            : "you lend this to yourself and to others: only they can say that it came or was repaid."
    }

    private var unbacked: String? {
        guard backing.missing > 0 else { return nil }
        let missing = AmountText.shown(backing.missing, unit: unit), needed = AmountText.shown(backing.needed, unit: unit)
        let why = backing.capacity.map {
            "you said that you can carry \(AmountText.shown($0, unit: unit)) in all, and with your earlier promises this takes \(needed)"
        } ?? "you have not said what you can carry in this unit"
        return "it is not backed, \(missing) of it is missing: \(why). Only what is said before a pledge backs it: "
            + "first `pledged profile --capacity \"\(needed)\"`, then the pledge; one that is signed can be taken back and said again."
    }
}
