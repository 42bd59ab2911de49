import ArgumentParser
import PledgeLedger

/// Opens a shared pool.
struct RoundCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "round",
        abstract: "Open a shared pool that is split between projects by a rule.",
        discussion: """
            Pledges to the round fill its pool. With the rule matching, each project draws by how many different people \
            gave to it; with equal-shares, everybody has the same share of the pool to spend on what they endorse.

            Examples: pledged round "Spring pool" --unit EUR --rule matching --cap "100 EUR" --lock 2027-05-01
                      pledged round "Our circle" --unit EUR --rule equal-shares --project 3f9a2c --project 81be04
            """)

    @Argument(help: "A short title.")
    var title: String

    @Option(name: .long, help: ArgumentHelp("What the pool is in: EUR, h, item:blanket.", valueName: "unit"))
    var unit: String

    @Option(name: .long, help: ArgumentHelp(
        "How it is split: matching or equal-shares (else as the charter says, or by matching).", valueName: "rule"))
    var rule: String?

    @Option(name: .long, help: ArgumentHelp("Matching: a bound for people who agree among themselves; any two draw less than twice this together.", valueName: "amount"))
    var cap: String?

    @Option(name: .long, help: ArgumentHelp("Equal shares: what each share grows by while money is left.", valueName: "amount"))
    var step: String?

    @Option(name: .long, parsing: .unconditionalSingleValue, help: ArgumentHelp(
        "A project that takes part; can be given up to 100 times (else all that ask in the unit).", valueName: "id"))
    var project: [String] = []

    @Option(name: .long, help: ArgumentHelp("Until when pledges count for it.", valueName: "date"))
    var lock: String?

    @Option(name: .long, parsing: .unconditional, help: "Its terms, in your words.")
    var text: String?

    @OptionGroup var chosen: CollectiveOption
    @OptionGroup var signing: SigningOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let words = try OwnWords.titled(title, text, what: "title")
        let unit = try Self.unit(unit), rule = try rule.map { try Self.rule($0) }
        let cap = try cap.map { try Self.amount($0, unit) }, step = try step.map { try Self.amount($0, unit) }
        let lock = try lock.map { try Deadline.parse($0, flag: "--lock") }
        try common.withWorkspace { workspace in
            let collective = try workspace.chartered(chosen.collective)
            let eligible = try workspace.definitions(.project, project, in: collective.id, flag: "--project", atMost: 100)
            try refuseOtherUnits(eligible, unit, workspace, collective.id)
            let rules = try Self.rules(rule, cap: cap, step: step, in: collective.charter)
            let goesBy = rules.rule == nil ? collective.charter.defaultRules : rules
            let isUnbounded = goesBy.rule ?? .matching == .matching && goesBy.cap == 0
            let mind = Mind(isUnbounded ? [RoundWarnings.noBound] : [], common)
            try mind.ask()
            let signed = try workspace.sign(
                .round(Round(poolUnit: unit, rules: rules, eligible: eligible, lock: lock)), text: words, in: collective,
                signing)
            try workspace.report(signed, "Opened \(SafeText.quoted(title))", in: collective, common)
            mind.remind()
        }
    }

    /// What a round goes by: its own rule, or the charter's where it says more of that; else it says nothing of it.
    private static func rules(_ rule: SplitRule?, cap: UInt64?, step: UInt64?, in charter: Charter) throws -> RoundRules {
        let goesBy = rule ?? charter.defaultRules.rule ?? .matching
        if cap != nil, goesBy != .matching { throw CommandFault(.badData, "--cap goes with --rule matching alone") }
        if step != nil, goesBy != .equalShares { throw CommandFault(.badData, "--step goes with --rule equal-shares alone") }
        return RoundRules(rule: cap == nil && step == nil ? rule : goesBy, cap: cap ?? 0, step: step ?? 0)
    }

    /// A project that asks for nothing in the pool's unit can take no part.
    private func refuseOtherUnits(_ eligible: [EntryID], _ unit: PledgeLedger.Unit, _ workspace: Workspace, _ collective: CollectiveID) throws {
        for id in eligible {
            guard case .project(let project)? = try workspace.store.entry(id, in: collective)?.entry.reading.facts,
                !project.asks.contains(where: { $0.unit == unit })
            else { continue }
            throw CommandFault(
                .badData, "\(try Details(workspace.store, collective).title(of: id)) asks for nothing in \(AmountUnit.words(unit.name)), so it could take no part; "
                    + "leave it out, or open a round in a unit that it asks for")
        }
    }

    /// A unit as people write it behind an amount.
    static func unit(_ text: String) throws -> PledgeLedger.Unit {
        let words = text.split(separator: " "), word = words.count == 1 ? words[0] : text[...]
        let named = try Amount.unit(word, in: String(word), forms: "EUR, h or item:blanket")
        guard let unit = PledgeLedger.Unit(named.canonical) else {
            throw CommandFault(.badData, "\(SafeText.quoted(text)) is no unit that the ledger can hold")
        }
        return unit
    }

    static func rule(_ text: String, flag: String = "--rule") throws -> SplitRule {
        switch text {
        case "matching": .matching
        case "equal-shares": .equalShares
        default: throw CommandFault(.badData, "\(SafeText.quoted(text)) is no rule; \(flag) takes matching or equal-shares")
        }
    }

    static func amount(_ text: String, _ unit: PledgeLedger.Unit) throws -> UInt64 {
        let amount = try Amount(text)
        guard amount.unit.canonical == unit.name else {
            throw CommandFault(.badData, "\(SafeText.quoted(text)) is not in the pool's unit, \(AmountUnit.words(unit.name))")
        }
        return amount.minor
    }
}
