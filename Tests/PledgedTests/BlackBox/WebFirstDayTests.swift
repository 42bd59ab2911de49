import Foundation
import PledgeLedger
import Testing

/// A node that has nothing to show yet says what is there and what to do next, and becomes a page by itself.
@Suite struct WebFirstDayTests {
    private static let html = ["Accept": "text/html"]

    @Test func anEmptyNodeSaysWhatToDo() throws {
        let node = try PledgedHome(nil)
        try node.run("init", "--node").expectFine()
        let daemon = try PledgedDaemon(node, web: ["--web", "127.0.0.1:0"]), page = try daemon.page()
        for path in ["/", "/causes", "/members", "/rounds", "/audit", "/network"] {
            let answer = try page.get(path, Self.html)
            #expect(answer.status == 200, "\(path): \(answer)")
            for words in ["<h1>Nothing here yet</h1>", "pledged join LINK", "pledged found", daemon.address, "aria-current=\"page\""] {
                #expect(answer.body.contains(words), "\(path) lacks \(words)\n\(answer.body)")
            }
            #expect(!answer.body.contains("Optional(") && !answer.body.contains("false"))
        }
        #expect(try page.get("/projects/abcdef", Self.html).status == 404)
        let health = try page.get("/health")
        #expect(try health.status == 200 && health.json().text("health") == "alone")
        #expect(health.body.contains("no collective is here yet: `pledged join LINK` or `pledged found NAME`"), "\(health)")
        try daemon.stop()
    }

    /// Problems that nobody has linked, and what somebody says who is no member yet, are there to be found.
    @Test func whatCountsForNothingYetIsShown() throws {
        let village = try Village(1), founder = village.founder, newcomer = try PledgedHome("Newcomer")
        let problem = try founder.run("problem", "The road floods", "--json").json().text("entry")
        let daemon = try PledgedDaemon(founder, web: ["--web", "127.0.0.1:0"]), page = try daemon.page()
        let causes = try page.get("/causes")
        #expect(causes.body.contains("/problems/\(problem.prefix(12))") && causes.body.contains("The road floods"), "\(causes.body)")
        #expect(causes.body.contains("nobody has linked it, or said that it affects them"))
        let other = try founder.run("problem", "The ditch is full", "--json").json().text("entry")
        let claim = try founder.json("cause", other, problem).text("entry")
        try eventually("that it is linked") { try !page.get("/causes").body.contains("nobody has linked it") }
        // Of one that repeats another it is said which, and of a claim whose voices it has.
        try founder.run("problem", "The road is under water", "--same-as", problem).expectFine()
        try eventually("that it repeats one") { try page.get("/causes").body.contains("repeats <a href=\"/problems/\(problem.prefix(12))\" dir=\"auto\">The road floods</a>") }
        #expect(try !page.get("/causes").body.contains("nobody has linked it"))
        let said = try page.get("/entries/\(claim)").body
        for words in ["What it carries", "0.0 % of all that people suffer was carried on by it.", "1 voice says so, and no voice denies it.", "Whose voices it has", "splits it over all their words"] {
            #expect(said.contains(words), "\(words)\n\(said)")
        }
        #expect(try !page.get("/entries/\(problem)").body.contains("Whose voices it has"))

        try newcomer.run("join", founder.json("invite").text("link")).expectFine()
        try newcomer.run("sync", daemon.address).expectFine()
        let pledge = try village.pledge(newcomer, "5 EUR"), key = try newcomer.key()
        try newcomer.run("sync", daemon.address).expectFine()
        for path in ["/projects/\(village.project)", "/members/\(key)"] {
            let body = try page.get(path).body
            #expect(body.contains("What waits") && body.contains("/entries/\(pledge.prefix(12))"), "\(path)\n\(body)")
        }
        // Taken back, or let in, nothing waits.
        try founder.run("vouch", key).expectFine()
        try eventually("that nothing waits") { try !page.get("/projects/\(village.project)").body.contains("What waits") }
        try eventually("that nothing of theirs waits") { try !page.get("/members/\(key)").body.contains("What waits") }
        try daemon.stop()
    }

