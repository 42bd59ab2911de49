import ArgumentParser
import PledgeLedger

/// Checks a proof, with no store at all.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check a proof that `pledged prove` made; needs nothing but the file.",
        discussion: """
            Ends with 0 where everything holds, with 1 where the proof shows nothing or no quorum of the charter's \
            witnesses signed, and with 65 where the file is no proof. What the entry is part of is the collective whose \
            id is printed: hold that against the one you know.

            Example: pledged verify promise.proof
            """)

    @Argument(help: ArgumentHelp("The proof.", valueName: "file"))
    var file: String

    @OptionGroup var common: CommonOptions

    func run() throws {
        try Sodium.start()
        let bytes = try NamedFile.bytes(file, atMost: EntryProof.longest)
        let proof: EntryProof
        do { proof = try EntryProof(bytes: bytes) } catch { throw CommandFault(.badData, "\(file): \(error)") }
        do {
            try report(try proof.shown())
        } catch let fault as ProofFault {
            common.answer(.object([.init("holds", false), .init("why", .string("\(fault)"))]), words: "shows nothing: \(fault)")
            throw Ended(.unwell)
        }
    }

    private func report(_ shown: EntryProof.Shown) throws {
        let entry = shown.entry.entry, checkpoint = shown.checkpoint.checkpoint
        let cosigners = Cosigners(signers: shown.checkpoint.signers, charter: shown.charter)
        let kind = shown.entry.reading.kind?.rawValue ?? "void"
        common.answer(
            .object([
                .init("holds", true), .init("entry", .string(entry.id.hex)), .init("kind", .string(kind)),
                .init("author", .string(KeyText.author(entry.author))), .init("seq", .number(entry.seq)),
                .init("time", .number(entry.time)), .init("bytes", .string(entry.bytes.hex)),
                .init("checkpoint", .object(checkpoint.json)),
                .init("signers", .array(shown.checkpoint.signers.map { .string(KeyText.author($0)) })),
                .init("witnesses", .number(cosigners.witnesses.count)), .init("quorum", .bool(cosigners.isQuorum)),
            ]),
            words: """
                holds: \(kind) \(entry.id.hex)\(Self.content(shown.entry))
                by \(KeyText.author(entry.author)), place \(entry.seq) of their feed, \(ISODate.text(entry.time)) by their clock
                part of collective \(checkpoint.collective.hex)
                as of \(ISODate.text(checkpoint.time)): root \(checkpoint.root.hex), \(checkpoint.feeds) feeds, \(checkpoint.entries) entries
                \(cosigners.words)
                """)
        if shown.charter.isWitnessed, !cosigners.isQuorum { throw Ended(.unwell) }
    }

    /// What is promised or paid, where the entry says so by itself.
    private static func content(_ entry: VerifiedEntry) -> String {
        switch entry.reading.facts {
        case .pledge(let pledge):
            "\n\(AmountText.shown(pledge.quantity.amount, unit: pledge.quantity.unit.name)) to \(pledge.to.hex), ask \(pledge.ask)"
        case .settle(let settle): "\n\(settle.amount) of pledge \(settle.pledge.hex) \(settle.side)"
        default: ""
        }
    }
}
