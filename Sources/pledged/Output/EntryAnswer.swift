import PledgeLedger

/// One entry of any kind as `show` and `list` print it.
struct EntryAnswer {
    let listed: ListedEntry
    let details: Details

    private var entry: Entry { listed.entry.entry }
    var kind: String { listed.entry.reading.kind?.rawValue ?? "unknown" }
    /// The same for people.
    var noun: String { listed.entry.reading.kind?.noun ?? "unknown" }

    // MARK: for programs

    /// The fields that every entry has.
    func head() throws -> [JSON.Field] {
        var fields: [JSON.Field] = [
            .init("id", .string(entry.id.hex)), .init("kind", .string(kind)),
            .init("author", .string(KeyText.author(entry.author))), .init("time", .number(entry.time)),
            .init("seq", .number(entry.seq)), .init("standing", .string(standingName)),
        ]
        if let alias = try details.people.alias(entry.author) { fields.insert(.init("alias", .string(alias)), at: 3) }
        if let reason = listed.entry.reading.voidReason { fields.append(.init("void", .string("\(reason)"))) }
        if let idleness = try idleness() { fields.append(.init("idle", .string(idleness.why))) }
        if let fault = try coverFault() { fields.append(.init("covers_nothing", .string(fault))) }
        if let why = notYet(at: details.cutoff) { fields.append(.init("not_yet", .string(why))) }
        if let by = listed.retractedBy { fields.append(.init("retracted_by", .string(by.hex))) }
        if listed.isErased { fields.append(.init("erased", true)) }
        if try isVoiceless() { fields.append(.init("voiceless", true)) }
        return fields
    }

    /// All of it: what every entry has, its words and its facts.
    func json() throws -> [JSON.Field] { try head() + words() + facts() }

    /// Every field that the facts have.
    func facts() throws -> [JSON.Field] {
        guard let facts = listed.entry.reading.facts else { return [] }
        return try details.of(facts).map { JSON.Field($0.field, $0.json) }
    }

    /// The words beside the entry, where they are here.
    func words() -> [JSON.Field] {
        guard let text = listed.text else { return [] }
        let isTitled = listed.entry.reading.kind?.isTitled ?? false
        return isTitled ? [.init("title", .string(text.title)), .init("text", .string(text.body))]
            : [.init("text", .string(text.text))]
    }

    private var standingName: String {
        switch listed.standing {
        case .counts: "counts"
        case .waits: "waits"
        case .aside: "aside"
        }
    }

    // MARK: for people

    /// What it is, and on the next line who said it when. A charter stands outside every feed.
    func headline() throws -> String {
        let place = entry.collective.isZero ? "" : "place \(entry.seq) of their feed, "
        return "\(noun) \(entry.id.hex)\n"
            + "by \(try details.people.name(entry.author)), \(place)\(ISODate.text(entry.time)) by their clock"
    }

    /// What keeps the entry from counting, or what became of it; a line each.
    func remarks() throws -> [String] {
        var lines = try faults()
        if listed.isErased {
            lines.append("its text was erased by its author")
        } else if entry.hasText, listed.text == nil {
            lines.append("its text is not here yet")
        }
        return lines
    }

    /// What keeps the entry from counting; a line each.
    func faults() throws -> [String] {
        let own = try ownFault(), isVoid = listed.entry.reading.voidReason != nil
        var lines = isVoid ? [own].compactMap { $0 } : []
        switch listed.standing {
        case .counts: break
        // What is void counts for nothing whoever vouches.
        case .waits where !lines.isEmpty: lines.append("its author is no member")
        case .waits: lines.append("waits: its author is no member; it counts once enough members vouch for them")
        case .aside: lines.append("held beside the feeds: its author forked, or is no member")
        }
        if !isVoid, let own { lines.append(own) }
        if let by = listed.retractedBy { lines.append("taken back by its author (entry \(by.short))") }
        if try isVoiceless() { lines.append("its author is without a voice: it is not among those for and against") }
        return lines
    }

    /// What keeps the entry from counting, or from counting in full, whoever its author is.
    func ownFault() throws -> String? {
        if let reason = listed.entry.reading.voidReason { return "void, counts for nothing: \(reason)" }
        return try idleness()?.words ?? coverFault().map { "its covers count for nothing: \($0)" }
    }

