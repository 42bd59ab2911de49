import PledgeLedger

/// One thing that an entry says, for people and for programs.
struct Detail {
    /// The field's name in JSON, as in `proto/facts.proto`.
    let field: String
    let label: String
    let words: String
    let json: JSON

    init(_ field: String, _ label: String, _ words: String, _ json: JSON) {
        self.field = field
        self.label = label
        self.words = words
        self.json = json
    }
}

/// What the facts of an entry say, field by field; what is absent is left out.
struct Details {
    let people: People
    let store: Store
    let collective: CollectiveID
    /// What came later is not spoken of.
    let cutoff: Cutoff

    init(_ store: Store, _ collective: CollectiveID, at cutoff: Cutoff = .end) {
        self.init(people: People(store, collective, at: cutoff), store: store, collective: collective, at: cutoff)
    }

    init(people: People, store: Store, collective: CollectiveID, at cutoff: Cutoff = .end) {
        (self.people, self.store, self.collective, self.cutoff) = (people, store, collective, cutoff)
    }

    /// One entry with all that is known of it at the cutoff; nil where it is not here.
    func listed(_ id: EntryID) throws -> ListedEntry? { try store.listed(id, in: collective, at: cutoff) }

    /// `nurse (…) and farmer (…)`.
    func names(_ keys: [PublicKey], _ joining: String) throws -> String {
        try keys.map { try people.name($0) }.joined(separator: " \(joining) ")
    }

    /// Whether a key told two stories: from there on nothing of it counts.
    func isForked(_ key: PublicKey) throws -> Bool { try people.isForked(key) }

    func of(_ facts: Facts) throws -> [Detail] {
        switch facts {
        case .charter(let charter): try of(charter)
        case .profile(let profile): of(profile)
        case .vouch(let vouch): try of(vouch)
        case .problem(let problem): of(problem)
        case .cause(let cause): try of(cause)
        case .project(let project): try of(project)
        case .round(let round): of(round)
        case .pledge(let pledge): try of(pledge)
        case .settle(let settle): try of(settle)
        case .report(let report): try of(report)
        case .endorse(let endorse): try of(endorse)
        case .witness(let witness): try of(witness)
        case .retract(let retract):
            [try entry("target", "takes back", retract.target)]
                + (retract.erase ? [Detail("erase", "erases", "its text, on every node", true)] : [])
        }
    }

    private func of(_ charter: Charter) throws -> [Detail] {
        let isOpen = charter.admission == .open
        let rule = isOpen ? "open: everybody who comes is in, and keys are not people"
            : "\(charter.vouchesNeeded) \(charter.vouchesNeeded == 1 ? "member" : "members") must vouch for a newcomer"
        return [
            Detail("rules_version", "rules", "version \(charter.rulesVersion)", .number(charter.rulesVersion)),
            try keys("founders", "founders", charter.founders),
            Detail("admission", "admission", rule, isOpen ? "open" : "vouched"),
            Detail("vouches_needed", "vouches needed", "\(charter.vouchesNeeded)", .number(charter.vouchesNeeded)),
            Detail(
                "ladder", "vouches a member gives, by distance",
                charter.ladder.map { String($0) }.joined(separator: ", "), .array(charter.ladder.map { .number($0) })),
        ] + (charter.isWitnessed ? [
            try keys("witnesses", "witnesses", charter.witnesses),
            Detail("quorum", "quorum of witnesses", "\(charter.quorum)", .number(charter.quorum)),
        ] : []) + Self.rounds(charter.defaultRules) + [
            Detail("max_feed_entries", "entries a feed", "\(charter.quota.entries)", .number(charter.quota.entries)),
            Detail("max_feed_bytes", "bytes a feed", "\(charter.quota.bytes)", .number(charter.quota.bytes)),
        ]
    }

    /// What rounds go by that name no rule; their units are their own, so cap and step are plain numbers.
    private static func rounds(_ rules: RoundRules) -> [Detail] {
        guard let rule = rules.rule else { return [] }
        return [Detail("rule", "rounds that name no rule split by", rule.words, .string(rule.words))]
            + [("cap", "a pair draws less there than twice", rules.cap), ("step", "shares grow there by", rules.step)].filter { $0.2 > 0 }
            .map { Detail($0.0, $0.1, "\($0.2) of the pool unit's smallest part", .number($0.2)) }
    }

    private func of(_ profile: Profile) -> [Detail] {
        var details = [Detail("role", "role", "\(profile.role)", .string("\(profile.role)"))]
        if !profile.skills.isEmpty {
            details.append(Detail(
                "skills", "skills", profile.skills.joined(separator: ", "), .array(profile.skills.map { .string($0) })))
        }
        if !profile.capacity.isEmpty {
            let words = profile.capacity.map { AmountText.shown($0.amount, unit: $0.unit.name) }
            details.append(Detail(
                "capacity", "can carry", words.joined(separator: ", "),
                .array(profile.capacity.map { .object(Self.quantity($0)) })))
        }
        return details
    }

    private func of(_ vouch: Vouch) throws -> [Detail] {
        let scope = switch vouch.scope {
        case .member: ("as a member", "member")
        case .skill(let tag): ("for the skill \(tag)", "skill:\(tag)")
        }
        let verb = vouch.level == 0 ? "takes back the vouch for" : "vouches for"
        return [
            try key("subject", verb, vouch.subject),
            Detail("scope", "scope", scope.0, .string(scope.1)),
            Detail("level", "level", "\(vouch.level)", .number(vouch.level)),
        ] + time("until", "until", vouch.until)
    }

