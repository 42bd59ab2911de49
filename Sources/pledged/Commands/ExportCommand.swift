import ArgumentParser
import PledgeLedger

/// Writes a collective to a file.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the whole collective to one file, or what was given through it.",
        discussion: """
            A bundle is for a USB stick or an auditor: the same ledger always gives the same core; anybody can verify \
            the file with `pledged audit FILE`. Entries are JSON, one a line, each with its bytes in hex, so that \
            other programs can verify them. A 360Giving file (version 1.4) has the gifts of money that both sides \
            confirmed; people are in it by their keys, organisations and circles by their names.

            A private collective's secret is in none of them, but everything else is: whoever has the file can read it.

            Examples: pledged export --bundle village.bundle
                      pledged export --entries - | wc -l
                      pledged export --360giving gifts.json
            """)

    @Option(name: .long, help: ArgumentHelp("Write a bundle to this file.", valueName: "file"))
    var bundle: String?

    @Option(name: .long, help: ArgumentHelp("Write every entry to this file, or to - for standard output.", valueName: "file"))
    var entries: String?

    @Option(name: .customLong("360giving"), help: ArgumentHelp(
        "Write confirmed gifts of money to this file, or to - for standard output.", valueName: "file"))
    var giving: String?

    @Flag(name: .long, help: "Write over a file of that name.")
    var replace = false

    @OptionGroup var view: ViewOptions
    @OptionGroup var chosen: CollectiveOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard [bundle, entries, giving].compactMap({ $0 }).count == 1 else {
            throw ValidationError("choose one of --bundle, --entries and --360giving, with a file to write")
        }
        if bundle == "-" {
            throw ValidationError("a bundle can't go to standard output, as its beginning is written last; name a file, such as village.bundle")
        }
        if view.at != nil, giving == nil { throw ValidationError("--at goes with --360giving alone") }
    }

    func run() throws {
        let moment = try view.moment()
        try common.withWorkspace { workspace in
            let collective = try workspace.chartered(chosen.collective)
            if let bundle {
                try write(bundle, collective, workspace)
                try noteWaiting(collective, workspace)
            }
            if let entries { try write(entriesTo: entries, collective, workspace) }
            if let giving { try write(givingTo: giving, collective, moment.cutoff(in: collective, workspace), workspace) }
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

    private func write(_ bundle: String, _ collective: CharteredCollective, _ workspace: Workspace) throws {
        let progress = ProgressLine("export")
        defer { progress.finish() }
        let summary = try write(collective.id, to: bundle, workspace.store, progress)
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
    }

    private func write(
        _ id: CollectiveID, to bundle: String, _ store: Store, _ progress: ProgressLine
    ) throws -> BundleSummary {
        do {
            return try store.writeBundle(of: id, to: bundle, replace: replace) { progress.show($0, of: $1) }
        } catch BundleFault.exists(let path) {
            throw CommandFault(.exists, "\(path) is there already; choose another name, or --replace writes over it")
        } catch BundleFault.notAFile(let path) {
            throw CommandFault(.exists, "\(path) is no file; choose another name")
        }
    }

    private func write(entriesTo path: String, _ collective: CharteredCollective, _ workspace: Workspace) throws {
        let file = try OutputFile(path, replace: replace)
        let progress = ProgressLine("export")
        defer { progress.finish() }
        let export = EntryExport(workspace.store, collective.id)
        let count = try export.write(progress: { progress.show($0, of: $1) }) { try file.write("\($0)\n") }
        try file.finish()
        progress.finish()
        report(count, "entry", "entries", to: path, collective)
    }

    private func write(
        givingTo path: String, _ collective: CharteredCollective, _ cutoff: Cutoff, _ workspace: Workspace
    ) throws {
        let pledges = try workspace.store.view(of: collective.id, at: cutoff) { try ConfirmedPledge.all(in: $0) }
        let export = try GivingExport(pledges, workspace, collective.id, cutoff)
        guard !export.grants.isEmpty else {
            let rest = export.leftOut.words.map { " \($0)" } ?? ""
            throw CommandFault(.missing, "no gift of money is confirmed by both sides yet, and the standard wants one.\(rest)")
        }
        try OutputFile.write(export.json.text + "\n", to: path, replace: replace)
        report(export.grants.count, "gift", "gifts", to: path, collective)
        if let words = export.leftOut.words { Output.note(words) }
        Output.note(ViewNote.words(cutoff))
    }

    /// What was written where; nothing beside a file that went to standard output.
    private func report(_ count: Int, _ one: String, _ several: String, to path: String, _ collective: CharteredCollective) {
        guard path != "-" else { return }
        common.answer(
            .object([
                .init(several, .number(count)), .init("file", .string(path)), .init("collective", .string(collective.id.hex)),
            ]),
            words: "wrote \(Count.words(count, one, several)) to \(SafeText.shown(path))")
    }
}
