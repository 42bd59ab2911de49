import Foundation
import Testing

/// Whoever copies what stands on the page for audits gets a bundle, and finds nothing amiss in it.
@Suite struct WebAuditTests {
    /// What stands in a page's blocks of commands, as a reader copies it.
    private static func commands(_ page: WebClient, _ headers: [String: String] = [:]) throws -> [String] {
        try page.get("/audit", headers).body.matches(of: /<pre tabindex="0">([^<]*)<\/pre>/).map { block in
            [("&#39;", "'"), ("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")].reduce(String(block.1)) { $0.replacing($1.0, with: $1.1) }
        }
    }

    @Test func theCommandsOfThePageAreTrue() throws {
        let village = try Village(2), home = village.founder
        try home.run("checkpoint").expectFine()
        let daemon = try PledgedDaemon(home, web: ["--web", "127.0.0.1:0", "--web-name", "fund.example"]), page = try daemon.page()
        let blocks = try Self.commands(page), root = try #require(try home.standing().root)
        #expect(blocks[0].contains("/v1/checkpoint") && blocks[0].hasSuffix("--checkpoint \(village.collective.prefix(12)).checkpoint"))
        #expect(try page.get("/audit").body.contains(root))
        let folder = home.file("copied")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        func run(_ words: String) throws -> PledgedResult {
            try home.startOther("/bin/bash", ["-euc", "cd '\(folder)'; pledged() { \"$PLEDGED\" \"$@\"; }\n\(words)"]).wait().expectFine()
        }
        if access("/usr/bin/curl", X_OK) == 0 {
            #expect(try run(blocks[0]).output.contains(root))
            if let python = Surroundings.verifyingPython {
                let words = blocks[1].replacing("python3 Tests/", with: "\(python) \(Surroundings.root.path)/Tests/")
                #expect(words != blocks[1])
                #expect(try run(words).output.contains(root))
            }
        }
        try daemon.stop()
    }

    /// Whoever came through a web server before the node is told that server's address, and others where they are.
    @Test func theAddressIsTheReadersOwn() throws {
        let home = try PledgedHome()
        let id = try home.found()
        let well = try home.project("Well", asks: "9 EUR")
        let daemon = try PledgedDaemon(home, web: ["--web", "127.0.0.1:0", "--web-name", "fund.example"]), page = try daemon.page()
        for (headers, address) in [
            ([:], "http://\(page.host)"), (["Host": "fund.example"], "https://fund.example"),
            (["Host": "fund.example", "X-Forwarded-Proto": "http"], "http://fund.example"),
        ] {
            let command = try Self.commands(page, headers)[0]
            #expect(command.hasPrefix("curl -fo \(id.prefix(12)).bundle '\(address)/v1/bundle?collective=\(id.prefix(12))'\n"), "\(command)")
            let project = try page.get("/projects/\(well)", headers).body
            #expect(project.contains("<meta property=\"og:url\" content=\"\(address)/projects/\(well.prefix(12))\">"), "\(project)")
            #expect(project.contains("<meta property=\"og:description\" content=\"0.00 EUR of 9.00 EUR (0 %); 0 people have pledged"), "\(project)")
            #expect(!project.contains("og:image"))
        }
        try daemon.stop()
    }
}
