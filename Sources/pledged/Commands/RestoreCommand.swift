import ArgumentParser
import Foundation
import PledgeLedger

/// Brings a backup back.
struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Bring a backup back into your pledged folder.",
        discussion: """
            Every signature in the backup is verified before anything changes. Files that are in the folder already \
            stay as they are; a store that is there is put aside under another name, and only with --replace where \
            it holds entries that the backup lacks. Stop the node before.

            A backup can't know what you signed after it was made. Before you sign again, `pledged sync HOST:PORT` with \
            a node that was there all along: it brings what is missing, and until then nothing can be signed.

            Example: pledged restore /media/stick/village-2026-05-01.backup --home ~/restored
            """)

    @Argument(help: ArgumentHelp("The backup.", valueName: "file"))
    var file: String

    @Flag(name: .long, help: "Put a store aside that holds entries which the backup lacks.")
    var replace = false

    @OptionGroup var common: CommonOptions

    func run() throws {
        try Sodium.start()
        try NamedFile.check(file)
        let home = try Home(creating: common.homePath())
        let progress = ProgressLine("restore")
        defer { progress.finish() }
        let restored = try HomeBackup(home: home).restore(from: file, replaces: replace, now: Moment.now) {
            progress.show($0, of: $1)
        }
        progress.finish()
        common.answer(
            .known([
                .init("entries", .number(restored.store.entries)), .init("home", .string(home.path)),
                .init("files", .array(restored.files.map { .string($0) })),
                restored.store.putAside.map { .init("put_aside", .string($0)) },
            ]),
            words: "restored \(Count.words(restored.store.entries, "entry", "entries")) into \(SafeText.shown(home.path))"
                + (restored.files.isEmpty ? "" : ", with \(restored.files.joined(separator: ", "))"))
        if let aside = restored.store.putAside { Output.note("The store that was there is now \(SafeText.shown(aside)).") }
        if restored.files.contains("node.key") {
            let begin = home.has(home.authorKeyPath) ? "pledged init" : "pledged init --node"
            Output.note("It came with the node key of the home that was backed up. Where that one still runs, give this one a key of its "
                + "own before you start it, or the two take each other's links: remove \(SafeText.shown(home.nodeKeyPath)), then `\(begin) --home \(SafeText.shown(home.path))`.")
        }
        if home.has(home.authorKeyPath) {
            Output.note("Before you sign, `pledged sync HOST:PORT` with a node that was there all along: it brings what "
                + "you said since.")
        }
    }
}
