import Testing

/// Flags for everything that an entry can say: what is signed is shown, and what can't be is refused.
@Suite struct TermFlagTests {
    @Test func aChartersLadderRulesAndLimits() throws {
        let farmer = try PledgedHome("farmer")
        let id = try farmer.found(
            "Circle", "--ladder", "20, 5,1", "--round-rule", "equal-shares", "--round-step", "250", "--max-entries", "1000",
            "--max-bytes", "8192")
        let charter = try farmer.json("show", id)
        #expect(charter.all["ladder"] as? [Int] == [20, 5, 1])
        #expect(try charter.number("max_feed_entries") == 1_000 && charter.number("max_feed_bytes") == 8_192)
        #expect(try charter.text("rule") == "equal-shares" && charter.number("step") == 250)
        let words = try farmer.run("show", id).expectFine().output
        #expect(words.contains("20, 5, 1") && words.contains("rounds that name no rule split by: equal-shares"))
        #expect(words.contains("shares grow there by: 250 of the pool unit's smallest part"))
        // A round that names no rule goes by the charter's.
        let round = try farmer.json("round", "Spring", "--unit", "EUR").text("entry")
        #expect(try farmer.json("show", round).text("split_by") == "equal-shares")
        // What is said of that rule needs no name of it, and is held to the unit.
        let stepped = try farmer.json("round", "Summer", "--unit", "EUR", "--step", "0.50 EUR").text("entry")
        #expect(try farmer.json("show", stepped).text("rule") == "equal-shares" && farmer.json("show", stepped).number("step") == 50)
        try farmer.run("round", "Autumn", "--unit", "EUR", "--step", "0.001 EUR").expectFault(65, "\"0.001 EUR\" has 3 decimals")
        try farmer.run("round", "Autumn", "--unit", "EUR", "--cap", "1 EUR").expectFault(65, "--cap goes with --rule matching alone")
        let count = try farmer.json("status").list("collectives").count
        for (options, words) in [
            (["--ladder", "20,x"], "is no ladder"), (["--ladder", ""], "is no ladder"), (["--ladder", "1001"], "0 to 1000"),
            (["--ladder", String(repeating: "1,", count: 16) + "1"], "1 to 16 numbers"), (["--round-rule", "lottery"], "--round-rule takes"),
            (["--round-cap", "5"], "goes with --round-rule matching"), (["--round-step", "5", "--round-rule", "matching"], "equal-shares alone"),
            (["--round-cap", "0", "--round-rule", "matching"], "1 to 10^15"), (["--max-entries", "0"], "--max-entries is 1 to 10000000"),
            (["--max-bytes", "100"], "--max-bytes is 8192"),
        ] as [([String], String)] {
            try farmer.run(["found", "Other"] + options).expectFault(65, words)
        }
        try farmer.run("found", "Other", "--open", "--ladder", "1").expectFault(64, "choose one")
        #expect(try farmer.json("status").list("collectives").count == count)
    }

    @Test func aProjectsSplitAndBonus() throws {
        let garden = try Garden(), farmer = garden.farmer, nurse = try garden.nurse.key(), own = try farmer.key()
        let project = try farmer.json(
            "project", "Wall", "--ask", "9 EUR", "--split", "\(nurse)=2", "--split", "\(own)=1", "--bonus", "50 EUR").text("entry")
        let shown = try farmer.json("show", project)
        #expect(try shown.list("split").map { try $0.number("parts") } == [2, 1])
        #expect(try shown.list("split").map { try $0.text("key") } == [nurse, own])
        let words = try farmer.run("show", project).expectFine().output
        #expect(words.contains("shared out as: 2 parts to ") && words.contains("bonus: 50.00 EUR"))
        // A version takes them over.
        let next = try farmer.json("project", "Wall", "--revise", project, "--bonus", "60 EUR").text("entry")
        #expect(try farmer.json("show", next).list("split").count == 2)
        for (options, part) in [
            (["--split", nurse], "is no share"), (["--split", "\(nurse)=0"], "1 to 10000 parts"), (["--split", "\(nurse)=10001"], "is no share"),
            (["--split", "\(nurse)=1", "--split", "\(nurse)=2"], "twice"), (["--split", "pledge1nobody=1"], "pledge1nobody"),
            (["--bonus", "0 EUR"], "0"), (["--bonus", "5"], "5"),
        ] {
            let result = try farmer.run(["project", "Bad", "--ask", "9 EUR"] + options)
            #expect(result.code != 0 && result.errors.contains(part), "\(options): \(result)")
        }
    }

    @Test func aReportsUnitAVouchsLevelAndNoSide() throws {
        let garden = try Garden(), (farmer, nurse) = (garden.farmer, garden.nurse), teacher = try PledgedHome("teacher").key()
        let report = try nurse.json("report", garden.project, "--metric", "saved", "--value", "120", "--unit", "h").text("entry")
        #expect(try nurse.json("show", report).text("unit") == "time:min")
        #expect(try nurse.run("show", report).output.contains("value: 2 h"))
        #expect(try nurse.run("list", "reports").output.contains("saved 2 h, on "))
        try nurse.run("report", garden.project, "--text", "x", "--unit", "h").expectFault(64, "--unit goes with --metric")
        try nurse.run("report", garden.project, "--metric", "a", "--value", "1", "--unit", "furlongs").expectFault(65, "pledged: \"furlongs\" is no unit; write EUR, h or item:blanket")
        try nurse.run("round", "Pool", "--unit", "eur").expectFault(65, "pledged: \"eur\": currency codes are in capital letters; write EUR")

        let vouch = try nurse.json("vouch", teacher, "--level", "3").text("entry")
        #expect(try nurse.json("show", vouch).number("level") == 3 && nurse.json("show", nurse.key()).list("given")[0].number("level") == 3)
        try nurse.run("vouch", teacher, "--level", "4").expectFault(65, "--level is 1, 2 or 3")
        try nurse.run("vouch", teacher, "--level", "0").expectFault(65, "--take-back")
        try nurse.run("vouch", teacher, "--level", "2", "--take-back").expectFault(64, "choose one")

        try nurse.run("endorse", garden.project).expectFine()
        #expect(try nurse.json("show", garden.project).number("for") == 1)
        let neither = try nurse.json("endorse", garden.project, "--neither", "--text", "Figures first").text("entry")
        #expect(try nurse.json("show", neither).number("stance") == 0 && nurse.json("show", garden.project).number("for") == 0)
        #expect(try nurse.run("show", garden.project).output.contains("1 neither for nor against"))
        try nurse.run("endorse", garden.project, "--neither", "--against").expectFault(64, "takes no side")
        try farmer.run("endorse", nurse.key(), "--neither", "--firmly").expectFault(64, "takes no side")
    }
}
