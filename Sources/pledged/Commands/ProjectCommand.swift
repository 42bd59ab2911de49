import ArgumentParser
import PledgeLedger

/// Proposes a project.
struct ProjectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "project",
        abstract: "Propose something that people can carry together.",
        discussion: """
            A project asks for money, hours or things, each with an amount to reach. A tag behind an amount says which \
            skill is needed.

            Example: pledged project "Well for the school" --ask "1200 EUR" --ask "40 h digging" --ask "3 item:pump" \
            --text "The old one ran dry in May."
            """)

    @Argument(help: "A short title.")
    var title: String

    @Option(name: .long, parsing: .unconditionalSingleValue, help: ArgumentHelp(
        "What is needed, such as \"1200 EUR\", \"40 h translation\" or \"3 item:blanket\"; can be given several times.",
        valueName: "amount"))
    var ask: [String] = []

    @Option(name: .long, parsing: .unconditional, help: "What it is about, in your words.")
    var text: String?

    @OptionGroup var chosen: CollectiveOption
    @OptionGroup var signing: SigningOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        if ask.isEmpty { throw ValidationError("a project asks for something: give at least one --ask \"1200 EUR\"") }
    }

    func run() throws {
        let words = try OwnWords.titled(title, text, what: "title")
        let project = Project(asks: try asks())
        try common.withWorkspace { workspace in
            let collective = try workspace.chartered(chosen.collective)
            let signed = try workspace.sign(.project(project), text: words, in: collective, signing)
            try workspace.report(signed, "Proposed \(SafeText.quoted(title))", in: collective, common)
        }
    }

    /// Numbered from 1 in the order in which they were given.
    private func asks() throws -> [Project.Ask] {
        var asks: [Project.Ask] = []
        for text in ask {
            let ask = try AskText(text)
            guard let unit = PledgeLedger.Unit(ask.amount.unit.canonical) else {
                throw CommandFault(.badData, "\(SafeText.quoted(text)) has a unit that the ledger can't hold")
            }
            asks.append(Project.Ask(
                number: UInt32(asks.count + 1), unit: unit, target: ask.amount.minor, tag: ask.tag ?? ""))
        }
        return asks
    }
}
