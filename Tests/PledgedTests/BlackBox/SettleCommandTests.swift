import Testing

/// What became of promises: both sides' words, reports, and what people can carry.
@Suite struct SettleCommandTests {
    @Test func eachSideSaysItsOwn() throws {
        let farmer = try PledgedHome("farmer"), nurse = try PledgedHome("nurse")
        _ = try farmer.found("Village fund", "--open")
        let own = try farmer.project(), pledge = try farmer.json("pledge", own, "25 EUR").text("entry")
        // The project's author is its recipient, so the farmer is both sides of this one.
        let paid = try farmer.json("settle", pledge, "10 EUR", "--paid", "--text", "In cash").text("entry")
        try farmer.run("settle", pledge, "10 EUR", "--received", "--answers", paid).expectFault(77, "nobody is both sides of a promise")
        let shown = try farmer.json("show", paid)
        #expect(try shown.text("side") == "paid" && shown.number("amount") == 1_000 && shown.text("pledge") == pledge)
        let theirs = try farmer.run([
            "project", "Clinic", "--ask", "90 EUR", "--recipient", try nurse.key(), "--json",
        ]).json().text("entry")
        let gift = try farmer.json("pledge", theirs, "5 EUR").text("entry")
        try farmer.run("settle", gift, "--received").expectFault(77, "who it was for")
        try farmer.run("settle", gift, "--paid").expectFine()
        try farmer.run("settle", gift, "6 EUR", "--paid").expectFault(65, "more than was pledged")
        try farmer.run("settle", gift, "1 h", "--paid").expectFault(65, "pledge's unit")
        try farmer.run("settle", gift, "--repaid").expectFault(65, "no loan")
        try farmer.run("settle", gift).expectFault(64)
        try farmer.run("settle", gift, "--paid", "--received").expectFault(64)
        try farmer.run("settle", own, "--paid").expectFault(66, "no pledge")
        try farmer.run("settle", gift, "--paid", "--answers", paid).expectFault(65, "no word on pledge")
        #expect(try farmer.run("list", "settlements", "--json").objects().count == 2)
        try farmer.run("check").expectFine()
    }

    @Test func reportsTellWhatCameOfIt() throws {
        let farmer = try PledgedHome("farmer")
        _ = try farmer.found()
        let project = try farmer.project(), other = try farmer.project("Other")
        let report = try farmer.json(
            "report", project, "--text", "It gives water", "--metric", "households", "--value", "41", "--spent", "950 EUR",
            "--from", "2026-01-01", "--to", "2026-02-01"
        ).text("entry")
        #expect(try farmer.run("report", project, "--metric", "rest", "--value", "90", "--unit", "h").output.contains(": rest 1 h 30 min"))
        let shown = try farmer.json("show", report)
        #expect(try shown.text("metric") == "households" && shown.number("value") == 41 && shown.text("text") == "It gives water")
        #expect(try farmer.run("list", "reports", "--project", project, "--json").objects().count == 2)
        #expect(try farmer.run("list", "reports", "--project", other, "--json").objects().isEmpty)
        try farmer.run("report", project).expectFault(64, "says something")
        try farmer.run("report", project, "--metric", "wells").expectFault(64, "go together")
        try farmer.run("report", project, "--metric", "Big Wells", "--value", "1").expectFault(65, "a tag is")
        try farmer.run("report", project, "--metric", "wells", "--value", "-5").expectFine()
        try farmer.run("report", project, "--metric", "wells", "--value", "two").expectFault(64, "\"two\" is nothing that --value takes; write a whole number")
        try farmer.run("report", project, "--metric", "wells", "--value", "1000000000000001").expectFault(65, "10^15")
        try farmer.run("report", project, "--text", "x", "--from", "2026-02-02", "--to", "2026-02-01").expectFault(65, "swap")
        try farmer.run("check").expectFine()
    }

