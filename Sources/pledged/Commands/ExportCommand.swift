import ArgumentParser
import PledgeLedger

/// Writes a collective to a file.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the whole collective to one file, for a USB stick or an auditor.",
        discussion: """
            The same ledger always gives the same core; anybody can verify the file with `pledged audit FILE`. A \
            private collective's secret is not in it, but everything else is.

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
            let summary = try workspace.store.writeBundle(of: collective.id, to: bundle, replace: replace) {
                progress.show($0, of: $1)
            }
            progress.finish()
            common.answer(
                .object([
                    .init("entries", .number(summary.entries)), .init("feeds", .number(summary.feeds)),
                    .init("root", .string(summary.root.hex)), .init("digest", .string(summary.digest.hex)),
                    .init("bytes", .number(summary.bytes)), .init("collective", .string(collective.id.hex)),
                ]),
                words: """
                    wrote \(summary.entries) entries of \(summary.feeds) feeds to \(SafeText.shown(bundle))
                    root   \(summary.root.hex)
                    digest \(summary.digest.hex)
                    """)
        }
    }
}
