import ArgumentParser
import Foundation
import PledgeLedger

/// Copies a whole home into one file.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy your whole pledged folder into one file, while the node runs.",
        discussion: """
            The file holds the ledger as it stands at one moment, your key and the node's, addresses, and the \
            configuration in the folder; one elsewhere, such as a service's in /etc, is not in it. Whoever has it can sign in your name and read private collectives: keep it as safe as the \
            key. What others sign later comes back from their nodes; `pledged restore` brings the rest.

            Example: pledged backup /media/stick/village-2026-05-01.backup
            """)

    @Argument(help: ArgumentHelp("The file to write; it must not be there yet.", valueName: "file"))
    var file: String

    @OptionGroup var common: CommonOptions

    func validate() throws {
        if file == "-" { throw ValidationError("a backup can't go to standard output; name a file, such as village.backup") }
    }

    func run() throws {
        try Sodium.start()
        try common.withWorkspace { workspace in
            let kept = try HomeBackup(home: workspace.home).kept()
            let progress = ProgressLine("backup", of: .bytes)
            defer { progress.finish() }
            let bytes = try workspace.store.backUp(to: file, with: kept) { progress.show($0, of: $1) }
            progress.finish()
            let entries = try workspace.store.collectives().reduce(UInt64(0)) { $0 + $1.entries }
            let hasKey = kept.contains { $0.name == "author.key" }
            common.answer(
                .object([
                    .init("file", .string(file)), .init("bytes", .number(bytes)), .init("key", .bool(hasKey)),
                    .init("files", .array(kept.map { .string($0.name) })),
                ]),
                words: "wrote \(SafeText.shown(file)): \(Count.text(bytes)) bytes, about "
                    + Count.words(entries, "entry", "entries"))
            if hasKey { Output.note("Your key is in it: whoever has this file can sign in your name.") }
        }
    }
}
