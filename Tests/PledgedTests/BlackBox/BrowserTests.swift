import Foundation
import Testing

/// Every page in a real browser, narrow and wide, light and dark, with JavaScript and without.
@Suite struct BrowserTests {
    private static let script = Surroundings.root.appendingPathComponent("Tests/browser/look.py").path
    private static let hasBrowser = Surroundings.hasPython
        && ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].contains(where: FileManager.default.isExecutableFile)

    @Test(.enabled(if: hasBrowser)) func everyPageIsAsItShouldBe() throws {
        let village = try Village(3)
        let problem = try village.founder.run("problem", "The well is dirty", "--json").json().text("entry")
        let illness = try village.founder.run("problem", "Children fall ill", "--json").json().text("entry")
        try village.founder.run("cause", problem, illness).expectFine()
        try village.founder.run("round", "Spring pool", "--unit", "EUR", "--rule", "matching").expectFine()
        try village.pledge(village.founder, "25 EUR", "--text", "<script>alert(1)</script> & \"quotes\"\u{338}")
        let daemon = try PledgedDaemon(village.founder, web: ["--web", "127.0.0.1:0"]), page = try daemon.page()
        let paths = try [
            "/", "/projects/\(village.project)", "/projects/\(village.project)/explanation", "/causes", "/problems/\(problem)", "/members", "/members/\(village.homes[1].key())",
            "/rounds", "/audit", "/network", "/entries/\(village.collective)", "/?at=2099-12-31", "/audit?at=2099-12-31",
        ]
        let looked = try village.founder.startOther(Surroundings.python, [Self.script, "http://\(page.host)"] + paths).wait(seconds: 300)
        let found = try looked.objects().first
        #expect(found?.all["faults"] as? [String] == [], "\(looked)")
        #expect(try found?.number("pages") == 4 * paths.count)
        try daemon.stop()
    }

    private struct Seen: Decodable {
        let seen: Double
        let kept: Bool
    }

    /// A pledge on another node is seen within a second; whoever reads stays where they are, by keyboard and by eye, and what
    /// they opened stays open.
    @Test(.enabled(if: hasBrowser)) func aPledgeElsewhereIsSeenByItself() throws {
        let village = try Village(2)
        let first = try PledgedDaemon(village.homes[0])
        let second = try PledgedDaemon(village.homes[1], peers: [first.address], web: ["--web", "127.0.0.1:0"])
        try eventually("a link") { try village.homes[1].json("status").text("health") == "in step" }
        // What somebody says who is no member yet is a fold on the page.
        let stranger = try PledgedHome("Stranger")
        try stranger.run("join", village.founder.json("invite").text("link")).expectFine()
        try stranger.run("sync", second.address).expectFine()
        for _ in 0..<3 { try village.pledge(stranger) }
        try stranger.run("sync", second.address).expectFine()
        try eventually("the fold") { try second.page().get("/projects/\(village.project)").body.contains("<details") }
        let amounts = ["77", "78", "79"]
        let looking = try village.founder.startOther(
            Surroundings.python, [Self.script, "http://\(try second.page().host)", "/projects/\(village.project)", "--live"] + amounts.map { "\($0).00 EUR" })
        try eventually("the browser", within: 60, or: { looking.errors }) { looking.output.contains("waits") }
        var took: [Double] = []
        for (place, amount) in amounts.enumerated() {
            try village.pledge(village.homes[0], "\(amount) EUR")
            let signed = Date().timeIntervalSince1970
            let told = try eventually("what was seen", within: 60, or: { looking.errors }) {
                let lines = looking.output.split(separator: "\n")
                return looking.output.hasSuffix("\n") && lines.count > place + 1 ? String(lines[place + 1]) : nil
            }
            let seen = try JSONDecoder().decode(Seen.self, from: Data(told.utf8))
            #expect(seen.kept)
            took.append(seen.seen - signed)
        }
        try looking.wait(seconds: 60).expectFine()
        // The quickest: what other work takes from a browser, two nodes and a program that signs is not the page's.
        #expect(try #require(took.min()) < 1, "\(took)")
        for daemon in [first, second] { try daemon.stop() }
    }
}