    @Test func profilesKeepWhatIsNotSaidAnew() throws {
        let farmer = try PledgedHome("farmer")
        _ = try farmer.found()
        try farmer.run("profile", "--capacity", "500 EUR", "--capacity", "20 h", "--skill", "carpentry").expectFine()
        let last = try farmer.json("profile", "--role", "circle", "--about", "We build").text("entry")
        let shown = try farmer.json("show", last)
        #expect(try shown.text("role") == "circle" && shown.list("capacity").map { try $0.number("amount") } == [50_000, 1_200])
        #expect((shown.all["skills"] as? [String]) == ["carpentry"])
        #expect(try farmer.json("show", try farmer.key()).text("alias") == "farmer")
        let words = try farmer.run("show", farmer.key()).output
        #expect(words.contains("role: circle") && words.contains("skills: carpentry") && words.contains("can carry: 500.00 EUR, 20 h"), "\(words)")
        // Each unit stays by itself, and can be taken out.
        let less = try farmer.json("profile", "--capacity", "0 EUR").text("entry")
        #expect(try farmer.json("show", less).list("capacity").map { try $0.text("unit") } == ["time:min"])
        let other = try farmer.json("profile", "--capacity", "30 EUR").text("entry")
        #expect(try Set(farmer.json("show", other).list("capacity").map { try $0.number("amount") }) == [1_200, 3_000])
        try farmer.run("profile").expectFault(64, "say what is new")
        try farmer.run("profile", "--capacity", "5 EUR", "--capacity", "6 EUR").expectFault(65, "one --capacity a unit")
        try farmer.run("profile", "--role", "king").expectFault(65, "person, circle")
        try farmer.run("profile", "--skill", "Big Skill").expectFault(65, "a tag is")
    }

    @Test func promisesCanHaveConditions() throws {
        let farmer = try PledgedHome("farmer")
        _ = try farmer.found()
        let well = try farmer.project(), latrines = try farmer.project("Latrines")
        let pledge = try farmer.json(
            "pledge", well, "100 EUR", "--with", latrines, "--min-people", "5", "--loan-until", "2999-01-01"
        ).text("entry")
        let shown = try farmer.json("show", pledge)
        #expect((shown.all["joint"] as? [String]) == [latrines])
        #expect(try shown.number("min_people") == 5 && shown.number("repay_by") > 0)
        try farmer.run("pledge", well, "1 EUR", "--loan-until", "2001-01-01").expectFault(65, "is past")
        try farmer.run("pledge", well, "1 EUR", "--with", well).expectFault(65, "the very project that you pledge to")
        let locked = try farmer.run(["project", "Film", "--ask", "9 EUR", "--lock", "2999-05-01", "--json"]).json().text("entry")
        try farmer.run("pledge", locked, "1 EUR", "--loan-until", "2999-04-01").expectFault(65, "no later than the project's lock", "2999-05-01")
        try farmer.run("pledge", locked, "1 EUR", "--loan-until", "2999-06-01").expectFine()
        for bad in ["1000001", "0"] { try farmer.run("pledge", well, "1 EUR", "--min-people", bad).expectFault(64, "--min-people is 1 to 1000000") }
        for bad in ["-3", "99999999999"] {
            try farmer.run("pledge", well, "1 EUR", "--min-people", bad).expectFault(64, "\"\(bad)\" is out of range; --min-people takes 1 to 1000000")
        }
        for bad in ["many", "1.5"] {
            try farmer.run("pledge", well, "1 EUR", "--min-people", bad).expectFault(64, "\"\(bad)\" is nothing that --min-people takes; write a whole number")
        }
        try farmer.run("pledge", well, "1 EUR", "--with", "ffffff").expectFault(66)
        try farmer.run("check").expectFine()
    }

    /// What was refused has not come, unless it was paid again since; what was taken back in time is not to be paid.
    @Test func wordsThatContradictOnesOwnAreRefused() throws {
        let garden = try Garden(), (farmer, nurse) = (garden.farmer, garden.nurse)
        let pledge = try nurse.json("pledge", garden.project, "50 EUR").text("entry")
        try garden.share()
        let refusal = try farmer.json("settle", pledge, "--refused").text("entry")
        try farmer.run("settle", pledge, "--received").expectFault(77, "you refused it, in entry \(refusal.prefix(12))", "--answers")
        try garden.share()
        let paid = try nurse.json("settle", pledge, "--paid").text("entry")
        try garden.share()
        try farmer.run("settle", pledge, "--received", "--answers", paid).expectFine()
        let part = try nurse.json("pledge", garden.project, "20 EUR").text("entry")
        try garden.share()
        try farmer.run("settle", part, "5 EUR", "--refused").expectFine()
        try farmer.run("settle", part, "16 EUR", "--received").expectFault(77, "you refused it")
        try farmer.run("settle", part, "15 EUR", "--received").expectFine()
        let regretted = try nurse.json("pledge", garden.project, "9 EUR").text("entry")
        try nurse.run("retract", regretted).expectFine()
        try nurse.run("settle", regretted, "--paid").expectFault(77, "back in time", "pledge anew")
    }

