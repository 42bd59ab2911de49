import PledgeLedger

/// What one promise puts into a round's pool, and what both sides say of it.
struct PoolAnswer {
    let pledge: PoolPledge
    let details: Details

    private var unit: String { pledge.pledge.content.quantity.unit.name }
    private func shown(_ amount: some BinaryInteger) -> String { AmountText.shown(amount, unit: unit) }

    private var stated: StateAnswer { StateAnswer(state: pledge.state, details: details) }

    /// `50.00 EUR by farmer (pledge1…), pledge 3f9a2c…, due now, not backed`; without the remarks where they follow.
    func line(isShort: Bool = false) throws -> String {
        let stage = pledge.idleness == nil ? pledge.state.stage.words : nil
        let remark = isShort ? "" : try ([idleness(), stage, backing].compactMap { $0 } + remarks()).map { ", \($0)" }.joined()
        return "\(shown(pledge.pledge.content.quantity.amount)) by \(try details.people.name(pledge.pledge.author)), "
            + "pledge \(pledge.pledge.id.short)\(remark)"
    }

    /// What one side alone says came back, a line each.
    func oneSided() throws -> [String] { try stated.oneSided() }

    /// Why it is not in the pool; nil where it is.
    private func idleness() throws -> String? {
        switch pledge.idleness {
        case nil: return nil
        case .takenBack: return "taken back"
        case .late(let lock) where pledge.pledge.time > lock:
            return "counts for nothing: the round locked on \(ISODate.text(lock)); what is promised later does not count"
        case .late(let lock):
            return "counts for nothing: \(try details.lateness(of: pledge.pledge.id, for: lock, "the round's")), \(ISODate.text(lock))"
        case .otherTerms:
            let held = try details.store.entry(pledge.pledge.id, in: details.collective)?.entry
            return try held.flatMap { try Idleness.of($0, details)?.words } ?? "counts for nothing"
        }
    }

    private var backing: String? {
        guard pledge.missing > 0 else { return nil }
        let whole = pledge.pledge.content.quantity.amount
        let rest = pledge.missing < whole ? "; so all \(shown(whole)) of it counts as not backed" : ""
        return "not backed: \(shown(pledge.missing)) more than its author said before it that they can carry\(rest)"
    }

    /// What of it is in the pool no more, or counts though its author took it back.
    private func remarks() throws -> [String] {
        guard pledge.idleness == nil else { return [] }
        let gone = pledge.pledge.content.quantity.amount - pledge.inPool
        let how = pledge.pledge.content.repayBy == nil ? "given back or declined" : "given back, repaid or declined"
        let facts = try details.store.entry(pledge.pledge.content.to, in: details.collective)?.entry.reading.facts
        return [
            gone == 0 ? nil : "\(shown(gone)) of it was \(how), and is not in the pool",
            try facts?.round?.lock.flatMap { try details.lateRetraction(of: pledge.pledge.id, for: $0) },
        ].compactMap { $0 }
    }

    /// The same in full, for `explain` and `show` on the promise itself.
    func lines() throws -> [String] {
        let keeper = try details.people.name(pledge.keeper), idleness = try idleness()
        var lines = try stated.lines() + [
            "it \(pledge.idleness == nil ? "is in" : "puts nothing into") the pool of \(try details.title(of: pledge.pledge.content.to))"
                + (idleness.map { ": \($0)" } ?? ""),
        ]
        if let backing, pledge.idleness == nil { lines.append("\(backing); the pool holds it all the same") }
        lines += try remarks()
        lines.append("\(shown(pledge.paid)) paid by its author's word, \(shown(pledge.received)) received by \(keeper), the round's author, by theirs")
        lines.append("\(shown(pledge.confirmed)) by both")
        if !pledge.words.isEmpty { lines.append("by the words \(pledge.words.map(\.short).joined(separator: ", "))") }
        return lines
    }

    /// What an entry's own answer has beside.
    func json() throws -> [JSON.Field] {
        let stated = try stated.json().filter { ["stage", "stages", "lacks", "one_sided"].contains($0.name) }
        return stated + [
            .init("in_pool", .bool(pledge.idleness == nil)), .init("backed", .bool(pledge.missing == 0)),
            .init("missing_capacity", .number(pledge.missing)), .init("keeper", .string(KeyText.author(pledge.keeper))),
            .init("paid", .number(pledge.paid)), .init("received", .number(pledge.received)),
            .init("confirmed", .number(pledge.confirmed)), .init("words", .array(pledge.words.map { .string($0.hex) })),
        ]
    }
}
