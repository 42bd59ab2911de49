import ArgumentParser
import PledgeLedger

/// Covers once, by hand.
struct WitnessCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "witness",
        abstract: "As a witness, say once what you hold of everybody's feeds.",
        discussion: """
            Only where the charter names your key as a witness. Signs nothing where nobody has said anything new. \
            `pledged serve --witness` does the same by itself, soon after every change.

            Example: pledged witness
            """)

    @OptionGroup var chosen: CollectiveOption
    @OptionGroup var signing: SigningOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        try common.withWorkspace { workspace in
            try Sodium.start()
            let collective = try workspace.chartered(chosen.collective), key = try workspace.home.authorKey()
            if try workspace.store.owner() != key.publicKey { try workspace.store.setOwner(key.publicKey) }
            try workspace.home.makeMarks()
            var witnessing = try Witnessing(
                store: workspace.store, key: key, marks: workspace.home.marksPath, collective: collective.id)
            let round = try witnessing.look(now: Moment.now, insisting: signing.insistence)
            if !round.entries.isEmpty { ControlClient.wake(workspace.home) }
            for refusal in round.refused { Output.note(refusal.words) }
            common.answer(
                .object([
                    .init("covered", .number(round.covered)),
                    .init("entries", .array(round.entries.map { .string($0.id.hex) })),
                    .init("refused", .array(round.refused.map { .string(KeyText.author($0.author)) })),
                ]),
                words: round.entries.isEmpty ? "Nothing new to cover."
                    : "Covered \(Count.words(round.covered, "feed", "feeds")) (entry \(round.entries[0].id.short))")
        }
    }
}