    /// Whoever refuses the rest before saying what came disputes it: that is said before, with the way that would be right.
    @Test func aRefusalOfTheRestIsMinded() throws {
        let garden = try Garden(asks: ["1200 EUR"]), (farmer, nurse) = (garden.farmer, garden.nurse)
        try nurse.run("profile", "--capacity", "500 EUR").expectFine()
        let pledge = try nurse.json("pledge", garden.project, "25 EUR").text("entry"), short = pledge.prefix(12)
        try nurse.run("settle", pledge, "10 EUR", "--paid").expectFine()
        try garden.share()
        let asked = try PledgedTerminal(farmer, "settle", pledge, "15 EUR", "--refused")
        try asked.answer("Sign it all the same? [y/N] ", "n")
        #expect(try asked.end() == 75 && asked.screen.contains("Mind: who pledged says"), "\(asked.screen)")
        #expect(try farmer.run("list", "settlements", "--json").objects().count == 1, "\(asked.screen)")
        let minded = try farmer.run("settle", pledge, "15 EUR", "--refused").expectFine().errors
        for part in [
            "Mind: who pledged says that 10.00 EUR of it was paid: with this refusal 10.00 EUR of it stands as disputed",
            "Where 10.00 EUR did come, say that first, `pledged settle \(short) \"10.00 EUR\" --received`",
            "refuse what is left only then, `pledged settle \(short) \"15.00 EUR\" --refused`",
        ] { #expect(minded.contains(part), "\(part) in \(minded)") }
        #expect(try farmer.json("show", pledge).text("stage") == "disputed")
        // The way that it names is right.
        let other = try nurse.json("pledge", garden.project, "25 EUR").text("entry")
        try nurse.run("settle", other, "10 EUR", "--paid").expectFine()
        try garden.share()
        for (amount, side) in [("10.00 EUR", "--received"), ("15.00 EUR", "--refused")] {
            let said = try farmer.run("settle", other, amount, side).expectFine()
            #expect(!said.errors.contains("Mind"), "\(said)")
        }
        #expect(try farmer.json("show", other).text("stage") == "paid")
        // What was refused before, and is said to be paid, is minded by the other side.
        let third = try nurse.json("pledge", garden.project, "8 EUR").text("entry")
        try garden.share()
        #expect(try !farmer.run("settle", third, "--refused").expectFine().errors.contains("Mind"))
        try garden.share()
        let paid = try nurse.run("settle", third, "--paid").expectFine().errors
        #expect(paid.contains("Mind: 8.00 EUR of it was refused, so 8.00 EUR of it stands as disputed until who it is for says"), "\(paid)")
    }

    /// A refusal that both sides' words have overtaken says so, wherever it is told.
    @Test func aRefusalWithoutEffectSaysSo() throws {
        let garden = try Garden(asks: ["1200 EUR"]), (farmer, nurse) = (garden.farmer, garden.nurse)
        try nurse.run("profile", "--capacity", "500 EUR").expectFine()
        let pledge = try nurse.json("pledge", garden.project, "25 EUR").text("entry")
        try garden.share()
        let refusal = try farmer.json("settle", pledge, "--refused").text("entry")
        let standing = try farmer.run("explain", pledge).expectFine().output
        #expect(standing.contains("refused it") && !standing.contains("no effect"), "\(standing)")
        try garden.share()
        let paid = try nurse.json("settle", pledge, "20 EUR", "--paid").text("entry")
        try garden.share()
        try farmer.run("settle", pledge, "20 EUR", "--received", "--answers", paid).expectFine()
        let part = try farmer.run("explain", pledge).expectFine().output
        #expect(part.contains("refused it, of which 20.00 EUR has no effect: both sides say that 20.00 EUR was paid"), "\(part)")
        #expect(try farmer.json("show", refusal).all["idle"] == nil)
        try garden.share()
        let rest = try nurse.json("settle", pledge, "5 EUR", "--paid").text("entry")
        try garden.share()
        try farmer.run("settle", pledge, "5 EUR", "--received", "--answers", rest).expectFine()
        for command in ["explain", "show"] {
            let words = try farmer.run(command, pledge).expectFine().output
            #expect(words.contains("refused it, which has no effect: both sides say that 25.00 EUR was paid"), "\(words)")
        }
        #expect(try farmer.json("show", refusal).text("idle") == "both sides say that all of the pledge was paid")
        let line = try farmer.run("list", "settlements").expectFine().outputLines.first { $0.hasPrefix(refusal.prefix(12)) }
        #expect(try #require(line).hasSuffix("counts for nothing"))
        // Nor does one of what was taken back.
        let regretted = try nurse.json("pledge", garden.project, "9 EUR").text("entry")
        try nurse.run("retract", regretted).expectFine()
        try garden.share()
        #expect(try !farmer.run("settle", regretted, "--refused").expectFine().errors.contains("Mind"))
        #expect(try farmer.run("explain", regretted).output.contains("refused it, which has no effect: its author took the promise back in time"))
    }

    /// Nobody can say that more came back than anybody says was paid; without an amount it is what was paid.
    @Test func noMoreComesBackThanWasPaid() throws {
        let garden = try Garden(asks: ["1200 EUR"]), (farmer, nurse) = (garden.farmer, garden.nurse)
        let pledge = try nurse.json("pledge", garden.project, "100 EUR").text("entry")
        try nurse.run("settle", pledge, "20 EUR", "--paid").expectFine()
        try garden.share()
        try farmer.run("settle", pledge, "20 EUR", "--received").expectFine()
        try farmer.run("settle", pledge, "21 EUR", "--refunded").expectFault(77, "only 20.00 EUR of it was paid")
        try farmer.run("settle", pledge, "15 EUR", "--refunded").expectFine()
        let rest = try farmer.run("settle", pledge, "--refunded").expectFine().output
        #expect(rest.contains("5.00 EUR of pledge"), "\(rest)")
        try farmer.run("settle", pledge, "1 EUR", "--refunded").expectFault(77, "only 20.00 EUR of it was paid")
        try garden.share()
        try nurse.run("settle", pledge, "--refunded").expectFine()
        #expect(try (nurse.json("show", pledge).all["stages"] as? [String: Int])?["refunded"] == 2_000)
    }

    private func bundle(of home: PledgedHome) throws -> String {
        let path = home.file("a.bundle")
        try home.run("export", "--bundle", path, "--replace").expectFine()
        return path
    }

    /// A promise whose parts have not come equally far is shown part by part, wherever it is shown.
    @Test func aPartThatIsPaidIsNotTheWhole() throws {
        let garden = try Garden(), farmer = garden.farmer
        let pledge = try garden.gift("10 EUR", received: "6 EUR").pledge
        let parts = "6.00 EUR paid, both sides say; 4.00 EUR paid by one side's word"
        #expect(try farmer.run("show", pledge).output.contains("stage: \(parts)"))
        #expect(try farmer.run("explain", pledge).output.contains("stage: \(parts)"))
        #expect(try farmer.run("list", "pledges").output.contains(parts))
        let listed = try farmer.run("list", "pledges", "--json").objects().first { try $0.text("id") == pledge }
        for answer in [try farmer.json("show", pledge), try #require(listed)] {
            let stages = try #require(answer.all["stages"] as? [String: Int])
            #expect(stages["paid"] == 600 && stages["half"] == 400 && stages.values.reduce(0, +) == 1_000, "\(stages)")
        }
        let daemon = try PledgedDaemon(farmer, web: ["--web", "127.0.0.1:0"]), page = try daemon.page()
        let body = try page.get("/projects/\(garden.project)").body
        for words in ["<span class=\"tag good\">6.00 EUR paid, both sides say</span>", "<span class=\"tag warn\">4.00 EUR paid by one side"] {
            #expect(body.components(separatedBy: words).count == 3, "\(words)\n\(body)")
        }
        #expect(try page.get("/entries/\(pledge)").body.contains("6.00 EUR paid, both sides say; 4.00 EUR"))
        try daemon.stop()
    }

    /// What people can carry backs their promises; both sides' words keep them; time brings the rest.
    @Test func aPromiseComesToItsEnd() throws {
        let farmer = try PledgedHome("farmer"), nurse = try PledgedHome("nurse")
        _ = try farmer.found("Village fund", "--open")
        try farmer.run("profile", "--capacity", "100 EUR").expectFine()
        let well = try farmer.run([
            "project", "Well", "--ask", "900 EUR, at least 60 EUR", "--lock", "2999-05-01", "--settle-by", "2999-06-01",
            "--recipient", try nurse.key(), "--json",
        ]).json().text("entry")
        let first = try farmer.json("pledge", well, "50 EUR").text("entry")
        #expect(try farmer.json("show", first).text("stage") == "open")
        #expect(try farmer.run("show", first).output.contains("10.00 EUR more from anybody"))
        let second = try farmer.json("pledge", well, "50 EUR").text("entry")
        #expect(try farmer.json("show", second).text("stage") == "firm")
        let third = try farmer.json("pledge", well, "5 EUR").text("entry")
        #expect(try farmer.json("show", third).flag("backed") == false)
        #expect(try farmer.run("show", third).output.contains("more capacity"))
        var asks = try farmer.json("show", well).list("asks")
        #expect(try asks[0].flag("met") && asks[0].number("pledged") == 10_500 && asks[0].number("backed") == 10_000)
        asks = try farmer.json("show", well, "--at", "2999-05-02").list("asks")
        #expect((asks[0].all["stages"] as? [String: Int])?["due"] == 10_000)
        try farmer.run("settle", first, "--paid").expectFine()
        #expect(try farmer.json("show", first, "--at", "2999-05-02").text("stage") == "half")
        try nurse.run("import", try bundle(of: farmer)).expectFine()
        try nurse.run("settle", first, "--received").expectFine()
        try farmer.run("import", try bundle(of: nurse)).expectFine()
        #expect(try farmer.json("show", first, "--at", "2999-05-02").text("stage") == "paid")
        #expect(try farmer.json("show", second, "--at", "2999-07-01").text("stage") == "defaulted")
        // What both sides say was given back is settled.
        try farmer.run("settle", first, "--refunded").expectFine()
        try nurse.run("import", try bundle(of: farmer)).expectFine()
        try nurse.run("settle", first, "--refunded").expectFine()
        #expect(try nurse.json("show", first, "--at", "2999-05-02").text("stage") == "refunded")
        let why = try farmer.run("explain", well, "--at", "2999-07-01").output
        #expect(why.contains("105.00 EUR pledged, of") && why.contains("100.00 EUR backed") && why.contains(": met"), "\(why)")
        #expect(try farmer.run("explain", third).output.contains("more capacity"))
        let ask = try farmer.json("explain", well, "--at", "2999-07-01").list("asks")[0]
        #expect(try ask.list("paid").map { try $0.text("pledge") } == [first])
        #expect((ask.all["proof"] as? [String])?.sorted() == [first, second].sorted())
        let record = try farmer.json("show", try farmer.key(), "--at", "2999-07-01").list("record")
        #expect(try record.map { try [$0.number("kept"), $0.number("due")] } == [[1, 2]])
        let shown = try farmer.run("show", well, "--at", "2999-07-01").output
        #expect(shown.contains("50.00 EUR paid, both sides say") && shown.contains("50.00 EUR not kept in time"), "\(shown)")
    }

    /// Where a part came the rest can be refused, and what is wrong with more is said with what is left.
    @Test func theRestOfAGiftCanBeRefused() throws {
        let garden = try Garden(asks: ["1200 EUR"]), (farmer, nurse) = (garden.farmer, garden.nurse)
        try nurse.run("profile", "--capacity", "900 EUR").expectFine()
        let pledge = try garden.gift("10 EUR", received: "4 EUR").pledge
        try farmer.run("settle", pledge, "--refused").expectFault(77, "4.00 EUR of it was received, so 6.00 EUR is left to refuse: say \"6.00 EUR\"")
        try farmer.run("settle", pledge, "7 EUR", "--refused").expectFault(77, "so 6.00 EUR is left to refuse")
        try farmer.run("settle", pledge, "2 EUR", "--refused").expectFine()
        try farmer.run("settle", pledge, "5 EUR", "--refused").expectFault(77, "you refused 2.00 EUR of it already", "so 4.00 EUR is left to refuse")
        try farmer.run("settle", pledge, "4 EUR", "--refused").expectFine()
        try farmer.run("settle", pledge, "1 EUR", "--refused").expectFault(77, "you refused 6.00 EUR of it already", "the rest was received")
        let stages = try farmer.json("show", pledge).all["stages"] as? [String: Int]
        #expect(stages?["paid"] == 400 && stages?["disputed"] == 600, "\(String(describing: stages))")
        // Of a gift that is not paid on the rest lapses.
        let other = try nurse.json("pledge", garden.project, "10 EUR").text("entry")
        try nurse.run("settle", other, "3 EUR", "--paid").expectFine()
        try garden.share()
        try farmer.run("settle", other, "3 EUR", "--received").expectFine()
        let rest = try farmer.json("settle", other, "7 EUR", "--refused").text("entry")
        #expect(try farmer.json("show", other).text("stage") == "paid")
        #expect(try !farmer.run("show", rest).output.contains("counts"))
        try farmer.run("settle", other, "1 EUR", "--received").expectFault(77, "you refused it, in entry \(rest.prefix(12))")
        // A refusal of everything after what came needs the earlier word taken back.
        let whole = try garden.gift("5 EUR").pledge
        try farmer.run("settle", whole, "--refused").expectFault(77, "contradicts a refusal")
    }
}
