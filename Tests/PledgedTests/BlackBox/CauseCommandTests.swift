import Foundation
import Testing

/// Problems, what brings them about, projects that work on them, and rounds.
@Suite struct CauseCommandTests {
    @Test func problemsAndTheirCauses() throws {
        let farmer = try PledgedHome("farmer")
        _ = try farmer.found()
        let illness = try farmer.json("problem", "Children fall ill", "--place", "the upper valley").text("entry")
        let water = try farmer.json("problem", "The well is dirty", "--text", "Since the flood").text("entry")
        let again = try farmer.json("problem", "Sick children", "--same-as", illness).text("entry")
        try Data("a photograph".utf8).write(to: URL(fileURLWithPath: farmer.file("well.jpg")))
        let claim = try farmer.json(
            "cause", water, illness, "--strength", "3", "--evidence", farmer.file("well.jpg"), "--text", "We had it tested"
        ).text("entry")
        let shown = try farmer.json("show", claim)
        #expect(try shown.text("cause") == water && shown.text("effect") == illness)
        #expect(try shown.number("strength") == 3)
        // SHA-256 of "a photograph".
        #expect((shown.all["evidence"] as? [String])?.first?.count == 64)
        #expect(try farmer.json("show", illness).text("place") == "the upper valley")
        #expect(try farmer.json("show", illness).text("title") == "Children fall ill")
        #expect((try farmer.json("show", again).all["same_as"] as? [String]) == [illness])
        #expect(try farmer.run("list", "problems", "--json").objects().count == 3)
        let causes = try farmer.run("list", "causes").output
        #expect(causes.contains("\"The well is dirty\"") && causes.contains("brings about \"Children fall ill\""), "\(causes)")
        let project = try farmer.run(["project", "A new well", "--ask", "1200 EUR", "--works-on", water, "--json"]).json().text("entry")
        #expect((try farmer.json("show", project).all["addresses"] as? [String]) == [water])
        try farmer.run("check").expectFine()
        try farmer.run("audit").expectFine()
    }

    /// A claim made again adds nothing; words on what affects one are put as they are meant.
    @Test func whatWasSaidBeforeIsMinded() throws {
        let garden = try Garden(), (farmer, nurse) = (garden.farmer, garden.nurse)
        let illness = try farmer.json("problem", "Children fall ill").text("entry"), water = try farmer.json("problem", "Dirty water").text("entry")
        let first = try farmer.run("cause", water, illness, "--strength", "2", "--json").expectFine()
        #expect(!first.errors.contains("Mind"))
        let claim = try first.json().text("entry")
        try garden.share()
        #expect(try !nurse.run("cause", water, illness).expectFine().errors.contains("Mind"))
        let again = try farmer.run("cause", water, illness, "--strength", "3").expectFine()
        #expect(again.errors.contains("Mind: you have claimed this before, with strength 2 (claim \(claim.prefix(12)))"), "\(again)")
        #expect(again.errors.contains("only the strongest counts, which is this one now.\n"), "\(again)")
        for (strength, more) in [("3", "so this one counts for nothing.\n"), ("1", "counts for nothing. To claim less take that one back: `pledged retract ")] {
            let idle = try farmer.run("cause", water, illness, "--strength", strength).expectFine()
            #expect(idle.errors.contains("with strength 3 (claim ") && idle.errors.contains(more), "\(idle)")
        }
        #expect(try !farmer.run("cause", illness, water).expectFine().errors.contains("Mind"))
        let felt = try nurse.run("endorse", illness, "--as", "affected", "--firmly").expectFine().output
        #expect(felt.contains("You say that \"Children fall ill\"") && felt.contains("affects you much"), "\(felt)")
        let unfelt = try nurse.run("endorse", illness, "--as", "affected", "--against").expectFine().output
        #expect(unfelt.contains("does not affect you"), "\(unfelt)")
        try farmer.run("endorse", illness, "--as", "affected").expectFault(65, "is your own", "ask those whom it affects")
    }

