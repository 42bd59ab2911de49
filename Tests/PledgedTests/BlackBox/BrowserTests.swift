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
            "/", "/projects/\(village.project)", "/causes", "/problems/\(problem)", "/members", "/members/\(village.homes[1].key())",
            "/rounds", "/audit", "/network", "/entries/\(village.collective)",
        ]
        let looked = try village.founder.startOther(Surroundings.python, [Self.script, "http://\(page.host)"] + paths).wait(seconds: 300)
        let found = try looked.objects().first
        #expect(found?.all["faults"] as? [String] == [], "\(looked)")
        #expect(try found?.number("pages") == 4 * paths.count)
        try daemon.stop()
    }
}