    /// Why a view of an earlier time leaves it out; nil where it does not.
    func notYet(at cutoff: Cutoff) -> String? {
        // A charter stands outside every feed.
        guard !entry.collective.isZero, !cutoff.includes(entry) else { return nil }
        let why = cutoff.includes(claimed: entry.time) ? "no quorum of witnesses had covered it"
            : "its author signed it at \(ISODate.text(entry.time))"
        return "at \(ISODate.text(cutoff.time)) it was not there yet: \(why)"
    }

    /// Says beside what is printed of an earlier time that the entry was not there then.
    func noteTime(at cutoff: Cutoff) {
        if let why = notYet(at: cutoff) { Output.note("\(why.prefix(1).uppercased())\(why.dropFirst()).") }
    }

    /// Why the entry counts for nothing, or for less than it says, although it can be read; nil where it does not.
    func idleness() throws -> Idleness? {
        listed.retractedBy == nil ? try Idleness.of(listed.entry, details) : nil
    }

    /// Whether it says what somebody thinks who is kept and has no voice at the cutoff: what others think is counted
    /// without it.
    func isVoiceless() throws -> Bool {
        guard case .endorse? = listed.entry.reading.facts, listed.standing == .counts, listed.retractedBy == nil,
            details.cutoff.time < Cutoff.end.time
        else { return false }
        return try !details.store.voiceless(among: [listed.author], in: details.collective, at: details.cutoff).isEmpty
    }

    /// Why what an entry says of a witness is not that witness's word.
    func coverFault() throws -> String? {
        guard case .witness(let witness)? = listed.entry.reading.facts else { return nil }
        let charter = try details.store.collective(details.collective)?.charter
        guard charter?.witnesses.contains(witness.key) ?? false else {
            return "the charter names no such witness"
        }
        return witness.isCosigned(in: entry.collective) ? nil : "the witness's signature under them does not hold"
    }

    func detailLines() throws -> [String] {
        guard let facts = listed.entry.reading.facts else { return [] }
        return try details.of(facts).map { "\($0.label): \($0.words)" }
    }

    /// A few words on what the entry says, for a list.
    func summary() throws -> String {
        guard let facts = listed.entry.reading.facts else {
            return "void: \(listed.entry.reading.voidReason.map { "\($0)" } ?? "")"
        }
        let title = listed.text?.title ?? ""
        switch facts {
        case .charter, .project, .round, .problem, .profile: return title
        case .cause(let cause):
            return "\(try details.title(of: cause.cause)) brings about \(try details.title(of: cause.effect))"
        case .settle(let settle):
            let pledge = try details.pledge(settle.pledge)
            let amount = pledge.map { AmountText.shown(settle.amount, unit: $0.quantity.unit.name) } ?? "\(settle.amount)"
            return "\(settle.amount == 0 ? "all" : amount) of pledge \(settle.pledge.short) was \(settle.side)"
        case .report(let report):
            let measured = report.metric.isEmpty ? "" : "\(report.metric) \(Details.measure(report)), "
            return "\(measured)on \(try details.title(of: report.project))"
        case .witness(let witness):
            return "\(try details.people.name(witness.key)) held \(Count.words(witness.covers.count, "feed", "feeds"))"
        case .vouch(let vouch):
            return "\(vouch.level == 0 ? "no longer for" : "for") \(try details.people.name(vouch.subject))"
        case .pledge(let pledge):
            let amount = AmountText.shown(pledge.quantity.amount, unit: pledge.quantity.unit.name)
            return "\(amount) to \(try details.title(of: pledge.to))"
        case .endorse(let endorse):
            let details = try details.of(facts)
            let target = details.first?.words ?? ""
            return "\(Details.words(stance: endorse.stance)) \(target)"
        case .retract(let retract): return "takes back \(try details.title(of: retract.target))"
        }
    }

    /// The same, with whether it counts for anything beside what it is about.
    func fullRemark() throws -> String {
        if !remark.isEmpty { return remark }
        return try idleness()?.remark ?? (isVoiceless() ? "without a voice" : "")
    }

    /// A word or two on how the entry stands, for a list; empty where it simply counts.
    var remark: String {
        let end = listed.entry.reading.voidReason != nil ? "void" : listed.retractedBy != nil ? "taken back" : nil
        switch (listed.standing, end) {
        // What is void or taken back waits for nothing.
        case (.waits, let end?): return "\(end), by no member"
        case (_, let end?): return end
        case (.waits, nil): return "waits"
        case (.aside, nil): return "aside"
        case (.counts, nil): return notYet(at: details.cutoff) == nil ? "" : "not covered by then"
        }
    }
}
