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
            try Self.check(cause: cause.id, effect: effect.id)
            let details = Details(workspace.store, collective.id), mind = Mind(try doubts(cause.id, effect.id, workspace, details), common)
            try mind.ask()
            let signed = try workspace.sign(
                .cause(Cause(cause: cause.id, effect: effect.id, strength: strength, evidence: evidence)), text: text,
                in: collective, signing)
            try workspace.report(
                signed, "Claimed that \(try details.title(of: cause.id)) brings about \(try details.title(of: effect.id))",
                in: collective, common)
            mind.remind()
        }
    }

    static func check(cause: EntryID, effect: EntryID) throws {
        guard cause != effect else {
            throw CommandFault(.badData, "both are problem \(cause.short); a problem can't be its own cause")
        }
    }

    /// Two that count as one bring nothing about; and what somebody claimed before they need not claim again.
    private func doubts(_ cause: EntryID, _ effect: EntryID, _ workspace: Workspace, _ details: Details) throws -> [String] {
        if try SameProblems(details).areOne(cause, effect) {
            return ["\(try details.title(of: cause)) and \(try details.title(of: effect)) \(SameProblems.words), so this claim counts for nothing."]
        }
        let own = try workspace.home.authorKey().publicKey
        let cutoff = try workspace.store.cutoff(at: Moment.now, in: details.collective, takesUncovered: true)
        let said = try workspace.store.said(.cause, of: cause, in: details.collective, at: cutoff) { facts -> Cause? in
            if case .cause(let claim) = facts, claim.cause == cause, claim.effect == effect { claim } else { nil }
        }
        guard let before = said.filter({ $0.author == own }).max(by: { $0.content.strength < $1.content.strength }) else { return [] }
        let earlier = "you have claimed this before, with strength \(before.content.strength) (claim \(before.id.short)); of your claims of it only "
        guard strength <= before.content.strength else { return [earlier + "the strongest counts, which is this one now."] }
        let weaker = strength < before.content.strength ? " To claim less take that one back: `pledged retract \(before.id.short)`." : ""
        return [earlier + "the strongest counts, and of equal ones the first: so this one counts for nothing.\(weaker)"]
    }
}
