import ArgumentParser
import Foundation
import PledgeLedger

/// Verifies everything.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Verify every signature and recompute every total, trusting nobody.",
        discussion: """
            Audits the current collective of your store, or the bundle, home or store that you name. Prints a line for \
            everything that is not as it should be, then a summary; ends with 1 when anything was found.

            Example: pledged audit village.bundle
            """)

    @Argument(help: ArgumentHelp("A bundle, or another home or its store (else your own store).", valueName: "path"))
    var path: String?

    @Option(name: .long, help: ArgumentHelp("Hold the ledger against a checkpoint that its witnesses signed.", valueName: "file"))
    var checkpoint: String?

    @OptionGroup var chosen: CollectiveOption
    @OptionGroup var common: CommonOptions

    func run() throws {
        try Sodium.start()
        let note = try checkpoint.map(CheckpointFile.read)
        var report = try report()
        if let note { report.compare(note) }
        if !common.json {
            for finding in report.findings { Output.answer(SafeText.shown(finding.description)) }
        }
        let cosigners = note.map { Cosigners(signers: $0.signers, charter: report.charter ?? Charter(founders: [])) }
        common.answer(report.json, words: ([report.words] + (cosigners.map { ["checkpoint \($0.words)"] } ?? [])).joined(separator: "\n"))
        if !report.findings.isEmpty { throw Ended(.unwell) }
    }

    private func report() throws -> AuditReport {
        guard let named = path else {
            return try common.withWorkspace { workspace in
                let row = try workspace.collective(chosen.collective)
                if row.isImporting { Output.note(ViewNote.importing) }
                return try Self.audit(workspace.store, row.id)
            }
        }
        let path = try Self.file(named)
        guard Self.isStore(path) else { return try Self.audit(bundle: path) }
        let store = try Store(at: path)
        let result = Result {
            let wanted = chosen.collective?.lowercased() ?? ""
            guard let row = try store.collectives().first(where: { $0.id.hex.hasPrefix(wanted) }) else {
                throw CommandFault(.missing, "\(path) holds no such collective")
            }
            if row.isImporting { Output.note(ViewNote.importing) }
            return try Self.audit(store, row.id)
        }
        try store.close()
        return try result.get()
    }

    private static func audit(_ store: Store, _ id: CollectiveID) throws -> AuditReport {
        let progress = ProgressLine("audit")
        defer { progress.finish() }
        return try StoreAudit(store).audit(id) { progress.show($0, of: $1) }
    }

    private static func audit(bundle path: String) throws -> AuditReport {
        let progress = ProgressLine("audit", of: .bytes)
        defer { progress.finish() }
        return try BundleAudit(path: path).audit { progress.show($0, of: $1) }.report
    }

    /// What a path means: a home stands for the store in it.
    private static func file(_ path: String) throws -> String {
        let store = "\(path)/ledger.sqlite"
        if NamedFile.isFolder(path), access(store, F_OK) == 0 { return store }
        try NamedFile.check(path)
        return path
    }

    /// SQLite's own first bytes.
    private static func isStore(_ path: String) -> Bool {
        guard let file = FileHandle(forReadingAtPath: path) else { return false }
        defer { try? file.close() }
        return (try? file.read(upToCount: 15)) == Data("SQLite format 3".utf8)
    }
}

extension AuditReport {
    var json: JSON {
        .object([
            .init("collective", .string(collective.hex)), .init("entries", .number(entries)),
            .init("feeds", .number(feeds)), .init("void", .number(void)), .init("signatures", .number(signatures)), .init("forks", .number(forks)),
            .init("members", .number(members)), .init("witnessed", .bool(charter?.isWitnessed ?? false)),
            .init("findings", .array(findings.map(\.json))),
            .init("witness_conflicts", .array(conflicts.map(\.json))),
            .init("backdated_covers", .array(backdated.map(\.json))), .init("root", .string(root.hex)),
            .init("totals", .array(totals.map { total in
                .object([
                    .init("project", .string(total.project.hex)), .init("people", .number(total.people)),
                    .init("asks", .array(total.asks.map { ask in
                        .object([
                            .init("ask", .number(ask.ask.number)), .init("unit", .string(ask.ask.unit.name)),
                            .init("pledged", .number(ask.pledged)), .init("pledges", .number(ask.pledges)),
                        ])
                    })),
                ])
            })),
        ])
    }

    var words: String {
        let verdict = findings.isEmpty ? "everything holds" : Count.words(findings.count, "finding", "findings")
        return """
            \(verdict): \(Count.words(entries, "entry", "entries"))\(void > 0 ? " (\(void) void)" : "") in \
            \(Count.words(feeds, "feed", "feeds")), \(Count.words(signatures, "signature", "signatures")) verified, \
            \(Count.words(forks, "fork", "forks")), \(Count.words(totals.count, "project", "projects"))
            root \(root.hex)
            \(ViewNote.witnessing(charter))
            """ + (conflicts.map(\.words) + backdated.map(\.words)).map { "\n" + $0 }.joined()
    }
}

extension AuditFinding {
    var json: JSON {
        .known([
            .init("kind", .string(kind.rawValue)), author.map { .init("author", .string(KeyText.author($0))) },
            seq.map { .init("seq", .number($0)) }, .init("detail", .string(detail)),
        ])
    }
}
