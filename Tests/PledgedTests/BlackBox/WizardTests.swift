import Testing

/// What a command lacks it asks for, where somebody is there to answer; and it asks before it signs.
@Suite struct WizardTests {
    private static func count(_ home: PledgedHome) throws -> Int {
        try home.run("list", "entries", "--limit", "1000", "--json").objects().count
    }

    @Test func aPledgeIsAskedForAndAgreedTo() throws {
        let farmer = try PledgedHome("farmer")
        _ = try farmer.found()
        let project = try farmer.project("Well for the school", asks: "1200 EUR", "40 h digging", "10 h cooking")
        let terminal = try PledgedTerminal(farmer, "pledge")
        try terminal.answer("of its id): ", "ffffff")
        try terminal.answer("of its id): ", String(project.prefix(8)))
        #expect(terminal.screen.contains("nothing here begins with ffffff") && terminal.screen.contains("Well for the school"))
        try terminal.answer("item:blanket): ", "5 USD")
        try terminal.answer("item:blanket): ", "2 h")
        #expect(terminal.screen.contains("it asks for 1: 1200.00 EUR"))
        try terminal.answer("goes to): ", "1")
        try terminal.answer("goes to): ", "3")
        try terminal.answer("read it; Enter for none): ", "It's for Saturday")
        try terminal.answer("Sign this? [y/N] ", "y")
        // Nothing was said before of what the farmer can carry.
        try terminal.answer("Sign it all the same? [y/N] ", "y")
        #expect(try terminal.end() == 0, "\(terminal.screen)")
        for words in ["project: \"Well for the school\"", "amount: 2 h", "legally binding", "Pledged 2 h",
            "The same without questions: pledged pledge \(project.prefix(8)) '2 h' --ask 3 --text 'It'\\''s for Saturday'"]
        {
            #expect(terminal.screen.contains(words), "\(words) in \(terminal.screen)")
        }
        #expect(try farmer.json("show", project).list("asks").map { try $0.number("pledged") } == [0, 0, 120])
    }

    /// Leaving in the middle, by any key, and saying no leave nothing behind.
    @Test func whoLeavesLeavesNothing() throws {
        let farmer = try PledgedHome("farmer")
        _ = try farmer.found()
        let before = try Self.count(farmer)
        for (keys, code) in [("\u{4}", 75), ("\u{3}", 128 + 2)] as [(String, Int32)] {
            let early = try PledgedTerminal(farmer, "problem")
            try early.expect("title (a few words): ")
            early.type(keys)
            #expect(try early.end() == code, "\(early.screen)")
            let late = try PledgedTerminal(farmer, "problem")
            try late.answer("title (a few words): ", "Children fall ill")
            try late.answer("can't be erased; Enter for none): ", "the valley")
            try late.answer("read it; Enter for none): ", "")
            try late.expect("Sign this? [y/N] ")
            late.type(keys)
            #expect(try late.end() == code, "\(late.screen)")
        }
        let declined = try PledgedTerminal(farmer, "problem", "--text", "Every spring")
        try declined.answer("title (a few words): ", "")
        try declined.answer("title (a few words): ", "Children fall ill")
        try declined.answer("Enter for none): ", "")
        try declined.answer("Sign this? [y/N] ", "")
        #expect(try declined.end() == 75 && declined.screen.contains("the title is empty"), "\(declined.screen)")
        #expect(declined.screen.hasSuffix("Nothing was signed.\n"))
        #expect(try Self.count(farmer) == before)
        try farmer.run("check").expectFine()
    }

    /// The kernel cuts what is longer than a terminal's line, in the middle of a character or not.
    @Test(arguments: [("a", 4_095), ("a", 5_000), ("é", 2_500)]) func nothingThatATerminalCutIsSigned(_ letter: String, _ count: Int) throws {
        let farmer = try PledgedHome("farmer")
        _ = try farmer.found()
        let asking = try PledgedTerminal(farmer, "problem")
        try asking.answer("title (a few words): ", "Children fall ill")
        try asking.answer("can't be erased; Enter for none): ", "")
        try asking.answer("read it; Enter for none): ", String(repeating: letter, count: count))
        try asking.expect("read it; Enter for none): ")
        #expect(asking.screen.contains("4094 bytes a line") && !asking.screen.contains("UTF-8"), "\(asking.screen.suffix(300))")
        asking.type(String(repeating: "b", count: 4_094) + "\n")
        try asking.answer("Sign this? [y/N] ", "y")
        #expect(try asking.end() == 0, "\(asking.screen.suffix(300))")
    }

