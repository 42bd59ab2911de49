import Testing

/// What makes no sense is refused before it is signed, with a line that says what would be right.
@Suite struct RefusalTests {
    /// Words that somebody might sign, and what the refusal must say.
    private struct Slip {
        let who: PledgedHome
        let words: [String]
        let code: Int32
        let says: String

        init(_ who: PledgedHome, _ words: [String], _ code: Int32, _ says: String) {
            (self.who, self.words, self.code, self.says) = (who, words, code, says)
        }
    }

    /// Who is in it, and what there is to be wrong about.
    private struct Scene {
        let garden: Garden
        let problem: String
        /// The nurse's gift of 25 EUR, which both sides say was paid; and one of which nothing was said.
        let gift: String, promise: String
        /// A project of another collective that the farmer holds.
        let elsewhere: String

        init() throws {
            garden = try Garden(asks: ["1200 EUR", "40 h"])
            let farmer = garden.farmer, here = try farmer.json("show", garden.project).text("id")
            problem = try farmer.json("problem", "Children fall ill").text("entry")
            gift = try garden.gift("25 EUR").pledge
            promise = try garden.nurse.json("pledge", garden.project, "5 EUR").text("entry")
            try garden.share()
            let collective = try #require(farmer.json("status").list("collectives").first).text("id")
            _ = try farmer.found("Other fund")
            elsewhere = try farmer.project("Elsewhere")
            try farmer.run("use", collective).expectFine()
            #expect(here == garden.project)
        }
    }

    private static func amounts(_ scene: Scene) -> [Slip] {
        let farmer = scene.garden.farmer, project = scene.garden.project
        func pledge(_ amount: String, _ code: Int32, _ says: String, _ more: String...) -> Slip {
            Slip(farmer, ["pledge", project, amount] + more, code, says)
        }
        return [
            pledge("0 EUR", 65, "is zero"), pledge("-5 EUR", 65, "is negative"),
            pledge("9223372036854775808 EUR", 65, "too large"), pledge("18446744073709551616 h", 65, "too large"),
            pledge("10000000000000.01 EUR", 65, "too large"), pledge("5 shells", 65, "shells"), pledge("5 XYZ", 65, "XYZ"),
            pledge("5 USD", 65, "it asks for 1: 1200.00 EUR"), pledge("5 EUR", 65, "ask 2 is not in the unit", "--ask", "2"),
            Slip(farmer, ["profile", "--capacity", "9223372036854775808 EUR"], 65, "too large"),
            Slip(farmer, ["profile", "--capacity", "0 shells"], 65, "shells"),
            Slip(farmer, ["project", "Well", "--ask", "0 EUR"], 65, "is zero"),
            Slip(farmer, ["project", "Well", "--ask", "5 EUR, at least 6 EUR"], 65, "above what is asked"),
            Slip(farmer, ["project", "Well", "--ask", "5 EUR, at least 6 h"], 65, "another unit"),
            Slip(farmer, ["project", "Well"] + (0..<10_000).flatMap { _ in ["--ask", "1 EUR"] }, 65, "at most 64 asks"),
            Slip(farmer, ["round", "Pool", "--unit", "EUR", "--rule", "matching", "--cap", "3 h"], 65, "not in the pool's unit"),
        ]
    }

    private static func references(_ scene: Scene) throws -> [Slip] {
        let farmer = scene.garden.farmer, nurse = scene.garden.nurse, project = scene.garden.project
        let nothing = String(repeating: "f", count: 64)
        return [
            Slip(farmer, ["cause", scene.problem, scene.problem], 65, "can't be its own cause"),
            Slip(farmer, ["cause", scene.problem, nothing], 66, "nothing here begins"),
            Slip(farmer, ["cause", scene.problem, project], 66, "is no problem"),
            Slip(farmer, ["problem", "Again", "--same-as", project], 66, "is no problem"),
            Slip(farmer, ["pledge", nothing, "1 EUR"], 66, "nothing here begins"),
            Slip(farmer, ["pledge", scene.problem, "1 EUR"], 66, "is no project"),
            Slip(farmer, ["pledge", scene.elsewhere, "1 EUR"], 66, "in another collective, Other fund"),
            Slip(farmer, ["endorse", scene.elsewhere], 66, "in another collective"),
            Slip(farmer, ["settle", project, "--paid"], 66, "is no pledge"),
            Slip(farmer, ["report", scene.problem, "--text", "x"], 66, "is no project"),
            Slip(farmer, ["project", "Well", "--ask", "1 EUR", "--works-on", project], 66, "is no problem"),
            Slip(farmer, ["project", "Well", "--ask", "1 EUR", "--revise", scene.problem], 66, "is no project"),
            Slip(farmer, ["project", "Well", "--ask", "1 EUR", "--revise", project, "--revise", project], 65, "twice"),
            Slip(farmer, ["project", "Well", "--ask", "1 EUR", "--lock", "2001-01-01"], 65, "is past"),
            Slip(farmer, ["round", "Pool", "--unit", "EUR", "--rule", "matching", "--lock", "2001-01-01"], 65, "is past"),
            Slip(farmer, ["endorse", project], 65, "is your own"), Slip(farmer, ["endorse", try farmer.key()], 65, "is your own"),
            Slip(nurse, ["endorse", scene.gift], 65, "is your own"), Slip(farmer, ["vouch", try farmer.key()], 65, "your own"),
            Slip(nurse, ["retract", project], 77, "somebody else's"),
        ]
    }

