import ArgumentParser
import Foundation
import PledgeLedger

/// Re-verifies the store, and mends it.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check your store from its bytes up, and mend it if asked to.",
        discussion: """
            Verifies the file and everything in it; damage is named by feed and place. With --repair, all that \
            verifies goes into a new file, the damaged one is kept beside it, and what is missing can be fetched \
            again from peers. Stop the daemon before a repair.

            Example: pledged check --repair
            """)

    @Flag(name: .long, help: "Make a good store of what verifies.")
    var repair = false

    @OptionGroup var common: CommonOptions

    func run() throws {
        try Sodium.start()
        let home = try Home(opening: common.homePath())
        let mended = repair ? try mend(home) : nil
        // What is still wrong after a repair lies outside the file: a mark, or a collective that is gone.
        let left = try check(home)
        let findings = (mended.map { $0.found + $0.findings } ?? []) + left
        if !common.json {
            for finding in findings { Output.answer(SafeText.shown(finding.description)) }
        }
        common.answer(
            .known([
                .init("findings", .array(findings.map(\.json))),
                mended.map { .init("damaged", .string($0.damagedPath)) },
            ]),
            words: words(findings, mended))
        if !findings.isEmpty, mended == nil { throw Ended(.unwell) }
    }

    private func words(_ findings: [AuditFinding], _ mended: StoreRepair.Result?) -> String {
        if findings.isEmpty { return "the store is whole" }
        let count = findings.count == 1 ? "1 finding" : "\(findings.count) findings"
        if let mended {
            return "\(count); repaired, with \(mended.entries) entries. The damaged file is kept as "
                + "\(SafeText.shown(mended.damagedPath)); `pledged sync HOST:PORT` or `pledged serve` fetches what is missing"
        }
        if repair {
            return "\(count), and nothing in the file to repair; `pledged join LINK` and `pledged sync HOST:PORT` "
                + "fetch what is missing"
        }
        return "\(count); `pledged check --repair` keeps all that verifies"
    }

    private func check(_ home: Home) throws -> [AuditFinding] {
        let progress = ProgressLine("check")
        defer { progress.finish() }
        do {
            // Opening an empty file would make a new store of it.
            try StoreAudit.refuseEmpty(home.storePath)
            let store = try Store(at: home.storePath)
            defer { try? store.close() }
            let findings = try StoreAudit(store).check(marks: home.marksPath) { progress.show($0, of: $1) }
            for row in try store.collectives() {
                if row.isImporting { Output.note("collective \(row.id.short): \(ViewNote.importing)") }
                guard home.has(home.authorKeyPath) else { continue }
                let late = try Workspace(home: home, store: store).notStored(in: row.id)
                if let late { Output.note("collective \(row.id.short): \(ViewNote.notStored(late))") }
            }
            return try findings + chosenFinding(home, store)
        } catch let fault as StoreFault {
            // A file that is somebody else's is no damaged store.
            if case .notOurs = fault, !repair { throw fault }
            guard let finding = AuditFinding(unreadable: fault) else { throw fault }
            return [finding]
        }
    }

    /// The collective that commands mean by default has to be here.
    private func chosenFinding(_ home: Home, _ store: Store) throws -> [AuditFinding] {
        guard let id = try home.current(), try store.collective(id) == nil else { return [] }
        return [AuditFinding(.count, "collective \(id.hex.prefix(12)) is your current one, and is gone")]
    }

    /// - Returns: nil for a whole store.
    private func mend(_ home: Home) throws -> StoreRepair.Result? {
        let lock = try DaemonLock(home)
        defer { withExtendedLifetime(lock) {} }
        let progress = ProgressLine("check")
        defer { progress.finish() }
        do {
            return try StoreRepair(path: home.storePath, marks: home.marksPath).run(now: Moment.now) { progress.show($0, of: $1) }
        } catch StoreFault.busy(let path) {
            throw CommandFault(.notNow, "\(path) is open in another pledged process; let it end, or stop it, then repair")
        } catch let fault as RepairFault {
            throw CommandFault(.badData, fault.description)
        }
    }
}
