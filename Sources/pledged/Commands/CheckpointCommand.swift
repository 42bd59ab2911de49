import ArgumentParser
import PledgeLedger

/// Signs what the ledger is, for others to hold against.
struct CheckpointCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint",
        abstract: "Sign what the whole ledger is now, in a few lines that anybody can verify.",
        discussion: """
            Prints a checkpoint: the ledger's root, its feeds and entries, signed with your key in the syntax of \
            C2SP signed notes. --cosign adds your signature to somebody else's, once your own ledger was found to \
            be the same. Keep it outside the ledger, in a newspaper or on a wall: with it, an auditor sees whether \
            anything was changed since.

            Examples: pledged checkpoint > village.checkpoint
                      pledged checkpoint --cosign village.checkpoint
                      pledged audit village.bundle --checkpoint village.checkpoint
            """)

    @Option(name: .long, help: ArgumentHelp("Add your signature to this checkpoint.", valueName: "file"))
    var cosign: String?

    @OptionGroup var chosen: CollectiveOption
    @OptionGroup var common: CommonOptions

    func run() throws {
        let others = try cosign.map(CheckpointFile.read)
        try common.withWorkspace { workspace in
            try Sodium.start()
            let key = try workspace.home.authorKey()
            let note: CheckpointNote
            if let others {
                note = try cosigned(others, by: key, workspace)
            } else {
                let collective = try workspace.chartered(chosen.collective)
                note = CheckpointNote(try workspace.store.checkpoint(of: collective.id, now: Moment.now), signedBy: key)
            }
            print(try workspace.store.hold(note))
        }
    }

    /// Adds a signature where the ledger here is the one that was signed.
    private func cosigned(_ note: CheckpointNote, by key: SigningKey, _ workspace: Workspace) throws -> CheckpointNote {
        let stated = note.checkpoint, now = Moment.now
        let own = try workspace.store.checkpoint(of: stated.collective, now: now)
        guard own.agrees(with: stated) else {
            throw CommandFault(
                .notNow, "your ledger is another: root \(own.root.hex.prefix(12)), \(own.feeds) feeds, \(own.entries) entries here; "
                    + "root \(stated.root.hex.prefix(12)), \(stated.feeds) feeds, \(stated.entries) entries there. "
                    + "Sync, or ask for a new checkpoint")
        }
        guard stated.time <= now || stated.time - now <= Cutoff.tolerance else {
            throw CommandFault(.badData, "the checkpoint is of \(ISODate.text(stated.time)), more than 10 minutes ahead of your clock")
        }
        var note = note
        note.sign(with: key)
        return note
    }

    private func print(_ note: CheckpointNote) {
        let text = String(decoding: note.bytes, as: UTF8.self)
        guard common.json else { return Output.raw(text) }
        Output.answer(.object(note.checkpoint.json + [
            .init("signers", .array(note.signers.map { .string(KeyText.author($0)) })), .init("note", .string(text)),
        ]))
    }
}

extension Checkpoint {
    var json: [JSON.Field] {
        [
            .init("collective", .string(collective.hex)), .init("root", .string(root.hex)), .init("feeds", .number(feeds)),
            .init("entries", .number(entries)), .init("time", .number(time)),
        ]
    }
}

/// A checkpoint in a file.
enum CheckpointFile {
    static func read(_ path: String) throws -> CheckpointNote {
        let bytes = try NamedFile.bytes(path, atMost: SignedNote.longest)
        do { return try CheckpointNote(bytes: bytes) } catch {
            throw CommandFault(.badData, "\(path): \(error)")
        }
    }
}
