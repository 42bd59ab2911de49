import Foundation
import Testing

/// A plan that several people write: versions, which of them counts, and what changed.
@Suite struct RevisionCommandTests {
    @Test func somebodyElsesVersionCountsOnceItIsEndorsed() throws {
        let garden = try Garden(asks: ["1200 EUR"], "--text", "Dig by hand.\nThen line it.")
        let idea = try garden.nurse.run([
            "project", "Well with a rig", "--ask", "1500 EUR, at least 900 EUR", "--revise", garden.project,
            "--text", "Dig with a rig.\nThen line it.\nThen cover it.", "--json",
        ]).json().text("entry")
        try garden.share()
        let before = try garden.farmer.json("show", garden.project, "--history")
        #expect(try before.text("current") == garden.project)
        #expect(try before.list("versions").map { try $0.text("why") } == ["first", "alone"])
        let waiting = try garden.farmer.run("show", garden.project, "--history").output
        #expect(waiting.contains("does not count until one who looks after what it revises endorses it: farmer"), "\(waiting)")
        for stance in ["none", "against"] {
            if stance == "against" { try garden.farmer.run("endorse", idea, "--against").expectFine() }
            let seen = try garden.farmer.json("show", idea, "--history"), told = try garden.farmer.run("show", idea, "--history").output
            #expect(try seen.text("current") == garden.project && seen.list("versions").map { try $0.flag("current") } == [true, false])
            #expect(try garden.farmer.json("show", idea).text("current_version") == garden.project)
            for words in ["counts now: the first version", "What counts now is \(garden.project.prefix(12))",
                "does not count until one who looks after what it revises endorses it: farmer"] {
                #expect(told.contains(words), "\(words) in \(told)")
            }
        }
        try garden.farmer.run("endorse", idea).expectFine()
        let after = try garden.farmer.json("show", idea, "--history")
        #expect(try after.text("current") == idea)
        #expect(try after.list("versions").map { try $0.text("why") } == ["first", "endorsed"])
        #expect(try after.list("versions")[1].all["endorsed_by"] as? [String] == [garden.farmer.key()])
        let words = try garden.farmer.run("show", garden.project, "--history").output
        #expect(words.contains("counts now: endorsed by farmer") && words.contains("counted before: the first version"), "\(words)")
        try garden.farmer.run("retract", garden.project).expectFine()
        #expect(try garden.farmer.json("show", idea, "--history").list("versions").map { try $0.text("why") } == ["taken back", "endorsed"])
        try garden.farmer.run("show", garden.project, "--history", "--at", "2001-01-01").expectFault(66, "not there yet")
        try garden.farmer.run("show", try garden.farmer.key(), "--history").expectFault(66, "no project")
    }

    /// What is not accepted is not said to be taken back where what it revises was, on a page neither.
    @Test func whereTheAcceptedOneWasTakenBackTheOthersAreNotSaidToBe() throws {
        let garden = try Garden(), farmer = garden.farmer
        let idea = try garden.nurse.run(["project", "Well, deeper", "--revise", garden.project, "--json"]).json().text("entry")
        try garden.share()
        let daemon = try PledgedDaemon(farmer, web: ["--web", "127.0.0.1:0"]), client = try daemon.page()
        func page(_ version: String) throws -> String { try client.get("/projects/\(version.prefix(12))").body }
        #expect(try page(idea).contains("has accepted it. What counts now is <a"))
        try farmer.run("retract", garden.project).expectFine()
        for version in [garden.project, idea] {
            let words = try farmer.run("show", version, "--history").output
            #expect(words.contains("None counts now: the accepted one was taken back, and the other is not accepted."), "\(words)")
            #expect(try farmer.json("show", version, "--history").all["current"] is NSNull)
            try eventually("the page of \(version)") { try page(version).contains("None counts now: the accepted one was taken back") }
        }
        try daemon.stop()
        try garden.nurse.run("retract", idea).expectFine()
        try garden.share()
        let words = try farmer.run("show", idea, "--history").output
        #expect(words.contains("None counts now: all were taken back."), "\(words)")
    }

