import ArgumentParser
import PledgeLedger

/// Promises something to a project.
struct PledgeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pledge",
        abstract: "Promise money, hours or things to a project, or to a round's pool.",
        discussion: """
            A promise may be legally binding where you live. No money moves through this program: you hand over what \
            you promised yourself, later.

            Only what you said that you can carry before you pledge backs it (`pledged profile --capacity`); what is \
            not backed meets no ask.

            Examples: pledged pledge 3f9a2c "25 EUR"
                      pledged pledge 3f9a2c "1 h 30 min" --ask 2 --text "On Saturdays"
                      pledged pledge 3f9a2c "100 EUR" --with 81be04 --min-people 5
            """)

    @Argument(help: "The project or round, by the first 6 or more digits of its id.")
    var project: String

    @Argument(help: "How much, such as 25 EUR, 25.50 EUR, 2 h, 90 min, 2 h digging or 3 item:blanket.")
    var amount: [String]

    @Option(name: .long, parsing: .unconditional, help: ArgumentHelp(
        "Which of the project's asks, where several fit.", valueName: "number"))
    var ask: UInt32?

    @Option(name: .customLong("with"), parsing: .unconditionalSingleValue, help: ArgumentHelp(
        "Another project without which this promise doesn't hold; can be given up to 8 times.", valueName: "id"))
    var joint: [String] = []

    @Option(name: .long, parsing: .unconditional, help: ArgumentHelp(
        "With how many people in all this promise holds.", valueName: "number"))
    var minPeople: UInt32?

    @Option(name: .customLong("loan-until"), help: ArgumentHelp(
        "Lend it, to be repaid by that day.", valueName: "date"))
    var loanUntil: String?

    @Option(name: .long, parsing: .unconditional, help: "Words to the project; everybody can read them.")
    var text: String?

    @OptionGroup var chosen: CollectiveOption
    @OptionGroup var signing: SigningOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard minPeople.map({ (1...1_000_000).contains($0) }) ?? true else { throw ValidationError("--min-people is 1 to 1000000") }
    }

    func run() throws {
        let pledged = try AskText(amount.joined(separator: " "))
        let text = try text.map { try OwnWords.text($0, what: "text") }
        let repayBy = try loanUntil.map { try Deadline.parse($0, flag: "--loan-until") }
        try common.withWorkspace { workspace in
            let collective = try workspace.chartered(chosen.collective)
            let entry = try workspace.definition(.project, or: .round, project, in: collective.id)
            var pledge = try self.pledge(pledged, to: entry)
            pledge.joint = try workspace.definitions(.project, joint, in: collective.id, flag: "--with", atMost: 8)
            (pledge.minimumPeople, pledge.repayBy) = (minPeople ?? 0, repayBy)
            try refuseEmptyConditions(pledge, on: entry)
            let title = entry.text.map { SafeText.quoted($0.title) } ?? "project \(entry.id.short)"
            Output.note("A promise may be legally binding; no money moves through this program.")
            let mind = Mind(try PledgeDoubts(entry, pledge, collective, workspace).words(), common)
            try mind.ask()
            let signed = try workspace.sign(.pledge(pledge), text: text, in: collective, signing)
            try workspace.report(signed, "Pledged \(pledged) to \(title)", in: collective, common)
            mind.remind()
        }
    }

    /// Conditions that say nothing, or can't hold.
    private func refuseEmptyConditions(_ pledge: Pledge, on entry: ListedEntry) throws {
        if case .round = entry.entry.reading.facts, !pledge.joint.isEmpty || pledge.minimumPeople > 1 {
            throw CommandFault(.badData, "a pool waits for nobody: --with and --min-people go with a promise to a project alone")
        }
        if pledge.joint.contains(entry.id) {
            throw CommandFault(.badData, "--with names the very project that you pledge to, \(entry.id.short); name another one, or none")
        }
        if let repayBy = pledge.repayBy, case .project(let project) = entry.entry.reading.facts, let lock = project.lock, repayBy <= lock {
            throw CommandFault(
                .badData, "--loan-until \(ISODate.text(repayBy)) is no later than the project's lock, \(ISODate.text(lock)); nothing is "
                    + "lent before the lock, so name a later day")
        }
    }

    /// A promise to a project's ask, or to a round's pool.
    private func pledge(_ pledged: AskText, to entry: ListedEntry) throws -> Pledge {
        switch entry.entry.reading.facts {
        case .project(let project):
            let ask = try AskChoice(project).ask(for: pledged, number: ask)
            if let lock = project.lock, lock <= Moment.now {
                throw CommandFault(
                    .notAllowed, "the project locked on \(ISODate.text(lock)); what is promised later meets nothing")
            }
            return Pledge(to: entry.id, ask: ask.number, quantity: Quantity(pledged.amount.minor, ask.unit))
        case .round(let round):
            guard pledged.amount.unit.canonical == round.poolUnit.name, pledged.tag == nil, ask == nil else {
                throw CommandFault(.badData, "the pool is in \(AmountUnit.words(round.poolUnit.name)), and has no asks to choose from")
            }
            if let lock = round.lock, lock <= Moment.now {
                throw CommandFault(.notAllowed, "the round locked on \(ISODate.text(lock)); what is promised later does not count")
            }
            return Pledge(to: entry.id, ask: 0, quantity: Quantity(pledged.amount.minor, round.poolUnit))
        default:
            throw CommandFault(
                .missing, "\(entry.id.short) is no project and no round; `pledged list projects` shows them")
        }
    }
}

