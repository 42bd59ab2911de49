import Foundation
import Testing

/// The page and the API of a real daemon, over real HTTP.
@Suite struct WebPageTests {
    private static func village() throws -> (Village, PledgedDaemon, WebClient) {
        let village = try Village(2)
        try village.pledge(village.homes[1], "25.50 EUR", "--text", "From the harvest")
        let daemon = try PledgedDaemon(village.homes[1], web: ["--web", "127.0.0.1:0"])
        return (village, daemon, try daemon.page())
    }

    @Test func theFirstPageShowsProjectsAndWhatIsPledged() throws {
        let (village, daemon, page) = try Self.village()
        let home = try page.get("/")
        #expect(home.status == 200 && home.headers["content-type"] == "text/html; charset=utf-8", "\(home)")
        for words in ["Village fund", "Well", "0.00 EUR</strong> of 1200.00 EUR", "and 25.50 EUR not backed", "1 person has pledged"] {
            #expect(home.body.contains(words), "\(words): \(home.body)")
        }
        let project = try page.get("/projects/\(village.project.prefix(12))")
        for words in ["<h1 dir=\"auto\">Well</h1>", "25.50 EUR", "Person 1", "open"] { #expect(project.body.contains(words), "\(project.body)") }
        try daemon.stop()
    }

    /// An address that was given away still leads to its thing when the node shows another collective first.
    @Test func addressesOutliveTheCurrentCollective() throws {
        let (village, daemon, page) = try Self.village()
        let path = "/projects/\(village.project.prefix(12))", collective = village.collective.prefix(12)
        #expect(try page.get(path).status == 200)
        try village.homes[1].run("found", "Another fund").expectFine()
        try eventually("the other one") { try page.get("/").body.contains("Another fund") }
        let moved = try page.get(path)
        #expect(moved.status == 302 && moved.headers["location"] == "\(path)?collective=\(collective)", "\(moved)")
        let there = try page.get("\(path)?collective=\(collective)")
        #expect(there.status == 200 && there.body.contains("href=\"/causes?collective=\(collective)\""), "\(there)")
        #expect(try page.get("\(path)/badge.svg").body.contains("Well"))
        #expect(try page.get("/v1\(path)").json().text("id") == village.project)
        #expect(try page.get("/projects/abcdef").status == 404 && page.get("/v1/entries/abcdef").status == 404)
        try daemon.stop()
    }

    @Test func healthAndStatusSayHowTheNodeIs() throws {
        let (village, daemon, page) = try Self.village()
        #expect(try page.get("/health").json().text("health") == "alone")
        let status = try page.get("/v1/status").json()
        #expect(status.all["home"] == nil && status.all["key"] == nil)
        let root = try village.homes[1].standing().root
        #expect(try status.list("collectives").first?.text("root") == root)
        let metrics = try page.get("/metrics")
        #expect(metrics.headers["content-type"]?.hasPrefix("text/plain; version=0.0.4") ?? false)
        let entries = try village.homes[1].standing().entries
        #expect(metrics.body.contains("pledged_entries{collective=\"\(village.collective.prefix(12))\"} \(entries)\n"))
        try daemon.stop()
    }

    /// What is missing is left out, and never printed as a word.
    @Test func whatIsMissingIsNoWord() throws {
        let home = try PledgedHome()
        _ = try home.found()
        let bare = try home.project("Mill", asks: "1 EUR"), least = try home.project("Bridge", asks: "100 EUR, at least 50 EUR")
        try home.run("report", least, "--metric", "households", "--value", "41").expectFine()
        let daemon = try PledgedDaemon(home, web: ["--web", "127.0.0.1:0"]), page = try daemon.page(), html = ["Accept": "text/html"]
        let paths = ["/", "/projects/\(bare)", "/projects/\(least)", "/causes", "/members", "/members/\(try home.key())", "/rounds", "/audit", "/network", "/entries/\(bare)", "/nothing"]
        for path in paths {
            let body = try page.get(path, html).body
            #expect(body.contains("<main") && !body.contains("false") && !body.contains("Optional("), "\(path)")
        }
        #expect(try page.get("/nothing", html).body.contains(">pledged</a>"))
        #expect(try page.get("/projects/\(least)").body.contains("value: 41"))
        try daemon.stop()
    }

    @Test func theAPIAnswersAsTheCommandsDo() throws {
        let (village, daemon, page) = try Self.village()
        let home = village.homes[1]
        func plain(_ fields: [String: Any]) throws -> NSDictionary {
            NSDictionary(dictionary: fields.filter { !["as_of", "bytes", "salted_text", "collective", "prev"].contains($0.key) })
        }
        let shown = try plain(home.json("show", village.project).all), served = try plain(page.get("/v1/projects/\(village.project)").json().all)
        #expect(shown == served)
        let key = try home.key()
        #expect(try plain(home.json("show", key).all) == plain(page.get("/v1/members/\(key)").json().all))
        let pledges = try home.run("list", "pledges", "--json").objects().map { try plain($0.all) }
        #expect(try page.get("/v1/pledges").json().list("items").map { try plain($0.all) } == pledges)
        try daemon.stop()
    }

    @Test func listsComeInPartsThatMakeTheWhole() throws {
        let (village, daemon, page) = try Self.village()
        let whole = try page.get("/v1/entries?limit=200").json().list("items").map { try $0.text("id") }
        #expect(whole.count == (try village.homes[1].standing().entries))
        var ids: [String] = [], cursor: String?
        repeat {
            let part = try page.get("/v1/entries?limit=1" + (cursor.map { "&cursor=\($0)" } ?? "")).json()
            ids += try part.list("items").map { try $0.text("id") }
            cursor = part.all["next"] as? String
        } while cursor != nil && ids.count <= whole.count
        #expect(ids == whole)
        try daemon.stop()
    }

    @Test func anAnswerIsSentAgainOnlyWhereSomethingChanged() throws {
        let (village, daemon, page) = try Self.village()
        let path = "/v1/projects/\(village.project)?at=2030-01-01"
        let first = try page.get(path), tag = try #require(first.headers["etag"])
        let again = try page.get(path, ["If-None-Match": tag])
        #expect(again.status == 304 && again.body.isEmpty && again.headers["etag"] == tag, "\(again)")
        try village.pledge(village.homes[1], "1 EUR")
        // On a busy machine the answer before may be shown once more while the next one is made.
        try eventually("the new pledge") {
            let later = try page.get(path, ["If-None-Match": tag])
            return later.status == 200 && later.headers["etag"] != tag && later.body.contains("2650")
        }
        try daemon.stop()
    }

    @Test func theSocketInTheHomeServesTheSame() throws {
        let (village, daemon, _) = try Self.village()
        let socket = village.homes[1].file("web.sock")
        var status = stat()
        #expect(lstat(socket, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK && status.st_mode & 0o077 == 0)
        if access("/usr/bin/curl", X_OK) == 0 {
            let asked = try village.homes[1].startOther("/usr/bin/curl", ["-s", "--unix-socket", socket, "http://localhost/health"])
            #expect(try asked.wait().json().text("health") == "alone")
        }
        try daemon.stop()
        #expect(lstat(socket, &status) != 0)
    }

    @Test func aTakenPortEndsTheDaemonOnlyWhereItWasAskedFor() throws {
        let taken = try RawSocket.listen(), home = try PledgedHome()
        try home.run("serve", "--listen", "127.0.0.1:0", "--web", "127.0.0.1:\(taken.port)", "--log", "error")
            .expectFault(75, "can't listen on 127.0.0.1:\(taken.port)", "--web HOST:PORT")
        try PledgedDaemon(home, web: ["--no-web"]).stop()
    }

    @Test func aPledgeOnAnotherNodeIsToldWithinASecond() throws {
        let village = try Village(2)
        let first = try PledgedDaemon(village.homes[0])
        let second = try PledgedDaemon(village.homes[1], peers: [first.address], web: ["--web", "127.0.0.1:0"])
        try eventually("a link") { try village.homes[1].json("status").text("health") == "in step" }
        let page = try second.page(), stream = try page.stream("/v1/events")
        var heard = ""
        func hear(_ words: String) throws {
            try eventually(words, within: 10, or: { heard }) {
                heard += String(decoding: stream.receive(within: 0.01) ?? [], as: UTF8.self)
                return heard.contains(words)
            }
        }
        try hear("event: change")
        var entries = try village.homes[0].standing().entries, took: [Duration] = []
        for _ in 0..<3 {
            try village.pledge(village.homes[0], "7 EUR")
            let begin = ContinuousClock.now
            entries += 1
            try hear("\"entries\":\(entries)")
            took.append(ContinuousClock.now - begin)
        }
        // The usual one: a disk that halts now and then is not the page's.
        #expect(took.sorted()[1] < .seconds(1), "\(took)")
        #expect(try page.get("/").body.contains("and 21.00 EUR not backed"))
        for daemon in [first, second] { try daemon.stop() }
    }

    /// Each change is told once, from the first on.
    @Test func eachChangeIsToldOnce() throws {
        let (village, daemon, page) = try Self.village()
        let streams = [try page.stream("/v1/events"), try page.stream("/v1/events?collective=\(village.collective)")]
        var heard = ["", ""]
        func hear(until words: String) throws {
            try eventually(words, within: 10, or: { "\(heard)" }) {
                for (place, stream) in streams.enumerated() { heard[place] += String(decoding: stream.receive(within: 0.01) ?? [], as: UTF8.self) }
                return heard.allSatisfy { $0.contains(words) }
            }
        }
        let entries = try village.homes[1].standing().entries
        for more in 0..<3 {
            if more > 0 { try village.pledge(village.homes[1], "1 EUR") }
            try hear(until: "\"entries\":\(entries + more)")
        }
        for told in heard {
            let changes = told.matches(of: /id: ([0-9]+)\n/).map { String($0.1) }
            #expect(Set(changes).count == changes.count && changes.count >= 3, "\(told)")
        }
        try daemon.stop()
    }

    /// What changed lately is told in titles and names; an id says nothing to whoever reads it.
    @Test func whatChangedLatelyIsCalledByItsName() throws {
        let (village, daemon, page) = try Self.village()
        let home = village.homes[1], pledge = try village.pledge(home, "3 EUR")
        try home.run("settle", pledge, "--paid").expectFine()
        let gone = try village.pledge(home, "4 EUR")
        try home.run("retract", gone).expectFine()
        try home.run("endorse", village.founder.key()).expectFine()
        try home.run("endorse", village.project).expectFine()
        var body = ""
        let lines = [
            "3.00 EUR for “Well”: paid", "takes back the promise of 4.00 EUR to “Well”", "25.50 EUR to “Well”", "for Person 0", "for “Well”",
        ]
        try eventually("all of it", or: { body }) {
            body = try page.get("/").body
            return lines.allSatisfy(body.contains)
        }
        let lately = body.components(separatedBy: "id=\"lately\"").last?.components(separatedBy: "</section>").first ?? ""
        let shown = lately.replacing(/<[^>]*>/, with: "")
        #expect(shown.matches(of: /[0-9a-f]{12}/).isEmpty && shown.contains("Well"), "\(shown)")
        try daemon.stop()
    }

    /// What a round's pool would add stands on the project's page and its card, in words that promise nothing.
    @Test func whatARoundWouldAddIsShown() throws {
        let (village, daemon, page) = try Self.village()
        let founder = village.founder, other = village.homes[1]
        let bench = try other.project("Bench", asks: "30 EUR"), hall = try other.project("Hall", asks: "5 h")
        let pool = try other.json("round", "Spring pool", "--unit", "EUR", "--rule", "matching", "--cap", "100 EUR", "--project", village.project).text("entry")
        try other.run("pledge", pool, "100 EUR").expectFine()
        let shares = try other.json("round", "Fair", "--unit", "EUR", "--rule", "equal-shares", "--step", "1 EUR", "--project", bench).text("entry")
        try other.run("pledge", shares, "40 EUR").expectFine()
        let peer = try PledgedDaemon(founder)
        try other.run("sync", peer.address).expectFine()
        try founder.run("pledge", village.project, "16 EUR").expectFine()
        try founder.run("endorse", bench).expectFine()
        try other.run("sync", peer.address).expectFine()
        let drawn = try #require(try page.get("/v1/rounds/\(pool)").json().list("split").first).number("amount")
        #expect(drawn > 0)
        let words = "would add \(drawn / 100).\(drawn % 100 < 10 ? "0" : "")\(drawn % 100) EUR"
        var body = ""
        try eventually(words, or: { body }) {
            body = try page.get("/projects/\(village.project)").body
            return body.contains("The round <a href=\"/rounds/\(pool.prefix(12))\" dir=\"auto\">Spring pool</a> \(words), as pledges stand now. 100.00 EUR are promised to its pool.")
        }
        #expect(!body.contains("Fair"))
        #expect(try page.get("/rounds/\(pool)").body.contains("dir=\"auto\"><a href=\"/projects/\(village.project.prefix(12))\">&quot;Well&quot; ("))
        let home = try page.get("/").body
        #expect(home.contains("Spring pool</a> \(words)<") && home.contains("Fair</a> would add 30.00 EUR<"), "\(home)")
        #expect(try page.get("/projects/\(bench)").body.contains("Fair</a> would pay all 30.00 EUR that it asks for, as endorsements stand now. 40.00 EUR are promised to its pool."))
        #expect(try !page.get("/projects/\(hall)").body.contains("would"))
        for daemon in [daemon, peer] { try daemon.stop() }
    }

    /// Where each number comes from is told as `explain` tells it, with a link wherever an entry is named.
    @Test func theNumbersOfAProjectAreExplained() throws {
        let (village, daemon, page) = try Self.village()
        let home = village.homes[1], pump = try home.project("Pump", asks: "2 item:pump")
        let pledge = try home.json("pledge", pump, "1 item:pump").text("entry"), path = "/projects/\(pump.prefix(12))"
        try eventually("the pledge") { try page.get(path).body.contains("1 × pump</a>") }
        #expect(try page.get(path).body.contains("href=\"\(path)/explanation\">Where each number comes from</a>"))
        let body = try page.get("\(path)/explanation").body
        let shown = body.replacing(/<[^>]*>/, with: "").replacing("× pump", with: "item:pump").replacing("&quot;", with: "\"").replacing("&#39;", with: "'").split(separator: "\n").map(String.init)
        let told = try home.run("explain", pump).expectFine().output.components(separatedBy: "\n\n").dropLast().joined(separator: "\n")
        let lines = told.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        #expect(lines.count > 5 && lines.allSatisfy(shown.contains), "\(lines)\n\(shown)")
        #expect(body.contains("<a href=\"/entries/\(pledge.prefix(12))\">\(pledge.prefix(12))</a>"), "\(body)")
        #expect(body.contains("href=\"/v1/projects/\(pump)/explanation\"") && body.contains("<code>pledged explain \(pump.prefix(12))</code>"))
        // The command is of the moment that was chosen, and of the collective, where others print another one.
        let past = try page.get("\(path)/explanation?at=2999-01-02T03:04Z").body
        #expect(past.contains("<code>pledged explain \(pump.prefix(12)) --at 2999-01-02T03:04:00Z</code>"), "\(past)")
        try home.run("use", home.found("Other")).expectFine()
        let chosen = "\(path)/explanation?collective=\(village.collective.prefix(12))", short = village.collective.prefix(12)
        try eventually("the other collective") {
            try page.get(chosen).body.contains("<code>pledged explain \(pump.prefix(12)) --collective \(short)</code>")
        }
        try daemon.stop()
    }

    /// A picture leaves no ask unsaid, and says what was taken back.
    @Test func picturesSayEveryAskAndWhatWasTakenBack() throws {
        let (village, daemon, page) = try Self.village()
        let home = village.homes[1], many = try home.project("Mill", asks: "1 EUR", "2 h", "3 item:nail", "4 item:plank", "5 item:stone", "6 USD")
        var card = ""
        try eventually("the card") {
            card = try page.get("/projects/\(many)/card.svg").body
            return card.contains("0 × plank of 4 × plank")
        }
        #expect(card.contains("· 2 more asks ·") && !card.contains(">0 × stone"), "\(card)")
        let badge = try page.get("/projects/\(many)/badge.svg").body
        #expect(badge.contains(">0 % EUR, 0 % hours, 0 % nail, 3 more<") && badge.contains("0.00 USD of 6.00 USD"), "\(badge)")
        try home.run("retract", many).expectFine()
        try eventually("that it was taken back") {
            let card = try page.get("/projects/\(many)/card.svg").body, badge = try page.get("/projects/\(many)/badge.svg").body
            return card.contains(">taken back by its author · 0 pledged") && badge.contains(">taken back<") && badge.contains("Mill (taken back by its author)")
        }
        try daemon.stop()
    }

    /// Another project that a promise waits for is called by its title.
    @Test func whatAPromiseWaitsForIsCalledByItsTitle() throws {
        let (village, daemon, page) = try Self.village()
        let home = village.homes[1], mill = try home.project("Mill", asks: "1 EUR")
        try village.pledge(home, "9 EUR", "--with", mill, "--min-people", "2")
        try eventually("the promise") {
            try page.get("/projects/\(village.project)").body
                .contains("only with <a href=\"/projects/\(mill.prefix(12))\" dir=\"auto\">Mill</a> </span><span class=\"lack\">from 2 people on</span>")
        }
        try daemon.stop()
    }
}
