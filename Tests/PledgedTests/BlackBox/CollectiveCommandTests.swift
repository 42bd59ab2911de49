import Foundation
import Testing

@Suite struct CollectiveCommandTests {
    @Test func foundingMakesACollectiveWithAProfile() throws {
        let home = try PledgedHome("farmer")
        let founded = try home.json("found", "Village fund", "--purpose", "What we build")
        let id = try founded.text("collective")
        #expect(try founded.text("entry") == id)
        let charter = try home.json("show", id)
        #expect(try charter.text("title") == "Village fund")
        #expect(try charter.text("text") == "What we build")
        #expect(try charter.number("vouches_needed") == 1)
        #expect(try charter.text("admission") == "vouched")
        #expect(try charter.flag("witnessed") == false)
        let entries = try home.run("list", "entries", "--json").objects()
        #expect(try entries.map { try $0.text("kind") } == ["profile"])
        #expect(try entries.map { try $0.text("alias") } == ["farmer"])
    }

    @Test func withoutANameNoProfileIsSigned() throws {
        let home = try PledgedHome(nil)
        try home.run("init").expectFine()
        _ = try home.found()
        #expect(try home.run("list", "entries", "--json").expectFine().output.isEmpty)
    }

    @Test func rulesThatCannotBeAreRefused() throws {
        let home = try PledgedHome()
        try home.run("found", "Fund", "--vouches-needed", "2").expectFault(65, "--vouches-needed is 2", "1 founder", "--founder")
        try home.run("found", "Fund", "--vouches-needed", "0").expectFault(65, "least is 1")
        try home.run("found", "Fund", "--vouches-needed", "many").expectFault(64, "--help")
        try home.run("found", "Fund", "--founder", "pledge1qqqq").expectFault(65)
        // A canonical text of a point that isn't on the curve, or of small order.
        try home.run("found", "Fund", "--founder", String(repeating: "0", count: 64)).expectFault(65, "can sign")
        try home.run("found", "bad\u{7}name").expectFault(65, "of the name (U+0007)")
        try home.run("found").expectFault(64, "--help")
    }

    @Test func severalFoundersCanAskForSeveralVouches() throws {
        let home = try PledgedHome(), other = try PledgedHome("nurse")
        let id = try home.found("Fund", "--founder", try other.key(), "--vouches-needed", "2")
        let charter = try home.json("show", id)
        #expect(charter.all["founders"] as? [String] == [try home.key(), try other.key()])
        let members = try home.run("list", "members", "--json").objects()
        #expect(members.count == 2)
        #expect(try members.allSatisfy { try $0.number("distance") == 0 && $0.flag("voice") })
    }

    @Test func anInvitationCarriesAddressesAndSecret() throws {
        let home = try PledgedHome()
        let id = try home.found("Fund", "--private")
        let link = try home.json("invite", "--address", "a.example:7411", "--address", "[2001:db8::1]:7412").text("link")
        #expect(link.hasPrefix("pledged:\(id)/at=a.example:7411/at=2001:db8::1:7412/secret="))
        let bare = try home.run("invite").expectFine()
        #expect(bare.errors.contains("No address"))
        #expect(bare.outputLines.count == 1)
        try home.run("invite", "--address", "nowhere").expectFault(65, "HOST:PORT")
    }

    @Test func joiningWaitsForTheCharter() throws {
        let home = try PledgedHome(), other = try PledgedHome("nurse")
        let id = try home.found()
        let link = try home.json("invite", "--address", "127.0.0.1:7411").text("link")
        #expect(try other.json("join", link).text("collective") == id)
        for command in [["list", "projects"], ["show", id], ["project", "Well", "--ask", "1 EUR"]] {
            try other.run(command).expectFault(75, "charter", "has not arrived yet", "pledged sync")
        }
        let status = try other.json("status").list("collectives")
        #expect(try status.map { try $0.text("id") } == [id])
        #expect(try status.map { try $0.flag("charter") } == [false])
        #expect(status.first?.all["root"] is NSNull)
        try other.run("join", link).expectFine()
    }

    @Test func aLinkWithAnotherSecretIsRefused() throws {
        let home = try PledgedHome()
        let id = try home.found("Fund", "--private")
        try home.run("join", "pledged:\(id)").expectFault(73, "another secret")
    }

    @Test(arguments: ["", "pledged:", "pledged:1234", "http://example.org", "pledged:zz"])
    func linksThatAreNoneAreRefused(_ link: String) throws {
        try PledgedHome().run("join", link).expectFault(65, "invitation")
    }

    @Test func useSwitchesTheCurrentCollective() throws {
        let home = try PledgedHome()
        let first = try home.found("First"), second = try home.found("Second")
        let project = try home.project()
        #expect(try home.json("use", String(first.prefix(8))).text("collective") == first)
        #expect(try home.run("list", "projects", "--json").expectFine().output.isEmpty)
        try home.run("show", project).expectFault(66, "another collective")
        #expect(try home.json("show", project, "--collective", String(second.prefix(8))).text("id") == project)
        try home.run("use", "ffffffff").expectFault(66, "no collective")
        try home.run("use", "abc").expectFault(65, "6 or more")
    }

    @Test func withoutACollectiveCommandsSayHowToBegin() throws {
        try PledgedHome().run("list", "projects").expectFault(66, "pledged found")
    }
}
