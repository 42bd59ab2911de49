import PledgeLedger
import Testing

/// What a newcomer can do and what stays others' own, with entries carried by hand between two stores.
@Suite struct StrangerTests {
    /// Everything of a collective that one home has and the other lacks.
    private func carry(_ id: String, from giver: PledgedHome, to taker: PledgedHome) throws {
        let collective = try #require(CollectiveID(hex: id))
        let from = try Store(at: giver.file("ledger.sqlite")), to = try Store(at: taker.file("ledger.sqlite"))
        let charter = try #require(try from.entry(collective, in: collective))
        _ = try to.takeCharter(charter.entry, text: charter.text)
        let cutoff = Cutoff.end
        let listed = try from.listEntries(in: collective, at: cutoff, isPast: true, limit: 1_000)
        let offers = listed.sorted { ($0.author, $0.entry.entry.seq) < ($1.author, $1.entry.entry.seq) }
            .map { Offer($0.entry, text: $0.text) }
        _ = try to.take(offers, into: collective)
        try from.close()
        try to.close()
    }

    @Test func aNewcomerWaitsUntilSomebodyVouches() throws {
        let farmer = try PledgedHome("farmer"), nurse = try PledgedHome("nurse")
        let id = try farmer.found()
        let project = try farmer.project("Well")
        try nurse.run("join", try farmer.json("invite").text("link")).expectFine()
        try carry(id, from: farmer, to: nurse)
        let pledge = try nurse.run("pledge", project, "25 EUR", "--json")
        #expect(try pledge.json().number("seq") == 2)
        #expect(pledge.errors.contains("waiting room") && pledge.errors.contains("1 member vouches"))
        #expect(try nurse.json("show", try pledge.json().text("entry")).text("standing") == "waits")
        #expect(try nurse.json("status").list("collectives").first?.number("waiting") == 1)

        try carry(id, from: nurse, to: farmer)
        #expect(try farmer.json("show", project).list("asks").first?.number("pledged") == 0)
        try farmer.run("vouch", nurse.key()).expectFine()
        let shown = try farmer.json("show", project)
        #expect(try shown.list("asks").first?.number("pledged") == 2_500)
        #expect(try shown.number("people") == 1)
        try carry(id, from: farmer, to: nurse)
        let roots = try [farmer, nurse].map { try $0.json("status").list("collectives").first?.text("root") }
        #expect(roots.first == roots.last)
    }

    /// What strangers said is never shown as if a member had said it, also where they took it back.
    @Test func whatStrangersSaidIsMarkedInEveryList() throws {
        let farmer = try PledgedHome("farmer"), nurse = try PledgedHome("nurse")
        let id = try farmer.found(), project = try farmer.project("Well")
        try nurse.run("join", try farmer.json("invite").text("link")).expectFine()
        try carry(id, from: farmer, to: nurse)
        let (kept, gone) = try (nurse.json("pledge", project, "25 EUR").text("entry"), nurse.json("pledge", project, "5 EUR").text("entry"))
        try nurse.run("retract", gone).expectFine()
        let named = try nurse.project("Bridge")
        try carry(id, from: nurse, to: farmer)
        try farmer.run("pledge", named, "1 EUR").expectFine()
        func line(_ list: String, _ id: String) throws -> String {
            try #require(farmer.run("list", list).expectFine().outputLines.first { $0.hasPrefix(id.prefix(12)) }).description
        }
        #expect(try line("entries", kept).hasSuffix("waits") && line("entries", gone).hasSuffix("taken back, by no member"))
        #expect(try line("projects", named).hasSuffix("waits") && line("reviews", named).hasSuffix("waits, under-reviewed"))
        #expect(try line("reviews", project).hasSuffix(" under-reviewed") && !line("reviews", project).contains("waits"))
    }

    @Test func othersEntriesAreTheirs() throws {
        let farmer = try PledgedHome("farmer"), nurse = try PledgedHome("nurse")
        let id = try farmer.found()
        let project = try farmer.project("Well")
        try nurse.run("join", try farmer.json("invite").text("link")).expectFine()
        try carry(id, from: farmer, to: nurse)
        try nurse.run("retract", project).expectFault(77, "somebody else's")
    }

    @Test func theWaitingRoomIsSmall() throws {
        let farmer = try PledgedHome("farmer"), nurse = try PledgedHome("nurse")
        let id = try farmer.found()
        let project = try farmer.project("Well")
        try nurse.run("join", try farmer.json("invite").text("link")).expectFine()
        try carry(id, from: farmer, to: nurse)
        for _ in 0..<15 { try nurse.run("pledge", project, "1 EUR").expectFine() }
        let full = try nurse.run("pledge", project, "1 EUR")
        #expect(full.code == 77, "\(full)")
        #expect(full.errors.contains("ask a member for a vouch"), "\(full)")
    }

    /// Two entries whose ids share their first six digits; the times were searched for.
    @Test func anAmbiguousPrefixListsTheCandidates() throws {
        let keys = try [UInt8(1), 2].map { try #require(SigningKey(seed: [UInt8](repeating: $0, count: 32))) }
        var verifier = EntryVerifier()
        func sign(_ facts: Facts, _ time: UInt64, by key: SigningKey, in id: CollectiveID) throws -> VerifiedEntry {
            let draft = Entry.Draft(collective: id, time: time, facts: try FactsCodec.encode(facts))
            return try verifier.verify(Entry.sign(draft, with: key))
        }
        let charter = try sign(
            .charter(Charter(founders: keys.map(\.publicKey))), 1_700_000_000_000, by: keys[0], in: .zero)
        let id = charter.entry.id
        let first = try sign(.profile(Profile()), 1_700_000_003_375, by: keys[0], in: id)
        let second = try sign(.profile(Profile()), 1_700_000_004_444, by: keys[1], in: id)
        let prefix = String(first.entry.id.hex.prefix(6))
        try #require(second.entry.id.hex.hasPrefix(prefix))

        let home = try PledgedHome("farmer")
        let store = try Store(at: home.file("ledger.sqlite"))
        try store.join(id, charter: charter)
        _ = try store.take([Offer(first), Offer(second)], into: id)
        try store.close()
        try home.run("use", id.hex).expectFine()
        let short = [first, second].map { String($0.entry.id.hex.prefix(12)) }
        try home.run("show", prefix).expectFault(65, "could be any of", short[0], short[1], "write more digits")
        for entry in [first, second] {
            let longer = String(entry.entry.id.hex.prefix(8))
            #expect(try home.json("show", longer).text("id") == entry.entry.id.hex)
        }
    }

    @Test func aStoreThatWentBackIsNotSignedOn() throws {
        let farmer = try PledgedHome("farmer"), copy = try PledgedHome(nil)
        _ = try farmer.found()
        let project = try farmer.project("Well")
        try farmer.copy(to: copy)
        let refused = try copy.run("pledge", project, "1 EUR")
        #expect(refused.code == 75, "\(refused)")
        #expect(refused.errors.contains("--risk-fork"), "\(refused)")
        try copy.run("pledge", project, "1 EUR", "--risk-fork").expectFine()
    }
}
