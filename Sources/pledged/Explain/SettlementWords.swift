import PledgeLedger

/// Who said what of a promise: its settlements with weight, and a retraction that came too late.
struct SettlementWords {
    let state: PledgeState
    let details: Details

    /// In the order of their claimed times.
    private func words() throws -> [(listed: ListedEntry, settle: Settle)] {
        let words: [(listed: ListedEntry, settle: Settle)] = try state.words
            .compactMap { try details.listed($0) }.compactMap { listed in
                if case .settle(let settle)? = listed.entry.reading.facts { (listed, settle) } else { nil }
            }
        return words.sorted { ($0.listed.entry.entry.time, $0.listed.id) < ($1.listed.entry.entry.time, $1.listed.id) }
    }

    /// `said by farmer (pledge1…): 10.00 EUR received, 2026-03-01, entry 3f9a2c…`.
    func lines() throws -> [String] {
        let unit = state.pledge.quantity.unit.name
        return try words().map { listed, settle in
            let amount = settle.amount == 0 ? "all" : AmountText.shown(settle.amount, unit: unit)
            let answers = settle.counter.map { ", answers \($0.short)" } ?? ""
            return "said by \(try details.people.name(listed.author)): \(amount) \(settle.side), "
                + "\(ISODate.day(listed.entry.entry.time)), entry \(listed.id.short)\(answers)"
        } + lateRetraction()
    }

    /// A retraction that came too late; none where there is none.
    func lateRetraction() throws -> [String] {
        guard state.isTakenBackLate,
            let by = try details.listed(state.id)?.retractedBy
        else { return [] }
        let time = try details.store.entry(by, in: details.collective)?.entry.entry.time
        let charter = try details.store.collective(details.collective)?.charter
        let why = charter?.isWitnessed == true ? "a quorum of witnesses had covered the promise before" : "the lock was past"
        let day = time.map { ", \(ISODate.text($0)) by their clock" } ?? ""
        return ["its author took it back (entry \(by.short)\(day)), too late: \(why)\(state.lateDebt.map { ", so it is \($0)" } ?? "")"]
    }

    func json() throws -> JSON {
        .array(try words().map { listed, settle in
            .object([
                .init("entry", .string(listed.id.hex)), .init("author", .string(KeyText.author(listed.author))),
                .init("side", .string("\(settle.side)")), .init("amount", .number(settle.amount)),
                .init("time", .number(listed.entry.entry.time)),
            ])
        })
    }
}
