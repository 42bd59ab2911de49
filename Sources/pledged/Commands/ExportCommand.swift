import ArgumentParser
import PledgeLedger

/// Writes a collective to a file.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the whole collective to one file, for a USB stick or an auditor.",
        discussion: """
            The same ledger always gives the same core; anybody can verify the file with `pledged audit FILE`. A \
            private collective's secret is not in it, but everything else is: whoever has the file can read it all.

            Example: pledged export --bundle village.bundle
            """)

    @Option(name: .long, help: ArgumentHelp("The file to write.", valueName: "file"))
    var bundle: String

    @Flag(name: .long, help: "Write over a file of that name.")
    var replace = false

    @OptionGroup var chosen: CollectiveOption
    @OptionGroup var common: CommonOptions

    func run() throws {
        try common.withWorkspace { workspace in
            let collective = try workspace.chartered(chosen.collective)
            let progress = ProgressLine("export")
            defer { progress.finish() }
            let summary = try write(collective.id, workspace.store, progress)
            progress.finish()
            common.answer(
                .object([
                    .init("entries", .number(summary.entries)), .init("feeds", .number(summary.feeds)),
                    .init("root", .string(summary.root.hex)), .init("digest", .string(summary.digest.hex)),
                    .init("bytes", .number(summary.bytes)), .init("collective", .string(collective.id.hex)),
                ]),
                words: """
                    wrote \(Count.words(summary.entries, "entry", "entries")) of \
                    \(Count.words(summary.feeds, "feed", "feeds")) to \(SafeText.shown(bundle))
                    root   \(summary.root.hex)
                    digest \(summary.digest.hex)
                    """)
            try noteWaiting(collective, workspace)
            if collective.row.isImporting { Output.note(ViewNote.importing) }
            if collective.row.secret != nil {
                Output.note("This collective is private, and whoever has the file can read all of it. The secret that "
                    + "the links carry is not in it.")
            }
        }
    }

    /// A bundle holds what is in the root, and who is no member yet is in none.
    private func noteWaiting(_ collective: CharteredCollective, _ workspace: Workspace) throws {
        guard workspace.home.has(workspace.home.authorKeyPath) else { return }
        let key = try workspace.home.authorKey().publicKey
        guard let feed = try workspace.store.feed(of: key, in: collective.id), !feed.isKept, feed.head.stop > 0 else { return }
        Output.note("Not in the file: your own \(Count.words(feed.head.stop, "entry", "entries")), which wait until members vouch "
            + "for you. Give them your key, \(KeyText.author(key)): `pledged vouch` needs no more than that; or `pledged sync`.")
    }

    private func write(_ id: CollectiveID, _ store: Store, _ progress: ProgressLine) throws -> BundleSummary {
        do {
            return try store.writeBundle(of: id, to: bundle, replace: replace) { progress.show($0, of: $1) }
        } catch BundleFault.exists(let path) {
            throw CommandFault(.exists, "\(path) is there already; choose another name, or --replace writes over it")
        }
    }
}
