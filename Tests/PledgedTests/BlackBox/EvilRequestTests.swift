import Foundation
import Testing

/// Requests by which a page elsewhere could use a visitor's browser against this node.
@Suite struct EvilRequestTests {
    private struct Evil: Sendable {
        let name: String
        let request: @Sendable (WebClient) -> String
        let statuses: [Int]
    }

    private static func get(_ path: String, _ lines: String...) -> @Sendable (WebClient) -> String {
        { _ in "GET \(path) HTTP/1.1\r\n\(lines.map { $0 + "\r\n" }.joined())Connection: close\r\n\r\n" }
    }

    private static func post(_ lines: String..., body: String = #"{"entries":[]}"#) -> @Sendable (WebClient) -> String {
        { page in
            "POST /v1/entries HTTP/1.1\r\nHost: \(page.host)\r\nContent-Length: \(body.utf8.count)\r\n"
                + lines.map { $0 + "\r\n" }.joined() + "Connection: close\r\n\r\n\(body)"
        }
    }

    /// A post whose body is no HTTP, or ends before its time.
    private static func broken(_ chunk: String) -> @Sendable (WebClient) -> String {
        { "POST /v1/entries HTTP/1.1\r\nHost: \($0.host)\r\n\(json)\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n\(chunk)\r\n{}\r\n" }
    }

    private static let json = "Content-Type: application/json"

    private static let all = [
        Evil(name: "a name of theirs that leads here", request: get("/", "Host: evil.example"), statuses: [421]),
        Evil(name: "the same with our port", request: get("/v1/status", "Host: evil.example:7412"), statuses: [421]),
        Evil(name: "a name that begins like ours", request: get("/", "Host: localhost.evil.example"), statuses: [421]),
        Evil(name: "a name that looks like an address", request: get("/", "Host: 127.0.0.1.evil.example"), statuses: [421]),
        Evil(name: "no name", request: { _ in "GET / HTTP/1.0\r\n\r\n" }, statuses: [400, 421]),
        Evil(name: "two names", request: get("/", "Host: evil.example", "Host: localhost"), statuses: [400, 421]),
        Evil(name: "a whole address as path", request: get("http://evil.example/v1/status", "Host: localhost"), statuses: [400, 404, 421]),
        Evil(name: "a post from another page", request: post(json, "Origin: https://evil.example"), statuses: [403]),
        Evil(name: "a post from nowhere", request: post(json, "Origin: null"), statuses: [403]),
        Evil(name: "a post that a browser marks", request: post(json, "Sec-Fetch-Site: cross-site"), statuses: [403]),
        Evil(name: "a form", request: post("Content-Type: application/x-www-form-urlencoded", body: "entries=1"), statuses: [415]),
        Evil(name: "plain text, which needs no preflight", request: post("Content-Type: text/plain"), statuses: [415]),
        Evil(name: "a stream opened by another page", request: get("/v1/events", "Host: localhost", "Origin: https://evil.example"), statuses: [403]),
        Evil(name: "a part without a size", request: broken("zz"), statuses: [400]),
        Evil(name: "a part of a size below nothing", request: broken("-5"), statuses: [400]),
        Evil(name: "a part of a size beyond counting", request: broken("99999999999999999999"), statuses: [400]),
        Evil(
            name: "a preflight",
            request: { "OPTIONS /v1/entries HTTP/1.1\r\nHost: \($0.host)\r\nOrigin: https://evil.example\r\nAccess-Control-Request-Method: POST\r\nConnection: close\r\n\r\n" },
            statuses: [403, 405]),
    ]

    @Test func allAreRefused() throws {
        let home = try PledgedHome()
        _ = try home.found()
        let before = try home.standing()
        let daemon = try PledgedDaemon(home, web: ["--web", "127.0.0.1:0"]), page = try daemon.page()
        for evil in Self.all {
            let answer = try page.send(evil.request(page))
            #expect(evil.statuses.contains(answer.status), "\(evil.name): \(answer)")
            #expect(answer.headers["access-control-allow-origin"] == nil, "\(evil.name)")
            #expect(!answer.body.contains("Village fund"), "\(evil.name)")
        }
        for host in ["localhost", "LOCALHOST:1", "127.0.0.1", "[::1]:7412", "192.0.2.7"] {
            #expect(try page.get("/health", ["Host": host]).status == 200, "\(host)")
        }
        #expect(try home.standing() == before)
        try daemon.stop()
    }

    @Test func whatAKeeperAllowsIsAllowed() throws {
        let home = try PledgedHome()
        _ = try home.found()
        let daemon = try PledgedDaemon(home, web: [
            "--web", "127.0.0.1:0", "--web-name", "fund.example", "--web-origin", "https://village.example",
        ])
        let page = try daemon.page(), origin = ["Origin": "https://village.example"]
        #expect(try page.get("/health", ["Host": "fund.example"]).status == 200)
        #expect(try page.get("/health", ["Host": "other.example"]).status == 421)
        #expect(try page.get("/health", origin).headers["access-control-allow-origin"] == "https://village.example")
        #expect(try page.get("/health", ["Origin": "https://other.example"]).headers["access-control-allow-origin"] == nil)
        for path in ["/health", "/", "/v1/recent", "/nothing"] {
            for headers in [[:], origin, ["Origin": "https://other.example"]] { #expect(try page.get(path, headers).headers["vary"] == "Origin", "\(path)") }
        }
        #expect(try page.ask("HEAD", "/v1/events", [:]).headers["vary"] == "Origin")
        let asked = try page.ask("OPTIONS", "/v1/entries", origin)
        #expect(asked.status == 204 && asked.headers["access-control-allow-methods"]?.contains("POST") ?? false, "\(asked)")
        let posted = try page.post("/v1/entries", #"{"entries":[{"entry":"AA=="}]}"#, origin.merging(["Content-Type": "application/json"]) { $1 })
        #expect(posted.status == 200 && posted.body.contains("refused"), "\(posted)")
        try daemon.stop()
    }

    @Test func everyAnswerTellsBrowsersToBeCareful() throws {
        let home = try PledgedHome()
        _ = try home.found()
        let daemon = try PledgedDaemon(home, web: ["--web", "127.0.0.1:0"]), page = try daemon.page()
        for path in ["/", "/causes", "/v1/status", "/assets/page.css", "/nothing", "/causes.svg"] {
            let answer = try page.get(path), policy = try #require(answer.headers["content-security-policy"], "\(answer)")
            #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "\(path)")
            #expect(!policy.contains("unsafe") && !policy.contains("*"), "\(path)")
            #expect(answer.headers["x-content-type-options"] == "nosniff", "\(path)")
            #expect(answer.headers["referrer-policy"] == "no-referrer", "\(path)")
        }
        let large = String(repeating: " ", count: (1 << 20) + 1)
        #expect(try page.post("/v1/entries", large).status == 413)
        #expect(try page.get("/" + String(repeating: "a", count: 40_000)).status >= 400)
        try daemon.stop()
    }
}
