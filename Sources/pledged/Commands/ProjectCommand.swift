import ArgumentParser
import PledgeLedger

/// Proposes a project.
struct ProjectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "project",
        abstract: "Propose something that people can carry together.",
        discussion: """
            A project asks for money, hours or things, each with an amount to reach. A tag behind an amount says which \
            skill is needed; "at least" says below what amount nothing is due. With --lock, what is promised by then \
            counts, and from then on it is due where the least amounts are reached.

            A version (--revise) takes over all terms of the version that it revises but those that you give: asks, problems, \
            lock, settle-by, recipient, stewards, host, split, bonus. --anew takes nothing over.

            Examples: pledged project "Well for the school" --ask "1200 EUR" --ask "40 h digging" --ask "3 item:pump" \
            --text "The old one ran dry in May."
                      pledged project "Latrines" --ask "900 EUR, at least 600 EUR" --lock 2027-05-01 \
            --settle-by 2027-06-01 --works-on 3f9a2c
            """)

    @Argument(help: "A short title.")
    var title: String

    @Option(name: .long, parsing: .unconditionalSingleValue, help: ArgumentHelp(
        "What is needed, such as \"1200 EUR\", \"900 EUR, at least 600 EUR\" or \"40 h translation\"; can be given several times.",
        valueName: "amount"))
    var ask: [String] = []

    @Option(name: .long, parsing: .unconditional, help: "What it is about, in your words.")
    var text: String?

    @OptionGroup var terms: ProjectTerms
    @OptionGroup var chosen: CollectiveOption
    @OptionGroup var signing: SigningOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        if ask.isEmpty, terms.revise.isEmpty || terms.anew { throw ValidationError("a project asks for something: give at least one --ask \"1200 EUR\"") }
    }

    func run() throws {
        let words = try OwnWords.titled(title, text, what: "title")
        let asks = try ask.enumerated().map { try ProjectTerms.ask($1, number: UInt32($0 + 1)) }
        try common.withWorkspace { workspace in
            let collective = try workspace.chartered(chosen.collective)
            let project = try terms.project(asks, workspace, collective.id)
            let own = try workspace.home.authorKey().publicKey
            for line in try TermChanges(to: project, by: own, Details(workspace.store, collective.id)).lines() { Output.note(line) }
            let signed = try workspace.sign(.project(project), text: words, in: collective, signing)
            try workspace.report(signed, "Proposed \(SafeText.quoted(title))", in: collective, common)
        }
    }
}
