import PledgeLedger

/// What hangs on an entry that its author is about to take back.
struct RetractDoubts {
    private let target: ListedEntry
    private let details: Details

    init(_ target: ListedEntry, _ details: Details) { (self.target, self.details) = (target, details) }

    /// None where the entry was taken back before: whoever erases it then changes nothing of what hangs on it.
    func words() throws -> [String] {
        guard target.retractedBy == nil else { return [] }
        let cutoff = try details.store.cutoff(at: Moment.now, in: details.collective, takesUncovered: true)
        switch target.entry.reading.facts {
        case .project: return try project(cutoff)
        case .round: return try round(cutoff)
        default: return []
        }
    }

    private func project(_ cutoff: Cutoff) throws -> [String] {
        guard let asks = try details.store.totals(of: target.id, in: details.collective, at: cutoff)?.asks else { return [] }
        let count = asks.reduce(0) { $0 + $1.pledges }
        return warning(count, asks.map { ($0.ask.unit, $0.pledged) }, count == 1 ? "hangs on it" : "hang on it", "once it is met")
    }

    private func round(_ cutoff: Cutoff) throws -> [String] {
        let owed = target.entry.reading.facts?.round?.lock == nil ? "at once" : "once its lock is past"
        let pool = try details.store.poolPledges(to: target.id, in: details.collective, at: cutoff)?.filter { $0.idleness == nil } ?? []
        let amounts = pool.map { ($0.pledge.content.quantity.unit, UInt128($0.pledge.content.quantity.amount)) }
        return warning(pool.count, amounts, pool.count == 1 ? "is in its pool" : "are in its pool", owed)
    }

    private func warning(
        _ promises: Int, _ amounts: [(unit: Unit, amount: UInt128)], _ place: String, _ owed: String
    ) -> [String] {
        guard promises > 0 else { return [] }
        let sums = Dictionary(amounts.map { ($0.unit, $0.amount) }, uniquingKeysWith: +).filter { $0.value > 0 }.sorted { $0.key < $1.key }
        let all = sums.map { AmountText.shown($0.value, unit: $0.key.name) }.joined(separator: " and ")
        return [
            "\(Count.words(promises, "promise", "promises")) \(place), \(all) in all. Taking it back undoes none of that: it is owed \(owed), "
                + "unless those who promised take it back in time. Tell them.",
        ]
    }
}
