import PledgeLedger

/// A key as `show` prints it: what it calls itself, whether it is a member, and who stands behind it.
struct KeyAnswer {
    let key: PublicKey
    let people: People
    let feed: FeedView?
    /// How many of their entries are in the view.
    let entries: UInt64
    let profile: (profile: Profile, text: SaltedText?)?
    let member: Member?
    let allowance: UInt32
    let given: [StandingVouch]
    let received: [StandingVouch]
    /// How many vouches they have spent, also on those whom they vouch for no more.
    let spent: Int
    /// Why they have no voice; nil where they have one, and of who is no member.
    private let silence: String?
    private let cutoff: Cutoff
    let tally: Tally
    /// What people without a voice say of them.
    let unheard: UnheardWords
    let records: [Record]
    /// Role, skills and what they can carry, by their latest profile; empty where there is none.
    private let says: [Detail]

    init(_ key: PublicKey, _ store: Store, _ collective: CharteredCollective, _ cutoff: Cutoff) throws {
        (self.key, self.cutoff) = (key, cutoff)
        people = People(store, collective.id, at: cutoff)
        feed = try store.feed(of: key, in: collective.id)
        entries = try store.entryCount(of: key, in: collective.id, at: cutoff)
        profile = try store.profile(of: key, in: collective.id, at: cutoff)
        member = try store.members(of: collective.id, at: cutoff).first { $0.key == key }
        let ladder = collective.charter.ladder
        allowance = member.flatMap { Int($0.distance) < ladder.count ? ladder[Int($0.distance)] : nil } ?? 0
        (given, received) = try store.vouches(around: key, in: collective.id, at: cutoff)
        spent = try store.vouchesSpent(by: key, in: collective.id, at: cutoff)
        silence = try member.flatMap { $0.isNow ? nil : try store.vouchesReceived(by: [$0.key], in: collective.id, at: cutoff)[$0.key].map(Self.voiceless) }
        tally = try store.tally(on: key.raw, in: collective.id, at: cutoff)
        records = try store.record(of: key, in: collective.id, at: cutoff)
        let details = Details(people: people, store: store, collective: collective.id, at: cutoff)
        unheard = try UnheardWords(on: key.raw, details, at: cutoff)
        says = try profile.map { try details.of(.profile($0.profile)) } ?? []
    }

    /// Whether anything of a key, or about it, is in a collective.
    static func isKnown(_ key: PublicKey, _ store: Store, _ collective: CollectiveID) throws -> Bool {
        if try store.feed(of: key, in: collective) != nil { return true }
        if try !store.tally(on: key.raw, in: collective, at: .end).people.isEmpty { return true }
        return try !store.vouches(around: key, in: collective, at: .end).received.isEmpty
    }

    // MARK: for programs

    func json() throws -> [JSON.Field] {
        let alias = try people.alias(key)
        return [
            .init("id", .string(KeyText.author(key))), .init("kind", "key"), .init("key", .string(KeyText.author(key))),
            .init("alias", alias.map { .string($0) } ?? .null), .init("text", .string(profile?.text?.body ?? "")),
            .init("kept", .bool(member != nil)), .init("voice", .bool(member?.isNow ?? false)),
            .init("distance", member.map { .number($0.distance) } ?? .null),
            .init("entries", .number(entries)),
            .init("fork", .number(feed?.head.fork ?? 0)), .init("vouches_allowed", .number(allowance)),
            .init("given", .array(given.map { Self.json($0, $0.subject) })),
            .init("received", .array(received.map { Self.json($0, $0.voucher) })),
            .init("for", .number(tally.inFavour)), .init("against", .number(tally.against)),
            .init("endorsements", .array(ProjectAnswer.json(tally))),
            .init("record", .array(records.map(Self.json))),
        ] + says.map { JSON.Field($0.field, $0.json) }
    }

    private static func json(_ record: Record) -> JSON {
        .object([
            .init("unit", .string(record.unit.name)), .init("kept", .number(record.pledges.kept)),
            .init("due", .number(record.pledges.due)), .init("loans_repaid", .number(record.loans.kept)),
            .init("loans_due", .number(record.loans.due)),
        ])
    }

    private static func json(_ vouch: StandingVouch, _ other: PublicKey) -> JSON {
        .known([
            .init("key", .string(KeyText.author(other))), .init("level", .number(vouch.level)),
            vouch.until.map { .init("until", .number($0)) },
        ])
    }

    // MARK: for people

    func words() throws -> String {
        var lines = [try people.name(key), KeyText.author(key), standing]
        if let head = feed?.head {
            lines.append("\(Count.words(entries, "entry", "entries")) here")
            if head.fork > 0 { lines.append(ForkWords.remark(head)) }
        }
        lines += says.map { "\($0.label): \($0.words)" }
        lines += try received.map { try line("vouched for by", $0, $0.voucher) }
        if member != nil { lines.append("vouches given: \(vouchesGiven)") }
        lines += try given.map { try line("vouches for", $0, $0.subject) }
        lines += records.flatMap(Self.lines)
        lines += try ProjectAnswer.lines(tally, unheard)
        if let body = profile?.text?.body, !body.isEmpty { lines += ["", SafeText.shownLines(body)] }
        return lines.joined(separator: "\n")
    }

    /// `kept 3 of 4 promises in EUR that were due: record 4/6, where a stranger's is 1/2`.
    /// What became of what they owed in one unit, a line for promises and one for loans.
    static func lines(_ record: Record) -> [String] {
        let unit = AmountUnit.words(record.unit.name)
        return [(record.pledges, "kept", "promises"), (record.loans, "repaid", "loans")].filter { $0.0.due > 0 }.map {
            "\($1) \($0.kept) of \($0.due) \($2) in \(unit) that were due: record \($0.ratio.over)/\($0.ratio.under), where a stranger's is 1/2"
        }
    }

    /// What they are here, in words.
    var standing: String {
        guard !isYetToCome else { return "at \(ISODate.text(cutoff.time)) nothing by this key, or about it, was there yet" }
        guard let member else { return feed == nil ? "unknown here" : "no member: waits for vouches" }
        let distance = member.distance == 0 ? "a founder" : "\(member.distance) from the founders"
        return silence.map { "kept, \(distance), but \($0)" } ?? "member, \(distance)"
    }

    /// Whether all that is known of the key is later than the moment asked for.
    private var isYetToCome: Bool {
        member == nil && entries == 0 && (feed?.head.fork ?? 0) == 0 && received.isEmpty && tally.people.isEmpty
    }

    /// `2 of 3`: a vouch is spent for good, whatever became of it.
    var vouchesGiven: String { spent > allowance ? "\(spent), more than the \(allowance) that they can give" : "\(spent) of \(allowance)" }

    /// Why somebody whose entries are kept has no voice.
    static func voiceless(_ received: VouchesReceived) -> String {
        var reasons: [String] = []
        for vouch in received.vouches {
            let reason = switch vouch.standing {
            case .counts: nil as String?
            case .takenBack: "a vouch was taken back"
            case .ranOut: "a vouch ran out"
            case .beyondLadder: "a vouch is beyond those that its author can give"
            case .noMember: "a vouch is by somebody who is no member now"
            }
            if let reason, !reasons.contains(reason) { reasons.append(reason) }
        }
        return "without a voice now: \(reasons.joined(separator: "; "))"
    }

    private func line(_ label: String, _ vouch: StandingVouch, _ other: PublicKey) throws -> String {
        let end = vouch.level == 0 ? ", taken back" : vouch.until.map { ", until \(ISODate.day($0))" } ?? ""
        return "  \(label) \(try people.name(other))\(end)"
    }
}