    /// Lines that were typed or pasted ahead answer questions, and agree to nothing.
    @Test func whatWasTypedAheadSignsNothing() throws {
        let farmer = try PledgedHome("farmer")
        _ = try farmer.found()
        let before = try Self.count(farmer), terminal = try PledgedTerminal(farmer, "problem")
        terminal.type("Children fall ill\nthe valley\nEvery spring\ny\ny\n")
        try terminal.answer("Sign this? [y/N] ", "n")
        #expect(try terminal.end() == 75 && terminal.screen.contains("place: the valley"), "\(terminal.screen)")
        #expect(try Self.count(farmer) == before)
    }

    /// Nor does it pass over what somebody should mind, where everything else was given in words.
    @Test func whatWasTypedAheadMindsNothing() throws {
        let garden = try Garden(asks: ["1200 EUR"]), farmer = garden.farmer, before = try Self.count(farmer)
        let terminal = try PledgedTerminal(farmer, "pledge", garden.project, "5 EUR")
        terminal.type("y\ny\n")
        try terminal.answer("Sign it all the same? [y/N] ", "n")
        #expect(try terminal.end() == 75 && terminal.screen.contains("Mind: it is not backed"), "\(terminal.screen)")
        #expect(try Self.count(farmer) == before)
    }

    /// Nobody agrees to what the summary leaves out: what was given in words is in it too.
    @Test func theSummaryHoldsWhatWasGivenInWords() throws {
        let garden = try Garden(asks: ["1200 EUR", "40 h digging", "10 h cooking"]), farmer = garden.farmer
        let project = String(garden.project.prefix(8)), stranger = try PledgedHome("stranger").key()
        let pledge = try farmer.json("pledge", garden.project, "5 EUR").text("entry")
        let talks: [(words: [String], answers: [String], shown: [String])] = [
            (["pledge", project], ["25 EUR", ""], ["project: \"Well <b>", "amount: 25.00 EUR"]),
            (["pledge", project, "2", "h", "--min-people", "7"], ["3", ""], ["amount: 2 h", "ask: 3", "--min-people 7"]),
            (["endorse", "--against", "--firmly", "--as", "donor"], [project, ""], ["stance: against", "as: donor", "--firmly"]),
            (["vouch", "--take-back", "--text", "She left"], [stranger], ["why: \"She left\"", "--take-back"]),
            (["retract", "--erase"], [String(pledge.prefix(8)), ""], ["--erase"]),
            (["project", "--ask", "5 EUR", "--ask", "2 h", "--lock", "2999-05-01"], ["Latrines", "", ""],
                ["what is needed: 5 EUR", "what is needed: 2 h", "lock: 2999-05-01"]),
        ]
        for talk in talks {
            let terminal = try PledgedTerminal(farmer, talk.words)
            for answer in talk.answers { try terminal.answer("): ", answer) }
            try terminal.expect("Sign this? [y/N] ")
            for words in talk.shown + ["collective: Village fund ("] {
                #expect(terminal.screen.contains(words), "\(words) in \(terminal.screen)")
            }
            terminal.type("n\n")
            #expect(try terminal.end() == 75)
        }
        // What was given and can't be is said before the first question.
        let wrong = try PledgedTerminal(farmer, ["endorse", "--as", "king"])
        #expect(try wrong.end() == 65 && wrong.screen.contains("is no standing"), "\(wrong.screen)")
    }

