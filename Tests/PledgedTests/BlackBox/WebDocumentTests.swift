import Foundation
import Testing

/// The OpenAPI document says what is served, and what is served is linked.
@Suite struct WebDocumentTests {
    private static func paths(_ document: JSONFields) throws -> [String: [String: Any]] {
        try #require(document.all["paths"] as? [String: [String: Any]])
    }

    @Test func theCopyInTheRepositoryIsTheOneThatIsServed() throws {
        let home = try PledgedHome()
        let daemon = try PledgedDaemon(home, web: ["--web", "127.0.0.1:0"])
        let page = try daemon.page(), served = try page.get("/v1/openapi.json")
        let kept = try String(contentsOf: Surroundings.root.appendingPathComponent("docs/openapi.json"), encoding: .utf8)
        #expect(served.body == kept, "curl -s \(page.host)/v1/openapi.json > docs/openapi.json")
        try daemon.stop()
    }

    /// Every link of every page leads to a page that is there and documented; all from the first page.
    @Test func everyLinkLeadsSomewhereThatIsDocumented() throws {
        let village = try Village(2)
        try village.pledge(village.homes[1], "5 EUR")
        let daemon = try PledgedDaemon(village.homes[0], web: ["--web", "127.0.0.1:0"]), page = try daemon.page()
        let document = try page.get("/v1/openapi.json").json()
        let patterns = try Self.paths(document).keys.map { path in
            try Regex("^" + path.replacing(/\{[a-z]+\}/, with: "[^/]+") + "$")
        }
        var waiting = ["/"], seen: Set<String> = []
        while let path = waiting.popLast() {
            guard seen.insert(path).inserted, !path.hasPrefix("/v1/bundle") else { continue }
            let plain = path.prefix { $0 != "?" }
            #expect(try patterns.contains { try $0.wholeMatch(in: plain) != nil }, "\(path) is not in the document")
            let answer = try page.get(path)
            #expect(answer.status == 200, "\(path): \(answer)")
            guard answer.headers["content-type"]?.hasPrefix("text/html") ?? false else { continue }
            waiting += answer.body.matches(of: /(?:href|src)="(\/[^"]*)"/).map { String($0.1).replacing("&amp;", with: "&") }
        }
        #expect(seen.count > 20, "\(seen)")
        for part in ["/projects/", "/members/", "/entries/", "/causes", "/audit", "/network", "/rounds"] {
            #expect(seen.contains { $0.hasPrefix(part) }, "\(part)")
        }
        try daemon.stop()
    }

    /// What an address says twice, or of another list, is refused; short ids mean what they mean elsewhere.
    @Test func aQueryMeansOneThing() throws {
        let village = try Village(2)
        let pledge = try village.pledge(village.homes[1], "5 EUR"), other = try village.founder.project("Mill", asks: "1 EUR")
        let daemon = try PledgedDaemon(village.homes[1], web: ["--web", "127.0.0.1:0"]), page = try daemon.page()
        try village.homes[1].run("settle", pledge, "--paid").expectFine()
        for path in ["/v1/entries?limit=1&limit=2", "/?collective=\(village.collective)&collective=\(village.collective)"] {
            let answer = try page.get(path)
            #expect(try answer.status == 400 && answer.json().text("error").contains("more than once"), "\(answer)")
        }
        #expect(try page.get("/?utm=1&utm=2").status == 200)
        let first = try page.get("/v1/entries?limit=1").json().text("next")
        #expect(try page.get("/v1/entries?limit=1&cursor=\(first)").status == 200)
        for path in ["/v1/problems", "/v1/forks", "/v1/pledges", "/v1/entries?author=\(try village.founder.key())", "/members"] {
            let answer = try page.get("\(path)\(path.contains("?") ? "&" : "?")cursor=\(first)")
            #expect(try answer.status == 400 && answer.json().text("error").contains("another list"), "\(path): \(answer)")
        }
        // What the list did not give is no place in it, however well its digits fit.
        let digits = first.prefix(8)
        for cursor in ["\(digits)-4-1", "\(first)-1", "\(digits)-1"] {
            let answer = try page.get("/v1/entries?cursor=\(cursor)")
            #expect(try answer.status == 400 && answer.json().text("error").contains("another list"), "\(cursor): \(answer)")
        }
        let short = String(village.project.prefix(8))
        try eventually("the settlement") { try page.get("/v1/settlements?pledge=\(pledge.prefix(6))").json().list("items").count == 1 }
        #expect(try page.get("/v1/pledges?project=\(short)").json().list("items").map { try $0.text("id") } == [pledge])
        for (path, status, words) in [
            ("/v1/pledges?project=\(pledge.prefix(8))", 404, "project: this is no project"), ("/v1/pledges?project=abc", 400, "6 to 64 hex digits"),
            ("/v1/reports?project=\(String(repeating: "a", count: 64))", 404, "project: no entry here begins with"),
            ("/v1/pledges?project=\(other.prefix(8))", 404, "no entry here begins with"),
        ] {
            let answer = try page.get(path)
            #expect(try answer.status == status && answer.json().text("error").contains(words), "\(path): \(answer)")
        }
        try daemon.stop()
    }

    @Test func whatIsNotThereIsSaidInOneLine() throws {
        let home = try PledgedHome()
        _ = try home.found()
        let daemon = try PledgedDaemon(home, web: ["--web", "127.0.0.1:0"]), page = try daemon.page()
        for (path, status) in [
            ("/v1/projects/abcdef123456", 404), ("/v1/nothing", 404), ("/v1/entries?limit=0", 400), ("/v1/entries?cursor=x", 400),
            ("/v1/projects?at=yesterday", 400), ("/v1/members/pledge1abc", 404), ("/v1/projects?collective=00", 400), ("/%zz", 400),
        ] {
            let answer = try page.get(path)
            #expect(answer.status == status, "\(path): \(answer)")
            #expect(try !answer.json().text("error").isEmpty)
        }
        let answer = try page.ask("DELETE", "/v1/entries")
        #expect(answer.status == 405 && answer.headers["allow"] == "GET, HEAD, POST", "\(answer)")
        #expect(try page.get("/nothing", ["Accept": "text/html"]).body.contains("<h1>Not here</h1>"))
        try daemon.stop()
    }
}