    private func of(_ project: Project) throws -> [Detail] {
        var details: [Detail] = []
        details += try titles("revises", "revises", project.revises) + titles("addresses", "works on", project.addresses)
        if !project.stewards.isEmpty { details.append(try keys("stewards", "stewards", project.stewards)) }
        if let recipient = project.recipient { details.append(try key("recipient", "recipient", recipient)) }
        if let host = project.host { details.append(try key("host", "host", host)) }
        if !project.split.isEmpty {
            let words = try project.split.map { "\(Count.words($0.parts, "part", "parts")) to \(try people.name($0.key))" }
            details.append(Detail("split", "shared out as", words.joined(separator: ", "), .array(project.split.map {
                .object([.init("key", .string(KeyText.author($0.key))), .init("parts", .number($0.parts))])
            })))
        }
        if let bonus = project.bonus {
            details.append(Detail(
                "bonus", "bonus", AmountText.shown(bonus.amount, unit: bonus.unit.name),
                .object(Self.quantity(bonus))))
        }
        return details + time("lock", "terms locked from", project.lock)
            + time("settle_by", "to be settled by", project.settleBy)
    }

    private func of(_ pledge: Pledge) throws -> [Detail] {
        var details = [
            try entry("to", "to", pledge.to),
            Detail("ask", "ask", pledge.ask == 0 ? "none, it is to a pool" : "number \(pledge.ask)", .number(pledge.ask)),
            Detail("unit", "unit", AmountUnit.words(pledge.quantity.unit.name), .string(pledge.quantity.unit.name)),
            Detail(
                "amount", "amount", AmountText.shown(pledge.quantity.amount, unit: pledge.quantity.unit.name),
                .number(pledge.quantity.amount)),
        ]
        details += try conditions(of: pledge)
        return details + time("repay_by", "a loan, to be repaid by", pledge.repayBy)
    }

    /// On what a promise hangs beside its ask's least amount.
    func conditions(of pledge: Pledge) throws -> [Detail] {
        let people = pledge.minimumPeople == 0 ? [] : [Detail(
            "min_people", "only if", "at least \(Count.words(pledge.minimumPeople, "person pledges", "people pledge")) to the project",
            .number(pledge.minimumPeople))]
        guard !pledge.joint.isEmpty else { return people }
        let others = try pledge.joint.map { try title(of: $0) }.joined(separator: " and ")
        return people + [Detail(
            "joint", "only if", "\(others) \(pledge.joint.count == 1 ? "is" : "are") met too", .array(pledge.joint.map { .string($0.hex) }))]
    }

    private func of(_ endorse: Endorse) throws -> [Detail] {
        let target: Detail
        if try listed(EntryID(endorse.target)) != nil {
            target = try entry("target", "about", EntryID(endorse.target))
        } else {
            let key = PublicKey(endorse.target)
            let isKnown = try store.feed(of: key, in: collective) != nil
            target = Detail(
                "target", "about", isKnown ? try people.name(key) : "\(EntryID(endorse.target).short), not here yet",
                .string(isKnown ? KeyText.author(key) : EntryID(endorse.target).hex))
        }
        var details = [target, Detail("stance", "stance", Self.words(stance: endorse.stance), .number(endorse.stance))]
        if endorse.standing != .unspecified {
            details.append(Detail("as", "as", "\(endorse.standing)", .string("\(endorse.standing)")))
        }
        if let re = endorse.re { details.append(try entry("re", "answers", re)) }
        return details
    }

    static func words(stance: Int8) -> String {
        switch stance {
        case 2...: "firmly for"
        case 1: "for"
        case 0: "neither for nor against"
        case -1: "against"
        default: "firmly against"
        }
    }

    static func quantity(_ quantity: Quantity) -> [JSON.Field] {
        [.init("unit", .string(quantity.unit.name)), .init("amount", .number(quantity.amount))]
    }

    func keys(_ field: String, _ label: String, _ keys: [PublicKey]) throws -> Detail {
        Detail(
            field, label, try keys.map { try people.name($0) }.joined(separator: ", "),
            .array(keys.map { .string(KeyText.author($0)) }))
    }

    func key(_ field: String, _ label: String, _ key: PublicKey) throws -> Detail {
        Detail(field, label, try people.name(key), .string(KeyText.author(key)))
    }

    func ids(_ field: String, _ label: String, _ ids: [EntryID]) -> [Detail] {
        let words = ids.map(\.short).joined(separator: ", ")
        return ids.isEmpty ? [] : [Detail(field, label, words, .array(ids.map { .string($0.hex) }))]
    }

    /// The same by their titles.
    func titles(_ field: String, _ label: String, _ ids: [EntryID]) throws -> [Detail] {
        let words = try ids.map { try title(of: $0) }.joined(separator: ", ")
        return ids.isEmpty ? [] : [Detail(field, label, words, .array(ids.map { .string($0.hex) }))]
    }

    func time(_ field: String, _ label: String, _ time: UInt64?) -> [Detail] {
        time.map { [Detail(field, label, ISODate.text($0), .number($0))] } ?? []
    }

    /// Another entry by its short id, with its title where it has one.
    func entry(_ field: String, _ label: String, _ id: EntryID) throws -> Detail {
        Detail(field, label, try title(of: id), .string(id.hex))
    }

    /// `"Well for the school" (3f9a2c…)`.
    func title(of id: EntryID) throws -> String {
        guard let held = try store.entry(id, in: collective) else { return "\(id.short), not here yet" }
        let kind = held.entry.reading.kind.map { "\($0.noun) " } ?? ""
        let title = held.text?.title ?? ""
        let isNamed = held.entry.reading.kind?.isTitled ?? false
        return title.isEmpty || !isNamed ? "\(kind)\(id.short)" : "\(SafeText.quoted(title)) (\(id.short))"
    }
}
