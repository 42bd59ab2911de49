import ArgumentParser
import PledgeLedger

/// Names something that is wrong.
struct ProblemCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "problem",
        abstract: "Name something that is wrong, for others to say where it comes from.",
        discussion: """
            `pledged cause` says what brings it about, `pledged project --works-on ID` what is done about it, and \
            `pledged endorse ID --as affected` that it concerns you.

            Example: pledged problem "Children fall ill every spring" --place "the upper valley"
            """)

    @Argument(help: "A short title.")
    var title: String

    @Option(name: .long, help: ArgumentHelp("Where it is, in a few words; they can't be erased.", valueName: "words"))
    var place: String?

    @Option(name: .customLong("same-as"), help: ArgumentHelp("The problem that this one repeats.", valueName: "id"))
    var sameAs: String?

    @Option(name: .long, parsing: .unconditional, help: "What it is like, in your words.")
    var text: String?

    @OptionGroup var chosen: CollectiveOption
    @OptionGroup var signing: SigningOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let words = try OwnWords.titled(title, text, what: "title")
        let place = try place.map(Self.place) ?? ""
        try common.withWorkspace { workspace in
            let collective = try workspace.chartered(chosen.collective)
            let sameAs = try sameAs.map { try workspace.definition(.problem, $0, in: collective.id).id }
            let signed = try workspace.sign(
                .problem(Problem(place: place, sameAs: sameAs)), text: words, in: collective, signing)
            try workspace.report(signed, "Named \(SafeText.quoted(title))", in: collective, common)
        }
    }

    /// A place as the ledger holds it.
    static func place(_ text: String) throws -> String {
        let place = try OwnWords.line(text, what: "place")
        guard place.utf8.count <= 64 else {
            throw CommandFault(.badData, "the place has \(place.utf8.count) bytes; the most are 64, so put the rest in --text")
        }
        return place
    }
}
