import ArgumentParser
import PledgeLedger

/// Vouches for a key, or takes a vouch back.
struct VouchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vouch",
        abstract: "Stand behind somebody's key, so that they become a member.",
        discussion: """
            Vouch only for people whom you know and whose key you had from themselves: you have a limited number of \
            vouches, and each is spent for good.

            Example: pledged vouch pledge1… --text "My neighbour; we compared keys at the market"
            """)

    @Argument(help: "Their key, pledge1…; of somebody known here its first 6 or more behind the 1 will do.")
    var key: String

    @Option(name: .long, help: ArgumentHelp(
        "The day on which the vouch runs out, such as 2027-12-31.", valueName: "date"))
    var until: String?

    @Option(name: .long, parsing: .unconditional, help: ArgumentHelp(
        "How well you know them: 1 a little, 2 well, 3 as yourself. Each counts as one vouch (else 1).", valueName: "number"))
    var level: UInt8?

    @Flag(name: .long, help: "Take back what you vouched before.")
    var takeBack = false

    @Option(name: .long, help: ArgumentHelp(
        "Vouch for a skill, such as translation, and not for membership.", valueName: "tag"))
    var skill: String?

    @Option(name: .long, parsing: .unconditional, help: "Why; everybody can read it.")
    var text: String?

    @OptionGroup var chosen: CollectiveOption
    @OptionGroup var signing: SigningOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let until = try end()
        let text = try text.map { try OwnWords.text($0, what: "text") }
        try common.withWorkspace { workspace in
            let collective = try workspace.chartered(chosen.collective)
            let own = try workspace.home.authorKey().publicKey
            let vouch = Vouch(
                subject: try workspace.goodKey(key, in: collective.id), scope: skill.map { .skill($0) } ?? .member,
                until: takeBack ? nil : until, level: takeBack ? 0 : level ?? 1)
            guard own != vouch.subject else {
                throw CommandFault(.badData, "that key is your own; ask other members to vouch for you")
            }
            try refuseTwice(vouch, text, by: own, in: collective.id, workspace.store)
            if key.utf8.count < 64 { Output.note("That is the key \(KeyText.author(vouch.subject)).") }
            if vouch.scope == .member, !takeBack {
                try refuseBeyond(own, for: vouch.subject, in: collective, workspace.store)
            }
            let signed = try workspace.sign(.vouch(vouch), text: text, in: collective, signing)
            let name = try People(workspace.store, collective.id).name(vouch.subject)
            let scope = skill.map { " for the skill \($0)" } ?? ""
            try workspace.report(
                signed, takeBack ? "Took back the vouch for \(name)\(scope)" : "Vouched for \(name)\(scope)",
                in: collective, common)
        }
    }

    /// A vouch beyond the ladder's number would be spent, and make nobody a member.
    private func refuseBeyond(
        _ own: PublicKey, for subject: PublicKey, in collective: CharteredCollective, _ store: Store
    ) throws {
        let cutoff = try store.cutoff(at: Moment.now, in: collective.id)
        guard let allowance = try store.vouchAllowance(of: own, in: collective.id, at: cutoff), !allowance.allows(subject) else { return }
        throw CommandFault(.notAllowed, "this vouch would make nobody a member: you are \(allowance.limit(isOwn: true))")
    }

    /// The latest vouch for a key is the one that counts: saying it again says nothing new.
    private func refuseTwice(
        _ vouch: Vouch, _ text: String?, by own: PublicKey, in collective: CollectiveID, _ store: Store
    ) throws {
        let said = try store.listEntries(in: collective, by: own, at: .end, isPast: false, limit: .max)
            .sorted { $0.entry.entry.seq > $1.entry.entry.seq }
        let last = said.first { listed in
            // What was retracted still says whom a vouch was for.
            guard takeBack || listed.retractedBy == nil, case .vouch(let other) = listed.entry.reading.facts else { return false }
            return other.subject == vouch.subject && other.scope == vouch.scope
        }
        if takeBack, last.map(\.isTakeBack) ?? true {
            guard let last else {
                throw CommandFault(.missing, "you never vouched so for that key; there is nothing to take back")
            }
            throw CommandFault(.exists, "you took that vouch back already, in entry \(last.id.short); it stands, and nothing was signed")
        }
        guard let last, last.entry.reading.facts == .vouch(vouch) else { return }
        guard text == nil || text == last.text?.text else { return }
        throw CommandFault(
            .exists, "you vouched so already, in entry \(last.id.short); "
                + "it stands, and nothing was signed")
    }

    static func check(level: UInt8) throws {
        guard (1...3).contains(level) else { throw CommandFault(.badData, "--level is 1, 2 or 3; take a vouch back with --take-back") }
    }

    /// The day on which the vouch is to run out, after checks of what was written.
    private func end() throws -> UInt64? {
        if takeBack, level != nil { throw CommandFault(.usage, "--take-back and --level say two things; choose one") }
        if let level { try Self.check(level: level) }
        if let skill, !AmountUnit.isTag(skill) {
            throw CommandFault(
                .badData, "\(SafeText.quoted(skill)) can't name a skill; a tag is 1 to 32 of a-z, 0-9 and -")
        }
        let until = try until.map { try ISODate.parse($0) }
        if let until, until <= Moment.now {
            throw CommandFault(
                .badData, "--until \(ISODate.day(until)) is past; name a day to come, or take a vouch back with "
                    + "--take-back")
        }
        return until
    }
}

extension ListedEntry {
    /// Whether it is a vouch of level 0, which takes the earlier one back.
    fileprivate var isTakeBack: Bool { if case .vouch(let vouch) = entry.reading.facts { vouch.level == 0 } else { false } }
}
