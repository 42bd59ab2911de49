import PledgeLedger

/// What backs a promise, or why it is not backed: by which profile, and beside which earlier promises.
struct BackingAnswer {
    private let proof: BackingProof
    private let unit: String

    private static let most = 9

    /// Nil where the pledge is not here.
    init?(of pledge: EntryID, in unit: String, _ details: Details, at cutoff: Cutoff) throws {
        guard let proof = try details.store.backingProof(of: pledge, in: details.collective, at: cutoff) else { return nil }
        (self.proof, self.unit) = (proof, unit)
    }

    func lines() -> [String] {
        func shown(_ amount: some BinaryInteger) -> String { AmountText.shown(amount, unit: unit) }
        let verdict = proof.missing == 0 ? "backed" : "not backed, \(shown(proof.missing)) missing"
        guard let profile = proof.profile else { return ["\(verdict): its author had no profile before it"] }
        let says = proof.capacity.map { "says that they can carry \(shown($0)) in all" } ?? "says nothing of this unit"
        guard !proof.earlier.isEmpty else { return ["\(verdict): their profile before it, \(profile.short), \(says)"] }
        let weight = proof.earlier.reduce(UInt128(0)) { $0 + UInt128($1.amount) }
        let named = proof.earlier.prefix(Self.most).map { "\(shown($0.amount)) by pledge \($0.pledge.short)" }.joined(separator: ", ")
        let more = proof.earlier.count > Self.most ? " and \(proof.earlier.count - Self.most) more" : ""
        return ["\(verdict): their profile before it, \(profile.short), \(says), and earlier promises weigh \(shown(weight)): \(named)\(more)"]
    }

    func json() -> JSON {
        .known([
            proof.profile.map { .init("profile", .string($0.hex)) }, proof.capacity.map { .init("capacity", .number($0)) },
            .init("missing", .number(proof.missing)), .init("earlier", .array(proof.earlier.map {
                .object([.init("pledge", .string($0.pledge.hex)), .init("amount", .number($0.amount))])
            })),
        ])
    }
}