    /// Both sides said that the gift came: more of the same, and the contrary, can't be meant.
    private static func settlements(_ scene: Scene) -> [Slip] {
        let farmer = scene.garden.farmer, nurse = scene.garden.nurse
        return [
            Slip(nurse, ["settle", scene.gift, "--paid"], 77, "25.00 EUR of 25.00 EUR was paid"),
            Slip(farmer, ["settle", scene.gift, "0.01 EUR", "--received"], 77, "more than was pledged"),
            Slip(farmer, ["settle", scene.gift, "--refused"], 77, "contradicts a refusal"),
            Slip(nurse, ["settle", scene.promise, "--refunded"], 77, "nobody says that any of it was paid"),
            Slip(nurse, ["settle", scene.gift, "--received"], 77, "you are who pledged: say --paid"),
            Slip(nurse, ["settle", scene.gift, "--repaid"], 65, "no loan"),
        ]
    }

    private static func texts(_ scene: Scene) -> [Slip] {
        let farmer = scene.garden.farmer, project = scene.garden.project
        let commands: [[String]] = [
            ["found", "*"], ["found", "Fund", "--purpose", "*"], ["profile", "--name", "*"], ["profile", "--about", "*"],
            ["problem", "*"], ["problem", "Ill", "--place", "*"], ["problem", "Ill", "--text", "*"],
            ["project", "*", "--ask", "1 EUR"], ["project", "Well", "--ask", "1 EUR", "--text", "*"],
            ["round", "*", "--unit", "EUR", "--rule", "matching"], ["pledge", project, "1 EUR", "--text", "*"],
            ["settle", scene.gift, "--received", "--text", "*"], ["report", project, "--text", "*"],
            ["endorse", scene.problem, "--text", "*"], ["retract", project, "--text", "*"],
        ]
        return commands.flatMap { words in
            ["bell \u{7}", "\u{1B}[2J", "RLO \u{202E}abc", "\u{2066}abc", "zero\u{200B}width"].map { bad in
                Slip(farmer, words.map { $0 == "*" ? bad : $0 }, 65, "take it out")
            }
        }
    }

    @Test func everySlipIsRefusedBeforeItIsSigned() throws {
        let scene = try Scene(), homes = [scene.garden.farmer, scene.garden.nurse]
        let before = try homes.map { try $0.run("list", "entries", "--limit", "1000", "--json").objects().count }
        let slips = try Self.amounts(scene) + Self.references(scene) + Self.settlements(scene) + Self.texts(scene)
        for slip in slips { try slip.who.run(slip.words).expectUnsigned(slip.code, slip.says) }
        #expect(slips.count > 100)
        let after = try homes.map { try $0.run("list", "entries", "--limit", "1000", "--json").objects().count }
        #expect(before == after)
        for home in homes { try home.run("check").expectFine() }
    }

    /// Whoever means it names the word that it is about, or takes the earlier one back.
    @Test func aContradictionCanBeMeant() throws {
        let scene = try Scene(), farmer = scene.garden.farmer, nurse = scene.garden.nurse
        let words = try farmer.run("list", "settlements", "--json").objects()
        let paid = try #require(words.first { try $0.text("side") == "paid" }).text("id")
        try farmer.run("settle", scene.gift, "--refused", "--answers", paid).expectFine()
        try farmer.run("settle", scene.gift, "--refused").expectFault(77, "refused it already")
        try scene.garden.share()
        #expect(try nurse.json("show", scene.gift).text("stage") == "disputed")
        // Refused, paid again and received: settled.
        try nurse.run("settle", scene.gift, "--paid").expectFine()
        try scene.garden.share()
        try farmer.run("settle", scene.gift, "--received").expectFine()
        try farmer.run("settle", scene.gift, "--received").expectFault(77, "more than was pledged")
    }

    /// A member far from the founders has few vouches, and is told where more come from.
    @Test func vouchesBeyondTheLadderAreRefused() throws {
        let homes = try (0...7).map { try PledgedHome("Person \($0)") }
        _ = try homes[0].found()
        let link = try homes[0].json("invite").text("link")
        for (place, home) in homes.enumerated().dropFirst() {
            try home.run("join", link).expectFine()
            let before = homes[place - 1]
            try before.run("vouch", home.key()).expectFine()
            try before.run("export", "--bundle", before.file("hand.bundle"), "--replace").expectFine()
            try home.run("import", before.file("hand.bundle")).expectFine()
            // A word of one's own makes a feed, as every member has one.
            try home.run("profile", "--about", "Here").expectFine()
        }
        let strangers = try (0..<3).map { try PledgedHome("Stranger \($0)").key() }
        // At six steps a member has three vouches, one of which went to the next person.
        for key in strangers.prefix(2) { try homes[6].run("vouch", key).expectFine() }
        try homes[6].run("vouch", strangers[2]).expectFault(77, "6 steps", "3 vouches", "at 5 steps there are 6")
        try homes[6].run("vouch", strangers[0], "--until", "2999-12-31").expectFine()
        try homes[6].run("vouch", strangers[2], "--skill", "digging").expectFine()
        try homes[7].run("vouch", strangers[2]).expectFault(77, "7 steps", "no vouches to give", "at 6 steps there are 3")
    }
}
