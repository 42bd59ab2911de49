import PledgeLedger

/// Which promises and loans a key's record is made of.
struct RecordExplanation {
    private let records: [Record]
    private let terms: [RecordTerm]
    private let details: Details
    private let isForked: Bool

    /// Programs get all of them.
    private static let most = 50

    init(of key: PublicKey, _ details: Details, at cutoff: Cutoff) throws {
        (records, terms) = try details.store.recordTerms(of: key, in: details.collective, at: cutoff)
        self.details = details
        isForked = try details.isForked(key)
    }

    func lines() throws -> [String] {
        guard !terms.isEmpty else { return ["", "No record: none of their promises or loans has come to its time."] }
        let shown = try terms.prefix(Self.most).map { term in
            let amount = AmountText.shown(term.quantity.amount, unit: term.quantity.unit.name)
            let what = term.isLoan ? (term.isKept ? "repaid" : "not repaid in time") : (term.isKept ? "kept" : "not settled by both sides in time")
            return "  \(what): \(amount) \(term.isLoan ? "lent " : "")to \(try details.title(of: term.to)), pledge \(term.pledge.short)"
        }
        return [""] + records.flatMap(KeyAnswer.lines) + shown
            + (terms.count > shown.count ? ["  and \(terms.count - shown.count) more: --json has all"] : [])
            + ["Amounts are what was promised: what came of it, was declined or given back `explain` tells of each promise."]
            + ["Only what was due to people with a voice counts. It changes as promises come due and "
                + (isForked ? "the others say what became of them; the key itself can say nothing more." : "both sides say what became of them.")]
    }

    func json() -> [JSON.Field] {
        [.init("record_terms", .array(terms.map { term in
            .object([
                .init("pledge", .string(term.pledge.hex)), .init("to", .string(term.to.hex)), .init("loan", .bool(term.isLoan)),
                .init("kept", .bool(term.isKept)),
            ] + Details.quantity(term.quantity))
        }))]
    }
}
