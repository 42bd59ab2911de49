import ArgumentParser
import PledgeLedger

/// Claims that one problem brings about another.
struct CauseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cause",
        abstract: "Say that one problem brings about another.",
        discussion: """
            Everybody has one voice for each problem as a cause, shared out over the effects they claim it for. \
            `pledged endorse ID` and `--against` add to either side of somebody else's claim; `pledged roots` shows \
            what lies deepest.

            Example: pledged cause 3f9a2c 81be04 --strength 3 --text "The well stands below the latrines"
            """)

    @Argument(help: "The problem that is the cause, by the first 6 or more digits of its id.")
    var cause: String

    @Argument(help: "The problem that it brings about.")
    var effect: String

    @Option(name: .long, parsing: .unconditional, help: ArgumentHelp(
        "How much of the effect comes of it: 1, 2 or 3.", valueName: "number"))
    var strength: UInt8 = 1

    @OptionGroup var evidence: EvidenceOptions

    @Option(name: .long, parsing: .unconditional, help: "Why you think so; everybody can read it.")
    var text: String?

    @OptionGroup var chosen: CollectiveOption
    @OptionGroup var signing: SigningOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard (1...3).contains(strength) else { throw ValidationError("--strength is 1, 2 or 3") }
    }

    func run() throws {
        let text = try text.map { try OwnWords.text($0, what: "text") }
        let evidence = try evidence.digests()
        try common.withWorkspace { workspace in
            let collective = try workspace.chartered(chosen.collective)
            let cause = try workspace.definition(.problem, cause, in: collective.id)
            let effect = try workspace.definition(.problem, effect, in: collective.id)
            guard cause.id != effect.id else {
                throw CommandFault(.badData, "both are problem \(cause.id.short); a problem can't be its own cause")
            }
            let signed = try workspace.sign(
                .cause(Cause(cause: cause.id, effect: effect.id, strength: strength, evidence: evidence)), text: text,
                in: collective, signing)
            let details = Details(workspace.store, collective.id)
            try workspace.report(
                signed, "Claimed that \(try details.title(of: cause.id)) brings about \(try details.title(of: effect.id))",
                in: collective, common)
        }
    }
}