    /// Whoever claims the same again shakes off nobody's word on the claim before; explain names both.
    @Test func aClaimMadeAgainKeepsWhatOthersSaidOfIt() throws {
        let garden = try Garden(), (farmer, nurse) = (garden.farmer, garden.nurse)
        let illness = try farmer.json("problem", "Children fall ill").text("entry"), water = try farmer.json("problem", "Dirty water").text("entry")
        let claim = try farmer.json("cause", water, illness, "--strength", "2").text("entry")
        try garden.share()
        try nurse.run("endorse", claim, "--against").expectFine()
        try garden.share()
        func roots() throws -> [Substring] {
            try nurse.run("roots").expectFine().output.split(separator: "\n").filter { !$0.hasPrefix("as of") }
        }
        let before = try roots()
        #expect(before.contains { $0.contains("Dirty water") && $0.contains("1.0   1.0") || $0.contains("1.0      1.0") }, "\(before)")
        let weaker = try farmer.json("cause", water, illness, "--strength", "1").text("entry")
        let stronger = try farmer.json("cause", water, illness, "--strength", "3").text("entry")
        try garden.share()
        #expect(try roots() == before)
        #expect(try nurse.run("show", weaker).output.contains("the same in entry \(stronger.prefix(12))"))
        let explained = try nurse.run("explain", water).expectFine().output
        for part in ["claim \(claim.prefix(12))", "claim \(stronger.prefix(12))", "counts once"] {
            #expect(explained.contains(part), "\(part) in \(explained)")
        }
    }

    @Test func whatMakesNoSenseIsRefused() throws {
        let farmer = try PledgedHome("farmer")
        _ = try farmer.found()
        let illness = try farmer.json("problem", "Children fall ill").text("entry")
        let water = try farmer.json("problem", "The well is dirty").text("entry")
        let project = try farmer.project()
        let before = try farmer.json("status").list("collectives").map { try $0.number("entries") }
        try farmer.run("cause", illness, illness).expectFault(65, "its own cause")
        try farmer.run("cause", project, illness).expectFault(66, "no problem", "list problems")
        try farmer.run("cause", "ffffff", illness).expectFault(66, "nothing here begins with")
        for strength in ["0", "4", "-1", "300"] { try farmer.run("cause", water, illness, "--strength", strength).expectFault(64) }
        try farmer.run("cause", water, illness, "--evidence", farmer.file("none")).expectFault(66, "can't be read")
        try farmer.run("cause", water, illness, "--evidence", farmer.path).expectFault(65, "is it a file")
        try farmer.run("problem", "Valley", "--place", String(repeating: "x", count: 65)).expectFault(65, "64")
        try farmer.run("problem", "Valley", "--place", "up\u{202e}side").expectFault(65, "place")
        try farmer.run("problem", " ").expectFault(65, "empty")
        try farmer.run("project", "X", "--ask", "9 EUR", "--works-on", project).expectFault(66, "no problem")
        try farmer.run("project", "X", "--ask", "9 EUR", "--works-on", water, "--works-on", water).expectFault(65, "twice")
        try farmer.run("project", "X", "--ask", "9 EUR", "--lock", "2001-01-01").expectFault(65, "is past")
        try farmer.run("project", "X", "--ask", "9 EUR", "--lock", "2999-02-01", "--settle-by", "2999-01-01")
            .expectFault(65, "locked before")
        try farmer.run("project", "X", "--ask", "9 EUR, at least 10 EUR").expectFault(65, "above what is asked for")
        try farmer.run("project", "X", "--ask", "9 EUR, at least 1 h").expectFault(65, "another unit")
        #expect(try farmer.json("status").list("collectives").map { try $0.number("entries") } == before)
    }

