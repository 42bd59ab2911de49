import Foundation
import PledgeLedger
import Testing

/// What the API answers is what its document says, and nothing besides.
@Suite struct WebAnswersTests {
    private static let script = Surroundings.root.appendingPathComponent("Tests/independent/answers.py").path
    private static let season = Surroundings.root.appendingPathComponent("Examples/season.sh").path

    /// The farmer's home at the end of the season.
    private static func farmer() throws -> PledgedHome {
        let home = try PledgedHome(nil), homes = "\(home.path)-season"
        let told = try home.startOther("/usr/bin/env", ["HOMES=\(homes)", "/bin/bash", season]).wait(seconds: 300)
        #expect(told.code == 0, "\(told)")
        // Moved and not copied: a copy would have to be confirmed before it signs.
        try FileManager.default.moveItem(atPath: "\(homes)/farmer", toPath: home.path)
        return home
    }

    /// What a season does not have: another version, a reply, and much that counts for nothing. - Returns: the well.
    private static func addRarities(_ farmer: PledgedHome) throws -> String {
        let projects = try farmer.run("list", "projects", "--json").objects()
        let well = try #require(projects.first { $0.all["title"] as? String == "A new well" }).text("id")
        let euro = PledgeLedger.Unit("iso4217:EUR"), unit = try #require(euro), id = try #require(EntryID(hex: well))
        let key = try #require(SigningKey(seed: [UInt8](repeating: 7, count: 32)))
        let name = try farmer.json("status").list("collectives")[0].text("id"), collective = try #require(CollectiveID(hex: name))
        _ = try farmer.sign(.pledge(Pledge(to: id, ask: 99, quantity: Quantity(100, unit))))
        _ = try farmer.sign(.endorse(Endorse(target: id.raw, stance: 1)))
        let film = try #require(projects.first { $0.all["title"] as? String == "A film about the spring" }).text("id")
        _ = try farmer.sign(.cause(Cause(cause: id, effect: #require(EntryID(hex: film)))))
        _ = try farmer.sign(.witness(Witness([.init(author: key.publicKey, seq: 1, id: id)], at: wallClock(), by: key, in: collective)))
        _ = try farmer.sign(.profile(Profile(role: .circle, skills: ["digging"], capacity: [Quantity(90_000, unit)])))
        let nurse = ["--home", "\(farmer.path)-season/nurse"], bundle = farmer.file("nurse.bundle")
        let word = try farmer.run(["endorse", well, "--as", "beneficiary", "--text", "Half of us have none", "--json"] + nurse).json().text("entry")
        try farmer.run(["export", "--bundle", bundle] + nurse).expectFine()
        try farmer.run("import", bundle).expectFine()
        _ = try farmer.json("endorse", well, "--re", word, "--as", "steward", "--text", "We dig on in May")
        _ = try farmer.json("project", "A deeper well", "--revise", well, "--text", "Told anew")
        _ = try farmer.json("project", "A shared well", "--ask", "50 EUR", "--split", "\(farmer.key())=3", "--bonus", "1 EUR")
        return well
    }

    @Test(.enabled(if: Surroundings.schemaPython != nil))
    func everyAnswerIsAsTheDocumentSays() throws {
        let farmer = try Self.farmer(), well = try Self.addRarities(farmer), other = try PledgedHome("stranger")
        try other.run("join", farmer.json("invite").text("link")).expectFine()
        let peer = try PledgedDaemon(other), daemon = try PledgedDaemon(farmer, peers: [peer.address], web: ["--web", "127.0.0.1:0"])
        let page = try daemon.page()
        try eventually("a peer in step") { try page.get("/health").json().text("health") == "in step" }
        // Somebody who waits for vouches.
        try other.run("profile", "--skill", "welding").expectFine()
        try eventually("somebody who waits") { try page.get("/v1/audit").json().number("waiting") == 1 }
        let python = try #require(Surroundings.schemaPython)
        let held = try farmer.startOther(python, [Self.script, "http://\(page.host)"]).wait(seconds: 300)
        let found = try #require(held.objects().first, "\(held)")
        #expect(found.all["faults"] as? [String] == [], "\(held)")
        #expect(try found.number("answers") > 60)
        let kinds = try #require(found.all["kinds"] as? [String])
        for kind in ["charter", "profile", "vouch", "problem", "cause", "project", "round", "pledge", "settle", "report", "endorse", "retract", "witness",
            "member", "key", "root", "rally"] { #expect(kinds.contains(kind), "\(kind) in \(kinds)") }
        // The fields that only such a ledger has were among them.
        let entries = try page.get("/v1/entries?limit=200").body, project = try page.get("/v1/projects/\(well)").body
        for field in ["idle", "covers_nothing", "retracted_by", "erased"] { #expect(entries.contains("\"\(field)\":"), "\(field)") }
        for field in ["replies", "current_version", "stages", "backed"] { #expect(project.contains("\"\(field)\":"), "\(field)") }
        #expect(try page.get("/v1/projects").body.contains("\"version\":\"current\""))
        for running in [daemon, peer] { try running.stop() }
    }
}
