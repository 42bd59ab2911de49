import PledgeLedger
import Testing

/// Gifts to what their giver alone receives: nobody is both sides, and every place says so.
@Suite struct OwnGiftTests {
    @Test func aGiftToOneselfIsMindedAndNeverSettled() throws {
        let farmer = try PledgedHome("farmer")
        _ = try farmer.found()
        try farmer.run("profile", "--capacity", "100 EUR").expectFine()
        let project = try farmer.project()
        let given = try farmer.run("pledge", project, "25 EUR", "--json")
        let pledge = try given.json().text("entry")
        #expect(given.errors.contains("Mind: you give this to yourself") && given.errors.contains("settle --paid"), "\(given.errors)")
        #expect(!given.errors.contains("time to settle"), "no such time was set: \(given.errors)")
        let due = try farmer.run("explain", pledge).expectFine().output
        #expect(due.contains("due now") && due.contains("it is for nobody else, so both sides never settle it"), "\(due)")
        #expect(try farmer.run("list", "pledges").output.contains("to its own author"))
        let paid = try farmer.run("settle", pledge, "--paid").expectFine()
        #expect(paid.errors.contains("Mind: nobody but you receives it") && paid.errors.contains("no receipt"), "\(paid.errors)")
        for command in ["explain", "show"] {
            let words = try farmer.run(command, pledge).expectFine().output
            #expect(words.contains("paid by one side's word") && words.contains("both sides never settle it"), "\(words)")
        }
        #expect(try farmer.run("explain", farmer.key()).output.contains("No record"))
    }

    /// Before the lock it is said too; past the time to settle silence is not kept, and in nobody's record.
    @Test func silencePastTheTimeToSettleIsNotKeptAndInNoRecord() throws {
        let farmer = try PledgedHome("farmer"), now = wallClock(), hour: UInt64 = 3_600_000, euro = try #require(Unit("iso4217:EUR"))
        _ = try farmer.found()
        let ahead = try farmer.run([
            "project", "Ahead", "--ask", "90 EUR", "--lock", "2999-01-01", "--settle-by", "2999-02-01", "--json",
        ]).json().text("entry")
        let minded = try farmer.run("pledge", ahead, "5 EUR", "--json")
        #expect(minded.errors.contains("Without that word it stands as not kept once the time to settle is over"), "\(minded.errors)")
        #expect(try farmer.run("show", minded.json().text("entry")).output.contains("it is for its author alone"))
        var project = Project(asks: [.init(number: 1, unit: euro, minimum: 0, target: 20_000)])
        (project.lock, project.settleBy) = (now - 24 * hour, now - 12 * hour)
        let over = try #require(EntryID(hex: farmer.sign(.project(project), claiming: now - 50 * hour)))
        _ = try farmer.sign(.profile(Profile(capacity: [Quantity(100_000, euro)])), claiming: now - 49 * hour)
        let pledge = try farmer.sign(.pledge(Pledge(to: over, ask: 1, quantity: Quantity(1_000, euro))), claiming: now - 48 * hour)
        let words = try farmer.run("explain", pledge).expectFine().output
        #expect(words.contains("not kept in time") && words.contains("it is for nobody else"), "\(words)")
        #expect(try farmer.run("explain", farmer.key()).output.contains("No record"))
        try farmer.run("settle", pledge, "--paid").expectFine()
        #expect(try farmer.json("show", pledge).text("stage") == "half")
        #expect(try farmer.run("explain", farmer.key()).output.contains("No record"))
    }

    /// To a pool of one's own, and where somebody else receives too.
    @Test func poolsAndStewardsAreToldApart() throws {
        let garden = try Garden(), farmer = garden.farmer
        try farmer.run("profile", "--capacity", "90 EUR").expectFine()
        let round = try farmer.json("round", "Pool", "--unit", "EUR", "--rule", "matching", "--cap", "9 EUR").text("entry")
        #expect(try farmer.run("pledge", round, "5 EUR").expectFine().errors.contains("Mind: you give this to yourself"))
        let shared = try farmer.run([
            "project", "Hall", "--ask", "9 EUR", "--steward", try farmer.key(), "--steward", try garden.nurse.key(), "--json",
        ]).json().text("entry")
        let gift = try farmer.run("pledge", shared, "5 EUR", "--json")
        #expect(!gift.errors.contains("Mind"), "\(gift.errors)")
        let paid = try farmer.run("settle", gift.json().text("entry"), "--paid").expectFine()
        #expect(!paid.errors.contains("Mind"), "\(paid.errors)")
    }
}
