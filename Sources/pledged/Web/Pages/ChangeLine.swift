import PledgeLedger

/// What an entry says, in a line for people who know what things are called and not what their ids are.
struct ChangeLine {
    let reader: LedgerReader

    /// Entries that are named on the way from one to what it is about: a settlement's pledge, and its project.
    private static let depth = 3

    func words(_ listed: ListedEntry) throws -> String {
        let title = listed.text?.title ?? ""
        guard let facts = listed.entry.reading.facts else { return listed.id.short }
        return switch facts {
        case .witness: listed.id.short
        case .charter, .project, .round, .problem, .profile: title.isEmpty ? gone(listed) : SafeText.shown(title, width: 120)
        case .cause(let cause): "\(try name(cause.cause)) brings about \(try name(cause.effect))"
        case .settle(let settle): try words(settle)
        case .report(let report): "\(measured(report))on \(try name(report.project))"
        case .vouch(let vouch): "\(vouch.level == 0 ? "no longer for" : "for") \(try person(vouch.subject))"
        case .pledge(let pledge): "\(amount(pledge)) to \(try name(pledge.to))"
        case .endorse(let endorse): "\(Details.words(stance: endorse.stance)) \(try target(endorse.target))"
        case .retract(let retract): "takes back \(try name(retract.target))"
        }
    }

    private func gone(_ listed: ListedEntry) -> String {
        listed.isErased ? "(erased by its author)" : "(its words are not here yet)"
    }

    /// `60.00 EUR for “A pump warden”: received`.
    private func words(_ settle: Settle) throws -> String {
        guard case .pledge(let pledge)? = try reader.store.entry(settle.pledge, in: reader.id)?.entry.reading.facts else {
            return "a promise that is not here yet was \(settle.side)"
        }
        let sum = settle.amount == 0 ? "all of \(amount(pledge))" : AmountText.shown(settle.amount, unit: pledge.quantity.unit.name)
        return "\(sum) for \(try name(pledge.to)): \(settle.side)"
    }

    private func amount(_ pledge: Pledge) -> String { AmountText.shown(pledge.quantity.amount, unit: pledge.quantity.unit.name) }

    private func measured(_ report: Report) -> String {
        report.metric.isEmpty ? "" : "\(SafeText.shown(report.metric, width: 40)) \(Details.measure(report)), "
    }

    private func person(_ key: PublicKey) throws -> String {
        try reader.details.people.alias(key).map { SafeText.shown($0, width: 40) } ?? KeyText.short(key)
    }

    /// What is endorsed: an entry, or a person.
    private func target(_ target: Bytes32) throws -> String {
        if try reader.store.entry(EntryID(target), in: reader.id) != nil { return try name(EntryID(target)) }
        let key = PublicKey(target)
        return try KeyAnswer.isKnown(key, reader.store, reader.id) ? person(key) : "something that is not here yet"
    }

    /// Another entry by its title, else by what it is about.
    private func name(_ id: EntryID, depth: Int = depth) throws -> String {
        guard depth > 0, let held = try reader.details.listed(id), let kind = held.entry.reading.kind else {
            return "something that is not here yet"
        }
        let title = kind.isTitled ? held.text?.title ?? "" : ""
        guard title.isEmpty else { return "“\(SafeText.shown(title, width: 80))”" }
        return switch held.entry.reading.facts {
        case .pledge(let pledge): "the promise of \(amount(pledge)) to \(try name(pledge.to, depth: depth - 1))"
        case .settle(let settle): "word on \(try name(settle.pledge, depth: depth - 1))"
        case .report(let report): "the report on \(try name(report.project, depth: depth - 1))"
        case .cause(let cause): "the claim that \(try name(cause.cause, depth: depth - 1)) brings about \(try name(cause.effect, depth: depth - 1))"
        case .vouch(let vouch): "the vouch for \(try person(vouch.subject))"
        case .endorse: "an endorsement"
        default: "a \(kind.noun) \(held.isErased ? "whose words were erased" : "without a title")"
        }
    }
}
