import Foundation
import PledgeLedger
import Testing
import pledged

/// Rounds as people see them: what a split comes from and takes on trust, and what became of a gift to a pool.
@Suite struct RoundCommandTests {
    @Test func aSplitNamesItsPromisesAndWhatWouldChangeIt() throws {
        let garden = try Garden(asks: ["1200 EUR"]), (farmer, nurse) = (garden.farmer, garden.nurse)
        let round = try farmer.json("round", "Spring pool", "--unit", "EUR", "--rule", "matching", "--cap", "100 EUR").text("entry")
        try farmer.run("profile", "--capacity", "100 EUR").expectFine()
        try farmer.run("pledge", round, "50 EUR").expectFine()
        let backed = try farmer.json("pledge", garden.project, "9 EUR").text("entry")
        let unbacked = try nurse.json("pledge", garden.project, "4 EUR").text("entry")
        try garden.share()
        let words = try nurse.run("explain", round).expectFine().output
        for part in [
            "9.00 EUR by farmer (", "pledge \(backed.prefix(12))\n", "4.00 EUR by nurse (",
            "pledge \(unbacked.prefix(12)), not backed: 4.00 EUR of capacity is missing",
            "One more person who gives 4.00 EUR, as the smallest gift to it is, would draw 19.01 EUR more.",
            "It changes with what is promised to the projects and to the pool (`pledged pledge \(round.prefix(12)) AMOUNT`)",
        ] { #expect(words.contains(part), "\(part) in \(words)") }
        let fields = try nurse.json("explain", round), gifts = try fields.list("gifts")
        #expect(try Set(gifts.map { try $0.text("pledge") }) == [backed, unbacked])
        // What one more would draw can be more than the pool has left.
        let small = try farmer.json("round", "Small pool", "--unit", "EUR", "--rule", "matching", "--cap", "100 EUR").text("entry")
        try farmer.run("pledge", small, "12 EUR").expectFine()
        let cut = try farmer.run("explain", small).expectFine().output
        #expect(cut.contains("would draw 19.01 EUR more; only ") && cut.contains("of the pool is left"), "\(cut)")
        #expect(try gifts.map { try $0.text("pledge") == unbacked ? $0.number("missing_capacity") == 400 : $0.number("missing_capacity") == 0 } == [true, true])
        // 2·⌊6·10^8 · 10^10 ÷ 1.06·10^10⌋ + 2·⌊4·10^8 · 10^10 ÷ 1.04·10^10⌋
        #expect(try fields.list("one_more").map { try $0.number("raw_millionths") } == [1_132_075_470 + 769_230_768])
        let shown = try nurse.run("show", round).expectFine().output
        #expect(shown.contains("Mind: 4.00 EUR that draws on the pool is not backed") && shown.contains("4.00 EUR by nurse ("), "\(shown)")
        #expect(!shown.contains("of the pool is not backed") && !shown.contains("no bound"), "\(shown)")
        // Before anybody gives, and after a lock, that is said too.
        let empty = try farmer.json("round", "Later", "--unit", "EUR", "--cap", "9 EUR", "--rule", "matching", "--lock", "2999-01-01").text("entry")
        let before = try farmer.run("explain", empty).expectFine().output
        #expect(before.contains("until 2999-01-01"), "\(before)")
        let after = try farmer.run("explain", empty, "--at", "2999-06-01").expectFine().output
        #expect(after.contains("Its lock, 2999-01-01") && after.contains(", is past: ") && after.contains("It counts what was there at its lock"), "\(after)")
        #expect(after.contains("by the times that people claim, so it is provisional"), "\(after)")
        #expect(try farmer.json("show", empty, "--at", "2999-06-01").flag("locked") && !farmer.json("show", empty).flag("locked"))
    }

    /// An unbacked promise can take a pool without a bound: that is said before it is signed, and where the split is shown.
    @Test func aRoundWithoutABoundWarns() throws {
        let garden = try Garden(asks: ["1200 EUR"]), (farmer, nurse) = (garden.farmer, garden.nurse)
        let plain = try farmer.run("round", "Pool", "--unit", "EUR", "--json").expectFine()
        #expect(plain.errors.contains("Mind: no bound is set (--cap)"), "\(plain)")
        let round = try plain.json().text("entry")
        for options in [["--rule", "matching", "--cap", "5 EUR"], ["--rule", "equal-shares"]] {
            let run = try farmer.run(["round", "Pool", "--unit", "EUR"] + options).expectFine()
            #expect(!run.errors.contains("Mind"), "\(run)")
        }
        try garden.share()
        try nurse.run("pledge", round, "50 EUR").expectFine()
        for home in [farmer, nurse] { try home.run("pledge", garden.project, "90000 EUR").expectFine() }
        try garden.share()
        try farmer.run("pledge", garden.project, "1 EUR").expectFine()
        let shown = try farmer.run("show", round).expectFine().output
        for part in [
            "Mind: no bound is set (--cap), so two people", "Mind: 180001.00 EUR that draws on the pool is not backed",
            "90000.00 EUR by nurse (", "Mind: 50.00 EUR of the pool is not backed",
        ] { #expect(shown.contains(part), "\(part) in \(shown)") }
        #expect(try (farmer.json("show", round).all["warnings"] as? [String])?.count == 3)
    }

    /// A loan draws nothing, nor does what both say was given back, nor what its receiver declines: the split says so.
    @Test func loansAndWhatIsGoneDrawNothing() throws {
        let garden = try Garden(asks: ["1200 EUR"]), (farmer, nurse) = (garden.farmer, garden.nurse)
        let hall = try nurse.project("Hall", asks: "900 EUR")
        let round = try farmer.json("round", "Pool", "--unit", "EUR", "--rule", "matching", "--cap", "100 EUR").text("entry")
        try garden.share()
        for home in [farmer, nurse] { try home.run("profile", "--capacity", "900 EUR").expectFine() }
        let pool = try nurse.json("pledge", round, "200 EUR").text("entry")
        let loan = try nurse.json("pledge", garden.project, "40 EUR", "--loan-until", "2999-01-01").text("entry")
        let gift = try nurse.json("pledge", garden.project, "9 EUR").text("entry")
        let own = try farmer.json("pledge", garden.project, "9 EUR").text("entry"), other = try farmer.json("pledge", hall, "9 EUR").text("entry")
        try garden.share()
        func counted(_ pledge: String) throws -> Int? {
            try farmer.json("explain", round).list("gifts").first { try $0.text("pledge") == pledge }?.number("counted")
        }
        let words = try farmer.run("explain", round).expectFine().output
        #expect(words.contains("40.00 EUR by nurse (") && words.contains("pledge \(loan.prefix(12)), a loan, which draws nothing\n"), "\(words)")
        #expect(words.contains("A loan is no gift, and draws nothing."), "\(words)")
        #expect(try [loan, gift, own].map(counted) == [0, 900, 900])
        #expect(try farmer.run("show", round).output.contains("Mind: 40.00 EUR is lent to its projects, and a loan draws nothing."))
        // The hall's steward declines; the well's giver and steward say that 4 EUR came back.
        try nurse.run("settle", other, "--refused").expectFine()
        try nurse.run("settle", gift, "--paid").expectFine()
        try garden.share()
        try farmer.run("settle", gift, "--received").expectFine()
        try garden.share()
        try farmer.run("settle", gift, "4 EUR", "--refunded").expectFine()
        #expect(try counted(gift) == 900, "one side's word gives nothing back")
        try garden.share()
        try nurse.run("settle", gift, "4 EUR", "--refunded").expectFine()
        try farmer.run("settle", pool, "50 EUR", "--refused").expectFine()
        try garden.share()
        #expect(try [gift, other].map(counted) == [500, 0])
        let after = try nurse.run("explain", round).expectFine().output
        for part in [
            "pledge \(gift.prefix(12)), of which 4.00 EUR was given back or declined: the other 5.00 EUR draws",
            "pledge \(other.prefix(12)), of which 9.00 EUR was given back or declined: it draws nothing",
            "50.00 EUR of it was given back or declined, and is not in the pool", "The pool holds 150.00 EUR",
        ] { #expect(after.contains(part), "\(part) in \(after)") }
        let shown = try nurse.run("show", round).expectFine().output
        #expect(shown.contains("Mind: 50.00 EUR that was promised to the pool was given back or declined, and is not in it; 13.00 EUR that was promised to its projects"), "\(shown)")
        #expect(try nurse.json("show", round).list("pool_pledges").map { try $0.number("counted") } == [15_000])
    }

    /// What is endorsed, promised or taken back after the lock leaves the split as it was.
    @Test func whatComesAfterTheLockChangesNothing() throws {
        let garden = try Garden(asks: ["30 EUR"]), (farmer, nurse) = (garden.farmer, garden.nurse)
        try nurse.run("profile", "--capacity", "900 EUR").expectFine()
        let lock = wallClock() + 4_000
        let rounds = try [["matching", "--cap", "9 EUR"], ["equal-shares"]].map { rule in
            let asked = ["round", "Pool", "--unit", "EUR", "--lock", ISODate.stamp(lock), "--json", "--rule"] + rule
            return try farmer.run(asked).expectFine().json().text("entry")
        }
        try farmer.run("pledge", garden.project, "9 EUR").expectFine()
        try garden.share()
        let pools = try rounds.map { try nurse.json("pledge", $0, "60 EUR").text("entry") }
        try nurse.run("endorse", garden.project).expectFine()
        try nurse.run("pledge", garden.project, "4 EUR").expectFine()
        try garden.share()
        try eventually("the lock") { wallClock() > lock + 1_000 }
        func split(_ round: String) throws -> String { try "\(farmer.json("show", round).list("split").map { try "\($0.text("project")) \($0.number("amount"))" })" }
        let before = try rounds.map(split)
        #expect(try farmer.json("show", rounds[0]).list("split")[0].number("people") == 2)
        #expect(try farmer.json("show", rounds[1]).list("split").count == 1)
        try nurse.run("endorse", garden.project, "--against").expectFine()
        try nurse.run("pledge", garden.project, "25 EUR").expectFine()
        try nurse.run("pledge", rounds[0], "70 EUR").expectFault(77, "lock")
        let unit = PledgeLedger.Unit("iso4217:EUR"), euro = try #require(unit), pool = try #require(EntryID(hex: rounds[0]))
        let late = try nurse.sign(.pledge(Pledge(to: pool, ask: 0, quantity: Quantity(7_000, euro))))
        for gift in pools {
            let run = try nurse.run("retract", gift).expectFine()
            #expect(run.errors.contains("The round's lock is past: what you promised stays in its pool, and you still owe it."), "\(run)")
        }
        try garden.share()
        #expect(try rounds.map(split) == before)
        #expect(try farmer.json("show", rounds[0]).number("pool") == 6_000)
        #expect(try farmer.run("explain", pools[0]).output.contains("taken back by its author after the round's lock, which changes nothing"))
        #expect(try farmer.run("explain", late).output.contains("the round locked on"))
        let words = try farmer.run("explain", rounds[0]).expectFine().output
        #expect(words.contains("25.00 EUR by nurse (") && words.contains(": it came after the round's lock, so it draws nothing"), "\(words)")
        #expect(try (farmer.json("explain", rounds[0]).all["late"] as? [String])?.count == 1)
        #expect(try farmer.run("list", "pledges").output.components(separatedBy: "taken back too late, owed all the same").count == 3)
    }

    /// Each purchase with who endorses it, and what a project that is not funded lacks.
    @Test func equalSharesNameEndorsementsAndWhatIsMissing() throws {
        let garden = try Garden(asks: ["30 EUR"]), (farmer, nurse) = (garden.farmer, garden.nurse)
        let hall = try farmer.project("Hall", asks: "45 EUR"), tower = try farmer.project("Tower", asks: "90 EUR")
        let tree = try farmer.project("Tree", asks: "1 EUR")
        let round = try nurse.json("round", "Circle", "--unit", "EUR", "--rule", "equal-shares").text("entry")
        try nurse.run("pledge", round, "60 EUR").expectFine()
        try garden.share()
        let word = try nurse.json("endorse", garden.project).text("entry"), other = try nurse.json("endorse", hall).text("entry")
        // One supporter pays for either: of equals the lesser id is bought first.
        let isHallSecond = garden.project < hall
        let second = isHallSecond ? (id: hall, left: "44.40", cost: "45.00") : (id: garden.project, left: "29.40", cost: "30.00")
        let words = try nurse.run("explain", round).expectFine().output
        for part in [
            "is bought in round 1; it is endorsed by nurse (", "entry \(word.prefix(12))", "entry \(other.prefix(12))",
            "(\(second.id.prefix(12))) is not funded: its supporters have \(second.left) EUR left of the \(second.cost) EUR that it costs",
            "\"Tower\" (\(tower.prefix(12))) is not funded: it costs 30.00 EUR more than the pool holds; nobody endorses it",
            "\"Tree\" (\(tree.prefix(12))) is not funded: it costs 1.00 EUR; nobody endorses it", "It changes as members endorse the projects",
        ] { #expect(words.contains(part), "\(part) in \(words)") }
        let one = try nurse.run("explain", round, "--project", second.id).expectFine().output
        #expect(one.contains("\"Hall\"") == isHallSecond && one.contains("\"Well <b>") != isHallSecond, "\(one)")
        #expect(one.contains("its supporters can't pay for it") && !one.contains("\"Tower\""), "\(one)")
        let projects = try nurse.json("explain", round, "--project", second.id).list("projects")
        #expect(try projects.count == 1 && projects[0].text("project") == second.id && !projects[0].flag("funded"))
        #expect(try projects[0].text("supporters_left") == second.left.replacing(".", with: ""))
        #expect(try projects[0].list("endorsements").map { try $0.text("entry") } == [isHallSecond ? other : word])
    }

    @Test func whatTakesNoPartIsRefused() throws {
        let garden = try Garden(asks: ["1200 EUR"]), farmer = garden.farmer
        let dig = try farmer.project("Digging", asks: "40 h"), other = try farmer.project("Other", asks: "9 EUR")
        try farmer.run("round", "Pool", "--unit", "EUR", "--project", dig).expectFault(65, "\"Digging\"", "asks for nothing in EUR")
        let all = try farmer.json("round", "All", "--unit", "EUR", "--rule", "matching", "--cap", "1 EUR").text("entry")
        let one = try farmer.json("round", "One", "--unit", "EUR", "--rule", "equal-shares", "--project", other).text("entry")
        try farmer.run("explain", all, "--project", dig).expectFault(65, "asks for nothing in EUR")
        try farmer.run("explain", one, "--project", garden.project).expectFault(65, "the round names the projects that do")
        try farmer.run("explain", garden.project, "--project", other).expectFault(65, "--project goes with a round alone")
        try farmer.run("explain", farmer.key(), "--project", other).expectFault(65, "--project goes with a round alone")
        try farmer.run("explain", all, "--project", all).expectFault(66, "no project")
    }

    /// A gift to a pool has a stage, a receipt and a place in the export, as one to a project has.
    @Test func aGiftToAPoolIsFollowedToItsEnd() throws {
        let garden = try Garden(asks: ["1200 EUR"]), (farmer, nurse) = (garden.farmer, garden.nurse)
        let round = try farmer.json("round", "Spring pool", "--unit", "EUR", "--rule", "equal-shares", "--lock", "2999-01-01").text("entry")
        try garden.share()
        let gift = try nurse.json("pledge", round, "50 EUR").text("entry")
        func stage() throws -> String? { try farmer.run("list", "pledges", "--json").objects().first { try $0.text("id") == gift }?.text("stage") }
        try garden.share()
        #expect(try stage() == "firm")
        #expect(try farmer.run("explain", gift).output.contains("lacks: the lock, 2999-01-01"))
        #expect(try farmer.run("explain", gift, "--at", "2999-06-01").output.contains("stage: due now"))
        try nurse.run("receipt", gift).expectFault(75, "has not said --paid")
        try nurse.run("settle", gift, "--paid").expectFine()
        try garden.share()
        #expect(try stage() == "half")
        let waits = try farmer.run("explain", gift).expectFine().output
        #expect(waits.contains("lacks: farmer (") && waits.contains("to say that 50.00 EUR was received"), "\(waits)")
        try nurse.run("receipt", gift).expectFault(75, "has not said --received")
        try farmer.run("settle", gift, "--received").expectFine()
        try garden.share()
        #expect(try stage() == "paid")
        #expect(try farmer.run("list", "pledges", "--stage", "paid", "--json").objects().map { try $0.text("id") } == [gift])
        let receipt = try nurse.run("receipt", gift).expectFine().output
        for part in ["Receipt for 50.00 EUR", "For the pool of", "\"Spring pool\"", "a round has none"] {
            #expect(receipt.contains(part), "\(part) in \(receipt)")
        }
        #expect(try nurse.json("receipt", gift).text("round") == round)
        let grants = try nurse.run("export", "--360giving", "-").expectFine().output
        #expect(grants.contains("pledged-\(gift)") && grants.contains("\"Gift to Spring pool\"") && grants.contains("\"amountAwarded\":50.00"))
        try nurse.run("settle", gift, "20 EUR", "--refunded").expectFine()
        try garden.share()
        try farmer.run("settle", gift, "20 EUR", "--refunded").expectFine()
        let part = try farmer.run("receipt", gift).expectFine().output
        #expect(part.contains("Receipt for 30.00 EUR") && part.contains("Given back since") && part.contains("20.00 EUR, entries "), "\(part)")
        try farmer.run("settle", gift, "30 EUR", "--refunded").expectFine()
        try garden.share()
        try nurse.run("settle", gift, "30 EUR", "--refunded").expectFine()
        try nurse.run("receipt", gift).expectFault(75, "all that both sides said was paid", "was given back, 50.00 EUR")
        #expect(try nurse.run("list", "pledges", "--json").objects().map { try $0.text("stage") } == ["refunded"])
        let rest = try nurse.run("export", "--360giving", "-")
        rest.expectFault(66, "1 pledge that was given back")
    }

    /// What was said after the lock, and what one side alone says, is marked where the split rests on the contrary.
    @Test func aLockedRoundMarksWhatWasSaidSince() throws {
        let garden = try Garden(asks: ["1200 EUR"]), (farmer, nurse) = (garden.farmer, garden.nurse), hour: UInt64 = 3_600_000
        let now = wallClock(), lock = ISODate.stamp(now + 2 * hour), at = ISODate.stamp(now + 4 * hour)
        let early = try farmer.json("project", "Early", "--ask", "90 EUR", "--lock", ISODate.stamp(now + hour)).text("entry")
        let rounds = try ["matching", "equal-shares"].map {
            try farmer.json("round", "Pool", "--unit", "EUR", "--rule", $0, "--lock", lock).text("entry")
        }
        try garden.share()
        try nurse.run("profile", "--capacity", "900 EUR").expectFine()
        let pool = try nurse.json("pledge", rounds[0], "60 EUR").text("entry"), owed = try nurse.json("pledge", early, "7 EUR").text("entry")
        let word = try nurse.json("endorse", garden.project).text("entry"), gift = try garden.gift("9 EUR").pledge
        let kept = try farmer.json("pledge", garden.project, "4 EUR").text("entry")
        func later(_ facts: Facts, by home: PledgedHome, _ hours: Double) throws {
            _ = try home.sign(facts, claiming: now + UInt64(hours * Double(hour)))
        }
        func id(_ text: String) throws -> EntryID { try #require(EntryID(hex: text)) }
        try later(.settle(Settle(pledge: id(gift), side: .refunded, amount: 200)), by: nurse, 3)
        try later(.settle(Settle(pledge: id(pool), side: .refunded, amount: 300)), by: nurse, 3)
        // Too late for its project, and in time for the round.
        try later(.retract(Retract(target: id(owed))), by: nurse, 1.5)
        try later(.retract(Retract(target: id(word))), by: nurse, 3)
        try later(.retract(Retract(target: id(kept))), by: farmer, 3)
        for round in rounds { try later(.retract(Retract(target: id(round))), by: farmer, 3) }
        try garden.share()
        let words = try farmer.run("explain", rounds[0], "--at", at).expectFine().output
        for part in [
            "taken back by its author (entry ", "; what is promised to its pool counts all the same\nThe pool holds 60.00 EUR",
            "says that 3.00 EUR was given back; farmer (", "says that 2.00 EUR was given back; farmer (",
            "pledge \(kept.prefix(12)), taken back by its author after the round's lock, which changes nothing",
            "  7.00 EUR by nurse (", "pledge \(owed.prefix(12)), taken back by its author, so it draws nothing; too late for its project, which counts it all the same: due now",
        ] { #expect(words.contains(part), "\(part) in \(words)") }
        let fields = try farmer.json("explain", rounds[0], "--at", at), gifts = try fields.list("gifts")
        #expect(fields.all["taken_back"] as? [String] == [owed])
        #expect(try gifts.first { try $0.text("pledge") == gift }?.list("one_sided").map { try $0.number("amount") } == [200])
        let shares = try farmer.run("explain", rounds[1], "--at", at).expectFine().output
        #expect(shares.contains("entry \(word.prefix(12)), no longer since, which changes nothing"), "\(shares)")
        #expect(try farmer.run("list", "pledges", "--project", rounds[0], "--json").objects().map { try $0.text("id") } == [pool])
        try farmer.run("list", "reports", "--project", rounds[0]).expectFault(66, "no project")
        try farmer.run("list", "pledges", "--project", gift).expectFault(66, "is no project and no round")
    }

    /// What stays in a circle's pool, and why.
    @Test func equalSharesSayWhatStays() throws {
        let farmer = try PledgedHome("farmer"), nurse = try PledgedHome("nurse")
        _ = try farmer.found("Village fund", "--open")
        try nurse.run("join", farmer.json("invite").text("link")).expectFine()
        let well = try farmer.project("Well", asks: "30 EUR"), hall = try farmer.project("Hall", asks: "45 EUR")
        let round = try farmer.json("round", "Circle", "--unit", "EUR", "--rule", "equal-shares").text("entry")
        func says(_ words: String, location: SourceLocation = #_sourceLocation) throws {
            let bundle = farmer.file("hand.bundle")
            try farmer.run("export", "--bundle", bundle, "--replace").expectFine()
            try nurse.run("import", bundle).expectFine()
            for command in ["show", "explain"] {
                let told = try nurse.run(command, round).expectFine().output
                #expect(told.contains(words), "\(command): \(told)", sourceLocation: location)
            }
        }
        try says("The pool is empty, so nothing is funded from it yet.")
        try farmer.run("pledge", round, "40 EUR").expectFine()
        try says("Nothing is funded: all of the pool, 40.00 EUR, stays in it, since no member endorses a project of this round.")
        try nurse.run("endorse", hall).expectFine()
        try says("Nothing is funded: all of the pool, 40.00 EUR, stays in it, since each other project that somebody endorses costs more than that.")
        try nurse.run("endorse", well).expectFine()
        try says("30.00 EUR of the pool's 40.00 EUR goes to the projects that are funded. The other 10.00 EUR stays in the pool, since each other project")
        try farmer.run("pledge", round, "35 EUR").expectFine()
        try says("All of the pool, 75.00 EUR, goes to the projects that are funded.")
    }
}
