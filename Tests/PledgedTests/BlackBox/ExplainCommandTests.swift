import PledgeLedger
import Testing
import pledged

@Suite struct ExplainCommandTests {
    @Test func aMatchingIsSplitAndExplained() throws {
        let garden = try Garden()
        let (farmer, nurse) = (garden.farmer, garden.nurse)
        let round = try farmer.json("round", "Spring pool", "--unit", "EUR", "--rule", "matching", "--cap", "100 EUR").text("entry")
        try farmer.run("pledge", round, "50 EUR").expectFine()
        try farmer.run("pledge", garden.project, "9 EUR").expectFine()
        try nurse.run("pledge", garden.project, "4 EUR").expectFine()
        try garden.share()
        // s = 30,000 and 20,000; t = 6·10^8; K' = 10^10: 2·⌊6·10^8 · 10^10 ÷ 1.06·10^10⌋ millionths of a cent.
        let shown = try nurse.json("show", round)
        let split = try shown.list("split")
        #expect(try split.map { try $0.number("raw_millionths") } == [1_132_075_470])
        #expect(try split.map { try $0.number("amount") } == [1_132])
        #expect(try shown.number("pool") == 5_000)
        let words = try nurse.run("show", round).expectFine().output
        #expect(words.contains("11.32 EUR") && words.contains("38.68 EUR, stays in the pool"))
        let terms = try nurse.run("explain", round).expectFine().output
        for part in ["1132075470", "30000", "20000", "600000000", "K = 100.00 EUR"] { #expect(terms.contains(part), "\(terms)") }
        let other = try farmer.project("Other", asks: "10 EUR")
        let alone = try farmer.run("explain", round, "--project", other).expectFine().output
        #expect(alone.contains("nobody shares a gift") && !alone.contains("1132075470"))
    }

    /// Nothing is drawn from a pool in which nothing is.
    @Test func anEmptyPoolPromisesNothing() throws {
        let garden = try Garden(asks: ["90 EUR"]), (farmer, nurse) = (garden.farmer, garden.nurse)
        let round = try farmer.json("round", "Spring pool", "--unit", "EUR", "--rule", "matching", "--cap", "100 EUR").text("entry")
        for home in [farmer, nurse] { try home.run("pledge", garden.project, "9 EUR").expectFine() }
        try garden.share()
        let empty = try farmer.run("explain", round).expectFine().output
        #expect(empty.contains("The pool is empty, so nothing is drawn") && !empty.contains("would draw"), "\(empty)")
        #expect(try farmer.run("show", round).output.contains("The pool is empty, so nothing is paid from it yet"))
        try nurse.run("pledge", round, "50 EUR").expectFine()
        #expect(try nurse.run("explain", round).output.contains("would draw"))
    }

    /// A promise to a pool has its own path: what it fills, whether it is backed, and who says that it came.
    @Test func aPromiseToAPoolIsExplainedAndSettled() throws {
        let garden = try Garden(), (farmer, nurse) = (garden.farmer, garden.nurse)
        let round = try farmer.json("round", "Spring pool", "--unit", "EUR", "--rule", "matching").text("entry")
        try garden.share()
        let pledge = try nurse.json("pledge", round, "50 EUR").text("entry")
        let taken = try nurse.json("pledge", round, "7 EUR").text("entry")
        try nurse.run("retract", taken).expectFine()
        try nurse.run("settle", pledge, "--paid").expectFine()
        try garden.share()
        try nurse.run("settle", pledge, "--received").expectFault(77, "who it was for")
        try farmer.run("settle", pledge, "30 EUR", "--received").expectFine()
        let words = try farmer.run("explain", pledge).expectFine().output
        for part in ["it is in the pool of \"Spring pool\"", "not backed: 50.00 EUR more", "50.00 EUR paid by its author's word",
            "30.00 EUR received by farmer", "30.00 EUR by both"] {
            #expect(words.contains(part), "\(part) in \(words)")
        }
        let fields = try farmer.json("explain", pledge)
        #expect(try fields.number("confirmed") == 3_000 && fields.text("round") == round && fields.flag("in_pool"))
        #expect(try farmer.run("show", pledge).output.contains("it is to a pool") && !farmer.run("show", pledge).output.contains("number 0"))
        #expect(try farmer.run("explain", taken).expectFine().output.contains("puts nothing into the pool"))
        let pool = try farmer.run("explain", round).expectFine().output
        for part in ["50.00 EUR by nurse", "not backed", "taken back", "farmer", "--received", "whether or not it is backed"] {
            #expect(pool.contains(part), "\(part) in \(pool)")
        }
        let listed = try farmer.json("explain", round).list("pool_pledges").filter { try $0.flag("in_pool") }
        #expect(try listed.reduce(0) { try $0 + $1.number("amount") } == farmer.json("explain", round).number("pool"))
    }

    @Test func equalSharesAreSplitAndExplained() throws {
        let garden = try Garden(asks: ["30 EUR"])
        let (farmer, nurse) = (garden.farmer, garden.nurse)
        let small = try nurse.run(["project", "Bench", "--ask", "12 EUR", "--json"]).json().text("entry")
        let round = try farmer.json("round", "Circle", "--unit", "EUR", "--rule", "equal-shares").text("entry")
        try farmer.run("pledge", round, "50 EUR").expectFine()
        try garden.share()
        try nurse.run("endorse", garden.project).expectFine()
        try farmer.run("endorse", small).expectFine()
        try garden.share()
        // 25 EUR each: the bench is bought from the farmer's share, the well is too dear for the nurse's; shares of
        // 30 EUR buy both and still fit.
        let shown = try nurse.json("show", round)
        #expect(try Set(shown.list("split").map { try $0.text("project") }) == [small, garden.project])
        #expect(try shown.list("split").map { try $0.text("by") } == ["shares", "shares"])
        #expect(try shown.number("spent") == 4_200 && shown.number("winners") == 2)
        let words = try nurse.run("explain", round).expectFine().output
        for part in ["Each of 2 voters begins with 25.00 EUR", "With the first share:", "Money was left", "12.00 EUR", "42.00 EUR of the pool's 50.00 EUR goes to the projects that are funded. The other 8.00 EUR stays in the pool, since every project"] {
            #expect(words.contains(part), "\(part) in \(words)")
        }
    }

    @Test func aMembershipIsExplainedDownToTheFounders() throws {
        let garden = try Garden(), teacher = try PledgedHome("teacher")
        let (farmer, nurse) = (garden.farmer, garden.nurse)
        let key = try teacher.key()
        try nurse.run("explain", key).expectFault(66)
        try nurse.run("vouch", key).expectFine()
        try garden.share()
        let steps = try farmer.json("explain", key).list("steps")
        #expect(try steps.map { try $0.text("key") } == [key, nurse.key(), farmer.key()])
        #expect(try steps.map { try $0.number("distance") } == [2, 1, 0])
        #expect(try steps[0].list("vouchers").map { try $0.text("key") } == [nurse.key()])
        let words = try farmer.run("explain", key).expectFine().output
        #expect(words.contains("1 vouch stands now, and none of them can go before the key loses its voice"), "\(words)")
        #expect(words.contains("2 from the founders") && words.contains("Founders at the end of the chains: farmer"))
        #expect(try farmer.run("explain", farmer.key()).expectFine().output.contains("is a founder"))
        try nurse.run("vouch", key, "--take-back").expectFine()
        let lost = try nurse.run("explain", key).expectFine().output
        for part in ["is no member now: it takes 1 vouch, and 0 count", "1 more vouch by members would do", "nurse", "taken back, entry"] {
            #expect(lost.contains(part), "\(part) in \(lost)")
        }
        #expect(try nurse.json("explain", key).number("missing") == 1 && !nurse.json("explain", key).flag("voice"))
    }

    /// A vouch by somebody who has their voice through the key itself holds nothing up.
    @Test func vouchesGivenBackHoldNothingUp() throws {
        let garden = try Garden(), (farmer, nurse) = (garden.farmer, garden.nurse), teacher = try PledgedHome("teacher"), key = try teacher.key()
        try teacher.run("join", farmer.json("invite").text("link")).expectFine()
        try nurse.run("vouch", key).expectFine()
        func share() throws {
            for (from, to) in [(nurse, farmer), (farmer, teacher), (teacher, farmer), (farmer, nurse)] {
                let bundle = from.file("hand.bundle")
                try from.run("export", "--bundle", bundle, "--replace").expectFine()
                try to.run("import", bundle).expectFine()
            }
        }
        try share()
        try teacher.run("vouch", nurse.key()).expectFine()
        try share()
        let words = try farmer.run("explain", nurse.key()).expectFine().output
        #expect(words.contains("2 vouches stand now, 1 of them only through this key's own voice (by teacher (")
            && words.contains("), and the other one can't go before the key loses its voice"), "\(words)")
        #expect(try farmer.run("explain", key).expectFine().output.contains("1 vouch stands now, and none of them can go"))
        try farmer.run("vouch", nurse.key(), "--take-back").expectFine()
        #expect(try farmer.run("explain", nurse.key()).expectFine().output.contains("is no member now"))
    }

