import Foundation
import Testing

/// What people write is shown as they wrote it, and is never part of the page.
@Suite struct PageMarkupTests {
    /// Texts that would end an attribute or begin a tag, were they not escaped; a mark that combines with
    /// what stands before it must not hide it.
    private static let evil = [
        "<script>alert(1)</script>", "\" onmouseover=\"alert(1)", "' onfocus='alert(1)", "</title><h1>No", "&lt;b&gt;", "{{purpose}} {{{content}}}",
        "\"\u{338} onmouseover=alert(1) x=\"", "<\u{338}img src=x onerror=alert(1)>",
    ]

    @Test func whatIsWrittenIsNeverMarkup() throws {
        let home = try PledgedHome("x\" onclick=\"y")
        _ = try home.found("Fund <b>bold</b>")
        var projects: [String] = []
        for (place, words) in Self.evil.enumerated() {
            projects.append(try home.run("project", "\(words) \(place)", "--ask", "1 EUR", "--text", words, "--json").json().text("entry"))
            try home.run("problem", "\(words) \(place)", "--json").expectFine()
        }
        let daemon = try PledgedDaemon(home, web: ["--web", "127.0.0.1:0"]), page = try daemon.page()
        let names = projects.map { "/projects/\($0)" }, cards = names.map { "\($0)/card.svg" }
        for path in try ["/", "/causes", "/members", "/members/\(home.key())", "/nothing"] + names + cards {
            let body = try page.get(path, ["Accept": "text/html"]).body
            #expect(body.matches(of: /<script(?! src="\/assets\/live.js\?v=[0-9.]+" defer>)/).isEmpty, "\(path)\n\(body)")
            // What stands between quotation marks is no markup, as long as it can't end them.
            let bare = body.replacing(/"[^"]*"/, with: "\"\"")
            #expect(bare.matches(of: /<[a-z][^>]*\son[a-z]+=/).isEmpty && !body.contains("<img"), "\(path)\n\(body)")
            #expect(!body.contains("<b>") && !body.contains("<h1>No<"), "\(path)\n\(body)")
            // A quotation mark or a bracket that stands in words is spelt out, whatever stands behind it.
            #expect(!body.unicodeScalars.contains("\u{338}") || !body.contains("\"\u{338}") && !body.contains("<\u{338}"), "\(path)")
        }
        let shown = try page.get(names[5]).body
        #expect(shown.contains("{{purpose}} {{{content}}}"), "\(shown)")
        try daemon.stop()
    }

    @Test func erasedWordsAreGone() throws {
        let home = try PledgedHome()
        _ = try home.found()
        let project = try home.run("project", "What I wrote in anger", "--ask", "1 EUR", "--json").json().text("entry")
        let daemon = try PledgedDaemon(home, web: ["--web", "127.0.0.1:0"]), page = try daemon.page()
        #expect(try page.get("/").body.contains("in anger"))
        try home.run("retract", project, "--erase").expectFine()
        for path in ["/", "/projects/\(project)", "/v1/projects/\(project)", "/projects/\(project)/card.svg"] {
            // On a busy machine the answer before may be shown once more while the next one is made.
            try eventually("words that are gone from \(path)") { try !page.get(path).body.contains("in anger") }
            let body = try page.get(path).body
            if path == "/projects/\(project)" { #expect(body.contains("erased by its author"), "\(body)") }
        }
        try daemon.stop()
    }
}