    /// Every signing command can be answered through, and what it prints as flags says the same again.
    @Test func everySigningCommandAsks() throws {
        let garden = try Garden(asks: ["1200 EUR"]), farmer = garden.farmer
        let stranger = try PledgedHome("stranger").key()
        let cause = try farmer.json("problem", "The well is dirty").text("entry")
        let effect = try garden.nurse.json("problem", "Children fall ill").text("entry")
        let pledge = try farmer.json("pledge", garden.project, "5 EUR").text("entry")
        try garden.share()
        let talks: [(command: String, answers: [String])] = [
            ("found", ["Second fund", "Clean water"]), ("profile", ["", "", "500 EUR", "", "digging", ""]),
            ("vouch", [stranger, "2", "A neighbour"]), ("problem", ["Nobody cares", "", ""]),
            ("cause", [cause, effect, "3", "Tested"]), ("project", ["Latrines", "900 EUR, at least 600 EUR", "", "", "2999-05-01", "Deep"]),
            ("round", ["Spring pool", "EUR", "matching", "100 EUR", ""]), ("pledge", [garden.project, "5 EUR", ""]),
            ("settle", [pledge, "paid", "", "Cash"]), ("report", [garden.project, "It gives water"]),
            ("endorse", [effect, "", "affected", ""]), ("retract", [pledge, ""]),
        ]
        for talk in talks.dropFirst() + talks.prefix(1) {
            let terminal = try PledgedTerminal(farmer, talk.command)
            for answer in talk.answers { try terminal.answer("): ", answer) }
            try terminal.answer("Sign this? [y/N] ", "yes")
            // What the farmer gives to a project of their own nobody else confirms.
            if ["pledge", "settle"].contains(talk.command) { try terminal.answer("Sign it all the same? [y/N] ", "y") }
            #expect(try terminal.end() == 0, "\(talk.command): \(terminal.screen)")
            #expect(terminal.screen.contains("The same without questions: pledged \(talk.command) "), "\(terminal.screen)")
        }
        try farmer.run("check").expectFine()
    }

    /// What can't be said is asked for again, with why; what should be minded is asked about before it is signed.
    @Test func aProblemIsNotItsOwnCauseAndABoundIsMinded() throws {
        let farmer = try PledgedHome("farmer")
        _ = try farmer.found()
        let water = try farmer.json("problem", "Dirty water").text("entry"), illness = try farmer.json("problem", "Illness").text("entry")
        let cause = try PledgedTerminal(farmer, "cause")
        for answer in [water, water, illness, "", ""] { try cause.answer("): ", answer) }
        try cause.answer("Sign this? [y/N] ", "y")
        #expect(try cause.end() == 0 && cause.screen.contains("a problem can't be its own cause"), "\(cause.screen)")
        let round = try PledgedTerminal(farmer, "round")
        for answer in ["Pool", "EUR", "matching", "5 h", "", ""] { try round.answer("): ", answer) }
        try round.answer("Sign this? [y/N] ", "y")
        try round.answer("Sign it all the same? [y/N] ", "n")
        #expect(try round.end() == 75 && round.screen.contains("Mind: no bound is set"), "\(round.screen)")
        #expect(round.screen.contains("is not in the pool's unit"), "\(round.screen)")
        // Who leaves the rule to the charter is asked for the bound of matching all the same.
        let usual = try PledgedTerminal(farmer, "round")
        for answer in ["Pool", "EUR", "", "5 EUR", ""] { try usual.answer("): ", answer) }
        try usual.answer("Sign this? [y/N] ", "y")
        #expect(try usual.end() == 0 && !usual.screen.contains("Mind:") && usual.screen.contains("cap: 5.00 EUR"), "\(usual.screen)")
    }

    /// Without a terminal nothing is asked; with everything said neither.
    @Test func scriptsAreNotAsked() throws {
        let farmer = try PledgedHome("farmer")
        try farmer.run("pledge").expectFault(64, "project")
        let homeless = try PledgedHome(nil), terminal = try PledgedTerminal(homeless, "pledge")
        #expect(try terminal.end() == 66 && terminal.screen.contains("`pledged init` makes one"), "\(terminal.screen)")
        _ = try farmer.found()
        let whole = try PledgedTerminal(farmer, "problem", "Children fall ill")
        #expect(try whole.end() == 0 && whole.screen.contains("Named \"Children fall ill\""), "\(whole.screen)")
        let forScripts = try PledgedTerminal(farmer, "problem", "--json")
        #expect(try forScripts.end() == 64, "\(forScripts.screen)")
    }
}
