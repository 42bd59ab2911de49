import PledgeLedger

/// What one of the newest rounds would give to projects as promises and endorsements stand: worked out once for all
/// pages.
struct RoundGrant: Sendable {
    let round: EntryID
    let title: String
    let facts: Round
    /// Whether what is promised and endorsed from now on still changes it.
    let isOpen: Bool
    /// The split; nil where the collective is too large to work it out for every page.
    let split: Split?

    struct Split: Sendable {
        let rule: SplitRule
        let pool: UInt128
        /// In the pool unit's smallest part, by project.
        let amounts: [EntryID: UInt128]
    }

    /// Rounds that are looked at, the latest claimed first.
    private static let most = 3
    /// In a larger collective a split may take seconds; the round's own page has it.
    private static let mostEntries: UInt64 = 50_000

    static func newest(_ reader: LedgerReader) throws -> [RoundGrant] {
        let page = try reader.store.pageOfDefinitions(.round, in: reader.id, at: reader.cutoff, after: nil, limit: most)
        return try page.ids.compactMap { id in
            guard let listed = try reader.details.listed(id), listed.retractedBy == nil,
                case .round(let round) = listed.entry.reading.facts
            else { return nil }
            let title = listed.text?.title ?? ""
            return RoundGrant(
                round: id, title: title.isEmpty ? "round \(id.short)" : SafeText.shown(title, width: 60), facts: round,
                isOpen: round.lock.map { reader.cutoff.time <= $0 } ?? true, split: try split(id, reader))
        }
    }

    private static func split(_ id: EntryID, _ reader: LedgerReader) throws -> Split? {
        guard reader.collective.row.entries <= mostEntries,
            let reading = try reader.store.view(of: reader.id, at: reader.cutoff, { try RoundReading(id, in: $0) })
        else { return nil }
        var amounts: [EntryID: UInt128] = [:]
        switch reading.split() {
        case .matching(let matching): for payment in matching.payments { amounts[payment.project] = payment.amount }
        case .equalShares(let shares):
            let funded = Set(shares.funded)
            for project in reading.projects { amounts[project.project] = funded.contains(project.project) ? project.cost : 0 }
        }
        return Split(rule: reading.rules.rule ?? .matching, pool: reading.pool, amounts: amounts)
    }

    // MARK: in words

    /// Whether a project takes part.
    private func takes(_ project: EntryID, _ facts: Project) -> Bool {
        if let split { return split.amounts[project] != nil }
        return (self.facts.eligible.isEmpty || self.facts.eligible.contains(project)) && facts.asks.contains { $0.unit == self.facts.poolUnit }
    }

    private func words(_ amount: UInt128) -> String { AmountText.shown(amount, unit: facts.poolUnit.name) }

    /// `would add 40.00 EUR`, for a card; nil where it is nothing, or is not known.
    func short(_ project: EntryID) -> String? {
        guard let amount = split?.amounts[project], amount > 0 else { return nil }
        return "\(isOpen ? "would add" : "adds") \(words(amount))"
    }

    /// What it comes to for a project, and what that hangs on; nil where the project takes no part.
    func long(_ project: EntryID, _ facts: Project) -> String? {
        guard takes(project, facts) else { return nil }
        guard let split, let amount = split.amounts[project] else { return "may add to it: its page has the split." }
        let pool = split.pool == 0 ? "Nothing is promised to its pool so far" : "\(words(split.pool)) are promised to its pool"
        let basis = split.rule == .matching ? "pledges" : "endorsements"
        return "\(verb(split, amount)), as \(basis) stand\(isOpen ? " now" : ""). \(pool)\(isOpen ? "" : "; it closed on \(day)")."
    }

    private func verb(_ split: Split, _ amount: UInt128) -> String {
        switch (split.rule, isOpen) {
        case (_, _) where amount == 0: isOpen ? "would add nothing" : "adds nothing"
        case (.matching, true): "would add \(words(amount))"
        case (.matching, false): "adds \(words(amount))"
        case (.equalShares, true): "would pay all \(words(amount)) that it asks for"
        case (.equalShares, false): "pays all \(words(amount)) that it asks for"
        }
    }

    private var day: String { facts.lock.map(ISODate.day) ?? "" }
}
