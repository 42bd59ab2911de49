import ArgumentParser
import PledgeLedger

/// Writes a proof of one entry.
struct ProveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove",
        abstract: "Write a small file that proves one entry to somebody who has nothing else.",
        discussion: """
            The file holds the entry, what its author signed after it, the way to the ledger's root, and a checkpoint \
            of that root. Without --checkpoint it takes the newest one that you hold of the ledger as it is, or signs one.

            Example: pledged prove 3f9a2c --checkpoint village.checkpoint --out promise.proof
            """)

    @Argument(help: "The entry, by the first 6 or more digits of its id.")
    var id: String

    @Option(name: .long, help: ArgumentHelp("A checkpoint, signed by witnesses.", valueName: "file"))
    var checkpoint: String?

    @Option(name: .long, help: ArgumentHelp("Where to write the proof; - is standard output.", valueName: "file"))
    var out: String

    @Flag(name: .long, help: "Write over a file of that name.")
    var replace = false

    @OptionGroup var chosen: CollectiveOption
    @OptionGroup var common: CommonOptions

    func run() throws {
        let given = try checkpoint.map(CheckpointFile.read)
        try common.withWorkspace { workspace in
            try Sodium.start()
            let collective = try workspace.chartered(chosen.collective)
            let entry = try workspace.entry(id, in: collective.id).id
            let note = try given ?? newest(workspace, collective.id)
            guard note.checkpoint.collective == collective.id else {
                throw CommandFault(.badData, "the checkpoint is of collective \(note.checkpoint.collective.short), not of \(collective.id.short)")
            }
            let proof = try workspace.store.proof(of: entry, by: note), bytes = proof.bytes
            try OutputFile.write(bytes, to: out, replace: replace)
            guard out != "-" else { return }
            let cosigners = Cosigners(signers: note.signers, charter: collective.charter)
            common.answer(
                .object([
                    .init("entry", .string(entry.hex)), .init("file", .string(out)), .init("bytes", .number(bytes.count)),
                    .init("witnesses", .number(cosigners.witnesses.count)), .init("quorum", .bool(cosigners.isQuorum)),
                ]),
                words: "wrote a proof of entry \(entry.short) to \(SafeText.shown(out)), \(bytes.count) bytes; \(cosigners.words)")
        }
    }

    /// The newest checkpoint held of the ledger as it is; else one of one's own.
    private func newest(_ workspace: Workspace, _ id: CollectiveID) throws -> CheckpointNote {
        let now = try workspace.store.checkpoint(of: id, now: Moment.now)
        if let held = try workspace.store.checkpoints(of: id).first(where: { $0.checkpoint.agrees(with: now) }) { return held }
        return try workspace.store.hold(CheckpointNote(now, signedBy: workspace.home.authorKey()))
    }
}
