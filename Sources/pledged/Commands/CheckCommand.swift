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
        let findings = try check(home)
        var remedy: String?
        if repair, !findings.isEmpty { remedy = try mend(home) }
        if !common.json {
            for finding in findings { Output.answer(SafeText.shown(finding.description)) }
        }
        common.answer(
            .known([
                .init("findings", .array(findings.map(\.json))), remedy.map { .init("damaged", .string($0)) },
            ]),
            words: words(findings, remedy))
        if !findings.isEmpty, remedy == nil { throw Ended(.unwell) }
    }

    private func words(_ findings: [AuditFinding], _ remedy: String?) -> String {
        if findings.isEmpty { return "the store is whole" }
        guard let remedy else { return "\(findings.count) findings; `pledged check --repair` keeps all that verifies" }
        return "\(findings.count) findings; repaired. The damaged file is kept as \(SafeText.shown(remedy)); "
            + "`pledged sync HOST:PORT` or `pledged serve` fetches what is missing"
    }

    private func check(_ home: Home) throws -> [AuditFinding] {
        let progress = ProgressLine("check")
        defer { progress.finish() }
        let store = try Store(at: home.storePath)
        defer { try? store.close() }
        let audit = StoreAudit(store)
        var findings = try audit.fileFindings()
        do {
            for row in try store.collectives() where row.charterBytes != nil {
                findings += try audit.audit(row.id) { progress.show($0, of: $1) }.findings
            }
        } catch let fault as StoreFault {
            guard case .damaged(_, let detail) = fault else { throw fault }
            findings.append(AuditFinding(.file, detail))
        }
        return findings
    }

    /// - Returns: where the damaged file is now.
    private func mend(_ home: Home) throws -> String {
        let lock = try DaemonLock(home)
        defer { withExtendedLifetime(lock) {} }
        let result = try StoreRepair(path: home.storePath).run(now: Moment.now)
        let store = try Store(at: home.storePath)
        defer { try? store.close() }
        let signer = try Signer(store: store, key: try home.authorKey(), marks: home.marksPath)
        for row in try store.collectives() where row.charterBytes != nil { try signer.adoptRepairedStore(row.id) }
        return result.damagedPath
    }
}
