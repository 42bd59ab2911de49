import PledgeLedger

/// Why a word on a promise may not do what its author means by it: known before it is signed.
struct SettleDoubts {
    private let settle: Settle
    private let entry: ListedEntry
    private let pledge: Pledge
    private let sides: PledgeSides
    private let words: [Said<Settle>]
    /// Whether the promise was taken back in time: then nothing of it is disputed.
    private let isTakenBack: Bool

    /// - Parameters:
    ///   - settle: about to be signed.
    ///   - entry: the promise that it is about.
    ///   - words: all that stand on it.
    init(
        _ settle: Settle, _ entry: ListedEntry, _ pledge: Pledge, _ sides: PledgeSides, beside words: [Said<Settle>],
        _ collective: CollectiveID, _ store: Store
    ) throws {
        (self.settle, self.entry, self.pledge, self.sides, self.words) = (settle, entry, pledge, sides, words)
        let cutoff = try store.cutoff(at: Moment.now, in: collective, takesUncovered: true)
        isTakenBack = try store.listedPledges([entry.id], in: collective, at: cutoff).first?.state?.isTakenBack ?? false
    }

    /// - Parameter author: who signs.
    func words(by author: PublicKey) -> [String] { [selfPaid, contested(by: author)].compactMap { $0 } }

    private var selfPaid: String? {
        guard settle.side == .paid, sides.isToItself else { return nil }
        return "nobody but you receives it, so nobody can confirm it: it stands as paid by one side's word, and has no receipt."
    }

    private func contested(by author: PublicKey) -> String? {
        let promise = Said(id: entry.id, author: entry.author, seq: entry.entry.entry.seq, time: entry.entry.entry.time, content: pledge)
        guard !isTakenBack,
            let contest = Contest(of: promise, receivers: sides.receivers, words: words, with: settle, by: author)
        else { return nil }
        return settle.side == .paid ? paying(contest) : refusing(contest)
    }

    /// The donor says that what was refused is paid.
    private func paying(_ contest: Contest) -> String {
        "\(shown(contest.refused)) of it was refused, so \(shown(contest.amount)) of it stands as disputed until who it is for says "
            + "that it came (--received), or takes the refusal back."
    }

    /// The other side refuses what the donor says was paid.
    private func refusing(_ contest: Contest) -> String {
        let lead = "who pledged says that \(shown(contest.paid)) of it was paid: with this refusal \(shown(contest.amount)) of it stands as disputed."
        guard contest.unsaid > 0 else { return lead }
        func command(_ amount: UInt64, _ side: String) -> String { "`pledged settle \(entry.id.short) \"\(shown(amount))\" --\(side)`" }
        let rest = contest.rest > 0 ? ", and refuse what is left only then, \(command(contest.rest, "refused"))" : " instead"
        return "\(lead) Where \(shown(contest.unsaid)) did come, say that\(contest.rest > 0 ? " first" : ""), "
            + "\(command(contest.unsaid, "received"))\(rest)."
    }

    private func shown(_ amount: UInt64) -> String { AmountText.shown(amount, unit: pledge.quantity.unit.name) }
}
