import Testing

@Suite struct PledgeCommandTests {
    /// Nobody is both sides of a loan: that is minded where somebody else receives too, at least.
    @Test func loansToOneselfAreMinded() throws {
        let garden = try Garden(asks: ["100 EUR"]), (farmer, nurse) = (garden.farmer, garden.nurse)
        try farmer.run("profile", "--capacity", "90 EUR").expectFine()
        let shared = try farmer.run(
            ["project", "Hall", "--ask", "9 EUR", "--steward", try farmer.key(), "--steward", try nurse.key(), "--json"]).json().text("entry")
        #expect(try !farmer.run("pledge", shared, "5 EUR").expectFine().errors.contains("Mind"))
        let loan = try farmer.run("pledge", shared, "1 EUR", "--loan-until", "2999-01-01").expectFine()
        #expect(loan.errors.contains("Mind: you lend this to yourself and to others"), "\(loan)")
        #expect(try !nurse.run("pledge", garden.project, "5 EUR", "--loan-until", "2999-01-01").expectFine().errors.contains("to yourself"))
    }

    /// Nobody is told to say more than a profile can hold.
    @Test func whatNoProfileCanBackIsSaidToBe() throws {
        let home = try PledgedHome()
        _ = try home.found()
        try home.run("profile", "--capacity", "10000000000000 EUR").expectFine()
        let project = try home.project("Dam", asks: "10000000000000 EUR")
        try home.run("pledge", project, "9000000000000 EUR").expectFine()
        try home.run("pledge", project, "9000000000000 EUR").expectFine()
        let words = try home.run("explain", project).expectFine().output
        #expect(words.contains("no profile can say more than 10000000000000.00 EUR in all. They can take this one back"), "\(words)")
        #expect(!words.contains("They can say that they can carry enough"), "\(words)")
        // What a profile can hold is still what is advised.
        let small = try home.project("Well", asks: "10 h")
        try home.run("pledge", small, "2 h").expectFine()
        #expect(try home.run("explain", small).expectFine().output.contains("They can say that they can carry enough"))
    }

    @Test func pledgesAddUp() throws {
        let home = try PledgedHome()
        _ = try home.found()
        let project = try home.project("Well for the school", asks: "1200 EUR", "40 h digging", "3 item:pump")
        let first = try home.run("pledge", String(project.prefix(6)), "25 EUR", "--json")
        #expect(try first.json().number("seq") == 3)
        #expect(try first.json().text("entry").count == 64)
        #expect(first.errors.contains("legally binding") && first.errors.contains("no money moves"))
        try home.run("pledge", project, "0.50", "EUR").expectFine()
        try home.run("pledge", project, "1 h 30 min", "--text", "On Saturdays").expectFine()
        let shown = try home.json("show", project)
        let asks = try shown.list("asks")
        #expect(try asks.map { try $0.number("pledged") } == [2_550, 90, 0])
        #expect(try asks.map { try $0.number("target") } == [120_000, 2_400, 3])
        #expect(try asks.map { try $0.text("unit") } == ["iso4217:EUR", "time:min", "item:pump"])
        #expect(try asks[1].text("tag") == "digging")
        #expect(try shown.number("people") == 1)
        #expect(try shown.number("as_of") > 0)
        let words = try home.run("show", project).expectFine().output
        for part in ["Well for the school", "25.50 EUR", "[░░░░░░░░░░] 0 %", "1 h 30 min", "unwitnessed", "as of 20"] {
            #expect(words.contains(part), "\(part) in \(words)")
        }
        let pledges = try home.run("list", "pledges", "--project", project, "--json").objects()
        #expect(try pledges.map { try $0.number("amount") } == [90, 50, 2_500])
        #expect(try pledges.first?.text("text") == "On Saturdays")
    }

    @Test func sumsThatDoNotFitAreRefusedBeforeSigning() throws {
        let home = try PledgedHome()
        _ = try home.found()
        let project = try home.project("Well", asks: "1200 EUR", "40 h digging", "10 h cooking")
        try home.run("pledge", project, "25 USD").expectFault(65, "it asks for 1: 1200.00 EUR; 2: 40 h digging")
        try home.run("pledge", project, "2 h").expectFault(65, "--ask", "3: 10 h cooking")
        try home.run("pledge", project, "2 h", "--ask", "1").expectFault(65, "ask 1 is not in the unit")
        try home.run("pledge", project, "2 h", "--ask", "9").expectFault(65, "no ask 9")
        try home.run("pledge", project, "2 h dancing").expectFault(65, "no ask for \"dancing\"", "2: 40 h digging")
        try home.run("pledge", project, "2 EUR digging").expectFault(65, "nothing in the unit")
        for words in [["-5 EUR"], ["-5", "EUR"], ["--json", "-5 EUR"]] {
            try home.run(["pledge", project] + words).expectFault(65, "is negative")
        }
        try home.run("pledge", project, "0 EUR").expectFault(65, "is zero")
        try home.run("pledge", project, "1.234 EUR").expectFault(65, "decimals")
        try home.run("pledge", project, "25").expectFault(65, "no amount")
        try home.run("pledge", project, "99999999999999999999 EUR").expectFault(65, "too large")
        try home.run("pledge", project).expectFault(64, "--help")
        try home.run("pledge", project, "1 EUR", "--text", "bell \u{7}").expectFault(65, "of the text (U+0007)")
        try home.run("pledge", project, "1 EUR", "--text", String(repeating: "a", count: 16_385)).expectFault(65, "16384")
        #expect(try home.run("list", "pledges", "--json").objects().isEmpty)
        try home.run("pledge", project, "2 h", "--ask", "3").expectFine()
        // As `show` prints the ask, and words that begin with a minus.
        try home.run("pledge", project, "5 h cooking", "--text", "-3 degrees").expectFine()
        #expect(try home.json("show", project).list("asks").map { try $0.number("pledged") } == [0, 0, 420])
    }

