import PledgeLedger

/// What a sheet has beside an entry's own fields: the titles and names of what it names by ids and keys, and of a word on
/// a pledge what that was to and in which unit, so that a line says something by itself.
struct SheetNames {
    let details: Details

    func of(_ entry: VerifiedEntry) throws -> [JSON.Field] {
        switch entry.reading.facts {
        case .pledge(let pledge): try title("to", pledge.to)
        case .settle(let settle): try self.settle(settle)
        case .report(let report): try title("project", report.project)
        case .cause(let cause): try title("cause", cause.cause) + title("effect", cause.effect)
        case .problem(let problem): try problem.sameAs.map { try title("same_as", $0) } ?? []
        case .endorse(let endorse): try target(endorse.target)
        case .retract(let retract): try title("target", retract.target)
        case .vouch(let vouch): try alias("subject_alias", vouch.subject)
        case .charter, .profile, .project, .round, .witness, nil: []
        }
    }

    /// A key by its alias.
    func alias(_ field: String, _ key: PublicKey) throws -> [JSON.Field] {
        try details.people.alias(key).map { [.init(field, .string($0))] } ?? []
    }

    /// The title of what an entry names, where it has one.
    func title(_ field: String, _ id: EntryID) throws -> [JSON.Field] {
        guard let held = try details.store.entry(id, in: details.collective), held.entry.reading.kind?.isTitled ?? false,
            let title = held.text?.title, !title.isEmpty
        else { return [] }
        return [.init("\(field)_title", .string(title))]
    }

    private func settle(_ settle: Settle) throws -> [JSON.Field] {
        guard let pledge = try details.pledge(settle.pledge) else { return [] }
        return [.init("to", .string(pledge.to.hex)), .init("unit", .string(pledge.quantity.unit.name))] + (try title("to", pledge.to))
    }

    /// What is endorsed is an entry, a key or the collective.
    private func target(_ target: Bytes32) throws -> [JSON.Field] {
        let found = try title("target", EntryID(target))
        return found.isEmpty ? try alias("target_title", PublicKey(target)) : found
    }
}