/// Which of a project's asks an amount goes to.
package struct AskChoice {
    private let asks: [Project.Ask]

    package init(_ project: Project) { asks = project.asks }

    /// The ask of that number, which must be in the amount's unit; without a number the only one of that unit.
    /// A tag must be the ask's own: it is read as `show` prints it, and chooses among several.
    /// - Throws: ``CommandFault`` that lists the asks.
    package func ask(for pledged: AskText, number: UInt32?) throws -> Project.Ask {
        let ask = try ask(for: pledged.amount, number, asks.filter { pledged.tag == nil || $0.tag == pledged.tag })
        guard let ask else {
            throw CommandFault(.badData, "the project has no ask for \(SafeText.quoted(pledged.tag ?? "")); \(list)")
        }
        return ask
    }

    /// Nil where a tag leaves no ask to choose.
    private func ask(for amount: Amount, _ number: UInt32?, _ asks: [Project.Ask]) throws -> Project.Ask? {
        guard !asks.isEmpty || self.asks.isEmpty else { return nil }
        let unit = amount.unit.canonical
        if let number {
            if let fault = fault(of: number, in: unit, amount.description) { throw CommandFault(.badData, fault) }
            return asks.first { $0.number == number }
        }
        let fitting = asks.filter { $0.unit.name == unit }
        guard let ask = fitting.first else {
            throw CommandFault(.badData, "the project asks for nothing in the unit of \(amount); \(list)")
        }
        guard fitting.count == 1 else {
            throw CommandFault(.badData, "several asks are in that unit, so say which with --ask; \(list)")
        }
        return ask
    }

    /// Why an amount answers no ask of a number; nil where it does.
    /// - Parameters:
    ///   - unit: the amount's, as the ledger names it.
    ///   - amount: for people.
    func fault(of number: UInt32, in unit: String, _ amount: String) -> String? {
        guard let ask = asks.first(where: { $0.number == number }) else { return "the project has no ask \(number); \(list)" }
        return ask.unit.name == unit ? nil : "ask \(number) is not in the unit of \(amount); \(list)"
    }

    private var list: String {
        let asks = asks.map { ask in
            "\(ask.number): \(AmountText.shown(ask.target, unit: ask.unit.name))\(ask.tag.isEmpty ? "" : " \(ask.tag)")"
        }
        return asks.isEmpty ? "it asks for nothing" : "it asks for \(asks.joined(separator: "; "))"
    }
}
