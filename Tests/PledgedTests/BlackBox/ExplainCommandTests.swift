import Testing

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
        for part in ["Each of 2 voters begins with 25.00 EUR", "With the first share:", "Money was left", "12.00 EUR", "42.00 EUR of 50.00 EUR"] {
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
        #expect(words.contains("2 from the founders") && words.contains("Founders at the end of the chains: farmer"))
        #expect(try farmer.run("explain", farmer.key()).expectFine().output.contains("is a founder"))
        try nurse.run("vouch", key, "--take-back").expectFine()
        try nurse.run("explain", key).expectFault(66, "no member now")
    }

    @Test func theRestHasNothingToExplain() throws {
        let garden = try Garden()
        let report = try garden.farmer.json("report", garden.project, "--text", "It grows").text("entry")
        try garden.farmer.run("explain", report).expectFault(65, "a report has nothing to explain")
        for command in ["roots", "rally", "explain", "receipt", "export"] {
            let help = try garden.farmer.run(command, "--help").expectFine().output
            #expect(help.contains("Example") && help.contains("--home") && help.contains("--json"), "\(command)")
        }
    }
}
