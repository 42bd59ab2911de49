import Foundation
import Testing

/// Every command of the keeper's page works as it stands there, and every make target in a document is one.
@Suite struct KeeperTests {
    private static func text(_ path: String) throws -> String {
        try String(contentsOf: Surroundings.root.appendingPathComponent(path), encoding: .utf8)
    }

    /// The lines of each block of shell commands.
    private static func lines(_ path: String) throws -> [String] {
        try text(path).matches(of: /```sh\n([^`]*)```/).flatMap { $0.1.split(separator: "\n").map(String.init) }
    }

    @Test func everyCommandOfTheKeepersPageWorks() throws {
        let founder = try PledgedHome()
        _ = try founder.found()
        let invited = try PledgedDaemon(founder)
        let link = try founder.json("invite").text("link")
        let node = try PledgedHome(nil)
        try node.run("init", "--node").expectFine()
        let folder = (node.path as NSString).deletingLastPathComponent
        let config = "\(folder)/config.yaml"
        try node.run("config", "--example").expectFine().output.write(toFile: config, atomically: true, encoding: .utf8)
        var daemon: PledgedDaemon? = try PledgedDaemon(node, peers: [invited.address])
        var run = 0
        for line in try Self.lines("docs/keeper.md") where line.contains("pledged pledged ") || line.hasPrefix("pledged ") {
            if line.contains(" restore ") {
                try daemon?.stop()
                daemon = nil
            }
            let words = line.replacing("sudo -u pledged ", with: "").replacing("/var/lib/pledged", with: node.path)
                .replacing("/etc/pledged/config.yaml", with: config).replacing("LINK", with: link)
                .replacing("BACKUP", with: "\(folder)/node.backup").split(separator: " ").map(String.init)
            try node.run(Array(words.dropFirst())).expectFine()
            run += 1
        }
        #expect(run >= 9)
        #expect(try node.json("status").list("collectives").count == 1)
    }

    /// Whatever a keeper is told to watch is there to be watched.
    @Test func everyMetricOfTheKeepersPageIsOne() throws {
        let village = try Village(2), other = try PledgedDaemon(village.homes[1])
        let daemon = try PledgedDaemon(village.founder, peers: [other.address], web: ["--web", "127.0.0.1:0"]), page = try daemon.page()
        let names = Set(try Self.text("docs/keeper.md").matches(of: /`((?:pledged|process)_[a-z_]+)`/).map { String($0.1) })
        #expect(names.count >= 7, "\(names)")
        try eventually("a peer's clock") { try page.get("/metrics").body.contains("pledged_clock_offset_ms") }
        let metrics = try page.get("/metrics").body
        for name in names { #expect(metrics.contains("# TYPE \(name) "), "\(name)\n\(metrics)") }
        for running in [daemon, other] { try running.stop() }
    }

    /// The transcript is of a program that has today's options and looks at what it looks at today.
    @Test func theTranscriptIsOfThisVersion() throws {
        let home = try PledgedHome(nil), page = try Self.text("docs/install-transcript.md")
        try home.run("init", "--node").expectFine()
        let daemon = try PledgedDaemon(home, web: ["--web", "127.0.0.1:0"])
        func words(_ output: String, column: Int) -> [String] {
            output.split(separator: "\n").compactMap { line in
                let cells = line.split(separator: " ", omittingEmptySubsequences: true)
                return line.first?.isLetter == true && cells.count > column + 1 ? String(cells[column]) : nil
            }
        }
        let options = words(try home.run("config").output, column: 0)
        #expect(options.count > 9)
        for option in options { #expect(try page.contains(Regex("\n\(option) +")), "\(option)") }
        let checked = try home.json("doctor").list("checks").map { try $0.text("check") }
        #expect(checked.count >= 9, "\(checked)")
        for name in checked { #expect(try page.contains(Regex("\n(ok|warning|unknown|fault) +\(name) ")), "\(name)") }
        try daemon.stop()
    }

    @Test func everyMakeTargetOfADocumentIsOne() throws {
        let makefile = try Self.text("Makefile")
        for page in ["docs/keeper.md", "CONTRIBUTING.md", "README.md"] {
            for line in try Self.lines(page) where line.hasPrefix("make ") || line.hasPrefix("sudo make ") {
                let target = line.replacing("sudo ", with: "").split(separator: " ")[1]
                #expect(makefile.contains("\n\(target):"), "\(page): \(line)")
            }
        }
    }

    /// What the pages say of exit codes, options and places is so.
    @Test func thePagesNameWhatIsThere() throws {
        let page = try Self.text("docs/keeper.md"), unit = try Self.text("packaging/pledged.service")
        for name in ["PLEDGED_LISTEN", "PLEDGED_PEERS", "PLEDGED_LAN", "PLEDGED_LOG"] { #expect(page.contains(name)) }
        #expect(unit.contains("/var/lib/pledged") && unit.contains("WatchdogSec=") && unit.contains("Type=notify"))
        for match in page.matches(of: /\]\(([a-z-]+\.md)\)/) {
            let path = Surroundings.root.appendingPathComponent("docs/\(match.1)").path
            #expect(FileManager.default.fileExists(atPath: path), "\(match.1)")
        }
    }
}