    /// Whoever is no member yet can say much, and takes no room from what members said.
    @Test func whatAStrangerSaysIsOneRow() throws {
        let village = try Village(1), founder = village.founder, stranger = try PledgedHome("Stranger")
        let daemon = try PledgedDaemon(founder, web: ["--web", "127.0.0.1:0"]), page = try daemon.page()
        try stranger.run("join", founder.json("invite").text("link")).expectFine()
        try stranger.run("sync", daemon.address).expectFine()
        // Their profile is the first of their sixteen entries.
        for _ in 0..<13 { try village.pledge(stranger) }
        let euro = PledgeLedger.Unit("iso4217:EUR"), unit = try #require(euro), project = try #require(EntryID(hex: village.project))
        let idle = try stranger.sign(.pledge(Pledge(to: project, ask: 99, quantity: Quantity(100, unit))))
        try stranger.run("sync", daemon.address).expectFine()
        var home = ""
        try eventually("a row of theirs", or: { home }) {
            home = try page.get("/").body
            return home.contains("said 14 things that wait")
        }
        let lately = home.components(separatedBy: "id=\"lately\"").last?.components(separatedBy: "<details").first ?? ""
        #expect(lately.contains("Well") && !lately.contains("Stranger"), "\(lately)")
        let recent = try page.get("/v1/recent").json(), rows = try recent.list("waiting")
        #expect(try recent.list("items").allSatisfy { try $0.text("standing") == "counts" } && recent.list("items").count >= 2)
        #expect(try rows.count == 1 && rows[0].number("entries") == 14 && rows[0].text("author") == stranger.key())
        for path in ["/projects/\(village.project)", "/members/\(try stranger.key())"] {
            let body = try page.get(path).body
            let said = try #require(body.components(separatedBy: "/entries/\(idle.prefix(12))").last?.components(separatedBy: "</li>").first)
            #expect(said.contains("counts for nothing: "), "\(path)\n\(said)")
            #expect(body.contains("<summary>") == path.hasPrefix("/projects"), "\(body)")
        }
        try daemon.stop()
    }

    /// Whoever only said who they are takes the place of nobody who said something.
    @Test func aProfileAlonePushesNobodyOut() throws {
        let village = try Village(1), id = try #require(CollectiveID(hex: village.collective)), euro = PledgeLedger.Unit("iso4217:EUR")
        let pledge = Facts.pledge(Pledge(to: try #require(EntryID(hex: village.project)), ask: 1, quantity: Quantity(100, try #require(euro))))
        func come(_ seeds: ClosedRange<UInt8>, saying facts: Facts) throws {
            var verifier = EntryVerifier()
            let offers = try seeds.map { seed in
                let key = try #require(SigningKey(seed: [UInt8](repeating: seed, count: 32)))
                let draft = Entry.Draft(collective: id, time: wallClock(), facts: try FactsCodec.encode(facts))
                return Offer(try verifier.verify(Entry.sign(draft, with: key)))
            }
            let store = try Store(at: village.founder.file("ledger.sqlite"))
            defer { try? store.close() }
            let taken = try store.take(offers, into: id)
            #expect(taken.allSatisfy { $0 == .verdict(.accepted) }, "\(taken)")
        }
        try come(1...1, saying: pledge)
        try come(2...18, saying: .profile(Profile()))
        let daemon = try PledgedDaemon(village.founder, web: ["--web", "127.0.0.1:0"]), page = try daemon.page()
        #expect(try page.get("/v1/recent").json().list("waiting").map { try $0.number("entries") } == [1])
        let body = try page.get("/").body
        #expect(body.contains("said 1 thing that waits") && !body.contains(" said</p>"), "\(body)")
        try daemon.stop()
        // Of more than sixteen who said something the rest are counted.
        try come(19...36, saying: pledge)
        let again = try PledgedDaemon(village.founder, web: ["--web", "127.0.0.1:0"]), later = try again.page()
        #expect(try later.get("/v1/recent").json().list("waiting").count == 16)
        #expect(try later.get("/").body.contains("and what 3 others said"))
        try again.stop()
    }

    /// What was meant for a parameter is not passed over; what other programs hang on an address is.
    @Test func aMisspeltParameterIsRefused() throws {
        let village = try Village(1), daemon = try PledgedDaemon(village.founder, web: ["--web", "127.0.0.1:0"]), page = try daemon.page()
        for query in ["colective=\(village.collective)", "Collective=\(village.collective)", "AT=2026-01-01", "cursr=1", "limit=3", "author=x"] {
            let answer = try page.get("/?\(query)")
            #expect(answer.status == 400 && answer.body.contains("there are collective, at, cursor"), "\(query): \(answer)")
        }
        #expect(try page.get("/?fbclid=x&utm_source=y&ref=z").status == 200)
        try daemon.stop()
    }

    /// A charter that is on its way is told of; once it is here, the same address has the collective's page.
    @Test func aCharterOnItsWayIsToldOf() throws {
        let founder = try PledgedHome()
        let id = try founder.found()
        let giver = try PledgedDaemon(founder), link = try founder.json("invite").text("link")
        let node = try PledgedHome(nil)
        try node.run("init", "--node").expectFine()
        let daemon = try PledgedDaemon(node, web: ["--web", "127.0.0.1:0"]), page = try daemon.page()
        let bare = String(link.prefix { $0 != "?" }.split(separator: "/at=")[0])
        try node.run("join", bare).expectFine()
        try eventually("that it was joined") { try page.get("/").body.contains("The charter of <span class=\"mono\">\(id.prefix(12))</span>") }
        #expect(try page.get("/health").body.contains("the charter of \(id.prefix(12)) has not arrived yet"))
        try node.run("sync", giver.address).expectFine()
        try eventually("the collective's page") { try page.get("/").body.contains("<h1 dir=\"auto\">Village fund</h1>") }
        #expect(try page.get("/health").body.contains("\"warnings\":[]"))
        for running in [daemon, giver] { try running.stop() }
    }
}
