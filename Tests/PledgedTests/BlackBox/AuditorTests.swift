import Foundation
import Testing

/// Every command of the auditor's page works as it stands there, one after another, on a machine that has nothing yet.
@Suite struct AuditorTests {
    private static func blocks() throws -> [String] {
        let page = try String(contentsOf: Surroundings.root.appendingPathComponent("docs/auditor.md"), encoding: .utf8)
        return page.matches(of: /```sh\n([^`]*)```/).map { String($0.1) }
    }

    @Test(.enabled(if: access("/usr/bin/curl", X_OK) == 0))
    func everyCommandOfTheAuditorsPageWorks() throws {
        let village = try Village(2), root = Surroundings.root.path
        try village.pledge(village.homes[1], "25 EUR")
        try village.founder.run("checkpoint").expectFine()
        let daemon = try PledgedDaemon(village.founder, web: ["--web", "127.0.0.1:0"]), page = try daemon.page()
        let auditor = try PledgedHome(nil)
        let python = Surroundings.verifyingPython ?? "true"
        var told = ""
        for block in try Self.blocks() {
            let words = block.replacing("http://127.0.0.1:7412", with: "http://\(page.host)")
                .replacing("HOST:PORT", with: daemon.address).replacing("PROJECT", with: village.project.prefix(12))
                .replacing(".venv/bin/python Tests/", with: "\(python) \(root)/Tests/")
            #expect(words.firstMatch(of: /[A-Z]{4,}/) == nil, "a word that nobody fills in: \(words)")
            let script = "cd \"$HOME\"; pledged() { \"$PLEDGED\" \"$@\"; }\n\(words)"
            told += try auditor.startOther("/bin/bash", ["-euc", script]).wait(seconds: 120).expectFine().output
        }
        // The file, the folder made from it, the node and the second program name one root.
        let own = try #require(try village.founder.standing().root)
        #expect(told.components(separatedBy: own).count > (Surroundings.verifyingPython == nil ? 6 : 7), "\(told)")
        #expect(told.contains("everything holds") && told.contains("holds: project \(village.project)"), "\(told)")
        try daemon.stop()
    }

    /// Statuses and pages that it names are so.
    @Test func whatThePageSaysOfTheProgramIsSo() throws {
        let home = try PledgedHome(), bundle = home.file("a.bundle")
        _ = try home.found()
        try home.run("export", "--bundle", bundle).expectFine()
        try home.run("audit", home.file("nothing.bundle")).expectFault(66)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: bundle))
        try bytes.prefix(bytes.count - 9).write(to: URL(fileURLWithPath: bundle))
        try home.run("audit", bundle).expectFault(65)
        let page = try String(contentsOf: Surroundings.root.appendingPathComponent("docs/auditor.md"), encoding: .utf8)
        for link in page.matches(of: /\]\(([A-Za-z.\/-]+\.md)\)/) {
            #expect(FileManager.default.fileExists(atPath: Surroundings.root.appendingPathComponent("docs/\(link.1)").path), "\(link.1)")
        }
    }
}
