import Foundation
import Testing

/// What is left when a home is lost but for its key, or its key is lost and the rest is there.
@Suite struct RestoreTests {
    /// Leaves nothing but some files in a home.
    private func keep(_ names: String..., in home: PledgedHome) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: home.path) where !names.contains(name) {
            try FileManager.default.removeItem(atPath: home.file(name))
        }
    }

    @Test func theKeyAloneBringsEverythingBackWithOneSync() throws {
        let village = try Village(2), member = village.homes[1]
        try village.pledge(member, "5 EUR")
        let daemon = try PledgedDaemon(village.founder)
        try member.run("sync", daemon.address).expectFine()
        let link = try village.founder.json("invite").text("link"), key = try member.key()

        try keep("author.key", in: member)
        try member.run("status").expectFault(66, "no store", "pledged init")
        let begun = try member.run("init", "--json")
        #expect(try begun.json().text("key") == key && begun.json().flag("taken_up"))
        #expect(begun.errors.contains("pledged sync"))
        try member.run("init").expectFault(73, "holds a key already")
        let joined = try member.run("join", link).expectFine()
        #expect(joined.errors.contains("pledged sync \(daemon.address)"))
        try member.run("sync", daemon.address).expectFine()
        try village.pledge(member, "7 EUR")
        try member.run("sync", daemon.address).expectFine()
        try inStep(village.homes)
        #expect(try village.pledged(village.founder) == 1_200)
        #expect(try village.founder.standing().forks == 0)
    }

    /// What waits for vouches is in no root, and comes back all the same before anything is signed.
    @Test func aNewcomersKeyGoesOnAfterWhatWaits() throws {
        let founder = try PledgedHome("farmer")
        _ = try founder.found()
        let project = try founder.project()
        let daemon = try PledgedDaemon(founder)
        let link = try founder.json("invite").text("link")
        let newcomer = try PledgedHome("nurse")
        try newcomer.run("join", link).expectFine()
        try newcomer.run("sync", daemon.address).expectFine()
        for amount in ["1 EUR", "2 EUR"] { try newcomer.run("pledge", project, amount).expectFine() }
        try newcomer.run("sync", daemon.address).expectFine()

        try keep("author.key", in: newcomer)
        try newcomer.run("init").expectFine()
        try newcomer.run("join", link).expectFine()
        try newcomer.run("pledge", project, "3 EUR").expectUnsigned(75, "pledged sync")
        try newcomer.run("sync", daemon.address).expectFine()
        #expect(try newcomer.json("pledge", project, "3 EUR").number("seq") == 4)
        try newcomer.run("sync", daemon.address).expectFine()
        try founder.run("vouch", newcomer.key()).expectFine()
        try eventually("three pledges") { try founder.json("show", project).list("asks").first?.number("pledged") == 600 }
        #expect(try founder.standing().forks == 0)
    }

    /// A peer may hand over a charter and then fall silent: the key's own entries are not here yet.
    @Test func aKeyThatWasTakenUpSignsNothingBeforeAPeerSpoke() throws {
        let village = try Village(1), member = try PledgedHome("nurse")
        // The ledger from before the member said anything in it.
        let bundle = member.file("early.bundle")
        try village.founder.run("export", "--bundle", bundle).expectFine()
        try keep("author.key", "early.bundle", in: member)
        try member.run("init").expectFine()
        try member.run("import", bundle).expectFine()
        try member.run("pledge", village.project, "1 EUR").expectUnsigned(75, "taken up from a copy", "pledged sync")
        // What one founds oneself nobody else can have signed in.
        _ = try member.found("A new fund")
        _ = try member.project("Bridge")
    }

    @Test func aLostLedgerIsMadeAnewBesideKeyAndMarks() throws {
        let village = try Village(2), member = village.homes[1]
        try village.pledge(member, "5 EUR")
        let daemon = try PledgedDaemon(village.founder)
        try member.run("sync", daemon.address).expectFine()
        try keep("author.key", "node.key", "marks", "profile", in: member)
        #expect(try member.run("init", "--json").json().flag("taken_up"))
        try member.run("join", try village.founder.json("invite").text("link")).expectFine()
        try member.run("sync", daemon.address).expectFine()
        try village.pledge(member, "7 EUR")
        #expect(try village.pledged(member) == 1_200)
    }

    @Test func aHomeWhoseKeyIsLostIsNotTakenForAnEmptyOne() throws {
        let home = try PledgedHome("farmer")
        let id = try home.found(), key = try home.key()
        try FileManager.default.removeItem(atPath: home.file("author.key"))
        try home.run("init").expectFault(73, "author.key", "put the key back", "--new-key")
        let begun = try home.run("init", "--new-key", "--json")
        #expect(try begun.json().text("key") != key)
        #expect(begun.errors.contains("marks.1"))
        // The ledger is still here, and its founder is somebody else now.
        #expect(try home.json("show", id).all["founders"] as? [String] == [key])
        try home.run("project", "Well", "--ask", "1 EUR").expectFine()
        #expect(try home.standing().waiting == 1)
    }

    @Test func aKeyThatIsHereIsNeverReplaced() throws {
        let home = try PledgedHome("farmer")
        let key = try home.key()
        try home.run("init", "--new-key").expectFault(73, "holds a key already")
        #expect(try home.key() == key)
    }

    @Test func aWholeHomeThatWasCopiedGetsANodeKeyOfItsOwn() throws {
        let village = try Village(1), copy = try PledgedHome(nil)
        try village.founder.copy(to: copy)
        let daemon = try PledgedDaemon(village.founder)
        try copy.run("sync", daemon.address).expectFault(75, "node key", copy.file("node.key"), "pledged init")
        try FileManager.default.removeItem(atPath: copy.file("node.key"))
        let key = try village.founder.key()
        #expect(try copy.json("init").text("key") == key)
        try copy.run("sync", daemon.address).expectFine()
        try inStep([village.founder, copy])
    }

    @Test func aPlaceWithoutFoldersIsSaid() throws {
        let home = try PledgedHome(nil)
        try home.run("init", "--home", "/proc/pledged").expectFault(73, "/proc/pledged", "another --home")
    }
}
