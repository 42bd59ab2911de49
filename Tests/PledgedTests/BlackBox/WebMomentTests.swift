import Foundation
import PledgeLedger
import Testing
import pledged

/// The pages of another moment than now.
@Suite struct WebMomentTests {
    private static let html = ["Accept": "text/html"]
    private static let day: UInt64 = 86_400_000

    private func euro() throws -> PledgeLedger.Unit {
        let unit: PledgeLedger.Unit? = .init("iso4217:EUR")
        return try #require(unit)
    }

    @Test func aPageOfThePastSaysSoAndLeadsBack() throws {
        let village = try Village(2), daemon = try PledgedDaemon(village.homes[1], web: ["--web", "127.0.0.1:0"]), page = try daemon.page()
        let later = try village.homes[1].sign(.project(Project(asks: [
            .init(number: 1, unit: try euro(), target: 100),
        ])), claiming: wallClock() + 3 * Self.day)
        let chosen = "?collective=\(village.collective.prefix(12))&at=\(wallClock() + 4 * Self.day)"
        for path in ["/", "/projects/\(village.project.prefix(12))", "/projects/\(later.prefix(12))", "/causes", "/members", "/rounds", "/audit", "/network", "/entries/\(village.collective.prefix(12))"] {
            let body = try page.get(path + chosen, Self.html).body
            #expect(body.contains("class=\"moment\"") && body.contains("as of <time>"), "\(path)\n\(body)")
            // The way back is the same page, of the same collective.
            #expect(body.contains("<a href=\"\(path)?collective=\(village.collective.prefix(12))\">"), "\(path)\n\(body)")
            #expect(try !page.get(path, Self.html).body.contains("class=\"moment\""), "\(path)")
        }
        try daemon.stop()
    }

    /// Nothing stood so at a time that has not come.
    @Test func aTimeThatHasNotComeIsSaidToBe() throws {
        let village = try Village(1), daemon = try PledgedDaemon(village.founder, web: ["--web", "127.0.0.1:0"]), page = try daemon.page()
        let ahead = try page.get("/?at=\(wallClock() + Self.day)", Self.html).body, here = try page.get("/?at=\(wallClock())", Self.html).body
        #expect(ahead.contains("a time that has not come yet, by what was signed so far") && !ahead.contains("how it stood"), "\(ahead)")
        #expect(here.contains("left out, by the times that entries claim, give or take ten minutes."), "\(here)")
        #expect(here.contains("This is how it stood") && !here.contains("not come yet"), "\(here)")
        try daemon.stop()
    }

    @Test func whatWasNotThereYetIsNotShown() throws {
        let village = try Village(2), home = village.homes[1]
        let later = try home.sign(.project(Project(asks: [
            .init(number: 1, unit: try euro(), target: 100),
        ])), claiming: wallClock() + 3 * Self.day)
        let daemon = try PledgedDaemon(home, web: ["--web", "127.0.0.1:0"]), page = try daemon.page()
        let before = "?at=\(wallClock() + Self.day)", after = "?at=\(wallClock() + 4 * Self.day)"
        for path in ["/projects/\(later)", "/entries/\(later)"] {
            let early = try page.get(path + before, Self.html)
            #expect(early.status == 404 && early.body.contains("this was not there yet: its author signed it at"), "\(early)")
            #expect(early.body.contains("<a href=\"\(path)\">See it as it is now</a>"), "\(early.body)")
            #expect(try page.get(path + after, Self.html).status == 200)
        }
        for path in ["/v1/projects/\(later)", "/projects/\(later)/card.svg", "/projects/\(later)/badge.svg"] {
            #expect(try page.get(path + before).status == 404 && page.get(path + after).status == 200, "\(path)")
        }
        for path in ["/", "/projects/\(village.project)", "/members", "/audit"] {
            let early = try page.get(path + "?at=1990-01-01", Self.html)
            #expect(early.status == 404 && early.body.contains("there was no such collective yet: it was founded at"), "\(early)")
            #expect(early.body.contains("<a href=\"\(path)\">See it as it is now</a>"), "\(early.body)")
        }
        // What is nowhere at any time has no other time to be seen at.
        #expect(try !page.get("/projects/ffffff" + after, Self.html).body.contains("ffffff\">See it"))
        try daemon.stop()
    }

    /// A path leads nowhere else, however it is written.
    @Test func theWayBackStaysOnThisNode() throws {
        let village = try Village(1), daemon = try PledgedDaemon(village.founder, web: ["--web", "127.0.0.1:0"]), page = try daemon.page()
        for path in ["//example.org/projects", "/projects/%2F%2Fexample.org%22%3E", "/members/%3Cb%3E"] {
            let body = try page.get("\(path)?at=1990-01-01", Self.html).body
            #expect(!body.contains("href=\"//") && !body.contains("<b>") && !body.contains("example.org\">"), "\(body)")
        }
        try daemon.stop()
    }

    /// What was taken back later stood then; whoever came later was no member.
    @Test func whatCameLaterChangesNothing() throws {
        let village = try Village(1), home = village.founder, newcomer = try PledgedHome("nurse")
        let key = try KeyText.parseAuthor(newcomer.key())
        _ = try home.sign(.retract(Retract(target: try #require(EntryID(hex: village.project)))), claiming: wallClock() + 2 * Self.day)
        _ = try home.sign(.vouch(Vouch(subject: key)), claiming: wallClock() + 3 * Self.day)
        let daemon = try PledgedDaemon(home, web: ["--web", "127.0.0.1:0"]), page = try daemon.page()
        let before = "?at=\(wallClock() + Self.day)", after = "?at=\(wallClock() + 4 * Self.day)"
        for path in ["/projects/\(village.project)", "/projects/\(village.project)/card.svg"] {
            #expect(try !page.get(path + before).body.contains("taken back") && page.get(path + after).body.contains("taken back"), "\(path)")
        }
        #expect(try page.get("/v1/projects/\(village.project)" + before).json().all["retracted_by"] == nil)
        #expect(try page.get("/" + before).body.contains("class=\"card\"") && !page.get("/" + after).body.contains("class=\"card\""))
        #expect(try page.get("/members" + before).body.contains(">1 member. "))
        #expect(try page.get("/members" + after).body.contains(">2 members. "))
        try daemon.stop()
    }
}
