import Foundation
import PledgeLedger
import Testing
import pledged

/// A donor who, long after a project was funded, signs another story from their feed's first place on.
@Suite struct WitnessedForkTests {
    private let farmer: PledgedHome
    private let donor: PledgedHome
    /// The donor's own key, in a home that knows nothing of what the donor signed.
    private let liar: PledgedHome
    private let witness: SigningKey
    private let collective: String
    private let project: String
    private let link: String

    init() throws {
        (farmer, donor, liar) = (try PledgedHome("farmer"), try PledgedHome("donor"), try PledgedHome(nil))
        witness = try #require(SigningKey.generate())
        collective = try farmer.found("Village fund", "--witness", KeyText.author(witness.publicKey))
        project = try farmer.project("Well", asks: "300 EUR")
        link = try farmer.json("invite").text("link")
        try donor.copy(to: liar)
        try liar.becomeOwnNode()
        let early = farmer.file("early.bundle")
        try farmer.run("export", "--bundle", early).expectFine()
        for home in [donor, liar] { try home.run("import", early).expectFine() }
        try farmer.run("vouch", donor.key()).expectFine()
        for _ in 0..<3 { try donor.run("pledge", project, "100 EUR").expectFine() }
        try meet(donor, farmer)
    }

    @Test func oldNodesAndNewOnesStillShowItFunded() throws {
        let nurse = try PledgedHome("nurse"), stranger = try PledgedHome("stranger")
        try nurse.run("join", link).expectFine()
        try meet(nurse, farmer)
        try cover(donor)
        for _ in 0..<5 { try liar.run("pledge", project, "7 EUR", "--risk-fork").expectFine() }
        try stranger.run("join", link).expectFine()
        // The nurse has no covers yet, and the stranger hears the donor's other story first.
        let far = try PledgedDaemon(liar)
        try stranger.run("sync", far.address, "--patience", "5").expectFine()
        let daemon = try PledgedDaemon(farmer)
        let others = try [nurse, stranger].map { try PledgedDaemon($0, peers: [far.address, daemon.address]) }
        let homes = [farmer, nurse, stranger, liar]
        let standing = try eventually("one root, with a fork", or: { "\(try homes.map { try $0.standing() })" }) {
            let all = try homes.map { try $0.standing() }
            return all.allSatisfy { $0.root == all[0].root && $0.forks == 1 } ? all[0] : nil
        }
        for home in homes {
            #expect(try #require(home.json("show", project).list("asks").first).number("pledged") == 30_000)
            #expect(try home.json("audit").text("root") == standing.root)
        }
        try donor.run("sync", daemon.address).expectFine()
        try donor.run("pledge", project, "1 EUR").expectUnsigned(77, "two entries")
        for other in others { try other.stop() }
        let bundle = nurse.file("all.bundle"), reader = try PledgedHome("reader")
        try nurse.run("export", "--bundle", bundle).expectFine()
        try reader.run("import", bundle).expectFine()
        #expect(try reader.standing().root == standing.root)
    }

    /// Without a cover the same fork takes everything with it.
    @Test func whatNobodyCoveredGoes() throws {
        try liar.run("pledge", project, "7 EUR", "--risk-fork").expectFine()
        let daemon = try PledgedDaemon(farmer)
        try liar.run("sync", daemon.address, "--patience", "5").expectFine()
        try eventually("the proof") { try farmer.standing().forks == 1 }
        #expect(try #require(farmer.json("show", project).list("asks").first).number("pledged") == 0)
    }

    /// One session between two homes.
    private func meet(_ one: PledgedHome, _ other: PledgedHome) throws {
        let daemon = try PledgedDaemon(other)
        try one.run("sync", daemon.address).expectFine()
        try daemon.stop()
    }

    /// The witness covers what the farmer holds of somebody's feed, and says so in its own.
    private func cover(_ home: PledgedHome) throws {
        let store = try Store(at: farmer.file("ledger.sqlite")), id = try #require(CollectiveID(hex: collective))
        let head = try #require(try store.feed(of: KeyText.parseAuthor(home.key()), in: id)).head
        let time = UInt64(Date().timeIntervalSince1970 * 1_000)
        let word = Witness([.init(author: head.author, seq: head.stop, id: head.id)], at: time, by: witness, in: id)
        let draft = Entry.Draft(collective: id, time: time, facts: try FactsCodec.encode(.witness(word)))
        var verifier = EntryVerifier()
        #expect(try store.take([Offer(verifier.verify(Entry.sign(draft, with: witness)))], into: id) == [.verdict(.accepted)])
        try store.close()
    }
}
