import Foundation
import PledgeLedger
import Testing
import pledged

@Suite struct ReceiptCommandTests {
    @Test func aReceiptSaysWhatBothConfirm() throws {
        let garden = try Garden()
        let (pledge, word) = try garden.gift("25.50 EUR", received: "20 EUR")
        let receipt = try garden.nurse.json("receipt", pledge)
        #expect(try receipt.number("confirmed") == 2_000 && receipt.number("promised") == 2_550)
        #expect(try receipt.list("received").map { try $0.text("entry") } == [word])
        #expect(try receipt.text("project") == garden.project && receipt.text("pledge") == pledge)
        #expect(receipt.all["refused"] == nil)
        let refusal = try garden.farmer.json("settle", pledge, "0.50 EUR", "--refused").text("entry")
        #expect(try garden.farmer.json("receipt", pledge).list("refused").map { try $0.text("entry") } == [refusal])
        #expect(try garden.farmer.run("receipt", pledge).expectFine().output.contains("0.50 EUR on"))
        let named = try garden.nurse.json("pledge", garden.project, "3 EUR").text("entry")
        try garden.nurse.run("settle", named, "--paid", "--text", "Transfer 4711").expectFine()
        try garden.share()
        try garden.farmer.run("settle", named, "--received").expectFine()
        #expect(try garden.farmer.run("receipt", named).expectFine().output.contains("reference \"Transfer 4711\""))
        #expect(try garden.farmer.json("receipt", named).list("paid").map { try $0.text("reference") } == ["Transfer 4711"])
        let words = try garden.farmer.run("receipt", pledge).expectFine().output
        for part in ["Receipt for 20.00 EUR", "nurse", "farmer", try garden.nurse.key(), "the project has none", "no tax advice", pledge] {
            #expect(words.contains(part), "\(part) in \(words)")
        }
    }

    @Test func aHostCountersigns() throws {
        let host = try PledgedHome("treasurer")
        let garden = try Garden("--host", try host.key())
        let (pledge, word) = try garden.gift("10 EUR")
        #expect(try garden.nurse.run("receipt", pledge).expectFine().output.contains("has not countersigned"))
        let bundle = garden.farmer.file("host.bundle")
        try garden.farmer.run("vouch", host.key()).expectFine()
        try host.run("join", garden.farmer.json("invite").text("link")).expectFine()
        try garden.farmer.run("export", "--bundle", bundle).expectFine()
        try host.run("import", bundle).expectFine()
        let stamp = try host.json("endorse", word).text("entry")
        let signed = try host.json("receipt", pledge)
        #expect(signed.all["countersignatures"] as? [String] == [stamp])
        #expect(try host.run("receipt", pledge).output.contains("entry \(word.prefix(12)), by endorsement \(stamp.prefix(12))"))
        #expect(signed.all["countersigned"] as? [String] == [word])
        #expect(try host.run("receipt", pledge).expectFine().output.contains("Countersigned"))
    }

    @Test func thePageIsWholeAndHarmless() throws {
        let garden = try Garden()
        let (pledge, _) = try garden.gift("10 EUR")
        let path = garden.nurse.file("receipt.html"), at = ISODate.stamp((wallClock() / 1_000 + 1) * 1_000)
        try garden.nurse.run("receipt", pledge, "--html", path, "--at", at).expectFine()
        try garden.nurse.run("receipt", pledge, "--html", path).expectFault(73, "--replace")
        let page = try String(contentsOfFile: path, encoding: .utf8)
        #expect(page.hasPrefix("<!DOCTYPE html>") && page.contains("size: A4") && page.contains("Well &lt;b&gt;&amp; =1"))
        #expect(!page.contains("<b>") && !page.contains("<script") && !page.contains("http://") && !page.contains("https://"))
        #expect(try garden.nurse.run("receipt", pledge, "--html", "-", "--at", at).expectFine().output == page)
    }

    /// What both say was paid is paid, whether or not the promise was taken back since.
    @Test func aGiftThatWasTakenBackTooLateIsAGift() throws {
        let garden = try Garden()
        let (pledge, _) = try garden.gift("10 EUR", received: "4 EUR")
        try garden.nurse.run("retract", pledge).expectFine()
        #expect(try garden.nurse.json("receipt", pledge).number("confirmed") == 400)
        let grants = try garden.nurse.run("export", "--360giving", "-").expectFine().output
        #expect(grants.contains("pledged-\(pledge)") && grants.contains("4.00"), "\(grants)")
    }

    /// A loan's receipt says what came back of it; no receipt shows the ledger's own names of units.
    @Test func aLoanSaysWhatWasRepaid() throws {
        let garden = try Garden(), (farmer, nurse) = (garden.farmer, garden.nurse)
        let loan = try nurse.json("pledge", garden.project, "20 EUR", "--loan-until", "2999-05-01").text("entry")
        try nurse.run("settle", loan, "--paid").expectFine()
        try garden.share()
        try farmer.run("settle", loan, "--received").expectFine()
        let lent = try farmer.run("receipt", loan).expectFine().output
        for part in ["A loan, to be repaid by  2999-05-01", "nothing so far", "It was a loan, to be repaid"] { #expect(lent.contains(part), "\(part) in \(lent)") }
        #expect(!lent.contains("iso4217:") && lent.contains("EUR"), "\(lent)")
        try farmer.run("settle", loan, "15 EUR", "--repaid").expectFine()
        #expect(try farmer.run("receipt", loan).output.contains("nothing that both sides say; entries "))
        try garden.share()
        #expect(try nurse.run("explain", loan).output.contains("says that 15.00 EUR was repaid; "))
        try nurse.run("settle", loan, "15 EUR", "--repaid").expectFine()
        #expect(try nurse.run("receipt", loan).output.contains("15.00 EUR of 20.00 EUR, entries"))
        #expect(try nurse.json("receipt", loan).number("repaid") == 1_500 && nurse.json("receipt", loan).text("unit") == "iso4217:EUR")
        try garden.share()
        for home in [farmer, nurse] { try home.run("settle", loan, "5 EUR", "--repaid").expectFine() }
        try garden.share()
        #expect(try nurse.run("receipt", loan).output.contains("both sides say that it was repaid"))
        let (gift, _) = try garden.gift("1 EUR")
        #expect(try !nurse.run("receipt", gift).output.contains("epaid"))
    }

    @Test func thereIsNoneBeforeBothHaveSpoken() throws {
        let garden = try Garden()
        let pledge = try garden.nurse.json("pledge", garden.project, "10 EUR").text("entry")
        try garden.nurse.run("receipt", pledge).expectFault(75, "has not said --paid")
        try garden.nurse.run("settle", pledge, "--paid").expectFine()
        try garden.nurse.run("receipt", pledge).expectFault(75, "has not said --received")
        try garden.nurse.run("receipt", garden.project).expectFault(66, "is no pledge")
        try garden.nurse.run("retract", pledge).expectFine()
        try garden.nurse.run("receipt", pledge).expectFault(66, "no receipt", "taken back by its author")
        // The true reason, not all that it could be.
        let unit = try #require(Unit("iso4217:USD")), to = try #require(EntryID(hex: garden.project))
        let other = try garden.nurse.sign(.pledge(Pledge(to: to, ask: 1, quantity: Quantity(500, unit))))
        let told = try garden.nurse.run("receipt", other)
        #expect(told.code == 66 && told.errors.contains("ask 1 is not in the unit of 5.00 USD") && !told.errors.contains("taken back"), "\(told)")
    }
}