    @Test func aMembershipNamesItsVouchesAndWhenTheyEnd() throws {
        let garden = try Garden(), teacher = try PledgedHome("teacher").key(), nurse = garden.nurse
        let vouch = try nurse.json("vouch", teacher, "--until", "2999-12-31").text("entry")
        let words = try nurse.run("explain", teacher).expectFine().output
        #expect(words.contains("with vouch 1 of 100, entry \(vouch.prefix(12)), until 2999-12-31"), "\(words)")
        #expect(try nurse.json("explain", teacher).list("steps")[0].list("vouchers")[0].text("entry") == vouch)
        let later = try nurse.run("explain", teacher, "--at", "3000-02-01").expectFine().output
        #expect(later.contains("ran out on 2999-12-31"), "\(later)")
    }

    /// Why a promise is backed, who said what of it, and what it makes of its author's record.
    @Test func aPromiseNamesWhatBacksItAndWhoSaidWhat() throws {
        let garden = try Garden(asks: ["1200 EUR"]), (farmer, nurse) = (garden.farmer, garden.nurse)
        let profile = try nurse.json("profile", "--capacity", "40 EUR").text("entry")
        let first = try nurse.json("pledge", garden.project, "10 EUR").text("entry")
        let second = try nurse.json("pledge", garden.project, "35 EUR").text("entry")
        let paid = try nurse.json("settle", first, "--paid").text("entry")
        try garden.share()
        let received = try farmer.json("settle", first, "--received").text("entry")
        try garden.share()
        let words = try farmer.run("explain", first).expectFine().output
        for part in [
            "backed: their profile before it, \(profile.prefix(12)), says that they can carry 40.00 EUR in all", "said by nurse (",
            ": 10.00 EUR paid, ", "entry \(paid.prefix(12))", ": 10.00 EUR received, ", "entry \(received.prefix(12))",
        ] { #expect(words.contains(part), "\(part) in \(words)") }
        let other = try farmer.run("explain", second).expectFine().output
        #expect(other.contains("not backed, 5.00 EUR missing: their profile before it"), "\(other)")
        #expect(other.contains("earlier promises weigh 10.00 EUR: 10.00 EUR by pledge \(first.prefix(12))"), "\(other)")
        let pledge = try farmer.json("explain", first).list("asks")[0].list("pledges")[0]
        #expect(try pledge.list("said").map { try $0.text("side") } == ["paid", "received"])
        let record = try farmer.run("explain", nurse.key()).expectFine().output
        #expect(record.contains("kept 1 of 1 promises") && record.contains("kept: 10.00 EUR to \"Well") && record.contains("pledge \(first.prefix(12))"))
        #expect(try farmer.json("explain", nurse.key()).list("record_terms").map { try $0.text("pledge") } == [first])
        #expect(try farmer.run("explain", farmer.key()).output.contains("No record"))
    }

    /// What was taken back too late is owed where its ask is met, and nothing where that was missed; and once the lock is
    /// past nobody is asked for more.
    @Test func whatIsMissedOwesAndAsksForNothing() throws {
        let garden = try Garden(), (farmer, nurse) = (garden.farmer, garden.nurse), now = wallClock(), hour: UInt64 = 3_600_000
        let euro = try #require(Unit("iso4217:EUR")), old = now - 48 * hour, lock = now - 24 * hour
        func pledge(_ amount: UInt64, _ project: EntryID, at time: UInt64) throws -> String {
            try nurse.sign(.pledge(Pledge(to: project, ask: 1, quantity: Quantity(amount, euro))), claiming: time)
        }
        _ = try nurse.sign(.profile(Profile(capacity: [Quantity(8_000, euro)])), claiming: old)
        let projects = try [now + 24 * hour, now - 12 * hour].map { settleBy in
            var project = Project(asks: [.init(number: 1, unit: euro, minimum: 6_000, target: 20_000)])
            (project.lock, project.settleBy) = (lock, settleBy)
            return try #require(EntryID(hex: farmer.sign(.project(project), claiming: old)))
        }
        let back = try projects.map { try pledge(4_000, $0, at: old + hour) }
        let unbacked = try projects.map { try pledge(90_000, $0, at: old + hour) }, late = try projects.map { try pledge(1_000, $0, at: lock + hour) }
        for pledge in back { try nurse.run("retract", pledge).expectFine() }
        try garden.share()
        for (place, debt) in ["owed all the same if its ask is met", nil].enumerated() {
            let (id, back, unbacked, late) = (projects[place], back[place], unbacked[place], late[place])
            func explain(_ what: String) throws -> String { try farmer.run("explain", what).expectFine().output }
            let shown = try farmer.run("show", id.hex).expectFine().output, whole = try explain(id.hex), one = try explain(back)
            let list = try farmer.run("list", "pledges", "--project", id.hex).expectFine().output
            for (answer, words) in [
                (shown, "40.00 EUR of it taken back too late" + (debt.map { ", and \($0)" } ?? "\n")),
                (whole, "which its author took back too late: it is " + (debt.map { "\($0), and " } ?? "") + "in its stage below\n"),
                (whole, "too late: the lock was past" + (debt.map { ", so it is \($0)\n" } ?? "\n")),
                (one, "too late: the lock was past" + (debt.map { ", so it is \($0)\n" } ?? "\n")),
                (list, "taken back too late" + (debt.map { ", \($0)\n" } ?? "\n")),
            ] { #expect(answer.contains(words), "\(words) in \(answer)") }
            let short = "lacks: 20.00 EUR more, to reach the least amount; only what was there by \(ISODate.text(lock)) counts\n"
            let (few, after) = (try explain(unbacked), try explain(late))
            #expect(one.contains(short) && few.contains(short), "\(one)\(few)")
            #expect(few.contains("more capacity in its author's profile before it") && !few.contains("pledge again"), "\(few)")
            #expect(after.contains("lacks: time: ") && !after.contains("to reach the least amount"), "\(after)")
        }
    }

    /// Before the lock, after it and when all is over are told apart; and what was taken back too late is owed.
    @Test func missedIsSaidWhenItIs() throws {
        let garden = try Garden(), (farmer, nurse) = (garden.farmer, garden.nurse), now = wallClock(), hour: UInt64 = 3_600_000
        let euro = try #require(Unit("iso4217:EUR")), old = now - 48 * hour
        func project(_ minimum: UInt64, lock: UInt64, settleBy: UInt64) throws -> EntryID {
            var project = Project(asks: [.init(number: 1, unit: euro, minimum: minimum, target: 20_000)])
            (project.lock, project.settleBy) = (lock, settleBy)
            return try #require(EntryID(hex: farmer.sign(.project(project), claiming: old)))
        }
        let ahead = try project(10_000, lock: now + 24 * hour, settleBy: now + 48 * hour)
        let locked = try project(10_000, lock: now - 24 * hour, settleBy: now + 24 * hour)
        let over = try project(10_000, lock: now - 24 * hour, settleBy: now - 12 * hour)
        let due = try project(500, lock: now - 24 * hour, settleBy: now + 24 * hour)
        _ = try nurse.sign(.profile(Profile(capacity: [Quantity(100_000, euro)])), claiming: old)
        var pledges: [EntryID: String] = [:]
        for id in [ahead, locked, over, due] {
            pledges[id] = try nurse.sign(.pledge(Pledge(to: id, ask: 1, quantity: Quantity(1_000, euro))), claiming: old + hour)
        }
        let owed = try #require(pledges[due])
        try nurse.run("retract", owed).expectFine()
        try garden.share()
        let said = try [ahead, locked, over].map { try farmer.run("show", $0.hex).expectFine().output }
        #expect(said[0].contains("ask 1: not met yet, 90.00 EUR short of its least amount"), "\(said[0])")
        #expect(said[1].contains("ask 1: missed so far, 90.00 EUR was missing at the lock; only what was there before"), "\(said[1])")
        #expect(said[2].contains("ask 1: missed, 90.00 EUR was missing at the lock; what was promised has lapsed"), "\(said[2])")
        let explained = try [ahead, locked, over].map { try farmer.run("explain", $0.hex).expectFine().output }
        #expect(explained.map { $0.contains("would meet it") } == [true, false, false])
        #expect(try [ahead, locked, over].map { try farmer.json("show", $0.hex).list("asks")[0].text("phase") } == ["ahead", "locked", "over"])
        let late = try farmer.run("explain", owed).expectFine().output
        let whole = try farmer.run("explain", due.hex).expectFine().output
        for part in ["0.00 EUR pledged\n", "besides 10.00 EUR by ", "which its author took back too late: it is owed all the same", "took it back (entry ", "too late: the lock was past, so it is owed", "10.00 EUR due"] {
            #expect(whole.contains(part), "\(part) in \(whole)")
        }
        let shownDue = try farmer.run("show", due.hex).expectFine().output
        #expect(shownDue.contains("10.00 EUR due now, 10.00 EUR of it taken back too late, and owed all the same"), "\(shownDue)")
        #expect(late.contains("its author took it back (entry ") && late.contains("too late: the lock was past, so it is owed all the same"), "\(late)")
        #expect(try !farmer.run("explain", #require(pledges[ahead])).output.contains("took it back"))
    }

    /// Money alone is not said to be missing where a condition holds back: what is short, what would do, and what each
    /// promise lacks.
    @Test func conditionsAreNotTakenForMoney() throws {
        let garden = try Garden(asks: ["900 EUR, at least 600 EUR"]), (farmer, nurse) = (garden.farmer, garden.nurse)
        let warden = try nurse.project("Warden", asks: "100 EUR, at least 100 EUR")
        for home in [farmer, nurse] { try home.run("profile", "--capacity", "2000 EUR").expectFine() }
        try garden.share()
        try nurse.run("pledge", garden.project, "400 EUR").expectFine()
        let joint = try farmer.json("pledge", garden.project, "250 EUR", "--with", warden).text("entry")
        let many = try farmer.json("pledge", garden.project, "10 EUR", "--min-people", "5").text("entry")
        try garden.share()
        let words = try nurse.run("explain", garden.project).expectFine().output
        for part in [
            "conditions on people or other projects hold back 260.00 EUR, and without that it is 200.00 EUR short of its least amount",
            "200.00 EUR more, backed and without conditions, would meet it; or nothing more, once those conditions hold",
            "lacks: its other project, \"Warden\"", "lacks: 3 more people with a voice", "lacks: 200.00 EUR more without conditions",
        ] { #expect(words.contains(part), "\(part) in \(words)") }
        let ask = try nurse.json("show", garden.project).list("asks")[0]
        #expect(try ask.number("held_back") == 26_000 && ask.number("unproven") == 20_000 && ask.number("missing") == 0)
        #expect(try nurse.run("explain", joint).output.contains("lacks: its other project"))
        #expect(try nurse.run("explain", many).output.contains("lacks: 3 more people"))
        #expect(try nurse.run("explain", many).output.contains("only if: at least 5 people pledge to the project"))
        for command in [["explain", joint], ["show", joint]] {
            #expect(try nurse.run(command).output.contains("only if: \"Warden\" (\(warden.prefix(12))) is met too"))
        }
        #expect(try nurse.run("list", "pledges").output.contains("only with \"Warden\""))
        try nurse.run("pledge", garden.project, "199.99 EUR").expectFine()
        #expect(try !nurse.json("show", garden.project).list("asks")[0].flag("met"))
        try nurse.run("pledge", garden.project, "0.01 EUR").expectFine()
        #expect(try nurse.json("show", garden.project).list("asks")[0].flag("met"))
    }

    /// Who told two stories: what of theirs still counts, and by which entries it is known.
    @Test func aForkIsExplained() throws {
        let garden = try Garden(), (farmer, nurse) = (garden.farmer, garden.nurse), copy = try PledgedHome(nil)
        try nurse.run("profile", "--capacity", "40 EUR").expectFine()
        try nurse.copy(to: copy)
        let one = try nurse.json("pledge", garden.project, "5 EUR").text("entry")
        let other = try copy.json("pledge", garden.project, "6 EUR", "--risk-fork").text("entry")
        try garden.share()
        #expect(try !farmer.run("explain", nurse.key()).output.contains("told two stories"))
        let bundle = copy.file("copy.bundle")
        try copy.run("export", "--bundle", bundle).expectFine()
        try farmer.run("import", bundle).expectFine()
        let words = try farmer.run("explain", nurse.key()).expectFine().output
        #expect(words.contains("told two stories at place ") && words.contains("nothing from there on counts"), "\(words)")
        #expect(words.contains(one.prefix(12)) && words.contains(other.prefix(12)), "\(words)")
        #expect(try Set(farmer.json("explain", nurse.key()).all["fork_entries"] as? [String] ?? []) == [one, other])
    }

    @Test func aProblemNamesWhoSaidWhat() throws {
        let garden = try Garden(), (farmer, nurse) = (garden.farmer, garden.nurse)
        let ill = try farmer.json("problem", "Children fall ill").text("entry"), water = try farmer.json("problem", "Dirty water").text("entry")
        let claim = try farmer.json("cause", water, ill, "--strength", "2").text("entry")
        try garden.share()
        let felt = try nurse.json("endorse", ill, "--as", "affected").text("entry")
        let word = try nurse.json("endorse", claim).text("entry")
        let again = try nurse.json("problem", "The water is dirty", "--same-as", water).text("entry")
        let words = try nurse.run("explain", water).expectFine().output
        for part in [
            "claims that name it:", "claim \(claim.prefix(12)) by farmer", "strength 2", "for: nurse", "entry \(word.prefix(12))",
            "nobody has said that it affects them", "repeated by \"The water is dirty\"", "It changes as more people say",
        ] { #expect(words.contains(part), "\(part) in \(words)") }
        #expect(try nurse.run("explain", ill).output.contains("it affects: nurse"))
        #expect(try nurse.json("explain", ill).list("affects").map { try $0.text("id") } == [felt])
        #expect(try nurse.json("explain", water).list("claims")[0].list("words").map { try $0.text("id") } == [word])
        let same = try nurse.json("explain", again)
        #expect(try same.text("counted_as") == water && same.text("problem") == water)
        #expect(try nurse.run("explain", again).output.contains("it repeats another problem, and counts as \"Dirty water\""))
        // All of one author's claims of one edge are there, since others' words on each count; one between two that count as one weighs nothing.
        let stronger = try farmer.json("cause", water, ill, "--strength", "3").text("entry")
        try garden.share()
        _ = try nurse.json("cause", again, ill).text("entry")
        _ = try nurse.run("cause", again, water)
        let claims = try nurse.json("explain", water).list("claims")
        let author = try farmer.json("status").text("key"), own = try claims.filter { try $0.text("author") == author }.map { try $0.text("id") }
        #expect(own.count == 2 && own.contains(stronger) && claims.count == 3, "\(claims)")
    }

    @Test func everyTermOfASplitIsThereForPrograms() throws {
        let garden = try Garden(asks: ["30 EUR"]), (farmer, nurse) = (garden.farmer, garden.nurse)
        let match = try farmer.json("round", "Match", "--unit", "EUR", "--rule", "matching").text("entry")
        let circle = try farmer.json("round", "Circle", "--unit", "EUR", "--rule", "equal-shares").text("entry")
        for round in [match, circle] { try farmer.run("pledge", round, "50 EUR").expectFine() }
        try farmer.run("pledge", garden.project, "9 EUR").expectFine()
        try nurse.run("pledge", garden.project, "4 EUR").expectFine()
        try nurse.run("endorse", garden.project).expectFine()
        try garden.share()
        let terms = try nurse.json("explain", match).list("terms")
        #expect(try terms.count == 1 && terms[0].text("project") == garden.project && terms[0].number("raw_millionths") == 1_200_000_000)
        #expect(try Set(terms[0].all["people"] as? [String] ?? []) == [farmer.key(), nurse.key()])
        let bought = try nurse.json("explain", circle)
        #expect(try bought.list("purchases")[0].all["supporters"] as? [String] == [nurse.key()])
        #expect(try bought.list("purchases")[0].number("cost") == 3_000 && bought.text("share") == bought.text("first_share"))
        #expect(try nurse.run("explain", circle).output.contains("is endorsed by nurse ("))
    }

    /// What no number holds is explained by why: the same words as `show` has.
    @Test func whatCountsForNothingSaysWhy() throws {
        let garden = try Garden(asks: ["30 EUR"]), (farmer, nurse) = (garden.farmer, garden.nurse)
        let euro = try #require(Unit("iso4217:EUR")), project = try #require(EntryID(hex: garden.project))
        let round = try farmer.json("round", "Pool", "--unit", "EUR", "--rule", "matching", "--cap", "9 EUR").text("entry")
        try garden.share()
        func pledge(_ pledge: Pledge) throws -> String { try nurse.sign(.pledge(pledge)) }
        let lone = try #require(EntryID(hex: String(repeating: "ab", count: 32)))
        let cases = try [
            (pledge(Pledge(to: project, ask: 3, quantity: Quantity(500, euro))), "the project has no ask 3; it asks for 1: 30.00 EUR"),
            (pledge(Pledge(to: project, ask: 1, quantity: Quantity(5, #require(Unit("item:goat"))))), "ask 1 is not in the unit of 5 item:goat"),
            (pledge(Pledge(to: lone, ask: 1, quantity: Quantity(5, euro))), "which it is to, is not here yet"),
            (pledge(Pledge(to: #require(EntryID(hex: round)), ask: 1, quantity: Quantity(5, euro))), "has no asks to choose from"),
        ]
        try garden.share()
        for (id, why) in cases {
            for command in ["explain", "show"] {
                let words = try farmer.run(command, id).expectFine().output
                #expect(words.contains(why), "\(command): \(why) in \(words)")
                #expect(!words.contains("in no view: it waits"))
            }
        }
        #expect(try farmer.json("explain", cases[0].0).all["why"] as? [String] == ["counts for nothing: " + cases[0].1])
        let whole = try farmer.run("explain", garden.project).expectFine().output
        #expect(whole.contains("pledge \(cases[0].0.prefix(12)) by ") && whole.contains(cases[0].1), "\(whole)")
        let earlier = try farmer.run("explain", cases[0].0, "--at", "2020-01-01").expectFine().output
        #expect(earlier.contains("at 2020-01-01 00:00:00Z it was not there yet: its author signed it at"), "\(earlier)")
        #expect(try farmer.run("show", cases[0].0, "--at", "2020-01-01").expectFine().errors.contains("At 2020-01-01 00:00:00Z it was not there yet"))
        try farmer.run("explain", "ffffff").expectFault(66, "nothing here begins with")
    }

    /// A void entry is explained by its reason, whatever kind it is of.
    @Test func aVoidEntryIsExplainedByItsReason() throws {
        let farmer = try PledgedHome("farmer"), now = wallClock(), euro = try #require(Unit("iso4217:EUR"))
        let collective = try #require(CollectiveID(hex: farmer.found("Village fund", "--open"))), project = try #require(EntryID(hex: farmer.project()))
        let key = try #require(SigningKey(seed: [UInt8](repeating: 9, count: 32)))
        var verifier = EntryVerifier(), offers: [Offer] = [], last = EntryID.zero
        var loan = Pledge(to: project, ask: 1, quantity: Quantity(500, euro))
        loan.repayBy = now - 1
        for facts in [.pledge(loan), .round(Round(poolUnit: euro, lock: now - 1))] as [Facts] {
            let draft = Entry.Draft(
                collective: collective, seq: UInt64(offers.count + 1), prev: last, time: now, facts: try FactsCodec.encode(facts))
            let entry = try Entry.sign(draft, with: key)
            offers.append(Offer(try verifier.verify(entry)))
            last = entry.id
        }
        let store = try Store(at: farmer.file("ledger.sqlite"))
        _ = try store.take(offers, into: collective)
        try store.close()
        for (offer, why) in zip(offers, ["this pledge names a day to repay by", "this round names a lock"]) {
            let words = try farmer.run("explain", offer.entry.entry.id.hex).expectFine().output
            #expect(words.contains("void, counts for nothing: \(why) that was past when it was signed"), "\(words)")
        }
    }

    /// A forked key can sign nothing more, so nobody waits for its word.
    @Test func aForkedKeyIsAskedForNothing() throws {
        let garden = try Garden(asks: ["90 EUR"]), (farmer, nurse) = (garden.farmer, garden.nurse), copy = try PledgedHome(nil)
        try nurse.run("profile", "--capacity", "40 EUR").expectFine()
        let pledge = try nurse.json("pledge", garden.project, "5 EUR").text("entry")
        try garden.share()
        #expect(try farmer.run("explain", pledge).output.contains("to say that 5.00 EUR was paid (`pledged settle`)"))
        try nurse.copy(to: copy)
        try nurse.run("endorse", garden.project).expectFine()
        try copy.run("pledge", garden.project, "6 EUR", "--risk-fork").expectFine()
        try garden.share()
        let bundle = copy.file("copy.bundle")
        try copy.run("export", "--bundle", bundle).expectFine()
        try farmer.run("import", bundle).expectFine()
        let words = try farmer.run("explain", pledge).expectFine().output
        #expect(words.contains("the word that 5.00 EUR was paid, which can't come any more") && words.contains("told two stories"), "\(words)")
        #expect(words.contains("to say that 5.00 EUR was received"), "\(words)")
        #expect(try !farmer.run("explain", nurse.key()).output.contains("both sides say"))
    }

    /// What one side alone says came back is said as such, wherever the promise is; and whose word is missing.
    @Test func oneSidesWordIsSaidAsSuch() throws {
        let garden = try Garden(asks: ["1200 EUR"]), (farmer, nurse) = (garden.farmer, garden.nurse)
        let pledge = try garden.gift("9 EUR").pledge
        try farmer.run("settle", pledge, "4 EUR", "--refunded").expectFine()
        try garden.share()
        let says = "says that 4.00 EUR was given back; nurse ("
        for command in [["explain", pledge], ["show", pledge], ["explain", garden.project], ["show", garden.project]] {
            let words = try nurse.run(command).expectFine().output
            #expect(words.contains(says) && words.contains("has not said so yet, and nothing comes of it before (`pledged settle \(pledge.prefix(12)) \"4.00 EUR\" --refunded`)"), "\(command) \(words)")
        }
        let receipt = try nurse.run("receipt", pledge).expectFine().output
        #expect(receipt.contains("Receipt for 9.00 EUR") && receipt.contains("Given back, one side says") && receipt.contains("4.00 EUR, farmer ("), "\(receipt)")
        let one = try nurse.json("show", pledge).list("one_sided")
        #expect(try one.count == 1 && one[0].text("side") == "refunded" && one[0].number("amount") == 400)
        #expect(try one[0].all["by"] as? [String] == [farmer.key()] && one[0].all["waiting"] as? [String] == [nurse.key()])
        try nurse.run("settle", pledge, "4 EUR", "--refunded").expectFine()
        try garden.share()
        #expect(try farmer.json("show", pledge).list("one_sided").isEmpty)
        #expect(try !farmer.run("show", garden.project).output.contains("has not said so yet"))
    }

    /// A loan's repayment is no ground of its payment; and a refusal names who refused.
    @Test func numbersRestOnTheirOwnWords() throws {
        let garden = try Garden(asks: ["1200 EUR"]), (farmer, nurse) = (garden.farmer, garden.nurse)
        let loan = try nurse.json("pledge", garden.project, "9 EUR", "--loan-until", "2999-01-01").text("entry")
        let paid = try nurse.json("settle", loan, "--paid").text("entry")
        try garden.share()
        let received = try farmer.json("settle", loan, "--received").text("entry"), repaid = try farmer.json("settle", loan, "--repaid").text("entry")
        let gift = try nurse.json("pledge", garden.project, "7 EUR").text("entry")
        try garden.share()
        try farmer.run("settle", gift, "--refused").expectFine()
        try garden.share()
        let words = try nurse.run("explain", garden.project).expectFine().output
        #expect(words.contains(paid.prefix(12)) && words.contains(received.prefix(12)) && !words.contains(repaid.prefix(12)), "\(words)")
        #expect(words.contains("says that 9.00 EUR was repaid; nurse ("), "\(words)")
        #expect(try nurse.run("explain", gift).output.contains("refused it\n"))
        let terms = try nurse.json("explain", garden.project).list("asks")[0].list("paid")
        #expect(Set(terms[0].all["words"] as? [String] ?? []) == [paid, received])
    }

    /// An ask with no least amount is short of nothing, and what can't be met any more is said to be past.
    @Test func anAskWithoutALeastAmountHangsOnItsConditionsAlone() throws {
        let garden = try Garden(asks: ["40 h"]), farmer = garden.farmer, now = wallClock(), hour: UInt64 = 3_600_000
        func day(_ hours: UInt64) -> String { ISODate.text(now + hours * hour) }
        let missed = try farmer.run(["project", "Shed", "--ask", "9 EUR, at least 9 EUR", "--lock", day(2), "--settle-by", day(4), "--json"])
            .json().text("entry")
        try farmer.run("profile", "--capacity", "40 h").expectFine()
        let pledge = try farmer.json("pledge", garden.project, "1 h", "--with", missed).text("entry")
        let held = "it has no least amount; all that could meet it, 1 h, is held back by conditions on people or other projects"
        let early = try farmer.run("explain", pledge).expectFine().output
        #expect(early.contains("lacks: its other project, \"Shed\" (\(missed.prefix(12))), to be met\n"), "\(early)")
        for (hours, past) in [(3 as UInt64, "its lock is past"), (5, "its lock and its time to settle are past")] {
            for command in ["show", "explain"] {
                let words = try farmer.run(command, garden.project, "--at", day(hours)).expectFine().output
                #expect(words.contains("not met yet, \(held)") && !words.contains("short of its least amount"), "\(words)")
            }
            let words = try farmer.run("explain", pledge, "--at", day(hours)).expectFine().output
            #expect(words.contains("to be met; \(past), so only what was there by \(day(2)) can still do that"), "\(words)")
        }
        let whole = try farmer.run("explain", garden.project).expectFine().output
        #expect(whole.contains("anything more, backed and without conditions, would meet it; or nothing more, once those"), "\(whole)")
        try farmer.run("pledge", garden.project, "2 h").expectFine()
        #expect(try farmer.run("show", garden.project).output.contains("ask 1: met"))
    }

    /// A claim's weight: each voice's share, what came to its effect, who is for and against, and what would change it.
    @Test func aClaimsWeightIsExplained() throws {
        let garden = try Garden(), (farmer, nurse) = (garden.farmer, garden.nurse)
        let ill = try farmer.json("problem", "Children fall ill").text("entry"), well = try farmer.json("problem", "The well is dirty").text("entry")
        let dust = try farmer.json("problem", "Dust").text("entry")
        let claim = try farmer.json("cause", well, ill, "--strength", "3").text("entry"), other = try farmer.json("cause", well, dust).text("entry")
        try garden.share()
        try nurse.run("endorse", ill, "--as", "affected").expectFine()
        try nurse.run("endorse", claim).expectFine()
        try nurse.run("endorse", other, "--against").expectFine()
        try garden.share()
        let words = try farmer.run("explain", claim).expectFine().output
        for part in [
            "\"The well is dirty\" (", "brings about \"Children fall ill\"", "100.0 % was put on \"Children fall ill\"", "it affects nurse (",
            "farmer (", "1.25 voices say so, and no voice denies it", "`pledged endorse \(claim.prefix(12))`", "Popularity is no proof",
        ] { #expect(words.contains(part), "\(part) in \(words)") }
        let fields = try farmer.json("explain", claim), voices = try fields.list("voices")
        // 3 of the farmer's 4 words, 1 of the nurse's 2.
        #expect(try voices.map { try $0.number("voice") } == [49_152, 32_768] && voices.map { try $0.number("words") } == [4, 2])
        let edge = try #require(try farmer.json("explain", ill).list("edges").first)
        for field in ["for", "against", "carried"] { #expect(try fields.number(field) == edge.number(field)) }
        #expect(try farmer.run("explain", other).output.contains("What half or more deny carries nothing."))
        // Two say so and two deny it: that is said once.
        let shown = try farmer.run("show", other).expectFine().output
        #expect(shown.components(separatedBy: " against").count == 2, "\(shown)")
        try farmer.run("retract", claim).expectFine()
        #expect(try farmer.run("explain", claim).expectFine().output.contains("taken back by its author"))
        try farmer.run("retract", ill).expectFine()
        #expect(try farmer.run("explain", ill).expectFine().output.hasPrefix("taken back by its author (entry "))
    }

    @Test func aWitnessIsCalledOne() throws {
        let home = try PledgedHome("farmer"), witness = try PledgedHome("witness")
        _ = try home.run("found", "Village fund", "--witness", witness.key(), "--json").expectFine()
        let words = try home.run("explain", witness.key()).expectFine().output
        #expect(words.contains("is a witness: the charter names this one alone, and what 1 of them covers counts as there by then"), "\(words)")
        #expect(try !home.run("explain", home.key()).output.contains("is a witness"))
    }

    @Test func theRestHasNothingToExplain() throws {
        let garden = try Garden()
        let report = try garden.farmer.json("report", garden.project, "--text", "It grows").text("entry")
        try garden.farmer.run("explain", report).expectFault(65, "a report has nothing to explain")
        let word = try garden.farmer.json("endorse", garden.nurse.key()).text("entry")
        try garden.farmer.run("explain", word).expectFault(65, "an endorsement has nothing to explain")
        for command in ["roots", "rally", "explain", "receipt", "export"] {
            let help = try garden.farmer.run(command, "--help").expectFine().output
            #expect(help.contains("Example") && help.contains("--home") && help.contains("--json"), "\(command)")
        }
    }

    /// Words that cancel, small voices, what else is said of the effect, and a claim whose author has no voice.
    @Test func aClaimsVoicesAreAllNamed() throws {
        let garden = try Garden(), (farmer, nurse) = (garden.farmer, garden.nurse), teacher = try PledgedHome("teacher")
        try teacher.run("join", farmer.json("invite").text("link")).expectFine()
        try farmer.run("vouch", teacher.key()).expectFine()
        func share() throws {
            try garden.share()
            let bundle = farmer.file("hand.bundle")
            try farmer.run("export", "--bundle", bundle, "--replace").expectFine()
            try teacher.run("import", bundle).expectFine()
        }
        let ill = try farmer.json("problem", "Children fall ill").text("entry"), well = try farmer.json("problem", "Dirty well").text("entry")
        let dust = try farmer.json("problem", "Dust").text("entry")
        let claim = try farmer.json("cause", well, ill).text("entry"), other = try farmer.json("cause", dust, ill).text("entry")
        for place in 0..<9 {
            let effect = try farmer.json("problem", "Effect \(place)").text("entry")
            try farmer.run("cause", well, effect, "--strength", "3").expectFine()
        }
        try share()
        let third = try teacher.json("cause", well, ill).text("entry"), bundle = teacher.file("own.bundle")
        try nurse.run("cause", well, ill).expectFine()
        try nurse.run("endorse", claim, "--against").expectFine()
        try nurse.run("endorse", other, "--against").expectFine()
        try teacher.run("export", "--bundle", bundle).expectFine()
        try farmer.run("import", bundle).expectFine()
        try farmer.run("vouch", teacher.key(), "--take-back").expectFine()
        try share()
        let words = try nurse.run("explain", claim).expectFine().output
        for part in [
            "both, which cancels", "0.036", "0.036 voices say so, and no voice denies it",
            "claim \(third.prefix(12)) is by teacher (", "who has no voice: it weighs by what members say of it alone",
            "Half or more deny all else that a voice says brings \"Children fall ill\" (\(ill.prefix(12))) about, so all that moves on",
        ] { #expect(words.contains(part), "\(part) in \(words)") }
        let claims = try nurse.json("explain", claim).list("claims")
        #expect(try claims.filter { try !$0.flag("voice") }.map { try $0.text("id") } == [third] && claims.count == 3)
        // Who was never a member is named too, where their claim is, and counts for nothing yet.
        let guest = try PledgedHome("guest"), all = nurse.file("all.bundle")
        try nurse.run("export", "--bundle", all).expectFine()
        try guest.run("join", farmer.json("invite").text("link")).expectFine()
        try guest.run("import", all).expectFine()
        let fourth = try guest.json("cause", well, ill).text("entry"), more = try guest.run("explain", claim).expectFine().output
        #expect(more.contains("claim \(fourth.prefix(12)) is by guest (") && more.contains("who is no member: it counts once enough members vouch"), "\(more)")
        #expect(try guest.json("explain", claim).all["waiting"] as? [String] == [fourth])
    }

    /// A claim that only people without a voice make carries nothing for that reason, and is nothing that a voice says.
    @Test func aClaimThatNoVoiceMakesIsNotCalledDenied() throws {
        let garden = try Garden(), (farmer, nurse) = (garden.farmer, garden.nurse)
        let ill = try farmer.json("problem", "Children fall ill").text("entry"), well = try farmer.json("problem", "Dirty well").text("entry")
        let dust = try farmer.json("problem", "Dust").text("entry"), claim = try farmer.json("cause", well, ill).text("entry")
        try garden.share()
        let idle = try nurse.json("cause", dust, ill).text("entry")
        try garden.share()
        try farmer.run("vouch", nurse.key(), "--take-back").expectFine()
        let words = try farmer.run("explain", idle).expectFine().output
        #expect(words.contains("no voice denies it. What no voice says carries nothing.") && !words.contains("half or more"), "\(words)")
        let other = try farmer.run("explain", claim).expectFine().output
        #expect(other.contains("No voice says that anything else brings \"Children fall ill\" (\(ill.prefix(12))) about, so all"), "\(other)")
        try farmer.run("endorse", idle, "--against").expectFine()
        #expect(try farmer.run("explain", idle).output.contains("What half or more deny carries nothing."))
        #expect(try farmer.run("explain", claim).output.contains("No voice says that anything else brings"))
    }

    /// What came after the lock, and what no quorum of witnesses had covered by then, are told apart.
    @Test func lateForEitherReasonIsSaid() throws {
        let farmer = try PledgedHome("farmer"), witness = try PledgedHome("witness"), hour: UInt64 = 3_600_000, now = wallClock()
        _ = try farmer.run("found", "Village fund", "--witness", witness.key(), "--json").expectFine()
        let euro = try #require(Unit("iso4217:EUR"))
        var project = Project(asks: [.init(number: 1, unit: euro, target: 10_000)])
        (project.lock, project.settleBy) = (now - hour, now + 9 * hour)
        let well = try #require(EntryID(hex: farmer.sign(.project(project), claiming: now - 3 * hour)))
        let pool = try #require(EntryID(hex: farmer.sign(.round(Round(poolUnit: euro, lock: now - hour)), claiming: now - 3 * hour)))
        func pledge(_ to: EntryID, _ ask: UInt32, at time: UInt64) throws -> String {
            try farmer.sign(.pledge(Pledge(to: to, ask: ask, quantity: Quantity(500, euro))), claiming: time)
        }
        for (to, ask, whose) in [(well, 1, "the"), (pool, 0, "the round's")] as [(EntryID, UInt32, String)] {
            let early = try pledge(to, ask, at: now - 2 * hour), late = try pledge(to, ask, at: now - hour / 2)
            for command in ["explain", "show"] {
                let uncovered = try farmer.run(command, early).expectFine().output, after = try farmer.run(command, late).expectFine().output
                #expect(uncovered.contains("no quorum of witnesses had covered it by \(whose) lock") && !uncovered.contains("came after"), "\(uncovered)")
                #expect(after.contains("it came after the lock") && !after.contains("had covered it by"), "\(after)")
            }
        }
        let words = try farmer.run("explain", pool.hex).expectFine().output
        #expect(words.contains("no quorum of witnesses had covered it by the round's lock, ") && words.contains("what is promised later does not count"), "\(words)")
    }

    /// Where a project has no lock none is spoken of.
    @Test func noLockIsSpokenOfWhereThereIsNone() throws {
        let garden = try Garden(asks: ["900 EUR, at least 600 EUR"], "--settle-by", "2999-06-01"), nurse = garden.nurse
        try nurse.run("profile", "--capacity", "900 EUR").expectFine()
        let many = try nurse.json("pledge", garden.project, "50 EUR", "--min-people", "3").text("entry")
        for command in [["explain", garden.project], ["show", garden.project], ["explain", many], ["show", many]] {
            for at in [[], ["--at", "2999-06-02"]] {
                let words = try nurse.run(command + at).expectFine().output
                #expect(!words.contains(/\block/) && !words.contains("in time"), "\(command) \(at): \(words)")
            }
        }
        #expect(try nurse.run("explain", garden.project, "--at", "2999-06-02").output.contains("was missing when the time to settle was over"))
        let round = try nurse.json("round", "Pool", "--unit", "EUR", "--rule", "equal-shares").text("entry")
        try nurse.run("pledge", round, "9 EUR").expectFine()
        let words = try nurse.run("explain", round).expectFine().output, gone = try nurse.run("retract", round).expectFine()
        #expect(!words.contains(/\block/) && !words.contains("in time"), "\(words)")
        #expect(gone.errors.contains("it is owed at once, unless") && !gone.errors.contains(/\block/), "\(gone)")
    }
}
