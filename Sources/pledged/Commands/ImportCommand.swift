import ArgumentParser
import PledgeLedger

/// Takes in a bundle, or an election to study.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take in a collective from a file, after verifying all of it.",
        discussion: """
            A bundle that is damaged, altered or cut short is refused whole. With --pabulib, the ballots of a \
            participatory budget become a collective to study: every voter gets a key derived from the file and \
            --seed, every vote becomes that voter's pledges. An import that was broken off is completed by doing it \
            again; a file that was changed becomes another collective.

            Example: pledged import village.bundle
            """)

    @Argument(help: ArgumentHelp("The bundle to take in.", valueName: "file"))
    var bundle: String?

    @Option(name: .long, help: ArgumentHelp("A Pabulib .pb file to study instead.", valueName: "file"))
    var pabulib: String?

    @Option(name: .long, parsing: .unconditional, help:
        "With --pabulib: the same file and seed give the same keys and the same ledger.")
    var seed: UInt64 = 1

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard (bundle == nil) != (pabulib == nil) else {
            throw ValidationError("Name one file: a bundle, or --pabulib FILE")
        }
    }

    func run() throws {
        try common.withWorkspace { workspace in
            if let pabulib { try importElection(pabulib, workspace) }
            if let bundle { try importBundle(bundle, workspace) }
        }
    }

    private func importBundle(_ path: String, _ workspace: Workspace) throws {
        try NamedFile.check(path)
        try Sodium.start()
        let progress = ProgressLine("verify", of: .bytes)
        let contents = try BundleAudit(path: path).audit { progress.show($0, of: $1) }
        progress.finish()
        if let finding = contents.report.findings.first {
            let others = contents.report.findings.count - 1
            throw CommandFault(
                .badData, "\(path): \(finding)\(others > 0 ? " (and \(others) more)" : ""); nothing was stored")
        }
        let isNew = try contents.ledger.map { try workspace.store.collective($0.collective) == nil } ?? true
        let storing = ProgressLine("store")
        let taken = try Self.finishing(path) { try workspace.store.take(contents, progress: { storing.show($0, of: $1) }) }
        guard let imported = taken else {
            throw CommandFault(.badData, "\(path): no charter can be read in it; nothing was stored")
        }
        storing.finish()
        if try workspace.home.current() == nil { try workspace.home.setCurrent(imported.collective) }
        ControlClient.wake(workspace.home)
        common.answer(
            .object([
                .init("entries", .number(imported.change.added)), .init("dropped", .number(imported.change.dropped)),
                .init("forked", .array(imported.change.forked.map { .string(KeyText.author($0)) })), .init("root", .string(imported.root.hex)),
                .init("collective", .string(imported.collective.hex)),
            ]),
            words: """
                \(Self.words(imported))
                root \(imported.root.hex)
                """)
        if isNew {
            Output.note("It is public on this node, which gives it to whoever asks by its id. If it is a private "
                + "collective, `pledged join LINK` with its link before you serve or sync.")
        }
    }

    private static func words(_ imported: Store.Imported) -> String {
        let name = "collective \(imported.collective.short)", change = imported.change
        if change.isNothing { return "already here: nothing new in \(name)" }
        let taken = "took in \(Count.words(change.added, "new entry", "new entries")) of \(name)"
        return ([taken] + change.lines).joined(separator: "\n")
    }

    /// Runs an import; one that is stopped half-way leaves word of it, and what came so far.
    private static func finishing<T>(_ path: String, _ body: () throws -> T) throws -> T {
        do { return try body() } catch let fault as StoreFault {
            guard let failure = Failure(fault), failure.ending == .notNow else { throw fault }
            throw CommandFault(.notNow, "\(fault); what came so far is kept: import \(path) again to have all of it")
        }
    }

    private func importElection(_ path: String, _ workspace: Workspace) throws {
        try NamedFile.check(path)
        try Sodium.start()
        let file = try PabulibFile.read(path: path)
        if let note = PabulibTally(file).note { Output.note("\(SafeText.shown(path)): \(note)") }
        let progress = ProgressLine("import")
        let result = try Self.finishing(path) {
            try ElectionImport(file: file, seed: seed).run(workspace.store) { progress.show($0, of: $1) }
        }
        progress.finish()
        if try workspace.home.current() == nil { try workspace.home.setCurrent(result.collective) }
        ControlClient.wake(workspace.home)
        common.answer(
            .object([
                .init("voters", .number(file.votes.count)), .init("entries", .number(result.entries)),
                .init("new", .number(result.new)), .init("root", .string(result.root.hex)), .init("collective", .string(result.collective.hex)),
            ]),
            words: """
                \(Self.words(result, voters: file.votes.count))
                root \(result.root.hex)
                This is a collective to study: its keys come from the file and the seed \(seed), and keys are not people.
                """)
    }

    private static func words(_ result: ElectionImport.Result, voters: Int) -> String {
        let all = Count.words(result.entries, "signed entry", "signed entries")
        let name = "collective \(result.collective.short)"
        if result.new == 0 { return "already here: nothing new; \(name) has \(all)" }
        if result.new < result.entries {
            return "completed \(name), which lacked \(result.new) of its \(all)"
        }
        return "\(Count.words(voters, "voter", "voters")) became \(all) of \(name)"
    }
}
