import ArgumentParser
import PledgeLedger

/// Takes in a bundle, or an election to study.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take in a collective from a file, after verifying all of it.",
        discussion: """
            A bundle that is damaged, altered or cut short is refused whole. With --pabulib, the ballots of a \
            participatory budget become a collective to study: every voter gets a key derived from --seed, every \
            vote becomes that voter's pledges.

            Example: pledged import village.bundle
            """)

    @Argument(help: ArgumentHelp("The bundle to take in.", valueName: "file"))
    var bundle: String?

    @Option(name: .long, help: ArgumentHelp("A Pabulib .pb file to study instead.", valueName: "file"))
    var pabulib: String?

    @Option(name: .long, help: ArgumentHelp("With --pabulib: the same seed gives the same keys and the same ledger."))
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
        try Sodium.start()
        let progress = ProgressLine("verify")
        let contents = try BundleAudit(path: path).audit { progress.show($0, of: $1) }
        progress.finish()
        if let finding = contents.report.findings.first {
            let others = contents.report.findings.count - 1
            throw CommandFault(
                .badData, "\(path): \(finding)\(others > 0 ? " (and \(others) more)" : ""); nothing was stored")
        }
        let storing = ProgressLine("store")
        guard let imported = try workspace.store.take(contents, progress: { storing.show($0, of: $1) }) else {
            throw CommandFault(.badData, "\(path): no charter can be read in it; nothing was stored")
        }
        storing.finish()
        if try workspace.home.current() == nil { try workspace.home.setCurrent(imported.collective) }
        ControlClient.wake(workspace.home)
        common.answer(
            .object([
                .init("entries", .number(imported.entries)), .init("root", .string(imported.root.hex)),
                .init("collective", .string(imported.collective.hex)),
            ]),
            words: "took in \(imported.entries) new entries of collective \(imported.collective.short)\nroot \(imported.root.hex)")
    }

    private func importElection(_ path: String, _ workspace: Workspace) throws {
        try Sodium.start()
        let file = try PabulibFile.read(path: path)
        let progress = ProgressLine("import")
        let result = try ElectionImport(file: file, seed: seed).run(workspace.store) { progress.show($0, of: $1) }
        progress.finish()
        if try workspace.home.current() == nil { try workspace.home.setCurrent(result.collective) }
        ControlClient.wake(workspace.home)
        common.answer(
            .object([
                .init("voters", .number(file.votes.count)), .init("entries", .number(result.entries)),
                .init("root", .string(result.root.hex)), .init("collective", .string(result.collective.hex)),
            ]),
            words: """
                \(file.votes.count) voters became \(result.entries) signed entries of collective \(result.collective.short)
                root \(result.root.hex)
                This is a collective to study: its keys come from the seed \(seed), and keys are not people.
                """)
    }
}