    /// Only what was said before a pledge backs it, so it is said before the pledge is signed.
    @Test func whatIsNotBackedIsSaidBeforeItIsSigned() throws {
        let home = try PledgedHome()
        _ = try home.found()
        let project = try home.project("Well", asks: "100 EUR, at least 50 EUR")
        let first = try home.run("pledge", project, "100 EUR", "--json")
        #expect(first.errors.contains("Mind: it is not backed, 100.00 EUR is missing for it") && first.errors.contains("--capacity \"100.00 EUR\""))
        try home.run("profile", "--capacity", "100 EUR").expectFine()
        let shown = try home.run("show", project).output
        #expect(shown.contains("backed") && shown.contains("] 0 %") && shown.contains("0.00 EUR"), "\(shown)")
        #expect(try home.json("show", project).list("asks").map { try [$0.number("pledged"), $0.number("backed")] } == [[10_000, 0]])
        let hint = try home.run("explain", first.json().text("entry")).output
        #expect(hint.contains("now backs only later promises") && hint.contains("take this one back") && hint.contains("pledge again"), "\(hint)")
        // What the hint says helps.
        try home.run("retract", first.json().text("entry")).expectFine()
        let second = try home.run("pledge", project, "100 EUR", "--json")
        #expect(second.code == 0 && !second.errors.contains("not backed"), "\(second.errors)")
        #expect(try home.json("show", project).list("asks").map { try $0.flag("met") } == [true])
        let third = try home.run("pledge", project, "1 EUR")
        #expect(third.errors.contains("1.00 EUR is missing for it") && third.errors.contains("this takes 101.00 EUR"), "\(third.errors)")
    }

    /// What nobody could sign is not advised.
    @Test func noCapacityIsAdvisedThatNoProfileCanSay() throws {
        let home = try PledgedHome()
        _ = try home.found()
        let most = "10000000000000 EUR", project = try home.project("Moon", asks: most)
        try home.run("profile", "--capacity", most).expectFine()
        #expect(try !home.run("pledge", project, most).expectFine().errors.contains("not backed"))
        let more = try home.run("pledge", project, "1 EUR").expectFine().errors
        #expect(more.contains("not backed, 1.00 EUR is missing for it") && more.contains("no profile can say more than 10000000000000.00 EUR"), "\(more)")
        #expect(!more.contains("--capacity"), "\(more)")
    }

    @Test func onlyProjectsTakePledges() throws {
        let home = try PledgedHome()
        let collective = try home.found()
        let project = try home.project()
        let pledge = try home.json("pledge", project, "1 EUR").text("entry")
        try home.run("pledge", "ffffffff", "1 EUR").expectFault(66, "nothing here begins with ffffffff")
        try home.run("pledge", pledge, "1 EUR").expectFault(66, "is no project")
        try home.run("pledge", collective, "1 EUR").expectFault(66, "is no project")
        try home.run("pledge", "abc", "1 EUR").expectFault(65, "6 or more")
        try home.run("pledge", "Well", "1 EUR").expectFault(65, "is no id")
    }

    @Test func projectsNeedAsksThatCanBeRead() throws {
        let home = try PledgedHome()
        _ = try home.found()
        try home.run("project", "Well").expectFault(64, "--ask")
        try home.run("project", "Well", "--ask", "-5 EUR").expectFault(65, "is negative")
        try home.run("project", "Well", "--ask", "1200").expectFault(65, "no amount")
        try home.run("project", "Well", "--ask", "3 item:Blanket").expectFault(65, "a-z")
        try home.run("project", "", "--ask", "1 EUR").expectFault(65, "title is empty")
        try home.run("project", "two\nlines", "--ask", "1 EUR").expectFault(65, "of the title (U+000A)")
        let many = (0..<65).flatMap { _ in ["--ask", "1 EUR"] }
        try home.run(["project", "Well"] + many).expectFault(65, "at most 64 asks")
        #expect(try home.run("list", "projects", "--json").objects().isEmpty)
    }

    /// What is missing is not what counts as not backed: both are said.
    @Test func aPromiseBackedInPartIsNotBacked() throws {
        let garden = try Garden(asks: ["1200 EUR"]), nurse = garden.nurse
        try nurse.run("profile", "--capacity", "200 EUR").expectFine()
        let run = try nurse.run("pledge", garden.project, "250 EUR", "--json").expectFine()
        #expect(run.errors.contains(
            "50.00 EUR is missing for it, and a promise is backed whole or not at all, so all 250.00 EUR of it counts as not backed: "), "\(run)")
        let words = try nurse.run("explain", run.json().text("entry")).expectFine().output
        #expect(words.contains("50.00 EUR more capacity in its author's profile before it (it is backed whole or not at all, so all 250.00 EUR"), "\(words)")
        try nurse.run("pledge", garden.project, "1 000 EUR").expectFault(65, "write the digits together: 1000 EUR")
        try nurse.run("project", "Hall", "--ask", "1 000 EUR").expectFault(65, "write the digits together: 1000 EUR")
    }
}