    @Test func projectsSayTheirTerms() throws {
        let farmer = try PledgedHome("farmer"), nurse = try PledgedHome("nurse")
        _ = try farmer.found()
        let key = try nurse.key(), first = try farmer.project("First draft")
        let id = try farmer.run([
            "project", "Latrines", "--ask", "900 EUR, at least 600.50 EUR", "--ask", "20 h digging", "--lock", "2999-05-01",
            "--settle-by", "2999-06-01", "--recipient", key, "--steward", key, "--host", key, "--revise", first, "--json",
        ]).json().text("entry")
        let shown = try farmer.json("show", id), asks = try shown.list("asks")
        #expect(try asks[0].number("min") == 60_050 && asks[0].number("target") == 90_000 && asks[1].number("min") == 0)
        #expect(try shown.text("recipient") == key && shown.text("host") == key)
        #expect((shown.all["revises"] as? [String]) == [first] && (shown.all["stewards"] as? [String]) == [key])
        #expect(try shown.number("lock") < shown.number("settle_by"))
    }

    @Test func roundsHaveAPool() throws {
        let farmer = try PledgedHome("farmer")
        _ = try farmer.found()
        let project = try farmer.project()
        let round = try farmer.json(
            "round", "Spring pool", "--unit", "EUR", "--rule", "matching", "--cap", "100 EUR", "--project", project
        ).text("entry")
        let shown = try farmer.json("show", round)
        #expect(try shown.text("pool_unit") == "iso4217:EUR" && shown.text("rule") == "matching" && shown.number("cap") == 10_000)
        #expect((shown.all["eligible"] as? [String]) == [project])
        let pledge = try farmer.json("pledge", round, "500 EUR").text("entry")
        #expect(try farmer.json("show", pledge).number("ask") == 0)
        try farmer.run("pledge", round, "5 h").expectUnsigned(65, "the pool is in")
        try farmer.run("pledge", round, "5 EUR", "--ask", "1").expectUnsigned(65, "no asks")
        try farmer.run("round", "X", "--unit", "gold", "--rule", "matching").expectFault(65)
        try farmer.run("round", "X", "--unit", "EUR", "--rule", "lottery").expectFault(65, "matching or equal-shares")
        try farmer.run("round", "X", "--unit", "EUR", "--rule", "equal-shares", "--cap", "1 EUR").expectFault(65, "--cap")
        try farmer.run("round", "X", "--unit", "EUR", "--rule", "matching", "--cap", "1 h").expectFault(65, "pool's unit")
        #expect(try farmer.run("list", "rounds", "--json").objects().count == 1)
        try farmer.run("check").expectFine()
    }

    /// Two problems that count as one bring nothing about: it is said before it is signed, and of what was signed.
    @Test func whatCountsAsOneIsNotItsOwnCause() throws {
        let farmer = try PledgedHome("farmer")
        _ = try farmer.found()
        let illness = try farmer.json("problem", "Children fall ill").text("entry")
        let again = try farmer.json("problem", "Sick children", "--same-as", illness).text("entry")
        let third = try farmer.json("problem", "Fevers", "--same-as", again).text("entry"), water = try farmer.json("problem", "Dirty water").text("entry")
        let other = try farmer.json("problem", "Sickness", "--same-as", illness).text("entry")
        for (cause, effect) in [(again, illness), (illness, third), (third, other)] {
            let run = try farmer.run("cause", cause, effect, "--json").expectFine(), claim = try run.json().text("entry")
            #expect(run.errors.contains("Mind: \"") && run.errors.contains("count as one problem, by what they repeat"), "\(run)")
            for command in ["show", "explain"] {
                let words = try farmer.run(command, claim).expectFine().output
                #expect(words.contains("counts for nothing: \"") && words.contains("a problem can't be its own cause"), "\(words)")
            }
        }
        let sound = try farmer.run("cause", water, third, "--json").expectFine()
        #expect(try !sound.errors.contains("Mind") && !farmer.run("show", sound.json().text("entry")).output.contains("count as one"))
        #expect(try farmer.run("list", "causes").output.components(separatedBy: "counts for nothing").count == 4)
    }
}