    /// Nobody becomes the payee by writing a version: what is not given stays, and what changes is said.
    @Test func aVersionTakesOverTheTermsOfTheEarlierOne() throws {
        let garden = try Garden(asks: ["1200 EUR, at least 9 EUR", "3 h digging"], "--lock", "2999-05-01", "--settle-by", "2999-06-01")
        let (farmer, nurse) = (garden.farmer, garden.nurse)
        let same = try nurse.run(["project", "Well, told better", "--revise", garden.project, "--json"])
        #expect(same.code == 0 && same.errors.contains("stewards: none → farmer"), "\(same.errors)")
        let idea = try same.json().text("entry")
        let terms = try nurse.json("diff", garden.project, idea).list("terms").filter { try !$0.flag("same") }.map { try $0.text("term") }
        #expect(terms == ["stewards"])
        let moved = try nurse.run(["project", "Well, mine", "--revise", garden.project, "--recipient", try nurse.key(), "--lock", "2999-04-01", "--json"])
        for words in ["Other terms than", "received by: farmer", "→ nurse", "terms locked from: 2999-05-01"] {
            #expect(moved.errors.contains(words), "\(words) in \(moved.errors)")
        }
        try garden.share()
        let endorsed = try farmer.run("endorse", try moved.json().text("entry")).expectFine()
        #expect(endorsed.errors.contains("received by: farmer") && endorsed.errors.contains("→ nurse"), "\(endorsed.errors)")
        let anew = try nurse.run("project", "Well anew", "--revise", garden.project, "--anew")
        anew.expectFault(64, "--ask")
        try nurse.run("project", "Well", "--ask", "1 EUR", "--anew").expectFault(64, "--revise")
        let versions = try nurse.run("list", "projects").output
        #expect(versions.contains("not accepted"), "\(versions)")
        let listed = try farmer.run("list", "projects", "--json").objects()
        #expect(try Set(listed.map { try $0.text("version") }) == ["superseded", "not accepted", "current"])
        let old = try farmer.run("pledge", garden.project, "9 EUR").expectFine()
        #expect(old.errors.contains("Mind: this version has been superseded; what counts now is \"Well, mine\""), "\(old.errors)")
        let unaccepted = try farmer.run("pledge", idea, "9 EUR").expectFine()
        #expect(unaccepted.errors.contains("Mind: nobody who looks after an accepted version that this one revises has accepted it"), "\(unaccepted.errors)")
        // Whoever looks after a version that is not accepted accepts nothing.
        let more = try nurse.json("project", "Well, more", "--revise", idea).text("entry")
        let doubt = try nurse.run("pledge", more, "9 EUR").expectFine()
        #expect(doubt.errors.contains("Mind: nobody who looks after an accepted version") && doubt.errors.contains("what counts now is \"Well <b>"), "\(doubt.errors)")
    }

    /// Versions are no other projects, however many steps away.
    @Test func versionsAreNoNeighbours() throws {
        let farmer = try PledgedHome("farmer")
        _ = try farmer.found()
        let problem = try farmer.json("problem", "Children fall ill").text("entry")
        var last = try farmer.run(["project", "Well", "--ask", "9 EUR", "--works-on", problem, "--json"]).json().text("entry")
        let first = last
        for title in ["Well again", "Well once more"] {
            last = try farmer.run(["project", title, "--revise", last, "--json"]).json().text("entry")
        }
        #expect(try farmer.json("show", last).list("also_on").isEmpty)
        #expect(try farmer.json("show", first).list("also_on").isEmpty)
        #expect(try farmer.json("show", last).list("asks").map { try $0.number("target") } == [900])
    }

    @Test func aDifferenceShowsTermsAndWords() throws {
        let farmer = try PledgedHome("farmer")
        _ = try farmer.found()
        let old = try farmer.run(["project", "Well", "--ask", "1200 EUR", "--text", "Dig by hand.\nThen line it.", "--json"]).json().text("entry")
        let new = try farmer.run([
            "project", "Well", "--ask", "1500 EUR, at least 900 EUR", "--ask", "3 h digging", "--lock", "2999-05-01",
            "--revise", old, "--text", "Dig with a rig.\nThen line it.\nThen cover it.", "--json",
        ]).json().text("entry")
        let shown = try farmer.run("diff", old, new).expectFine().output
        for words in ["1500.00 EUR, at least 900.00 EUR", "3 h digging", "2999-05-01", "3 terms differ", "~ Dig [-by hand.-]{+with a rig.+}",
            "  Then line it.", "+ Then cover it."] {
            #expect(shown.contains(words), "\(words) in \(shown)")
        }
        let fields = try farmer.json("diff", old, new)
        #expect(try fields.list("terms").filter { try !$0.flag("same") }.map { try $0.text("term") } == ["ask 1", "ask 2", "terms locked from"])
        try farmer.run("retract", old, "--erase").expectFine()
        let erased = try farmer.run("diff", old, new).expectFine().output
        #expect(erased.contains("were erased by its author, so there is nothing to compare"), "\(erased)")
        #expect(try farmer.json("diff", old, new).all["text"] is NSNull)
        try farmer.run("diff", old, old).expectFault(65, "name two versions")
        try farmer.run("diff", old, "ffffff").expectFault(66)
    }
}
